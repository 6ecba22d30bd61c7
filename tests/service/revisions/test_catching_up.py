"""A server of a version that kept no flags as rows, with real reports, is brought up to this one."""

import json
from datetime import UTC, datetime

import pytest
from admitting import admit
from sqlalchemy import delete, insert, update

from service.analyses import Analyses
from service.aside import Aside
from service.revisions.catching_up import CatchingUp
from service.revisions.measuring import Reports
from service.revisions.queue import ReviewQueue
from service.revisions.rows import Revisions
from service.runs import Runs
from service.strays import Strays
from service.tables import analyses, revisions

FLAG = {"time_s": 1.0, "frame": 30, "side": "left", "reason_code": "far", "message": "m", "effect": "e"}


@pytest.fixture
def older(jobs, store, tmp_path):
    """The id of an analysis with a report of two flags and a revision of one, of which no row tells."""
    id = admit(jobs)
    runs = Runs(jobs.engine)
    job = runs.unfinished()[id]
    runs.begin(id, job, "run")
    runs.end(id, "run", "done", (), "runs/run")
    with jobs.engine.begin() as connection:
        connection.execute(update(analyses).values(flagged=False))
        made = {"number": 1, "author": "coach", "created_at": datetime.now(UTC), "report": "1-x"}
        connection.execute(insert(revisions).values(analysis=id, **made))
    write(
        tmp_path,
        store,
        f"{id}/runs/run",
        [{**FLAG, "id": "a", "weight": 0.5}, {**FLAG, "id": "b", "weight": 0.1}],
    )
    write(tmp_path, store, f"{id}/revisions/1-x", [{**FLAG, "id": "a", "weight": 0.7}])
    return id


def write(tmp_path, store, prefix, found):
    folder = tmp_path / "report"
    folder.mkdir(exist_ok=True)
    (folder / "report.json").write_text(json.dumps({"flags": found}))
    store.keep_files(prefix, folder)
    (folder / "report.json").unlink()


@pytest.fixture
def catching_up(jobs, store, settings):
    known = Analyses(jobs.engine)
    made = {"aside": Aside(settings.scratch, settings.limits), "give_up": jobs.give_up, "at_once": 1}
    reports = Reports(store, known.report, Strays(jobs.engine), **made)
    return CatchingUp(jobs.engine, known, reports, Revisions(jobs.engine))


def test_reports_that_are_there_already_are_entered_once(older, catching_up, jobs):
    assert catching_up.enter_some() == older
    found = ReviewQueue(jobs.engine).of(older)
    assert [(f.id, f.state, f.weight) for f in found] == [("a", "open", 0.7), ("b", "corrected", 0.1)]
    assert catching_up.enter_some() is None


def test_a_report_that_is_lost_holds_up_no_other(older, catching_up, jobs, store):
    store.remove(older)
    assert (catching_up.enter_some(), catching_up.enter_some()) == (older, None)
    assert ReviewQueue(jobs.engine).of(older) == []


def test_what_is_corrected_meanwhile_is_entered_as_it_is_then(older, catching_up, jobs, monkeypatch):
    reads = []

    def corrected_meanwhile(_, number):
        reads.append(number)
        if len(reads) == 1:
            with jobs.engine.begin() as connection:
                connection.execute(delete(revisions))
        return [{**FLAG, "id": "a", "weight": 0.5}]

    monkeypatch.setattr(catching_up, "_told", corrected_meanwhile)
    catching_up.enter_some()
    assert ReviewQueue(jobs.engine).of(older) == []
    catching_up.enter_some()
    assert [flag.state for flag in ReviewQueue(jobs.engine).of(older)] == ["open"]


def test_reports_that_cannot_be_entered_keep_out_no_other_and_are_asked_for_once_a_round(
    older, catching_up, jobs, store, tmp_path
):
    newer = admit(jobs)
    runs = Runs(jobs.engine)
    runs.begin(newer, runs.unfinished()[newer], "run")
    runs.end(newer, "run", "done", (), "runs/run")
    with jobs.engine.begin() as connection:
        connection.execute(update(analyses).where(analyses.c.id == newer).values(flagged=False))
    write(tmp_path, store, f"{newer}/runs/run", [{"id": "a", "frame": 30}])
    behind = catching_up.enter_some()
    assert behind == older
    assert catching_up.enter_some(behind) is None
    assert len(ReviewQueue(jobs.engine).of(older)) == 2
    assert ReviewQueue(jobs.engine).of(newer) == []
