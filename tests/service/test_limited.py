from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from service.limited import AtMost, TooMany
from service.tables import workers

NOW = datetime(2026, 5, 4, tzinfo=UTC)
SLOTS = AtMost(2, "slots", owner="A machine")


def test_there_is_room_for_as_many_as_there_may_be(engine):
    mine = workers.c.name.like("mine-%")
    with engine.begin() as connection:
        for name in ("mine-0", "other-0", "other-1", "mine-1"):
            SLOTS.require_room(connection, mine)
            connection.execute(insert(workers).values(name=name, seen_at=NOW))
        with pytest.raises(TooMany, match="A machine may have at most 2 slots; delete one"):
            SLOTS.require_room(connection, mine)
