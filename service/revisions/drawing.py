"""Pages and pictures of revisions, and pages without faces: drawn when they are asked for, and kept then.

They lie under `drawn/`, which is announced as a stray while something is stored there: after a crash it may
go as a whole, and is drawn again.
"""

import threading
from collections.abc import Collection, Iterable
from pathlib import Path

from fastapi.concurrency import run_in_threadpool

from service.aside import Aside
from service.child import ChildRefused
from service.models import Record
from service.revisions import faults
from service.revisions.measuring import OfAnotherVersion, Reports
from service.revisions.processes import draw_revision
from service.revisions.rows import Revisions
from service.store import REAR_VIDEO, VIDEO, Store
from service.strays import Strays
from service.threads import Threads
from vision import FACELESS, REPORT_FILE, picture_names

_MOST_WAITING = 32  # a browser asks for six pictures at a time, which are drawn together
_DRAWN = "drawn"
PAGE = "report.html"
_PAGES = frozenset({PAGE, FACELESS})


class DrawnReports:
    """Draws what is asked for of a revision together with what others ask for meanwhile."""

    def __init__(
        self,
        aside: Aside,
        store: Store,
        reports: Reports,
        revisions: Revisions,
        strays: Strays,
        *,
        at_once: int,
    ) -> None:
        self._aside, self._store = aside, store
        self._reports, self._revisions, self._strays = reports, revisions, strays
        self._threads = Threads(at_once)
        self._asked: dict[str, set[str]] = {}
        self._asking = threading.Lock()

    async def place(self, record: Record, number: int, *names: str) -> str:
        """Where in the store these files of a revision lie, those that there are; draws them where need be.

        Raises Problem, UnknownRevision, and OfAnotherVersion but for the page, which then has no pictures.
        """
        place, missing = await run_in_threadpool(self._known, record, number, names)
        if not missing:
            return place
        if self._threads.waiting >= _MOST_WAITING:
            raise faults.too_many_corrections()
        self._ask(place, missing)
        try:
            await self._threads.run(self._draw, record, number, place, missing)
        except OfAnotherVersion:
            if names != (PAGE,):
                raise
            return _whole(place)
        finally:
            self._forget(place, missing)
        return place

    def _known(self, record: Record, number: int, names: Collection[str]) -> tuple[str, frozenset[str]]:
        """Where files of a revision lie, and which of them have to be drawn first."""
        report = self._revisions.report(record.id, number)
        whole = self._reports.place(record, report)
        if FACELESS not in names and (report is None or all(name == REPORT_FILE for name in names)):
            return whole, frozenset()
        keys, drawn = set(self._store.blobs.keys(whole)), f"{whole}/{_DRAWN}"
        if FACELESS not in names and any(_is_drawn(key, whole) for key in keys):
            return whole, frozenset()  # of a version that drew all of it at once
        missing = _missing(keys, drawn, names)
        if missing - _PAGES:
            missing &= _PAGES | picture_names(self._store.document(whole))
        return drawn, missing

    def _draw(self, record: Record, number: int, drawn: str, own: frozenset[str]) -> None:
        """Draw it with what others asked for by now, unless another request has done so."""
        with self._aside.turn(drawn), self._aside.folder() as folder:
            if not _missing(self._store.blobs.keys(drawn), drawn, own):
                return
            with self._asking:
                names = own.union(self._asked.pop(drawn, ()))
            out = self._made(record, number, names, folder)
            self._reports.require_same(_whole(drawn), out / REPORT_FILE)
            (out / REPORT_FILE).unlink()
            self._keep(record.id, drawn, out)

    def _ask(self, drawn: str, names: frozenset[str]) -> None:
        """Have whoever draws of this revision next draw these too."""
        with self._asking:
            self._asked.setdefault(drawn, set()).update(names)

    def _forget(self, drawn: str, names: frozenset[str]) -> None:
        """Who asked has ended, one way or the other; whoever else wants the same draws it for themselves."""
        with self._asking:
            if drawn in self._asked:
                self._asked[drawn] -= names
                if not self._asked[drawn]:
                    del self._asked[drawn]

    def _made(self, record: Record, number: int, names: frozenset[str], folder: Path) -> Path:
        """A folder with these files, and the report as it is measured now."""
        out = folder / "report"
        corrections = self._revisions.held(record.id, number)
        clips = tuple(self._reports.fetched(f"{record.id}/{name}", folder) for name in (VIDEO, REAR_VIDEO))
        try:
            kept = self._reports.kept(record, folder)
            self._aside.run(draw_revision, kept, clips, out, corrections, number, names)
        except ChildRefused as error:
            raise OfAnotherVersion from error
        return out

    def _keep(self, analysis: str, drawn: str, out: Path) -> None:
        """Store what was drawn, if the revision is still there; raises LateUpload, OSError."""
        self._strays.announce(drawn)
        try:
            self._store.keep_files(drawn, out)
            self._revisions.keep_drawn(analysis, drawn)
        except BaseException:
            self._reports.give_up_place(drawn)
            raise


def _missing(keys: Iterable[str], drawn: str, names: Collection[str]) -> frozenset[str]:
    kept = set(keys)
    return frozenset(name for name in names if f"{drawn}/{name}" not in kept)


def _is_drawn(key: str, whole: str) -> bool:
    return key.startswith((f"{whole}/frames/", f"{whole}/rear_frames/"))


def _whole(drawn: str) -> str:
    """Where the report lies that was drawn."""
    return drawn.removesuffix(f"/{_DRAWN}")
