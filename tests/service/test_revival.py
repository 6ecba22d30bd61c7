from admitting import admit, engine_table
from serving import wait_until
from sqlalchemy import text

from service.jobs import Jobs
from service.queue import Queue
from service.revival import Reviver
from service.runs import Runs


def test_an_analysis_whose_job_is_lost_meanwhile_gets_another(settings, store, engine, monkeypatch):
    monkeypatch.setattr("service.revival._LOOK_S", 0.1)
    jobs = Jobs(settings, store)
    with jobs.opened():
        id = admit(jobs)
        lost = Runs(engine).unfinished()[id]
        with engine.begin() as connection:  # as after an error that nobody has thought of
            table = engine_table(connection, "workflow_status")
            connection.execute(text(f"UPDATE {table} SET status = 'ERROR'"))
        wait_until(lambda: Runs(engine).unfinished()[id] != lost)
        assert Queue(engine).missing(Runs(engine).unfinished().values()) == set()


def test_an_error_that_nobody_thought_of_does_not_end_the_looking(jobs, monkeypatch):
    monkeypatch.setattr("service.revival._LOOK_S", 0.01)
    looks = []

    def revive():
        looks.append(None)
        if len(looks) == 2:
            raise KeyError("x")

    monkeypatch.setattr(jobs._reviver, "revive", revive)
    with Reviver.at_work(jobs._reviver):
        wait_until(lambda: len(looks) > 2)


def test_no_job_is_replaced_that_somebody_will_take(jobs, engine, caplog):
    admit(jobs)
    kept = Runs(engine).unfinished()
    jobs._reviver.revive()
    assert (Runs(engine).unfinished(), caplog.records) == (kept, [])
