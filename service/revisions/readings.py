"""What trends and agreement take from reports: little of much, so it is kept once it was read."""

import pickle
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from service.models import Record
from service.parts import part
from service.recent import Key, Recent
from service.revisions.measuring import Reports
from service.revisions.rows import CorrectedReport, Revisions, UnknownRevision
from service.store import Store, revision_place
from service.threads import read_together
from vision import CorrectedPair, SessionValues, UnreadableReport, corrected_pair, session_values

Value = TypeVar("Value")

_MOST_BYTES = 16 << 20  # some thousand reports
_KEEP_S = 24 * 3600.0


class Readings:
    """Reads reports; a revision never changes, so what was read of one holds as long as it is there.

    What is None could not be read: it is of an older version, or was deleted meanwhile.
    """

    def __init__(self, store: Store, reports: Reports, revisions: Revisions) -> None:
        self._store, self._reports, self._revisions = store, reports, revisions
        self.sessions_kept = Recent[bytes](len, most_bytes=_MOST_BYTES, keep_s=_KEEP_S)
        self.pairs_kept = Recent[bytes](len, most_bytes=_MOST_BYTES, keep_s=_KEEP_S)

    def sessions(self, records: Sequence[Record]) -> list[tuple[int, SessionValues | None]]:
        """The newest revision of each finished analysis, and what a trend takes from it. Raises OSError."""
        newest = self._revisions.newest_of([record.id for record in records])

        def read(record: Record) -> tuple[int, SessionValues | None]:
            number = newest.get(record.id, 0)
            key = Key(record.id, number)
            return number, _known(self.sessions_kept, key, lambda: self._session(record, number))

        return read_together(read, records)

    def pairs(self, corrected: Sequence[CorrectedReport]) -> list[CorrectedPair | None]:
        """What the first and the newest report of each analysis say apart. Raises OSError."""

        def read(each: CorrectedReport) -> CorrectedPair | None:
            return _known(self.pairs_kept, Key(each.analysis, each.number), lambda: self._pair(each))

        return read_together(read, corrected)

    def _session(self, record: Record, number: int) -> SessionValues:
        place = self._reports.place(record, self._revisions.report(record.id, number))
        return session_values(self._store.document(place))

    def _pair(self, each: CorrectedReport) -> CorrectedPair:
        first = self._store.document(self._reports.first_place(each.analysis))
        return corrected_pair(first, self._store.document(revision_place(each.analysis, each.report)))


def _known(kept: Recent[bytes], key: Key, read: Callable[[], Value]) -> Value | None:
    """What was read before, else what `read` makes of it."""
    if known := kept.get(key):
        before: Value | None = pickle.loads(known)
        return before
    try:
        value = read()
    except UnreadableReport:
        value = None
    except (FileNotFoundError, UnknownRevision):
        return None  # and is asked for no more
    kept.keep(key, pickle.dumps(value))
    return value


ReadingsDep = Annotated[Readings, part(Readings)]
