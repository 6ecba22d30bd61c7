import asyncio
from datetime import timedelta

import pytest
import works
from admitting import admit, all_known, known_of, names
from serving import CLIP, finished, wait_until
from sqlalchemy import update
from traces import in_folder, rows

from service.access.callers import LOCAL
from service.jobs import Jobs
from service.operations import retention
from service.operations.retention import Retention
from service.operations.roll import now
from service.tables import analyses

NAME = "annas-lauf-8f3a.mp4"
MARKS = (CLIP.read_bytes()[100_000:100_032], NAME.encode())


def age(engine, id, days):
    """As if the analysis had ended so many days ago."""
    with engine.begin() as connection:
        then = now(connection) - timedelta(days=days)
        connection.execute(update(analyses).where(analyses.c.id == id).values(finished_at=then))


def upload(client):
    """The id of an analysis of the clip, under the name that must not stay."""
    with CLIP.open("rb") as clip:
        answer = client.post("/v1/analyses", files={"file": (NAME, clip), "rear": (NAME, CLIP.read_bytes())})
    return answer.json()["id"]


def test_what_is_due_leaves_no_byte_anywhere_and_the_rest_stays(serve, settings, store):
    with serve(works.report, database=settings.database) as client:
        due, recent = upload(client), upload(client)
        for id in (due, recent):
            finished(client, f"/v1/analyses/{id}")
        wait_until(lambda: names(settings.scratch) == [])
        jobs = Jobs(settings, store)
        assert in_folder(settings.data, MARKS)
        assert NAME in rows(jobs.engine)
        age(jobs.engine, due, days=31)
        age(jobs.engine, recent, days=29)
        keeping = Retention(jobs, jobs.engine, days=30)
        assert keeping.delete() == 1
        assert client.get(f"/v1/analyses/{recent}/report.json").status_code == 200
        assert client.get(f"/v1/analyses/{due}").status_code == 404
        age(jobs.engine, recent, days=31)
        assert (keeping.delete(), keeping.delete()) == (1, 0)
        assert in_folder(settings.data, MARKS) == []
        assert NAME not in rows(jobs.engine)
        everything = rows(jobs.engine, beside="audit")  # which says of an id that it was there, and no more
        assert not [mark for mark in (NAME, due, recent) if mark in everything]
        jobs.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_all_that_is_due_goes_in_one_hour_however_much_it_is(jobs, monkeypatch):
    monkeypatch.setattr(retention, "_AT_A_TIME", 1)
    for id in (admit(jobs), admit(jobs), admit(jobs)):
        jobs.cancel(id, LOCAL)
        age(jobs.engine, id, days=31)

    async def keep():
        keeping = asyncio.create_task(Retention(jobs, jobs.engine, days=30).keep())
        async with asyncio.timeout(10):
            while all_known(jobs):
                await asyncio.sleep(0.01)
        keeping.cancel()

    asyncio.run(keep())


def test_an_analysis_that_waits_or_runs_is_never_due(jobs):
    id = admit(jobs)
    age(jobs.engine, id, days=400)
    assert Retention(jobs, jobs.engine, days=1).delete() == 0
    assert known_of(jobs, id).status == "queued"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_fault_is_told_and_it_is_tried_again(jobs, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr(retention, "EVERY_S", 0.0)
    deletions = iter([OSError(5, "Input/output error"), 2, asyncio.CancelledError()])
    keeping = Retention(jobs, jobs.engine, days=30)

    def delete():
        end = next(deletions)
        if isinstance(end, BaseException):
            raise end
        return end

    monkeypatch.setattr(keeping, "delete", delete)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keeping.keep())
    said = [record.getMessage() for record in caplog.records]
    assert "deleting analyses whose time is over failed" in said[0]
    assert said[1] == "2 analyses were kept for 30 days and are deleted"
