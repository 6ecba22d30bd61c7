from concurrent.futures import ThreadPoolExecutor

import pytest
from admitting import record
from sqlalchemy import select, update

from service.analyses import Analyses, UnknownAnalysis
from service.revisions.models import NewSignOff
from service.revisions.rows import Revisions
from service.tables import analyses

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
