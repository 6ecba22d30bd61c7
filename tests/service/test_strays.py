import pytest
from admitting import record

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.strays import KnownAnalysis, LateUpload, Strays


@pytest.fixture
def strays(engine):
    return Strays(engine)


def admit(strays, engine, id="018e"):
    with engine.begin() as connection:
        strays.admit(connection, id)
        Analyses(engine).add(connection, record(id), "job")


def test_an_upload_is_admitted_once(strays, engine):
    strays.announce("018e")
    admit(strays, engine)
    assert strays.leaving() == []
    with pytest.raises(KnownAnalysis):
        strays.announce("018e")


def test_an_upload_that_was_given_up_is_not_admitted_any_more(strays, engine):
    strays.announce("018e")
    strays.give_up("018e")
    with pytest.raises(LateUpload):
        admit(strays, engine)
    assert strays.leaving() == ["018e"]
    strays.gone("018e")
    assert strays.leaving() == []


def test_after_a_crash_all_that_were_on_their_way_in_are_given_up(strays, engine):
    for id in ("01", "02", "03"):
        strays.announce(id)
    admit(strays, engine, "02")
    strays.give_up()
    assert sorted(strays.leaving()) == ["01", "03"]


def test_a_deleted_analysis_leaves_its_blobs_to_be_removed(strays, engine):
    strays.announce("018e")
    admit(strays, engine)
    Analyses(engine).delete("018e", LOCAL)
    Analyses(engine).delete("018f", LOCAL)  # of which there is none
    assert strays.leaving() == ["018e"]
