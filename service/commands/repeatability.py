"""`midstance repeatability`: how far one clip of a runner lies from the next."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from lab import (
    TOLERANCE_S,
    BesideReference,
    Plates,
    Reference,
    ReportedClip,
    beside_reference,
    read_reference,
    read_reported_clips,
    study,
    study_html,
    write_study,
)
from service.commands import require_out
from vision import ENTRIES, SIDES, UnreadableForces

UNTOLD = {
    "columns": "--plate left=NAME --plate right=NAME, or --plate both=NAME",
    "first": "--first left or --first right",
    "hz": "--hz N",
}
"""The options for what a file of forces does not tell."""


def repeatability(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Report folders, the folder of a batch, or tables with the columns report, runner, session.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for repeatability.html, .csv and .json.")],
    reference: Annotated[
        Path | None,
        typer.Option(
            help="What another instrument said: a table with the columns clip, measure and value, or clip, "
            "events and offset_s; of a single clip its events, with the columns kind, side and time_s, or "
            "the forces of its plates."
        ),
    ] = None,
    plate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FOOT=NAME",
            help="Column or plate with the force of the left or right foot or of both, as left='plate 1'; "
            "may be given again.",
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(metavar="|".join(SIDES), help="The foot that lands first, where both share a plate."),
    ] = None,
    hz: Annotated[
        float | None,
        typer.Option(metavar="N", help="Samples of force a second, where the file only counts them."),
    ] = None,
    offset_s: Annotated[
        float | None,
        typer.Option(metavar="S", help="Add this to the reference's times; estimated if left out."),
    ] = None,
    tolerance_s: Annotated[
        float | None,
        typer.Option(
            metavar="S",
            min=0.005,
            max=0.25,
            help=f"Events farther apart are not the same. Default: {TOLERANCE_S}.",
        ),
    ] = None,
    half_width: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=VALUE",
            help="How narrow the 95 % interval of a clip's mean should be, as contact_time_s=0.002.",
        ),
    ] = None,
) -> None:
    """Say how far one clip of a runner lies from the next, and how many steps a clip should have."""
    wanted = dict(map(_wanted, half_width or ()))
    require_out(out)
    reported = read_reported_clips(paths, least=1 if reference else 2)
    _require_steps(wanted, reported.clips)
    plates = _plates(plate or (), first, hz)
    beside = _beside(reported.clips, reference, offset_s, tolerance_s, plates)
    found = study(reported, wanted, beside)
    write_study(found, study_html(found), out)
    for sentence in found.left_out:
        print(f"left out: {sentence}")
    for caution in found.cautions:
        print(f"note: {caution.message}")
    print(f"Repeatability: {out / 'repeatability.html'}")


def _require_steps(wanted: Mapping[str, float], clips: Sequence[ReportedClip]) -> None:
    if lacking := sorted(wanted.keys() - {name for clip in clips for name in clip.steps}):
        raise typer.BadParameter(f"No step of these clips shows {lacking[0]}; leave its --half-width out.")


def _plates(named: Sequence[str], first: str | None, hz: float | None) -> Plates:
    pairs = [_plate(each) for each in named]
    columns = dict(pairs)
    if len(columns) < len(pairs):
        raise typer.BadParameter("--plate names the plate of one foot twice; leave one out.")
    return Plates.told(columns, first or "", hz)


def _plate(text: str) -> tuple[str, str]:
    foot, _, name = text.partition("=")
    if not name:
        raise typer.BadParameter(f"--plate takes a foot and a name, as left='plate 1', not {text}.")
    return foot, name


def _beside(
    clips: Sequence[ReportedClip],
    reference: Path | None,
    offset_s: float | None,
    tolerance_s: float | None,
    plates: Plates,
) -> BesideReference | None:
    told = None if reference is None else _reference(reference, clips, offset_s, plates)
    if (told is None or not told.recordings) and not (
        offset_s is None and tolerance_s is None and plates == Plates()
    ):
        raise typer.BadParameter(
            "--offset-s, --tolerance-s, --plate, --first and --hz are about a reference of events or forces; "
            "leave them out, or name one with --reference."
        )
    tolerance = TOLERANCE_S if tolerance_s is None else tolerance_s
    return None if told is None else beside_reference(clips, told, tolerance_s=tolerance)


def _reference(
    path: Path, clips: Sequence[ReportedClip], offset_s: float | None, plates: Plates
) -> Reference:
    try:
        return read_reference(path, clips, offset_s=offset_s, plates=plates)
    except UnreadableForces as error:
        if error.untold is None:
            raise
        raise typer.BadParameter(f"{error} Say it with {UNTOLD[error.untold]}.") from error


def _wanted(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        half_width = float(value)
    except ValueError:
        half_width = float("nan")
    if name not in ENTRIES or not 0 < half_width < float("inf"):
        raise typer.BadParameter(
            f"--half-width takes a measure of report.json and a positive number, as "
            f"contact_time_s=0.002, not {text}."
        )
    return name, half_width
