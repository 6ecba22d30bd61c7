"""A sheet as it is shown and printed: the words of its coach beside what the report of its revision says."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from service.access.callers import LOCAL, Caller
from service.access.errors import UnknownAthlete
from service.access.parts import Access
from service.models import Record
from service.parts import part
from service.revisions.drawing import Drawings
from service.revisions.measuring import Reports
from service.revisions.models import SignOff
from service.revisions.rows import Revisions
from service.sheets.models import Sheet, SheetDocument
from service.sheets.rows import Sheets
from service.store import Store
from vision import (
    SheetPicture,
    SheetSection,
    SheetWords,
    remarks_of,
    report_view,
    sheet_pdf,
    sheet_sections,
)


@dataclass(frozen=True, slots=True)
class Printer:
    """Puts sheets together."""

    store: Store
    reports: Reports
    drawings: Drawings
    revisions: Revisions
    sheets: Sheets
    access: Access

    def sheet(self, record: Record, number: int) -> SheetDocument:
        """The sheet at work; where nobody has written one, with what this revision finds as remarks."""
        written = self.sheets.read(record.id)
        if written:
            return written
        place = self._place(record, number)
        remarks = remarks_of(self.store.document(place))
        return SheetDocument(sheet=Sheet(remarks=remarks), edition=0, author=None, updated_at=None)

    def sections(self, record: Record, number: int) -> tuple[SheetSection, ...]:
        """What a revision measured, in the order of the sheet."""
        return sheet_sections(self.store.document(self._place(record, number)))

    def printed(self, record: Record, caller: Caller, *, draft: bool) -> bytes:
        """The page as PDF: as it was signed, or, where nobody has or a `draft` is asked for, as it stands."""
        signed = self.revisions.signed_off(record.id)
        if draft or signed is None or signed.sheet is None:
            number = self.revisions.newest(record.id)
            sheet = self.sheet(record, number).sheet
            state, signature = "A draft, which nobody has signed off.", ""
        else:
            number, sheet = signed.revision, signed.sheet
            state = "The report was corrected after this was signed off." if signed.out_of_date else ""
            signature = self.signature(signed)
        words = SheetWords(
            title=self.title(record, caller),
            remarks=sheet.remarks,
            cues=sheet.cues,
            words=sheet.words,
            state=state,
            signed=signature,
        )
        document = self.store.document(self._place(record, number))
        with TemporaryDirectory() as folder:
            return sheet_pdf(document, words, self._pictures(record, number, document, Path(folder)))

    def _place(self, record: Record, number: int) -> str:
        return self.reports.place(record, self.revisions.report(record.id, number))

    def _pictures(
        self, record: Record, number: int, document: Mapping[str, Any], folder: Path
    ) -> tuple[SheetPicture, ...]:
        """Those key frames of the first leg that there are."""
        frames = [frame for row in report_view(document).key_frames[:1] for frame in row.frames]
        place = self.drawings.drawn(record, number, [frame["file"] for frame in frames])
        found = []
        for frame in frames:
            with suppress(FileNotFoundError):
                file = self.store.blobs.fetch(f"{place}/{frame['file']}", folder)
                found.append(SheetPicture(file, frame["kind"]))
        return tuple(found)

    def title(self, record: Record, caller: Caller) -> str:
        """Whose form it is, where the caller sees the athlete's entry."""
        if record.athlete is not None:
            with suppress(UnknownAthlete):
                return f"Running form of {self.access.athletes.read(record.athlete, caller).name}"
        return "Running form"

    def signature(self, signed: SignOff) -> str:
        """Who signed, when, and which revision."""
        account = self.access.accounts.read(signed.author)
        who = f" by {account.name}" if account and signed.author != LOCAL.id else ""
        revision = f", revision {signed.revision}" if signed.revision else ""
        return f"Signed off{who} on {_day(signed.created_at)}{revision}."


PrinterDep = Annotated[Printer, part(Printer)]


def _day(instant: datetime) -> str:
    return f"{instant.day} {instant:%B %Y}"
