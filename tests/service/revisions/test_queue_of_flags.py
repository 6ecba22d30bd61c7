import re

import pytest
from admitting import record
from sqlalchemy import event, text

from service.access.callers import LOCAL, Caller
from service.analyses import Analyses
from service.revisions.models import FlagReview
from service.revisions.queue import CURSOR, ReviewQueue, WantedFlags, cursor_of
from service.runs import Runs

WEIGHTS = {"01": (0.5, 0.1), "02": (0.5, None), "03": (1e-7, 0.30000000000000004)}


@pytest.fixture
def queue(engine):
    """Of three analyses, with flags of which some weigh the same and one is of no known weight."""
    analyses = Analyses(engine)
    for id, weights in WEIGHTS.items():
        with engine.begin() as connection:
            analyses.add(connection, record(id, owner="ben" if id == "03" else LOCAL.id), f"job-{id}")
        Runs(engine).begin(id, f"job-{id}", "run")
        found = [
            {
                "id": f"left-{n:04d}-far",
                "frame": n,
                "reason_code": "far",
                "message": "",
                "effect": "",
                "weight": w,
            }
            for n, w in enumerate(weights)
        ]
        assert Runs(engine).end(id, "run", "done", (), "runs/run", flags=found)
    return ReviewQueue(engine)


@pytest.mark.parametrize("weight", [0.0, 999.5, 1234.5, 1e15 + 0.25, 1e22, 1e300])
def test_the_place_of_a_flag_of_any_weight_is_one_that_is_accepted(queue, weight):
    flag = queue.read("01", "left-0000-far").model_copy(update={"weight": weight})
    assert CURSOR.fullmatch(cursor_of(flag))
    assert queue.find(LOCAL, WantedFlags(), after=cursor_of(flag), limit=9)


def test_each_sees_the_flags_of_the_own_analyses_by_their_weight(queue):
    mine = queue.find(LOCAL, WantedFlags(), limit=9)
    assert [(flag.analysis, flag.weight) for flag in mine] == [
        ("01", 0.5),
        ("02", 0.5),
        ("01", 0.1),
        ("02", None),
    ]
    theirs = queue.find(Caller("ben", "runner"), WantedFlags(), limit=9)
    assert [flag.weight for flag in theirs] == [0.30000000000000004, 1e-7]


def test_flags_of_somebody_who_was_not_meant_are_no_work(queue, engine):
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("04", again_of="01"), "job-04")
    assert [flag.analysis for flag in queue.find(LOCAL, WantedFlags(), limit=9)] == ["02", "02"]
    assert len(queue.of("01")) == 2


@pytest.mark.parametrize("caller", [LOCAL, Caller("ben", "runner")])
def test_pages_hold_each_flag_once_whatever_it_weighs(queue, caller):
    every = queue.find(caller, WantedFlags(), limit=9)
    one_by_one, after = [], None
    while found := queue.find(caller, WantedFlags(), after=after, limit=1):
        one_by_one += found
        after = cursor_of(found[0])
        assert re.fullmatch(CURSOR, after)
    assert one_by_one == every


def test_the_queue_is_read_in_its_order_and_not_sorted(queue, engine):
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    asked = []
    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        queue.find(LOCAL, WantedFlags(state="open"), limit=2)
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # which few rows are quicker by
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        query, values = asked[0]
        plan = str(connection.exec_driver_sql(f"{explain} {query}", values).all())
    assert "ix_flags_queue" in plan, plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan, plan


def test_each_flag_has_its_place_between_its_neighbours(queue):
    every = queue.find(LOCAL, WantedFlags(), limit=9)
    places = [queue.place(flag, LOCAL, WantedFlags("open")) for flag in every]
    assert [place.before for place in places] == [None, *every[:-1]]
    assert [place.after for place in places] == [*every[1:], None]
    assert [(place.earlier, place.all) for place in places] == [(n, 4) for n in range(4)]
    reviewed = queue.review("02", every[1].id, FlagReview(state="accepted"), LOCAL)
    left = queue.place(reviewed, LOCAL, WantedFlags("open"))
    assert (left.before, left.after, left.earlier, left.all) == (every[0], every[2], 1, 3)
