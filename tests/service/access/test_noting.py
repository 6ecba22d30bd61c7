"""What is noted of a last use: never in the way of the one who uses it."""

from datetime import UTC, datetime, timedelta

import pytest
from admitting import record
from sqlalchemy import event, update

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.tables import sessions


@pytest.fixture
def take_no_changes(engine):
    """Has the database refuse every change from now on."""

    def refuse(connection, _):
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.read_only = True

    def take_no_changes():
        engine.dispose()
        event.listen(engine, "connect", refuse)

    return take_no_changes


def test_a_database_that_takes_no_changes_keeps_nobody_out(access, people, engine, take_no_changes):
    _, secret = access.keys.add(people["ben"].id, label="laptop", scope="read", days=7)
    cookie = access.sessions.begin(people["ben"].id)
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01"), "job")
        connection.execute(update(sessions).values(used_at=datetime.now(UTC) - timedelta(hours=1)))
    _, token = access.shares.add("01", people["ben"], days=7)
    take_no_changes()
    assert access.keys.holder(secret).id == people["ben"].id
    assert access.sessions.holder(cookie).id == people["ben"].id
    assert access.shares.opened(token) == ("01", people["ben"])
    assert access.shares.list("01", people["ben"], all=True)[0].used_at is None
    assert access.keys.list(people["ben"].id)[0].used_at is None


def test_uses_within_a_minute_are_noted_once(access, engine):
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01"), "job")
    _, token = access.shares.add("01", LOCAL, days=7)
    noted = []
    for _ in range(2):
        assert access.shares.opened(token)
        noted.append(access.shares.list("01", LOCAL, all=True)[0].used_at)
    assert noted[0] == noted[1] is not None
