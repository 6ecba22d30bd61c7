"""The uploads as rows: whose they are, how much of each has arrived, and which analysis took it.

An upload that came in one piece gets its row with its analysis. The row of one that was taken stays as long
as the analysis, as the record of its bytes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from service.access.owners import require_owner, require_still
from service.clock import SteadyClock
from service.ids import ordered_id
from service.reserve import Reserve
from service.tables import uploads
from service.uploads import faults


@dataclass(frozen=True, slots=True)
class Upload:
    """A clip that is being uploaded; `received` bytes of its `length` are on the disk."""

    id: str
    owner: str
    length: int
    received: int
    metadata: str  # as the client wrote it
    file_name: str
    sha256: str | None  # once all is there
    created_at: datetime
    expires_at: datetime
    analysis: str | None  # that took it


@dataclass(frozen=True, slots=True)
class Usage:
    """What one owner's clips take up, those of analyses too, and how many uploads are under way."""

    bytes: int
    unfinished: int


class Ledger:
    """The table of uploads."""

    def __init__(self, engine: Engine, *, keep_s: float) -> None:
        self._engine = engine
        self._keep = timedelta(seconds=keep_s)
        self._clock = SteadyClock()

    def create(self, owner: str, *, length: int, metadata: str, file_name: str) -> Upload:
        """A new upload of which nothing has arrived; raises Problem."""
        now = datetime.now(UTC)
        upload = Upload(
            ordered_id(), owner, length, 0, metadata, file_name, None, now, now + self._keep, analysis=None
        )
        with self._engine.begin() as connection:
            connection.execute(insert(uploads).values(**_columns(upload)))
            require_owner(connection, owner)
        return upload

    def read(self, id: str, owner: str) -> Upload:
        """An upload that is the owner's and has not expired; raises Problem."""
        if not re.fullmatch("[0-9a-f]{32}", id):  # what is no text to a database
            raise faults.unknown_upload()
        mine = select(uploads).where(uploads.c.id == id, uploads.c.owner == owner)
        with self._engine.connect() as connection:
            row = connection.execute(mine).mappings().first()
            if row is None:
                require_still(connection, owner)  # the first account has taken it
        if row is None or (row["analysis"] is None and row["expires_at"] < self._clock.now()):
            raise faults.unknown_upload()
        return _upload(row)

    def advance(self, id: str, received: int) -> None:
        """Say how much is on the disk, which is no longer what was hashed; what goes on expires later."""
        self._change(id, received=received, sha256=None, expires_at=datetime.now(UTC) + self._keep)

    def finish(self, id: str, sha256: str) -> None:
        """Say that all is there, and what it is."""
        self._change(id, sha256=sha256)

    def take(self, connection: Connection, id: str, analysis: str) -> None:
        """Have an upload belong to an analysis, in the caller's transaction; raises Problem."""
        free = update(uploads).where(uploads.c.id == id, uploads.c.analysis.is_(None))
        if not connection.execute(free.values(analysis=analysis, metadata="", file_name="")).rowcount:
            raise faults.used_upload()

    def add_taken(
        self, connection: Connection, owner: str, *, length: int, sha256: str, analysis: str
    ) -> None:
        """An upload that came in one piece with its analysis, in the caller's transaction."""
        now = datetime.now(UTC)
        upload = Upload(ordered_id(), owner, length, length, "", "", sha256, now, now, analysis)
        connection.execute(insert(uploads).values(**_columns(upload)))

    def clips_of(self, analysis: str) -> list[tuple[int, str]]:
        """Length and SHA-256 of each clip that an analysis took."""
        theirs = select(uploads.c.length, uploads.c.sha256).where(uploads.c.analysis == analysis)
        with self._engine.connect() as connection:
            return [(row.length, row.sha256) for row in connection.execute(theirs.order_by(uploads.c.id))]

    def analysis_of(self, sha256: str, owner: str) -> str | None:
        """The newest of the owner's analyses of the same bytes."""
        same = select(uploads.c.analysis).where(
            uploads.c.sha256 == sha256, uploads.c.owner == owner, uploads.c.analysis.is_not(None)
        )
        with self._engine.connect() as connection:
            return connection.execute(same.order_by(uploads.c.analysis.desc())).scalars().first()

    def usage(self, owner: str) -> Usage:
        """What the owner's clips take up, those to come included."""
        under_way = func.count().filter(uploads.c.analysis.is_(None))
        mine = select(func.coalesce(func.sum(uploads.c.length), 0), under_way).where(uploads.c.owner == owner)
        with self._engine.connect() as connection:
            row = connection.execute(mine).one()
        return Usage(int(row[0]), row[1])

    def awaited(self) -> int:
        """The bytes that have been promised and are still to come."""
        missing = func.coalesce(func.sum(uploads.c.length - uploads.c.received), 0)
        these = select(missing).where(uploads.c.analysis.is_(None))  # of those taken, nothing is to come
        with self._engine.connect() as connection:
            return int(connection.execute(these).scalar_one())

    def waiting(self) -> set[str]:
        """The ids of those that no analysis has taken."""
        with self._engine.connect() as connection:
            return set(connection.execute(select(uploads.c.id).where(uploads.c.analysis.is_(None))).scalars())

    def taken(self, ids: Iterable[str]) -> Sequence[str]:
        """Those of these ids whose uploads an analysis has taken."""
        theirs = select(uploads.c.id).where(uploads.c.id.in_(list(ids)), uploads.c.analysis.is_not(None))
        with self._engine.connect() as connection:
            return connection.execute(theirs).scalars().all()

    def expired(self) -> Sequence[str]:
        """The ids of those whose time is over."""
        over = select(uploads.c.id).where(
            uploads.c.analysis.is_(None), uploads.c.expires_at < self._clock.now()
        )
        with self._engine.connect() as connection:
            return connection.execute(over).scalars().all()

    def delete(self, id: str) -> None:
        """Forget an upload that no analysis has taken."""

        def forget() -> None:
            with self._engine.begin() as connection:
                connection.execute(delete(uploads).where(uploads.c.id == id, uploads.c.analysis.is_(None)))

        Reserve(self._engine).for_(forget)

    def _change(self, id: str, **changes: Any) -> None:
        with self._engine.begin() as connection:
            free = update(uploads).where(uploads.c.id == id, uploads.c.analysis.is_(None))
            connection.execute(free.values(changes))


def _columns(upload: Upload) -> dict[str, Any]:
    return {name: getattr(upload, name) for name in Upload.__dataclass_fields__}


def _upload(row: RowMapping) -> Upload:
    return Upload(**row)
