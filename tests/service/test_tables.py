from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import insert, select, text

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


def test_what_goes_on_is_found_without_a_look_at_all_analyses(engine):
    going_on = "SELECT id FROM analyses WHERE status IN ('queued', 'running')"
    missing = "SELECT id FROM analyses WHERE status = 'done' AND {} ORDER BY id DESC"
    with engine.begin() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if not sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # which few rows are quicker by
        explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        for query in (going_on, missing.format("flagged = 0" if sqlite else "NOT flagged")):
            plan = str(connection.execute(text(f"{explain} {query}")).all())
            assert "ix_analyses_status" in plan, plan
