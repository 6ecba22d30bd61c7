from concurrent.futures import ThreadPoolExecutor

import pytest
from admitting import enter, record
from sqlalchemy import insert, select, update

from service.access.callers import Caller
from service.analyses import Analyses, UnknownAnalysis
from service.revisions.models import NewSignOff
from service.revisions.rows import Revisions
from service.tables import analyses
from service.tables import revisions as rows_of_revisions

FIRST = NewSignOff(revision=0, words="")


def test_of_two_who_sign_off_together_the_later_counts(engine):
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01"), "job")
    revisions = Revisions(engine)
    with ThreadPoolExecutor(2) as pool:
        with engine.begin() as connection:  # they wait for this
            connection.execute(select(analyses.c.id).with_for_update())
            connection.execute(update(analyses).values(fraction=0.0))
            both = [pool.submit(revisions.sign_off, "01", FIRST, author) for author in ("ben", "cleo")]
            with pytest.raises(TimeoutError):
                both[0].result(timeout=0.2)
        assert [each.result() for each in both] == [None, None]
    assert revisions.signed_off("01").author in ("ben", "cleo")


def test_an_analysis_that_was_just_deleted_is_not_signed_off(engine):
    with pytest.raises(UnknownAnalysis):
        Revisions(engine).sign_off("gone", FIRST, "ben")


def test_the_newest_report_of_each_corrected_analysis_that_one_sees_is_found(engine):
    made = {"01": ["1-a", "2-b"], "02": ["1-c"], "03": ["1-d", None], "04": ["1-e"], "05": []}
    for id, reports in made.items():
        owner = "rival" if id == "04" else "ben"
        enter(engine, id, f"job-{id}", status="done", owner=owner)
        with engine.begin() as connection:
            for number, report in enumerate(reports, 1):
                row = {"analysis": id, "number": number, "author": owner, "report": report}
                connection.execute(insert(rows_of_revisions).values(created_at=record().created_at, **row))
    ben = Caller("ben", "runner")
    assert Revisions(engine).corrected(ben, 9) == [("02", 1, "1-c"), ("01", 2, "2-b")]
    assert Revisions(engine).corrected(ben, 1) == [("02", 1, "1-c")]
    assert Revisions(engine).corrected(Caller("cleo", "admin"), 9) == []
