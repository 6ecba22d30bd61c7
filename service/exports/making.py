"""Makes files for other tools out of what a report was measured from, some at a time."""

from typing import Annotated

from service.aside import Aside
from service.child import ChildRefused
from service.exports import faults
from service.exports.processes import made
from service.models import Record
from service.parts import part
from service.revisions.measuring import KEPT, Reports
from service.threads import Threads
from vision import ExportFormat

MOST_WAITING = 16


class Exports:
    """Each is made in a process of its own, and not kept: it takes about a second."""

    def __init__(self, aside: Aside, reports: Reports, *, at_once: int) -> None:
        self._aside, self._reports = aside, reports
        self._threads = Threads(at_once)

    async def made(self, record: Record, kind: ExportFormat) -> bytes:
        """The file of the first report, or a folder of files as ZIP; raises Problem, StoreGone."""
        if self._threads.waiting >= MOST_WAITING:
            raise faults.too_many_exports()
        return await self._threads.run(self._made, record, kind)

    def _made(self, record: Record, kind: ExportFormat) -> bytes:
        with self._aside.folder() as folder:
            kept = self._reports.fetched(f"{self._reports.first_place(record.id)}/{KEPT}", folder)
            if kept is None:
                raise faults.not_exportable()
            try:
                return self._aside.run(made, kept, kind, folder / "export")
            except ChildRefused as error:
                raise faults.cannot_export(error.reason) from error


ExportsDep = Annotated[Exports, part(Exports)]
