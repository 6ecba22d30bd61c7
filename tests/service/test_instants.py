from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import insert, select

from service.tables import analyses


def test_times_come_back_in_utc(engine):
    noon_in_kiritimati = datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=14)))
    row = {"status": "queued", "reasons": [], "file_name": "", "settings": {}, "attempts": 0, "job": ""}
    with engine.begin() as connection:
        connection.execute(insert(analyses).values(id="0", created_at=noon_in_kiritimati, **row))
        created_at, started_at = connection.execute(
            select(analyses.c.created_at, analyses.c.started_at)
        ).one()
    assert (created_at.utcoffset(), created_at) == (timedelta(0), datetime(2026, 5, 3, 22, tzinfo=UTC))
    assert started_at is None
