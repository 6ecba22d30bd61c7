"""When a key, a session or a link was last used: noted to the minute, where that can be done."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Engine, Update
from sqlalchemy.exc import InternalError, OperationalError

NOTED = timedelta(minutes=1)


def note(engine: Engine, this: Update, *, before: datetime | None, now: datetime) -> None:
    """Note a use, unless the last one was a moment ago.

    Without room on the disk, or where the database is read-only, it is left out: whoever reads, or deletes
    to make room, needs no note of it.
    """
    if before is None or now - before > NOTED:
        with suppress(OperationalError, InternalError), engine.begin() as connection:
            connection.execute(this.values(used_at=now))
