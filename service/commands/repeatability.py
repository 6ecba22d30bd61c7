"""`midstance repeatability`: how far one clip of a runner lies from the next."""

from pathlib import Path
from typing import Annotated

import typer

from lab import TOLERANCE_S, beside_reference, gather, read_reference, study, study_html, write_study
from vision import ENTRIES


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
            "events and offset_s; of a single clip its events, with the columns kind, side and time_s."
        ),
    ] = None,
    offset_s: Annotated[
        float | None,
        typer.Option(metavar="S", help="Add this to the reference's times; estimated if left out."),
    ] = None,
    tolerance_s: Annotated[
        float, typer.Option(metavar="S", min=0.005, max=0.25, help="Events farther apart are not the same.")
    ] = TOLERANCE_S,
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
    gathered = gather(paths, least=1 if reference else 2)
    beside = None
    if reference is not None:
        told = read_reference(reference, gathered.clips, offset_s=offset_s)
        beside = beside_reference(gathered.clips, told, tolerance_s=tolerance_s)
    found = study(gathered, wanted, beside)
    write_study(found, study_html(found), out)
    for sentence in found.left_out:
        print(f"left out: {sentence}")
    for caution in found.cautions:
        print(f"note: {caution.message}")
    print(f"Repeatability: {out / 'repeatability.html'}")


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
