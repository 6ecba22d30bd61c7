from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from service.access.sessions import MOST, Sessions
from service.tables import sessions


@pytest.fixture
def age(engine):
    """Move what is known of all sessions into the past."""

    def age(**times):
        past = {column: datetime.now(UTC) - by for column, by in times.items()}
        with engine.begin() as connection:
            connection.execute(update(sessions).values(past))

    return age


@pytest.fixture
def logins(engine):
    return Sessions(engine, idle=timedelta(hours=1), oldest=timedelta(days=1))


def test_a_session_is_its_accounts_and_its_token_is_not_kept(logins, people, engine):
    token = logins.begin(people["ben"].id)
    caller = logins.holder(token)
    assert (caller.id, caller.role, caller.scope) == (people["ben"].id, "runner", "manage")
    assert logins.holder(token[:-1] + "_") is None
    assert logins.holder("") is None
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(sessions)).all())


def test_a_session_ends_when_it_is_not_used(logins, people, age, engine):
    token = logins.begin(people["ben"].id)
    age(used_at=timedelta(minutes=59))
    assert logins.holder(token)
    with engine.connect() as connection:
        assert datetime.now(UTC) - connection.execute(select(sessions.c.used_at)).scalar() < timedelta(
            minutes=1
        )
    age(used_at=timedelta(minutes=61))
    assert logins.holder(token) is None


def test_a_session_ends_when_it_is_old_however_much_it_is_used(logins, people, age):
    token = logins.begin(people["ben"].id)
    age(created_at=timedelta(hours=25))
    assert logins.holder(token) is None


def test_a_session_that_is_ended_is_over(logins, people):
    token = logins.begin(people["ben"].id)
    logins.end(logins.holder(token).session)
    assert logins.holder(token) is None


def test_an_account_has_so_many_sessions_and_what_is_over_is_forgotten(logins, people, age, engine):
    for _ in range(MOST + 3):
        last = logins.begin(people["ben"].id)
    other = logins.begin(people["dora"].id)

    def count():
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(sessions)).scalar()

    assert count() == MOST + 1
    assert logins.holder(last)
    assert logins.holder(other)
    age(used_at=timedelta(hours=2))
    logins.begin(people["ben"].id)
    assert count() == 1
