"""A sheet as it is shown and printed: the words of its coach beside what the report of its revision says."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any

from fastapi.concurrency import run_in_threadpool

from service import problems
from service.access.callers import Caller
from service.access.errors import UnknownAthlete
from service.access.parts import Access
from service.aside import Aside
from service.child import ChildRefused
from service.models import Record
from service.parts import part
from service.revisions.drawing import DrawnReports
from service.revisions.measuring import OfAnotherVersion, Reports
from service.revisions.models import SignOff
from service.revisions.rows import Revisions
from service.sheets import faults
from service.sheets.models import Sheet, SheetDocument
from service.sheets.processes import typeset
from service.sheets.rows import Sheets
from service.store import Store
from service.threads import Threads
from vision import (
    FACELESS,
    SheetPicture,
    SheetSection,
    SheetWords,
    remarks_of,
    report_view,
    sheet_sections,
)

TITLE, DRAFT = "Running form", "A draft, which nobody has signed off."
MOST_WAITING = 16
"""For a page; each takes about a second."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed: the report of a revision, and what people say of it."""

    number: int
    document: Mapping[str, Any]
    words: SheetWords


@dataclass(frozen=True, slots=True)
class Printer:
    """Puts sheets together, and prints some at a time, each in a process of its own."""

    aside: Aside
    threads: Threads
    store: Store
    reports: Reports
    drawings: DrawnReports
    revisions: Revisions
    sheets: Sheets
    access: Access

    def sheet(self, record: Record, number: int) -> SheetDocument:
        """The sheet at work; where nobody has written one, with what this revision finds as remarks."""
        written = self.sheets.read(record.id)
        if written:
            return written
        remarks = remarks_of(self._document(record, number))
        return SheetDocument(sheet=Sheet(remarks=remarks), edition=0, author=None, updated_at=None)

    def sections(self, record: Record, number: int) -> tuple[SheetSection, ...]:
        """What a revision measured, in the order of the sheet."""
        return sheet_sections(self._document(record, number))

    async def printed(self, record: Record, caller: Caller, *, draft: bool) -> bytes:
        """The page as PDF: as it was signed, or, where nobody has or a `draft` is asked for, as it stands.

        Raises Problem, UnreadableReport.
        """
        self._require_room()
        page = await run_in_threadpool(self._page, record, caller, draft)
        return await self._typeset(record, page, faceless=False)

    async def shared(self, record: Record, signed: SignOff, *, faceless: bool) -> bytes:
        """The page as it was signed, for whoever has a link; it names nobody. Raises the same."""
        self._require_room()
        page = await run_in_threadpool(self._signed, record, signed, words_of(signed))
        return await self._typeset(record, page, faceless=faceless)

    def title(self, record: Record, caller: Caller) -> str:
        """Whose form it is, where the caller sees the athlete's entry."""
        if record.athlete is not None:
            with suppress(UnknownAthlete):
                return f"{TITLE} of {self.access.athletes.read(record.athlete, caller).name}"
        return TITLE

    def signature(self, signed: SignOff) -> str:
        """Who signed, when, and which revision."""
        return _signature(signed, self.access.accounts.name(signed.author))

    def _require_room(self) -> None:
        if self.threads.waiting >= MOST_WAITING:
            raise faults.too_many_pages()

    def _page(self, record: Record, caller: Caller, draft: bool) -> Page:
        signed, title = self.revisions.signed_off(record.id), self.title(record, caller)
        if signed and signed.sheet and not draft:
            return self._signed(
                record, signed, words_of(signed, title, by=self.access.accounts.name(signed.author))
            )
        number = self.revisions.newest(record.id)
        sheet = self.sheet(record, number).sheet
        words = SheetWords(title, sheet.remarks, sheet.cues, sheet.words, DRAFT)
        return Page(number, self._document(record, number), words)

    def _signed(self, record: Record, signed: SignOff, words: SheetWords) -> Page:
        return Page(signed.revision, self._document(record, signed.revision), words)

    def _document(self, record: Record, number: int) -> Mapping[str, Any]:
        return self.store.document(self.reports.place(record, self.revisions.report(record.id, number)))

    async def _typeset(self, record: Record, page: Page, *, faceless: bool) -> bytes:
        """With those key frames of the first leg that there are; with none where they cannot be drawn."""
        rows = report_view(page.document).key_frames[:1]
        frames = {frame["file"]: frame["kind"] for row in rows for frame in row.frames}
        names = (FACELESS,) if faceless else tuple(frames)
        place = None
        with suppress(OfAnotherVersion):
            place = await self.drawings.place(record, page.number, *names) if frames else None
        if place and faceless:
            place = f"{place}/{PurePath(FACELESS).parent}"
        return await self.threads.run(self._printed, page, place, frames)

    def _printed(self, page: Page, place: str | None, frames: Mapping[str, Any]) -> bytes:
        with self.aside.folder() as folder:
            files = {name: self.reports.fetched(f"{place}/{name}", folder) for name in frames if place}
            pictures = tuple(SheetPicture(file, frames[name]) for name, file in files.items() if file)
            try:
                return self.aside.run(typeset, page.document, page.words, pictures, folder)
            except ChildRefused as error:
                raise problems.server_error() from error


PrinterDep = Annotated[Printer, part(Printer)]


def words_of(signed: SignOff, title: str = TITLE, *, by: str | None = None) -> SheetWords:
    """What was signed as it stands on a page; it says whose it is only where that is told."""
    sheet = signed.sheet or Sheet()
    state = "The report was corrected after this was signed off." if signed.out_of_date else ""
    return SheetWords(title, sheet.remarks, sheet.cues, sheet.words, state, _signature(signed, by))


def _signature(signed: SignOff, by: str | None) -> str:
    who = f" by {by}" if by else ""
    day = f"{signed.created_at.day} {signed.created_at:%B %Y}"
    revision = f", revision {signed.revision}" if signed.revision else ""
    return f"Signed off{who} on {day}{revision}."
