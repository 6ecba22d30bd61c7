from datetime import UTC, datetime

import pytest
from admitting import record

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.revisions.flagged import rule
from service.revisions.models import FlagReview, RevisionRecord
from service.revisions.queue import ReviewQueue
from service.revisions.rows import Overtaken
from service.runs import Runs


def flag(id, weight=0.5, **more):
    known = {"time_s": 1.0, "frame": 30, "side": "left", "reason_code": "far", "message": "m", "effect": "e"}
    return {"id": id, "weight": weight, **known, **more}


def revision(number):
    return RevisionRecord(number=number, author="coach", created_at=datetime.now(UTC), corrections=())


@pytest.fixture
def queue(engine):
    """Of an analysis that ended with three flags."""
    analyses = Analyses(engine)
    with engine.begin() as connection:
        analyses.add(connection, record("01"), "job")
    Runs(engine).begin("01", "job", "run")
    assert Runs(engine).end("01", "run", "done", (), "runs/run", flags=[flag("a"), flag("b"), flag("c")])
    return ReviewQueue(engine)


@pytest.fixture
def publish(engine):
    def publish(number, *found):
        with engine.begin() as connection:
            rule(connection, "01", found, revision(number))

    return publish


def states(queue):
    return {flag.id: flag.state for flag in queue.of("01")}


def test_the_flags_of_a_report_are_open_once_it_is_shown(queue):
    assert states(queue) == dict.fromkeys("abc", "open")


def test_what_a_revision_flags_no_more_is_corrected_and_what_it_flags_again_is_open(queue, publish):
    publish(1, flag("a", dismissed=True), flag("c", 0.9), flag("d"))
    assert states(queue) == {"a": "dismissed", "b": "corrected", "c": "open", "d": "open"}
    gone = queue.read("01", "b")
    assert (gone.author, gone.revision, gone.weight) == ("coach", 1, 0.5)
    assert queue.read("01", "c").weight == 0.9
    publish(2, flag("a"), flag("b"), flag("c"))
    assert states(queue) == {"a": "open", "b": "open", "c": "open", "d": "corrected"}
    assert queue.read("01", "b").revision is None


def test_what_a_person_said_outlasts_revisions_that_say_nothing_of_it(queue, publish):
    for id, state in (("a", "accepted"), ("b", "dismissed"), ("c", "corrected")):
        queue.review("01", id, FlagReview(state=state, comment="seen"), LOCAL)
    publish(1, flag("a"), flag("b"))
    assert states(queue) == {"a": "accepted", "b": "dismissed", "c": "corrected"}
    publish(2, flag("a", dismissed=True))
    assert queue.read("01", "a").revision == 2
    assert queue.read("01", "a").comment == "seen"


def test_what_a_person_says_does_not_overwrite_what_a_revision_says_meanwhile(queue, publish, monkeypatch):
    read = queue.read

    def read_before_a_correction(analysis, id):
        seen = read(analysis, id)
        publish(1, flag("a", dismissed=True), flag("b"), flag("c"))
        return seen

    with monkeypatch.context() as meanwhile, pytest.raises(Overtaken):
        meanwhile.setattr(queue, "read", read_before_a_correction)
        queue.review("01", "a", FlagReview(state="accepted"), LOCAL)
    assert (queue.read("01", "a").state, queue.read("01", "a").revision) == ("dismissed", 1)


def test_a_flag_that_a_report_names_twice_is_one(engine):
    analyses = Analyses(engine)
    with engine.begin() as connection:
        analyses.add(connection, record("02"), "job")
    Runs(engine).begin("02", "job", "run")
    assert Runs(engine).end("02", "run", "done", (), "runs/run", flags=[flag("a"), flag("a", clip="rear")])
    assert [flag.clip for flag in ReviewQueue(engine).of("02")] == ["rear"]


def test_a_run_that_was_replaced_flags_nothing(engine, queue):
    assert not Runs(engine).end("01", "another", "done", (), "runs/x", flags=[flag("z")])
    assert "z" not in states(queue)


def test_flags_go_with_their_analysis(engine, queue):
    Analyses(engine).delete("01", LOCAL)
    assert queue.of("01") == []
