from functools import partial

import pytest
from admitting import enter, record

from service.access.callers import LOCAL, Caller
from service.analyses import Analyses, UnknownAnalysis
from service.models import AnalysisSettings, Progress
from service.runs import Runs

HALF = Progress(stage="landmarks", fraction=0.5)


@pytest.fixture
def analyses(engine):
    return Analyses(engine)


@pytest.fixture
def add(engine):
    return partial(enter, engine)


def test_what_was_added_is_read_back(analyses, engine):
    known = record(settings=AnalysisSettings(speed_mps=3.2, sex="f"), rear_file_name="behind.mp4")
    with engine.begin() as connection:
        analyses.add(connection, known, "job")
    assert analyses.read(known.id, LOCAL) == known


def test_an_analysis_is_added_with_its_transaction_or_not_at_all(analyses, engine):
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        analyses.add(connection, record(), "job")
        raise ZeroDivisionError
    with pytest.raises(UnknownAnalysis):
        analyses.read("018e", LOCAL)


def test_the_newest_come_first_in_pages(analyses, add):
    for id in ("02", "01", "03"):
        add(id)
    assert [record.id for record in analyses.list(LOCAL)] == ["03", "02", "01"]
    assert [record.id for record in analyses.list(LOCAL, limit=1)] == ["03"]
    assert [record.id for record in analyses.list(LOCAL, before="03", limit=1)] == ["02"]
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
        analyses.read(id, LOCAL)


def test_what_is_over_is_not_cancelled(analyses, add):
    add(status="done")
    analyses.cancel("018e", LOCAL)
    assert analyses.read("018e", LOCAL).status == "done"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_a_deleted_analysis_stays(analyses, add, engine, tmp_path):
    add(file_name="Jane Doe.mp4")
    runs = Runs(engine)
    runs.begin("018e", "job", "run")
    for _ in range(20):
        runs.advance("018e", "run", HALF)
    analyses.delete("018e", LOCAL)
    for file in tmp_path.iterdir():
        assert b"Jane Doe" not in file.read_bytes()


def test_a_deleted_analysis_is_unknown(analyses, add):
    add()
    analyses.delete("018e", LOCAL)
    with pytest.raises(UnknownAnalysis):
        analyses.read("018e", LOCAL)
