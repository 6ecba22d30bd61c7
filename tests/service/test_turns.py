import pytest
import works
from admitting import admit, record
from serving import wait_until, working
from sqlalchemy import text

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.batches.models import NewBatch
from service.batches.rows import Batches
from service.models import FINAL
from service.turns import BATCH_STEP, STEP, next_turn


@pytest.fixture
def submit(engine):
    batches, made = Batches(engine), {}

    def submit(id, owner, batch=None):
        if batch and batch not in made:
            made[batch] = batches.add(NewBatch(name=batch), LOCAL).id
        with engine.begin() as connection:
            turn = next_turn(connection, owner, in_batch=batch is not None)
            Analyses(engine).add(connection, record(id, owner=owner, batch=made.get(batch)), "job", turn=turn)
        return turn

    return submit


def become(engine, status, *ids):
    with engine.begin() as connection:
        for id in ids:
            change = text("UPDATE analyses SET status = :status WHERE id = :id")
            connection.execute(change, {"id": id, "status": status})


def waiting(engine):
    """The ids of what waits, in the order in which it is taken."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id FROM analyses WHERE status = 'queued' ORDER BY turn, id"))
        return list(rows.scalars())


def take(engine):
    """End what runs, and begin what is next."""
    head = waiting(engine)[0]
    with engine.begin() as connection:
        connection.execute(text("UPDATE analyses SET status = 'done' WHERE status = 'running'"))
    become(engine, "running", head)
    return head


def test_two_hundred_clips_of_one_make_nobody_else_wait(submit, engine):
    for number in range(200):
        submit(f"a{number:03}", "alice")
    become(engine, "done", *(f"a{number:03}" for number in range(150)))
    become(engine, "running", "a150")
    for number in range(3):
        submit(f"b{number}", "bob")
    assert waiting(engine)[:6] == ["b0", "a151", "b1", "a152", "b2", "a153"]
    submit("a200", "alice")
    assert waiting(engine)[-1] == "a200"


def test_turns_begin_anew_when_nothing_waits(submit, engine):
    first = submit("a1", "alice")
    submit("a2", "alice")
    become(engine, "done", "a1", "a2")
    assert submit("b1", "bob") == first


@pytest.mark.parametrize("batch_begun", [True, False])
def test_a_clip_of_a_batch_waits_behind_single_ones_of_anybody(submit, engine, batch_begun):
    for number in range(5):
        submit(f"a{number}", "alice", batch="races")
    if batch_begun:
        take(engine)
    left = waiting(engine)
    submit("b0", "bob")
    submit("c0", "alice")
    assert waiting(engine) == ["b0", "c0", *left]


@pytest.mark.parametrize("owners", [["bob"], ["bob", "cleo"], [f"somebody {n}" for n in range(40)]])
def test_a_batch_goes_on_though_single_clips_never_cease_to_come(submit, engine, owners):
    for number in range(2):
        submit(f"batch-{number}", "alice", batch="races")
    order = [take(engine)]
    submit("s", owners[0])
    for number in range(2 * BATCH_STEP):
        submit(f"s{number:02}", owners[number % len(owners)])
        order.append(take(engine))
    taken = [place for place, id in enumerate(order) if id.startswith("batch")]
    assert len(taken) == 2
    assert taken[1] > BATCH_STEP // STEP


def test_owners_of_batches_take_turns_too(submit, engine):
    for number in range(4):
        submit(f"a{number}", "alice", batch="races")
    for number in range(2):
        submit(f"b{number}", "bob", batch="relays")
    assert waiting(engine) == ["a0", "b0", "a1", "b1", "a2", "a3"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_takes_the_owners_in_turn_and_each_ones_in_order_of_arrival(settings, jobs, engine):
    alices = [admit(jobs, owner="alice") for _ in range(3)]
    bobs = [admit(jobs, owner="bob") for _ in range(2)]

    def known():
        return Analyses(engine).look(alices + bobs).values()

    with working(settings, works.report):
        wait_until(lambda: all(each.status in FINAL for each in known()))
    order = [each.id for each in sorted(known(), key=lambda each: each.started_at)]
    assert {*order[:2]} == {alices[0], bobs[0]}
    assert {*order[2:4]} == {alices[1], bobs[1]}
    assert order[4] == alices[2]
