"""Counts that outlive what they count: of analyses that ended and may be deleted since, by any worker."""

from sqlalchemy import Connection, Engine, select, update

from service.tables import tallies


def count(connection: Connection, what: str, amount: float = 1.0) -> None:
    """Add to a tally that a migration began, in the caller's transaction."""
    mine = update(tallies).where(tallies.c.name == what)
    connection.execute(mine.values(amount=tallies.c.amount + amount))


def counted(engine: Engine) -> dict[str, float]:
    """All tallies."""
    with engine.connect() as connection:
        return {row.name: row.amount for row in connection.execute(select(tallies))}
