"""Landmarks and plain frames over HTTP, for whoever corrects a report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from service import problems
from service.dependencies import DocumentDep, RecordDep, ReportDep
from service.documentation import NO_REPORT, example, file, problem
from service.editing import faults
from service.editing.editor import Editor
from service.editing.figures import ClipFigures
from service.editing.models import FigureRow, Landmarks, Moment
from service.parts import part
from service.revisions import faults as of_revisions
from service.revisions.asking import MOST, Number

router = APIRouter(prefix="/analyses/{id}", tags=["review"])

MOST_FIGURES = 300
EditorDep = Annotated[Editor, part(Editor)]
Frame = Annotated[int, Path(ge=0, le=MOST, description="Number of the frame.")]

_EXAMPLE = Landmarks(
    revision=0,
    width=1920,
    height=1080,
    frames=3600,
    landmarks=("left_ankle", "left_heel"),
    edges=(("left_ankle", "left_heel"),),
    figures=[
        FigureRow(frame=412, time_s=6.867, x_px=[803.12, 781.4], y_px=[871.9, 899.03], visibility=[0.98, 0.9])
    ],
).model_dump(mode="json")
_MOMENT = Moment(frame=412, time_s=6.867, left_px=0, top_px=0).model_dump(mode="json")
_TOO_MANY = problems.invalid_request(f"to_frame may be at most {MOST_FIGURES - 1} after from_frame.")
_PROBLEMS = (
    *NO_REPORT,
    faults.beyond_the_clip(480),
    of_revisions.not_correctable(),
    _TOO_MANY,
    faults.too_busy(),
)


async def _span(
    from_frame: Annotated[int, Query(ge=0, le=MOST, description="The first frame.")] = 0,
    to_frame: Annotated[
        int | None,
        Query(ge=0, le=MOST, description=f"The last one; {MOST_FIGURES} frames, or the rest, if left out."),
    ] = None,
) -> tuple[int, int]:
    last = from_frame + MOST_FIGURES - 1 if to_frame is None else to_frame
    if last < from_frame:
        raise problems.invalid_request("to_frame must not come before from_frame.")
    if last - from_frame >= MOST_FIGURES:
        raise _TOO_MANY
    return from_frame, last


SpanDep = Annotated[tuple[int, int], Depends(_span)]


@router.get("/landmarks", summary="Fetch landmarks", responses=example(_EXAMPLE) | problem(*_PROBLEMS))
async def get_landmarks(record: RecordDep, _: ReportDep, span: SpanDep, editor: EditorDep) -> Landmarks:
    """The figure that is drawn into some frames, both ends included, as corrections name its landmarks.

    Frames beyond the end are left out. The first call for an analysis takes seconds, those after it do not.
    """
    return _landmarks(await editor.figures(record, 0), 0, span)


@router.get(
    "/revisions/{number}/landmarks",
    summary="Fetch landmarks of a revision",
    responses=example(_EXAMPLE) | problem(*_PROBLEMS, of_revisions.unknown_revision()),
)
async def get_revised_landmarks(
    record: RecordDep, _: ReportDep, number: Number, span: SpanDep, editor: EditorDep
) -> Landmarks:
    """The same as corrected."""
    return _landmarks(await editor.figures(record, number), number, span)


@router.get(
    "/pictures/{frame}.jpg",
    summary="Fetch a plain frame",
    response_class=Response,
    responses=file("image/jpeg") | problem(*NO_REPORT, faults.no_such_frame(), faults.too_busy()),
)
async def get_plain_picture(record: RecordDep, _: DocumentDep, frame: Frame, editor: EditorDep) -> Response:
    """A frame of the clip at full size with nothing drawn, to look at closely: what landmarks lie in.

    It is cut from the clip when it is asked for, which takes a second or more; its neighbours come at once.
    Of a refused clip too.
    """
    picture = await editor.picture(record, frame)
    return Response(picture.jpeg, media_type="image/jpeg")


@router.get(
    "/pictures/{frame}",
    summary="Ask when a frame is shown",
    responses=example(_MOMENT) | problem(*NO_REPORT, faults.no_such_frame(), faults.too_busy()),
)
async def get_moment(record: RecordDep, _: DocumentDep, frame: Frame, editor: EditorDep) -> Moment:
    """When a frame is shown on the clip's own clock, and where in the whole picture its plain picture lies.

    The clock is the one by which a person is pointed at, also where a report tells the times of slow motion.
    """
    picture = await editor.picture(record, frame)
    left_px, top_px = await editor.corner_px(record)
    return Moment(frame=frame, time_s=picture.time_s, left_px=left_px, top_px=top_px)


def _landmarks(figures: ClipFigures, revision: int, span: tuple[int, int]) -> Landmarks:
    first, last = span[0], min(span[1], figures.frames - 1)
    if first > last:
        raise faults.beyond_the_clip(figures.frames)
    rows = []
    for frame, time_s in enumerate(figures.times_s(first, last), start=first):
        x_px, y_px, visibility = figures.columns(frame)
        rows.append(FigureRow(frame=frame, time_s=time_s, x_px=x_px, y_px=y_px, visibility=visibility))
    known = {name: getattr(figures, name) for name in ("width", "height", "frames", "landmarks", "edges")}
    return Landmarks(revision=revision, figures=rows, **known)
