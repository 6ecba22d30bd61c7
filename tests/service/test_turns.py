import pytest
import works
from admitting import admit, record
from serving import wait_until, working
from sqlalchemy import text

from service.analyses import Analyses
from service.models import FINAL
from service.turns import next_turn


@pytest.fixture
def submit(engine):
    def submit(id, owner, status="queued"):
        with engine.begin() as connection:
            turn = next_turn(connection, owner)
            Analyses(engine).add(connection, record(id, owner=owner, status=status), "job", turn=turn)
        return turn

    return submit


def over(engine, *ids):
    with engine.begin() as connection:
        for id in ids:
            connection.execute(text("UPDATE analyses SET status = 'done' WHERE id = :id"), {"id": id})


def test_two_hundred_clips_of_one_make_nobody_else_wait(submit, engine):
    assert [submit(f"a{number:03}", "alice") for number in range(200)] == list(range(1, 201))
    over(engine, *(f"a{number:03}" for number in range(150)))
    assert [submit(f"b{number}", "bob") for number in range(3)] == [151, 152, 153]
    assert submit("a200", "alice") == 201


def test_turns_begin_anew_when_nothing_waits(submit, engine):
    assert [submit("a1", "alice"), submit("a2", "alice")] == [1, 2]
    over(engine, "a1", "a2")
    assert submit("b1", "bob") == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_takes_the_owners_in_turn_and_each_ones_in_order_of_arrival(settings, jobs):
    alices = [admit(jobs, owner="alice") for _ in range(3)]
    bobs = [admit(jobs, owner="bob") for _ in range(2)]
    with working(settings, works.report):
        wait_until(lambda: all(known.status in FINAL for known in jobs.look(alices + bobs).values()))
    done = sorted(jobs.look(alices + bobs).values(), key=lambda known: known.started_at)
    order = [known.id for known in done]
    assert {*order[:2]} == {alices[0], bobs[0]}
    assert {*order[2:4]} == {alices[1], bobs[1]}
    assert order[4] == alices[2]
