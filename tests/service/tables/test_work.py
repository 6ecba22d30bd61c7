from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, text

from service.tables import analyses, shares


def test_what_is_of_an_analysis_goes_with_it(engine):
    now = datetime.now(UTC)
    row = {"status": "queued", "reasons": [], "file_name": "", "settings": {}, "attempts": 0, "job": ""}
    link = {"analysis": "0", "maker": "local", "created_at": now, "expires_at": now}
    with engine.begin() as connection:
        connection.execute(insert(analyses).values(id="0", created_at=now, **row))
        connection.execute(insert(shares).values(id="1", hash="2", **link))
        connection.execute(delete(analyses))
        assert connection.execute(select(func.count()).select_from(shares)).scalar_one() == 0


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
