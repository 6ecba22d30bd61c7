import pytest
import works
from admitting import admit, all_known, engine_table, kept, known_of, names, record, submit
from serving import finished, upload, wait_until
from sqlalchemy import text

from service.access.callers import LOCAL
from service.analyses import Analyses, UnknownAnalysis
from service.jobs import Jobs
from service.runs import Runs
from service.strays import KnownAnalysis, Strays


def test_a_refused_clip_says_why(serve):
    with serve(works.refuse) as client:
        refused = finished(client, upload(client))
    assert refused["status"] == "refused"
    assert refused["reasons"] == [{"code": "no_runner", "message": works.NOBODY.message}]
    assert refused["reason"] == works.NOBODY.message


def test_missing_networks_are_no_fault_of_the_clip(serve):
    with serve(works.lack_networks) as client:
        failed = finished(client, upload(client))
    assert (failed["status"], failed["attempts"]) == ("failed", 3)
    assert failed["reasons"][0]["code"] == "networks_unavailable"
    assert "midstance doctor --fetch" in failed["reason"]


def test_an_admitted_analysis_waits_in_the_queue(jobs):
    id = admit(jobs)
    assert known_of(jobs, id).status == "queued"
    assert [known.id for known in all_known(jobs)] == [id]


def test_an_upload_that_cannot_be_recorded_leaves_no_file_and_no_job(jobs, settings, engine, monkeypatch):
    def fail(*_, **__):
        assert len(names(kept(settings))) == 1
        raise ZeroDivisionError

    monkeypatch.setattr(jobs._analyses, "add", fail)
    with pytest.raises(ZeroDivisionError):
        admit(jobs)
    wait_until(lambda: names(kept(settings)) == [])
    wait_until(lambda: Strays(engine).leaving() == [])
    assert _jobs_in(engine) == 0


def test_an_analysis_that_is_submitted_twice_is_there_once_and_whole(jobs, settings, engine):
    id = admit(jobs)
    with pytest.raises(KnownAnalysis):
        submit(jobs, record(id), b"another")
    assert (kept(settings, id) / "video").read_bytes() == b"clip"
    assert (_jobs_in(engine), Strays(engine).leaving()) == (1, [])


def test_a_waiting_analysis_can_be_deleted(jobs, settings, engine):
    id = admit(jobs)
    jobs.delete(id, LOCAL)
    assert names(kept(settings)) == []
    assert _jobs_in(engine) == 0
    with pytest.raises(UnknownAnalysis):
        known_of(jobs, id)


def test_an_analysis_whose_job_is_lost_gets_another_at_the_next_start(settings, store, engine):
    jobs = Jobs(settings, store)
    with jobs.opened():
        id = admit(jobs)
        lost = Runs(engine).unfinished()[id]
        jobs._queue.forget(id)
    with Jobs(settings, store).opened():
        assert Runs(engine).unfinished()[id] != lost
        assert _jobs_in(engine) == 1


def test_analyses_of_a_version_without_a_database_are_taken_in(settings, store):
    former = [record("01", status="done", attempts=1), record("02", status="running", attempts=1)]
    for known in former:
        folder = kept(settings, known.id)
        (folder / "outputs").mkdir(parents=True)
        (folder / "record.json").write_text(known.model_dump_json(exclude={"progress"}))
    jobs = Jobs(settings, store)
    for _ in range(2):
        with jobs.opened():
            assert known_of(jobs, "01") == former[0]
            assert Analyses(jobs.engine).report("01") == "outputs"
            assert known_of(jobs, "02") == former[1].model_copy(update={"status": "queued", "attempts": 0})
    assert names(kept(settings, "02")) == ["outputs"]


def test_two_servers_cannot_share_a_folder(jobs, settings, store):
    with pytest.raises(BlockingIOError), Jobs(settings, store).opened():
        pass
    assert all_known(jobs) == []


def _jobs_in(engine):
    with engine.connect() as connection:
        return connection.execute(
            text(f"SELECT count(*) FROM {engine_table(engine, 'workflow_status')}")
        ).scalar()
