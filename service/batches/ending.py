"""The end of all analyses of a batch at once."""

from sqlalchemy import Engine, update

from service.analyses import ending, forget
from service.batches.rows import hold, remove
from service.database import scrub
from service.models import FINAL
from service.operations.tallies import count
from service.tables import analyses
from service.webhooks.endpoints import announce


def cancel_all(engine: Engine, batch: str) -> set[str]:
    """End what is not over of a batch; the jobs of those."""
    going_on = update(analyses).where(analyses.c.batch == batch, analyses.c.status.not_in(FINAL))
    ended = going_on.values(ending("cancelled", ())).returning(
        analyses.c.id, analyses.c.owner, analyses.c.job
    )
    with engine.begin() as connection:
        rows = connection.execute(ended).all()
        for row in rows:
            announce(connection, analysis=row.id, owner=row.owner, status="cancelled")
        count(connection, "cancelled", len(rows))
    return {row.job for row in rows}


def delete_all(engine: Engine, batch: str) -> None:
    """Forget a batch with its analyses, and note that their blobs have to go; raises UnknownBatch."""
    with engine.begin() as connection:
        hold(connection, batch, alone=True)
        forget(connection, analyses.c.batch == batch)
        remove(connection, batch)
    scrub(engine)
