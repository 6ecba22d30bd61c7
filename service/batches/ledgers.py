"""The ledger of a server's batch, read from the reports as they are shown."""

from sqlalchemy import Engine, func, select

from service.access.callers import Caller
from service.analyses import Analyses
from service.batches.ledger import Row, measured
from service.batches.models import MOST_CLIPS, Batch
from service.models import Record
from service.revisions.measuring import Reports
from service.revisions.rows import Revisions
from service.store import Store
from service.tables import analyses, uploads
from service.threads import read_together
from service.wanted import Wanted


class Ledgers:
    """Makes the ledgers of batches."""

    def __init__(
        self, engine: Engine, known: Analyses, store: Store, revisions: Revisions, reports: Reports
    ) -> None:
        self._engine, self._analyses, self._store = engine, known, store
        self._revisions, self._reports = revisions, reports

    def rows(self, batch: Batch, by: Caller) -> list[Row]:
        """Those clips of a batch that the caller may see, in order of arrival. Raises OSError."""
        records = self._analyses.list(by, Wanted(batch=batch.id), limit=MOST_CLIPS)[::-1]
        hashes = _hashes(self._engine, batch.id)
        newest = self._revisions.newest_of([record.id for record in records])

        def row(record: Record) -> Row:
            known = Row(
                record.file_name,
                record.status,
                record.reasons,
                athlete=record.athlete,
                sha256=hashes.get(record.id),
            )
            if record.status not in ("done", "refused"):
                return known
            return self._measured(known, record, newest.get(record.id, 0))

        return read_together(row, records)

    def _measured(self, row: Row, record: Record, revision: int) -> Row:
        """With what the report says, if there is one: a clip may be refused before."""
        revised = self._revisions.report(record.id, revision)
        try:
            document = self._store.document(self._reports.place(record, revised))
        except FileNotFoundError:
            return row
        address = f"/v1/analyses/{record.id}"
        where = f"{address}/revisions/{revision}/report.json" if revised else f"{address}/report"
        return measured(row, document, where)


def _hashes(engine: Engine, batch: str) -> dict[str, str]:
    """Of the clips that came alone, also of those without a report."""
    of_each = select(uploads.c.analysis, func.min(uploads.c.sha256).label("sha256"))
    of_each = of_each.join(analyses, analyses.c.id == uploads.c.analysis).where(analyses.c.batch == batch)
    of_each = of_each.group_by(uploads.c.analysis).having(func.count() == 1)
    with engine.connect() as connection:
        return {row.analysis: row.sha256 for row in connection.execute(of_each)}
