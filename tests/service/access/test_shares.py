from datetime import UTC, datetime, timedelta

import pytest
from admitting import record
from sqlalchemy import select, update

from service.access.callers import LOCAL
from service.access.shares import Opened
from service.analyses import Analyses, UnknownAnalysis
from service.limited import AtMost, TooMany
from service.tables import shares


@pytest.fixture
def analysis(engine):
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01"), "job")
    return "01"


def test_a_link_shows_what_its_maker_may_see(access, analysis, people, engine):
    share, token = access.shares.add(analysis, people["ben"], days=7)
    assert access.shares.opened(token) == Opened(analysis, people["ben"], blur_faces=False)
    assert access.shares.list(analysis, people["ben"], all=False)[0].used_at is not None
    assert access.shares.list(analysis, people["cleo"], all=False) == []
    assert [known.id for known in access.shares.list(analysis, people["cleo"], all=True)] == [share.id]
    for wrong in (token[:-1], "", share.id):
        assert access.shares.opened(wrong) is None
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(shares)).all())


def test_an_analysis_that_was_just_deleted_gets_no_link(access, people):
    with pytest.raises(UnknownAnalysis):
        access.shares.add("gone", people["ben"], days=7)


def test_without_accounts_a_link_is_of_whoever_sits_at_the_machine(access, analysis):
    _, token = access.shares.add(analysis, LOCAL, days=7)
    assert access.shares.opened(token) == Opened(analysis, LOCAL, blur_faces=False)


def test_a_link_ends_on_its_day_and_with_its_makers_account(access, analysis, people, engine):
    _, token = access.shares.add(analysis, people["ben"], days=7)
    access.accounts.change(people["ben"].id, disabled=True)
    assert access.shares.opened(token) is None
    access.accounts.change(people["ben"].id, disabled=False)
    assert access.shares.opened(token)
    with engine.begin() as connection:
        connection.execute(update(shares).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert access.shares.opened(token) is None


def test_a_link_is_revoked_by_its_maker_or_the_owner(access, analysis, people):
    share, token = access.shares.add(analysis, people["cleo"], days=7)
    assert not access.shares.revoke(analysis, share.id, people["carl"], all=False)
    assert not access.shares.revoke("02", share.id, people["cleo"], all=True)
    assert access.shares.opened(token)
    assert access.shares.revoke(analysis, share.id, people["carl"], all=True)
    assert access.shares.opened(token) is None


def test_a_link_goes_with_its_analysis(access, analysis, engine):
    _, token = access.shares.add(analysis, LOCAL, days=7)
    Analyses(engine).delete(analysis, LOCAL)
    assert access.shares.opened(token) is None
    with engine.connect() as connection:
        assert connection.execute(select(shares)).all() == []


def test_an_analysis_has_so_many_links(access, analysis, monkeypatch):
    monkeypatch.setattr("service.access.shares.MOST", AtMost(1, "links"))
    access.shares.add(analysis, LOCAL, days=7)
    with pytest.raises(TooMany, match="at most 1 links"):
        access.shares.add(analysis, LOCAL, days=7)
