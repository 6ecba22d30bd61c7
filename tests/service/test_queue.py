import time

import pytest
from admitting import engine_table, hold
from sqlalchemy import text

from service.queue import Queue


@pytest.fixture
def queue(engine):
    return Queue(engine)


def put(queue, engine, id="018e", **options):
    with engine.begin() as connection:
        return queue.enqueue(connection, 1, id=id, **options)


def test_a_job_is_committed_with_its_transaction_or_not_at_all(queue, engine):
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        lost = queue.enqueue(connection, 1, id="018e")
        raise ZeroDivisionError
    kept = put(queue, engine)
    assert queue.missing([lost, kept]) == {lost}
    assert queue.missing([]) == set()


def test_a_delayed_job_counts_as_one_to_be_done(queue, engine):
    assert queue.missing([put(queue, engine, delay_s=600)]) == set()


def test_no_job_waits_longer_because_the_clock_was_set_back(queue, engine, monkeypatch):
    late, soon = (put(queue, engine, delay_s=delay_s) for delay_s in (600, 10))
    earlier = time.time() - 300
    monkeypatch.setattr("service.queue.time.time", lambda: earlier)
    queue.hasten(longest_delay_s=600)
    assert queue.holders() == {}
    assert _states(queue) == {late: "ENQUEUED", soon: "DELAYED"}


def test_a_forgotten_analysis_leaves_no_trace_in_the_tables(queue, engine):
    jobs = [put(queue, engine, "018e"), put(queue, engine, "018e", delay_s=600)]
    other = put(queue, engine, "018f")
    queue.forget("018e")
    assert queue.missing([*jobs, other]) == set(jobs)
    assert "018e" not in _everything(engine)
    assert "018f" in _everything(engine)


def test_jobs_are_dropped_that_nobody_has_begun(queue, engine):
    begun, waiting, other = (put(queue, engine) for _ in range(3))
    with engine.begin() as connection:
        hold(connection, "box-0", begun)
    queue.drop([begun, waiting])
    queue.drop([])
    assert queue.missing([begun, waiting, other]) == {waiting}


def test_what_is_kept_of_a_job_is_its_id_as_plain_text(queue, engine):
    put(queue, engine, "018e")
    assert '["018e"]' in _everything(engine)


def test_nobody_holds_jobs_that_wait(queue, engine):
    put(queue, engine)
    assert queue.holders() == {}
    assert queue.take_over("box") == 0


def test_the_jobs_of_a_dead_worker_are_put_back(queue, engine):
    jobs = {slot: put(queue, engine) for slot in ("box-0", "box-1", "box-10", "box-2-0", "box.0", "cupbox-0")}
    for slot, job in jobs.items():
        with engine.begin() as connection:
            hold(connection, slot, job)
    assert queue.holders() == {slot: [job] for slot, job in jobs.items()}
    assert queue.take_over("box", keep=1) == 2
    assert set(queue.holders()) == {"box-0", "box-2-0", "box.0", "cupbox-0"}
    assert queue.take_over("box") == 1
    assert queue.missing(jobs.values()) == set()


def _states(queue):
    return queue._jobs("018e")


def _everything(engine):
    names = ["workflow_status", "workflow_input", "workflow_output", "operation_outputs", "workflow_events"]
    with engine.connect() as connection:
        return str(
            [connection.execute(text(f"SELECT * FROM {engine_table(engine, name)}")).all() for name in names]
        )
