"""Drawings as rows; whoever asks has been shown to see the analysis."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, select
from sqlalchemy.exc import IntegrityError

from service.access.callers import Caller
from service.analyses import UnknownAnalysis
from service.answers import keep_promise
from service.drawings.models import Drawing, NewDrawing
from service.ids import ordered_id
from service.limited import AtMost
from service.tables import drawings

MOST = AtMost(1000, "drawings", owner="An analysis")


class UnknownDrawing(Exception):
    """The analysis has no drawing of this id, or no longer."""


class FrameDrawings:
    """The table of drawings."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, analysis: str, new: NewDrawing, by: Caller) -> Drawing:
        """A new drawing. Raises TooMany, UnknownAnalysis."""
        made = Drawing(**new.model_dump(), id=ordered_id(), author=by.id, created_at=datetime.now(UTC))
        with self._engine.begin() as connection:
            MOST.require_room(connection, drawings.c.analysis == analysis)
            try:
                connection.execute(insert(drawings).values(analysis=analysis, **made.model_dump()))
            except IntegrityError as error:  # it was deleted meanwhile
                raise UnknownAnalysis from error
            keep_promise(connection, 201, f"/v1/analyses/{analysis}/drawings/{made.id}")
        return made

    def of(self, analysis: str, frame: int | None = None) -> list[Drawing]:
        """Those of an analysis, or of one of its frames, the oldest first."""
        this_frame = () if frame is None else (drawings.c.frame == frame,)
        return self._found(*this_frame, analysis=analysis)

    def read(self, analysis: str, id: str) -> Drawing:
        """Raises UnknownDrawing."""
        found = self._found(drawings.c.id == id, analysis=analysis)
        if not found:
            raise UnknownDrawing
        return found[0]

    def delete(self, analysis: str, id: str) -> None:
        """Raises UnknownDrawing."""
        this = delete(drawings).where(drawings.c.analysis == analysis, drawings.c.id == id)
        with self._engine.begin() as connection:
            if not connection.execute(this).rowcount:
                raise UnknownDrawing

    def _found(self, *conditions: Any, analysis: str) -> list[Drawing]:
        these = select(drawings).where(drawings.c.analysis == analysis, *conditions)
        with self._engine.connect() as connection:
            rows = connection.execute(these.order_by(drawings.c.id)).mappings()
            return [_drawing(row) for row in rows]


def _drawing(row: RowMapping) -> Drawing:
    return Drawing(**{name: row[name] for name in Drawing.model_fields})
