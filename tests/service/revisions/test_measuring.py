"""What becomes of the files of a revision when something dies, of which no row tells yet, or one does."""

import pytest
from admitting import admit, known_of
from fastapi import Response
from serving import wait_until
from sqlalchemy.exc import OperationalError

from service.access.callers import LOCAL
from service.aside import Aside
from service.jobs import Jobs
from service.revisions.drawing import DrawnReports
from service.revisions.measuring import Reports
from service.revisions.models import BODY
from service.revisions.revising import Revising
from service.revisions.rows import Revisions
from service.strays import LateUpload, Strays
from vision import KEPT_FILE


@pytest.fixture
def make(settings, store, tmp_path, monkeypatch):
    """Reports of one server, whose measuring is not done."""

    def run(_, __, ___, out, *____):
        out.mkdir()
        (out / "report.json").write_text("{}")

    monkeypatch.setattr(Reports, "_run", run)
    (tmp_path / "kept").write_bytes(b"kept")

    def make(jobs):
        known = {"aside": Aside(settings.scratch, settings.limits), "at_once": 1}
        strays = Strays(jobs.engine)
        return Reports(store, lambda _: "runs/run", strays, give_up=jobs.give_up, **known)

    return make


def analysed(jobs, store, tmp_path):
    id = admit(jobs)
    store.blobs.put(tmp_path / "kept", f"{id}/runs/run/{KEPT_FILE}")
    return known_of(jobs, id)


def revised(store, record):
    return [key for key in store.blobs.keys(record.id) if "/revisions/" in key]


def test_what_a_killed_server_had_stored_is_gone_after_its_next_start(make, settings, store, tmp_path):
    jobs = Jobs(settings, store)
    with jobs.opened():
        record = analysed(jobs, store, tmp_path)
        make(jobs).measure(record, (), 1)
        assert len(revised(store, record)) == 1
    with Jobs(settings, store).opened():
        wait_until(lambda: revised(store, record) == [])
    assert f"{record.id}/video" in store.blobs.keys(record.id)


@pytest.mark.parametrize("committed", [True, False])
def test_a_report_stays_exactly_if_its_revision_does(make, jobs, store, tmp_path, committed):
    """The database is gone just before, or just after, the commit."""

    class Cut(Revisions):
        def add(self, *row):
            if committed:
                super().add(*row)
            raise OperationalError("", {}, Exception())

    record, reports, revisions = analysed(jobs, store, tmp_path), make(jobs), Cut(jobs.engine)
    revising = Revising(record, 0, LOCAL, revisions, reports, Response())
    made = revising.made(BODY.validate_python({"kind": "flag_dismissed", "flag": "a", "reason": "seen"}), "")
    with pytest.raises(OperationalError):
        revising.add((), (made,))
    if committed:
        wait_until(lambda: not jobs._cleaner._given_up)
        assert revised(store, record) == [
            f"{reports.place(record, revisions.report(record.id, 1))}/report.json"
        ]
    else:
        wait_until(lambda: revised(store, record) == [])
        assert revisions.newest(record.id) == 0


def drawings(make, jobs, store, settings):
    parts = (Aside(settings.scratch, settings.limits), store, make(jobs), Revisions(jobs.engine))
    return DrawnReports(*parts, Strays(jobs.engine), at_once=1)


def page(tmp_path):
    folder = tmp_path / "drawn"
    folder.mkdir()
    (folder / "report.html").write_text("<!doctype html>")
    return folder


def test_what_is_drawn_of_a_revision_that_is_gone_goes_too(make, jobs, store, settings, tmp_path):
    record = analysed(jobs, store, tmp_path)
    with pytest.raises(LateUpload):
        drawings(make, jobs, store, settings)._keep(
            record.id, f"{record.id}/revisions/1-x/drawn", page(tmp_path)
        )
    wait_until(lambda: revised(store, record) == [])


@pytest.mark.parametrize("killed", [True, False])
def test_what_was_drawn_when_the_server_was_killed_is_drawn_again(
    make, settings, store, tmp_path, monkeypatch, killed
):
    jobs = Jobs(settings, store)
    with jobs.opened():
        record = analysed(jobs, store, tmp_path)
        revising = Revising(record, 0, LOCAL, Revisions(jobs.engine), make(jobs), Response())
        dismissed = BODY.validate_python({"kind": "flag_dismissed", "flag": "a", "reason": "seen"})
        revising.add((), (revising.made(dismissed, ""),))
        (report,) = revised(store, record)
        drawn = f"{report.rpartition('/')[0]}/drawn"
        if killed:
            monkeypatch.setattr(Revisions, "keep_drawn", lambda *_: None)
        drawings(make, jobs, store, settings)._keep(record.id, drawn, page(tmp_path))
        assert len(revised(store, record)) == 2
    with Jobs(settings, store).opened():
        left = [report] if killed else [f"{drawn}/report.html", report]
        wait_until(lambda: sorted(revised(store, record)) == sorted(left))
