"""Drawings over HTTP."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, RECORD, example, problem
from service.drawings import faults
from service.drawings.models import Drawing, NewDrawing
from service.drawings.rows import MOST, FrameDrawings
from service.limited import TooMany
from service.parts import part
from service.revisions.asking import MOST as MOST_FRAMES
from service.revisions.asking import EditableDep

router = APIRouter(prefix="/analyses/{id}/drawings", tags=["review"])

DrawingsDep = Annotated[FrameDrawings, part(FrameDrawings)]
DrawingId = Annotated[str, Path(max_length=32, description="Id of the drawing.")]

_EXAMPLE = Drawing(
    id="019aa8f2e5d68c1f60ab0d3e4f506172",
    frame=412,
    shape="angle",
    points_px=[[812.5, 640.0], [803.1, 871.9], [861.0, 902.3]],
    text="Knee soft here.",
    author=RECORD.owner,
    created_at=datetime(2026, 5, 4, 8, 20, tzinfo=UTC),
).model_dump(mode="json")
_UNKNOWN = problem(*NO_REPORT, faults.unknown_drawing())


@router.get("", summary="List drawings", responses=example([_EXAMPLE]) | problem(*NO_REPORT))
def list_drawings(
    record: RecordDep,
    _: ReportDep,
    drawings: DrawingsDep,
    frame: Annotated[int | None, Query(ge=0, le=MOST_FRAMES, description="Only those on this frame.")] = None,
) -> list[Drawing]:
    """What was drawn on frames of the clip, the oldest first."""
    return drawings.of(record.id, frame)


@router.post(
    "",
    status_code=201,
    summary="Draw on a frame",
    responses=example(_EXAMPLE, 201)
    | problem(*NO_REPORT, problems.not_the_coach(), problems.too_many(TooMany(MOST))),
)
def add_drawing(
    record: EditableDep, new: NewDrawing, caller: CallerDep, drawings: DrawingsDep, response: Response
) -> Drawing:
    """Whoever sees the report sees it on that frame; no number changes."""
    made = drawings.add(record.id, new, caller)
    response.headers["Location"] = f"/v1/analyses/{record.id}/drawings/{made.id}"
    return made


@router.get("/{drawing}", summary="Look at a drawing", responses=example(_EXAMPLE) | _UNKNOWN)
def get_drawing(record: RecordDep, _: ReportDep, drawing: DrawingId, drawings: DrawingsDep) -> Drawing:
    """Its shape, by whom and when."""
    return drawings.read(record.id, drawing)


@router.delete(
    "/{drawing}",
    status_code=204,
    summary="Delete a drawing",
    responses=problem(*NO_REPORT, faults.unknown_drawing(), problems.not_the_coach()),
)
def delete_drawing(record: EditableDep, drawing: DrawingId, drawings: DrawingsDep) -> None:
    """Nothing of it stays."""
    drawings.delete(record.id, drawing)
