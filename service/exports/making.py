"""Makes files for other tools out of what a report was measured from, some at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi.concurrency import run_in_threadpool

from service.aside import Aside
from service.child import ChildRefused
from service.exports import faults
from service.exports.processes import made, made_of_revision
from service.models import Record
from service.parts import part
from service.revisions.measuring import Reports
from service.revisions.rows import Revisions
from service.threads import Threads
from vision import KEPT_FILE, REPORT_FILE, ExportFormat

MOST_WAITING = 16


class Exports:
    """Each is made in a process of its own, and not kept: it takes about a second."""

    def __init__(self, aside: Aside, reports: Reports, revisions: Revisions, *, at_once: int) -> None:
        self._aside, self._reports, self._revisions = aside, reports, revisions
        self._threads = Threads(at_once)

    async def is_corrected(self, record: Record, number: int) -> bool:
        """Whether a revision is other than the first report; raises UnknownRevision."""
        return await run_in_threadpool(self._revisions.report, record.id, number) is not None

    async def made(self, record: Record, kind: ExportFormat) -> bytes:
        """The file of the first report, or a folder of files as ZIP; raises Problem, StoreGone."""

        def make(folder: Path, kept: Path) -> bytes:
            return self._aside.run(made, kept, kind, folder / "export")

        return await self._in_turn(record, make)

    async def made_of_revision(
        self, record: Record, number: int, name: str, kind: ExportFormat | None
    ) -> bytes:
        """The same as corrected; a table that lies in the folder of a report has no `kind`.

        Raises Problem, StoreGone, UnknownRevision, and OfAnotherVersion where it would be of other numbers.
        """

        def make(folder: Path, kept: Path) -> bytes:
            corrections, out = self._revisions.held(record.id, number), folder / "export"
            video = self._reports.looked_at(record, corrections, folder)
            content = self._aside.run(made_of_revision, kept, video, out, corrections, number, name, kind)
            place = self._reports.place(record, self._revisions.report(record.id, number))
            self._reports.require_same(place, out / REPORT_FILE)
            return content

        return await self._in_turn(record, make)

    async def _in_turn(self, record: Record, make: Callable[[Path, Path], bytes]) -> bytes:
        if self._threads.waiting >= MOST_WAITING:
            raise faults.too_many_exports()
        return await self._threads.run(self._made, record, make)

    def _made(self, record: Record, make: Callable[[Path, Path], bytes]) -> bytes:
        with self._aside.folder() as folder:
            kept = self._reports.fetched(f"{self._reports.first_place(record.id)}/{KEPT_FILE}", folder)
            if kept is None:
                raise faults.not_exportable()
            try:
                return make(folder, kept)
            except ChildRefused as error:
                raise faults.cannot_export(error.reason) from error


ExportsDep = Annotated[Exports, part(Exports)]
