from functools import partial

import pytest
from admitting import enter

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.models import Progress
from service.runs import Runs
from vision import Reason

DARK = Reason("dark", "It is dark; film in the light.")
HALF = Progress(stage="landmarks", fraction=0.5)


@pytest.fixture
def runs(engine):
    return Runs(engine)


@pytest.fixture
def analyses(engine):
    return Analyses(engine)


@pytest.fixture
def add(engine):
    return partial(enter, engine)


def test_a_run_counts_as_an_attempt_and_tells_its_progress(runs, analyses, add):
    add()
    assert runs.begin("018e", "job", "run").attempts == 1
    runs.advance("018e", "run", HALF)
    running = analyses.read("018e", LOCAL)
    assert (running.status, running.progress, running.attempts) == ("running", HALF, 1)
    assert running.started_at >= running.created_at


def test_the_end_of_a_run_is_recorded_with_its_reasons(runs, analyses, add):
    add()
    runs.begin("018e", "job", "run")
    runs.advance("018e", "run", HALF)
    assert runs.end("018e", "run", "refused", (DARK,), None)
    ended = analyses.read("018e", LOCAL)
    assert (ended.status, ended.reasons, ended.reason) == ("refused", (DARK,), DARK.message)
    assert ended.progress is None
    assert ended.finished_at is not None


def test_a_run_that_was_replaced_changes_nothing(runs, analyses, add):
    add()
    runs.begin("018e", "job", "first")
    runs.begin("018e", "job", "second")
    assert not runs.holds("018e", "first")
    runs.advance("018e", "first", HALF)
    assert not runs.end("018e", "first", "done", (), "runs/first")
    assert not runs.give_back("018e", "first", lambda *_: "other job")
    assert analyses.read("018e", LOCAL).progress is None
    assert runs.end("018e", "second", "done", (), "runs/second")
    assert analyses.report("018e") == "runs/second"


def test_what_was_changed_while_the_connection_broke_may_be_changed_again(runs, add):
    add()
    assert [runs.begin("018e", "job", "run").attempts for _ in range(2)] == [1, 1]
    assert [runs.end("018e", "run", "done", (), "runs/run") for _ in range(2)] == [True, True]
    assert not runs.end("018e", "other", "done", (), "runs/other")


def test_only_the_job_that_is_responsible_begins_a_run(runs, analyses, add):
    add()
    assert runs.begin("018e", "an older job", "run") is None
    assert runs.begin("018f", "job", "run") is None
    analyses.cancel("018e", LOCAL)
    assert runs.begin("018e", "job", "run") is None


@pytest.mark.parametrize(("counted", "attempts"), [(True, 1), (False, 0)])
def test_an_analysis_is_given_back_to_another_job(runs, analyses, add, counted, attempts):
    add()
    runs.begin("018e", "job", "run")
    assert runs.give_back("018e", "run", lambda *_: "next", counted=counted)
    back = analyses.read("018e", LOCAL)
    assert (back.status, back.attempts, runs.unfinished()) == ("queued", attempts, {"018e": "next"})
    assert runs.begin("018e", "job", "run") is None
    assert runs.begin("018e", "next", "run") is not None


def test_a_lost_job_is_replaced_once(runs, add):
    add()
    runs.begin("018e", "job", "run")
    assert runs.replace_job("018e", "job", lambda *_: "next")
    assert not runs.replace_job("018e", "job", lambda *_: "yet another")
    assert runs.unfinished() == {"018e": "next"}
    assert not runs.holds("018e", "run")


def test_a_cancelled_run_holds_nothing_more(runs, analyses, add):
    add()
    runs.begin("018e", "job", "run")
    analyses.cancel("018e", LOCAL)
    assert not runs.holds("018e", "run")
    assert not runs.end("018e", "run", "done", (), "runs/run")
    assert analyses.read("018e", LOCAL).status == "cancelled"
    assert runs.unfinished() == {}


def test_a_fault_of_the_server_counts_as_none_of_the_clip_and_says_why_it_waits(runs, analyses, add):
    add()
    runs.begin("018e", "job", "run")
    assert runs.give_back("018e", "run", lambda *_: "next", reasons=(DARK,), counted=False)
    waiting = analyses.read("018e", LOCAL)
    assert (waiting.attempts, waiting.faults, waiting.reasons) == (0, 1, (DARK,))
    assert runs.begin("018e", "next", "run").reasons == ()
