from datetime import UTC, datetime, timedelta

import pytest
from admitting import record
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from service.access.shares import Opened
from service.analyses import Analyses
from service.tables import keys, sessions, shares


@pytest.fixture
def openers(access, people, engine):
    """What a key, a session and a link open, by their tables."""
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01"), "job")
    _, key = access.keys.add(people["ben"].id, label="laptop", scope="read", days=7)
    token = access.sessions.begin(people["ben"].id)
    _, link = access.shares.add("01", people["ben"], days=7)
    return {
        keys: lambda: access.keys.holder(key),
        sessions: lambda: access.sessions.holder(token),
        shares: lambda: access.shares.opened(link),
    }


def last_used(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(table.c.used_at)).scalar()


@pytest.mark.parametrize("table", [keys, sessions, shares])
def test_a_use_is_noted_to_the_minute_and_opens_also_without_room_for_the_note(openers, engine, table):
    an_hour_ago = datetime.now(UTC) - timedelta(minutes=59)
    with engine.begin() as connection:
        connection.execute(update(table).values(used_at=an_hour_ago))

    def full(_, __, statement, *___):
        if statement.startswith("UPDATE"):
            raise OperationalError(statement, None, OSError(28, "No space left on device"))

    event.listen(engine, "before_cursor_execute", full)
    assert openers[table]()
    assert last_used(engine, table) == an_hour_ago
    event.remove(engine, "before_cursor_execute", full)
    assert openers[table]()
    noted = last_used(engine, table)
    assert noted > an_hour_ago
    assert openers[table]()
    assert last_used(engine, table) == noted


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
    assert access.shares.opened(token) == Opened("01", people["ben"], blur_faces=False)
    assert access.shares.list("01", people["ben"], all=True)[0].used_at is None
    assert access.keys.list(people["ben"].id)[0].used_at is None
