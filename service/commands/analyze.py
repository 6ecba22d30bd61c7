"""`midstance analyze`: one clip, or its landmarks, into a report."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.commands import REFUSED, complain, require_out, takes
from service.console import shown_progress, summary
from service.folders import report_folder
from service.models import AnalysisSettings
from service.reports import analyze_landmark_file, analyze_video, check_video, with_rear_video
from vision import LIMITS, PERSON, Analysis, write_outputs

METRES = {"km": 1000.0, "mi": 1609.344}


@takes(AnalysisSettings)
def analyze(
    video: Annotated[Path | None, typer.Argument(help="A clip of one runner.")] = None,
    landmarks: Annotated[
        Path | None,
        typer.Option(
            help="Landmarks in place of looking at the clip: landmarks.parquet of an earlier report, or a "
            "file or folder of OpenPose, MMPose, MediaPipe, DeepLabCut, SLEAP or TRC markers."
        ),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(help="Frames a second of landmarks that say no times; not needed with the clip."),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="WxH", help="The picture's size, for landmarks given as shares of it."),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(help='JSON such as {"own name": "left_ankle"}, for landmarks that have other names.'),
    ] = None,
    rear: Annotated[
        Path | None,
        typer.Option(help="A clip of the same run from behind; its measures join the report of the first."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report; <VIDEO>-midstance here if left out.")
    ] = None,
    pace: Annotated[
        str | None,
        typer.Option(metavar="M:SS/km|mi", help="The speed as a pace, such as 5:30/km or 8:50/mi."),
    ] = None,
    *,
    settings: AnalysisSettings,
) -> None:
    source = landmarks or video
    if source is None:
        raise typer.BadParameter("Name a clip, or landmarks with --landmarks.")
    if landmarks and settings.model_fields_set & {"model", "engine", "precision", *PERSON}:
        raise typer.BadParameter(
            "--landmarks looks at no clip; leave --person-..., --model, --engine and --precision out."
        )
    if landmarks is None and (fps, size, names) != (None, None, None):
        raise typer.BadParameter("--fps, --size and --names are about --landmarks; name those too.")
    if pace is not None:
        settings = _at_pace(settings, pace)
    out = out or Path(f"{source.stem}-midstance")
    require_out(out)
    with report_folder(out) as folder, shown_progress(Console(stderr=sys.stderr.isatty())) as progress:
        if rear:
            check_video(rear)
        if landmarks:
            analysis = analyze_landmark_file(
                landmarks, video, settings.clip, fps=fps, size=_picture_size(size), names=names
            )
        else:
            analysis = analyze_video(source, settings, progress)
        if rear:
            analysis = with_rear_video(analysis, rear, settings, progress)
        with _told_of(out, folder):
            write_outputs(analysis, video, folder, rear_video=rear, progress=progress)
    _tell(analysis, out / "report.html")


def _picture_size(size: str | None) -> tuple[int, int] | None:
    """Width and height of a size such as 1280x720."""
    if size is None:
        return None
    match = re.fullmatch(r"([1-9]\d{1,4})x([1-9]\d{1,4})", size)
    if not match:
        raise typer.BadParameter(f"--size must be width and height such as 1280x720, not {size}.")
    return int(match[1]), int(match[2])


@contextmanager
def _told_of(out: Path, folder: Path) -> Iterator[None]:
    """An error that names a file of the partial folder, or none, names the folder that was asked for."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and folder.name not in os.fsdecode(error.filename):
            raise
        raise OSError(error.errno, error.strerror or str(error), str(out)) from error


def _tell(analysis: Analysis, page: Path) -> None:
    """What was found and where to read it; raises typer.Exit where the clip was refused."""
    if analysis.quality.verdict == "refused":
        print(f"Why, and how to film again: {page}")
        reasons = " ".join(reason.message for reason in analysis.quality.reasons)
        raise typer.Exit(complain(reasons, REFUSED))
    print(summary(analysis))
    print(f"Report: {page}")


def _at_pace(settings: AnalysisSettings, pace: str) -> AnalysisSettings:
    """With the speed of a pace such as 5:30/km or 8:50/mi."""
    if settings.speed_mps is not None:
        raise typer.BadParameter("--speed-mps and --pace say the same; give one of them.")
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?:/(km|mi))?", pace)
    seconds = 60 * int(match[1]) + int(match[2]) if match else 0
    speed_mps = METRES[match[3] or "km"] / seconds if match and seconds else 0.0
    low, high, unit = LIMITS["speed_mps"]
    if not low <= speed_mps <= high:
        words = (
            f"--pace must be written as 5:30/km or 8:50/mi and mean {low:g} to {high:g} {unit}, not {pace}."
        )
        raise typer.BadParameter(words)
    return settings.model_copy(update={"speed_mps": speed_mps})
