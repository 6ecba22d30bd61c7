"""Sheets as rows: the one at work of each analysis; what was signed is with the signing off."""

from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.revisions.rows import Overtaken
from service.sheets.models import Sheet, SheetDocument
from service.tables import sheets


class Sheets:
    """The table of sheets; whoever asks has been shown to see the analysis."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, analysis: str) -> SheetDocument | None:
        """The sheet of an analysis, if somebody has written one."""
        with self._engine.connect() as connection:
            row = connection.execute(select(sheets).where(sheets.c.analysis == analysis)).first()
        if row is None:
            return None
        return SheetDocument(
            sheet=row.body, edition=row.edition, author=row.author, updated_at=row.updated_at
        )

    def write(self, analysis: str, sheet: Sheet, author: str, *, seen: int) -> SheetDocument:
        """Keep a sheet in the place of the edition that was seen, 0 if there was none.

        Raises Overtaken: somebody else wrote meanwhile, or the analysis was deleted.
        """
        new = SheetDocument(sheet=sheet, edition=seen + 1, author=author, updated_at=datetime.now(UTC))
        written = new.model_dump(exclude={"sheet"}) | {"body": sheet.model_dump(mode="json")}
        this = (sheets.c.analysis == analysis) & (sheets.c.edition == seen)
        with self._engine.begin() as connection:
            if seen and connection.execute(update(sheets).where(this).values(written)).rowcount == 0:
                raise Overtaken
            if not seen:
                try:
                    connection.execute(insert(sheets).values(analysis=analysis, **written))
                except IntegrityError as error:
                    raise Overtaken from error
        return new
