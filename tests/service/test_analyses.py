import pytest
from admitting import record

from service.access.callers import Caller
from service.analyses import Analyses, UnknownAnalysis
from service.models import AnalysisSettings, Progress
from vision import Reason

DARK = Reason("dark", "It is dark; film in the light.")
HALF = Progress(stage="landmarks", fraction=0.5)


@pytest.fixture
def analyses(engine):
    return Analyses(engine)


@pytest.fixture
def add(analyses, engine):
    def add(id="018e", job="job", **fields):
        with engine.begin() as connection:
            analyses.add(connection, record(id, **fields), job)

    return add


def test_what_was_added_is_read_back(analyses, engine):
    known = record(settings=AnalysisSettings(speed_mps=3.2, sex="f"), rear_file_name="behind.mp4")
    with engine.begin() as connection:
        analyses.add(connection, known, "job")
    assert analyses.read(known.id) == known


def test_an_analysis_is_added_with_its_transaction_or_not_at_all(analyses, engine):
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        analyses.add(connection, record(), "job")
        raise ZeroDivisionError
    with pytest.raises(UnknownAnalysis):
        analyses.read("018e")


def test_the_newest_come_first_in_pages(analyses, add):
    for id in ("02", "01", "03"):
        add(id)
    assert [record.id for record in analyses.list()] == ["03", "02", "01"]
    assert [record.id for record in analyses.list(limit=1)] == ["03"]
    assert [record.id for record in analyses.list(before="03", limit=1)] == ["02"]
    assert analyses.ids() == {"01", "02", "03"}


def test_what_is_somebody_elses_is_unknown_and_stays(analyses, add):
    anna, ben = Caller("anna", "runner"), Caller("ben", "admin")
    add("01", owner="anna")
    add("02", owner="ben")
    assert [record.id for record in analyses.list(anna)] == ["01"]
    assert analyses.read("02", ben).owner == "ben"
    with pytest.raises(UnknownAnalysis):
        analyses.read("02", anna)
    analyses.cancel("02", anna)
    analyses.delete("02", anna)
    assert analyses.read("02", ben).status == "queued"


@pytest.mark.parametrize("id", ["..", "", "018f", "018e' OR ''='", "\N{RUNNER}"])
def test_only_analyses_are_found(analyses, add, id):
    add("018e")
    with pytest.raises(UnknownAnalysis):
        analyses.read(id)


def test_a_run_counts_as_an_attempt_and_tells_its_progress(analyses, add):
    add()
    assert analyses.begin("018e", "job", "run").attempts == 1
    analyses.advance("018e", "run", HALF)
    running = analyses.read("018e")
    assert (running.status, running.progress, running.attempts) == ("running", HALF, 1)
    assert running.started_at >= running.created_at


def test_the_end_of_a_run_is_recorded_with_its_reasons(analyses, add):
    add()
    analyses.begin("018e", "job", "run")
    analyses.advance("018e", "run", HALF)
    assert analyses.end("018e", "run", "refused", (DARK,), None)
    ended = analyses.read("018e")
    assert (ended.status, ended.reasons, ended.reason) == ("refused", (DARK,), DARK.message)
    assert ended.progress is None
    assert ended.finished_at is not None


def test_a_run_that_was_replaced_changes_nothing(analyses, add):
    add()
    analyses.begin("018e", "job", "first")
    analyses.begin("018e", "job", "second")
    assert not analyses.holds("018e", "first")
    analyses.advance("018e", "first", HALF)
    assert not analyses.end("018e", "first", "done", (), "runs/first")
    assert not analyses.give_back("018e", "first", lambda *_: "other job")
    assert analyses.read("018e").progress is None
    assert analyses.end("018e", "second", "done", (), "runs/second")
    assert analyses.report("018e") == "runs/second"


def test_what_was_changed_while_the_connection_broke_may_be_changed_again(analyses, add):
    add()
    assert [analyses.begin("018e", "job", "run").attempts for _ in range(2)] == [1, 1]
    assert [analyses.end("018e", "run", "done", (), "runs/run") for _ in range(2)] == [True, True]
    assert not analyses.end("018e", "other", "done", (), "runs/other")


def test_only_the_job_that_is_responsible_begins_a_run(analyses, add):
    add()
    assert analyses.begin("018e", "an older job", "run") is None
    assert analyses.begin("018f", "job", "run") is None
    analyses.cancel("018e")
    assert analyses.begin("018e", "job", "run") is None


@pytest.mark.parametrize(("counted", "attempts"), [(True, 1), (False, 0)])
def test_an_analysis_is_given_back_to_another_job(analyses, add, counted, attempts):
    add()
    analyses.begin("018e", "job", "run")
    assert analyses.give_back("018e", "run", lambda *_: "next", counted=counted)
    back = analyses.read("018e")
    assert (back.status, back.attempts, analyses.unfinished()) == ("queued", attempts, {"018e": "next"})
    assert analyses.begin("018e", "job", "run") is None
    assert analyses.begin("018e", "next", "run") is not None


def test_a_lost_job_is_replaced_once(analyses, add):
    add()
    analyses.begin("018e", "job", "run")
    assert analyses.replace_job("018e", "job", lambda *_: "next")
    assert not analyses.replace_job("018e", "job", lambda *_: "yet another")
    assert analyses.unfinished() == {"018e": "next"}
    assert not analyses.holds("018e", "run")


def test_a_cancelled_run_holds_nothing_more(analyses, add):
    add()
    analyses.begin("018e", "job", "run")
    analyses.cancel("018e")
    assert not analyses.holds("018e", "run")
    assert not analyses.end("018e", "run", "done", (), "runs/run")
    assert analyses.read("018e").status == "cancelled"
    assert analyses.unfinished() == {}


def test_a_fault_of_the_server_counts_as_none_of_the_clip_and_says_why_it_waits(analyses, add):
    add()
    analyses.begin("018e", "job", "run")
    assert analyses.give_back("018e", "run", lambda *_: "next", reasons=(DARK,), counted=False)
    waiting = analyses.read("018e")
    assert (waiting.attempts, waiting.faults, waiting.reasons) == (0, 1, (DARK,))
    assert analyses.begin("018e", "next", "run").reasons == ()


def test_what_is_over_is_not_cancelled(analyses, add):
    add(status="done")
    analyses.cancel("018e")
    assert analyses.read("018e").status == "done"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_a_deleted_analysis_stays(analyses, add, tmp_path):
    add(file_name="Jane Doe.mp4")
    analyses.begin("018e", "job", "run")
    for _ in range(20):
        analyses.advance("018e", "run", HALF)
    analyses.delete("018e")
    for file in tmp_path.iterdir():
        assert b"Jane Doe" not in file.read_bytes()


def test_a_deleted_analysis_is_unknown(analyses, add):
    add()
    analyses.delete("018e")
    with pytest.raises(UnknownAnalysis):
        analyses.read("018e")
