"""Analyses, and reports that were corrected, whose blobs lie in the store while no row tells of them.

They are on their way in, or out. An id, of a report its place, is noted here before anything of it is stored,
and taken out in the transaction that admits or forgets it. What a crash leaves half way is thus found without
looking through the store, where another database may have its blobs too.
"""

from sqlalchemy import Connection, Engine, delete, insert, select, update

from service.database import scrub
from service.tables import analyses, strays


class KnownAnalysis(Exception):
    """There is an analysis of this id already."""


class LateUpload(Exception):
    """The upload was given up before it was admitted."""


class Strays:
    """The table of strays: ids, which say nothing of a person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def announce(self, id: str) -> None:
        """Say that blobs of this id are about to be stored; raises KnownAnalysis."""
        known = select(analyses.c.id).where(analyses.c.id == id)
        with self._engine.begin() as connection:
            if connection.execute(known).first():
                raise KnownAnalysis
            connection.execute(insert(strays).values(id=id, leaving=False))

    def admit(self, connection: Connection, id: str) -> None:
        """Say, in the transaction that makes the row, that it tells of them; raises LateUpload."""
        if not connection.execute(delete(strays).where(strays.c.id == id, ~strays.c.leaving)).rowcount:
            raise LateUpload

    def give_up(self, id: str | None = None) -> None:
        """Have the blobs of this id removed, or those of all that are on their way in."""
        this = strays.c.id == id if id else ~strays.c.leaving
        with self._engine.begin() as connection:
            connection.execute(update(strays).where(this).values(leaving=True))

    def leaving(self) -> list[str]:
        """The ids whose blobs are to be removed."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(strays.c.id).where(strays.c.leaving)).scalars())

    def gone(self, id: str) -> None:
        """Say that nothing is left of an analysis."""
        with self._engine.begin() as connection:
            connection.execute(delete(strays).where(strays.c.id == id))
        scrub(self._engine)
