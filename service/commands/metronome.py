"""`midstance metronome`: the clicks of a session as a file of sound."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console

from coaching import (
    FASTEST_SPM,
    LONGEST_H,
    SLOWEST_SPM,
    Accent,
    Every,
    Segment,
    clicked_feet,
    clicks,
    faded,
    ladder,
    length_s,
    read_plan,
    steady,
    write_click_track,
)
from service.commands import takes
from service.console import shown_progress
from vision import LIMITS

SLOWEST_MPS, FASTEST_MPS, _ = LIMITS["speed_mps"]


def _from_to(low: float, high: float, words: str, default: float | None = None) -> Any:
    return Field(default=default, ge=low, le=high, allow_inf_nan=False, description=words)


class ClickSettings(BaseModel):
    """What is clicked where no plan says it, and how it sounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spm: float | None = _from_to(SLOWEST_SPM, FASTEST_SPM, "One cadence, in steps a minute.")
    minutes: float = _from_to(0.1, 720, "How long it is clicked.", default=10)
    step_minutes: float = _from_to(0.1, 720, "How long each cadence of a ladder is clicked.", default=2)
    on_m: float | None = _from_to(20, 100_000, "With --spm: metres with clicks before some without.")
    off_m: float | None = _from_to(20, 100_000, "Metres without clicks.")
    speed_mps: float | None = _from_to(SLOWEST_MPS, FASTEST_MPS, "The speed at which the metres are run.")
    accent: Accent = Field(default="none", description="Which foot is told apart; both have a pitch each.")
    click_every: Every = Field(default="step", description="A click for each step, or for one foot.")
    longest_h: float = _from_to(0.1, 12, "Longest sound that is written, in hours.", default=LONGEST_H)


@takes(ClickSettings)
def metronome(
    out: Annotated[Path, typer.Option(help="Where to; ends in .wav, .flac or .mp3.")] = Path("clicks.flac"),
    cadences: Annotated[
        str | None,
        typer.Option("--ladder", metavar="SPM,SPM,...", help="Cadences that follow each other."),
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="plan.json, or the folder of a plan.")] = None,
    session: Annotated[
        str | None, typer.Option(metavar="ID", help="Which session of the plan, such as w2-tue.")
    ] = None,
    *,
    settings: ClickSettings,
) -> None:
    if [settings.spm, cadences, plan].count(None) != 2:
        raise typer.BadParameter("Say what to click: --spm, or --ladder, or --plan with --session.")
    if session and not plan:
        raise typer.BadParameter("--session is one of a plan; name it with --plan.")
    segments = _planned(plan, session) if plan else _said(settings, cadences)
    _require_allowed(segments, settings.longest_h)
    with shown_progress(Console(stderr=sys.stderr.isatty())) as progress:
        write_click_track(
            out,
            segments,
            accent=settings.accent,
            every=settings.click_every,
            longest_h=settings.longest_h,
            progress=progress,
        )
    _tell(out, segments, settings)


def _require_allowed(segments: Sequence[Segment], longest_h: float) -> None:
    if length_s(segments) > 3600 * longest_h:
        raise typer.BadParameter(
            f"The session is longer than {longest_h:g} h; shorten it, or say more with --longest-h."
        )


def _planned(plan: Path, wanted: str | None) -> Sequence[Segment]:
    clicked = {each.id: each.segments for each in read_plan(plan).sessions if each.is_clicked}
    if not clicked:
        raise typer.BadParameter(f"No session of {plan} has clicks; run as it comes.")
    if wanted not in clicked:
        raise typer.BadParameter(f"--session must be one with clicks: {', '.join(clicked)}.")
    return clicked[wanted]


def _said(settings: ClickSettings, cadences: str | None) -> Sequence[Segment]:
    if cadences is not None:
        _without_fading(settings)
        return ladder(cadences_spm=_cadences(cadences), step_s=60 * settings.step_minutes)
    assert settings.spm is not None
    if settings.on_m is None and settings.off_m is None:
        return steady(cadence_spm=settings.spm, duration_s=60 * settings.minutes)
    if settings.on_m is None or settings.off_m is None or settings.speed_mps is None:
        raise typer.BadParameter("Clicks that come and go need --on-m, --off-m and --speed-mps; give all.")
    return faded(
        cadence_spm=settings.spm,
        duration_s=60 * settings.minutes,
        on_m=settings.on_m,
        off_m=settings.off_m,
        speed_mps=settings.speed_mps,
    )


def _without_fading(settings: ClickSettings) -> None:
    if settings.on_m is not None or settings.off_m is not None:
        raise typer.BadParameter("A ladder has clicks throughout; leave --on-m and --off-m out.")


def _cadences(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError as error:
        why = f"--ladder is a list of cadences such as 160,164,168, not {text}."
        raise typer.BadParameter(why) from error


def _tell(out: Path, segments: Sequence[Segment], settings: ClickSettings) -> None:
    """What is in the file, part by part."""
    feet = clicked_feet(settings.click_every, settings.accent)
    many = sum(1 for _ in clicks(segments, feet=feet))
    print(f"{out}: {_minutes(float(length_s(segments)))}, {many} clicks")
    start_s = 0.0
    for segment in segments:
        print(f"{_minutes(start_s):>9}  {_minutes(segment.duration_s):>7}  {_words(segment)}")
        start_s += segment.duration_s


def _words(segment: Segment) -> str:
    metres = f"{segment.distance_m:g} m " if segment.distance_m else ""
    if segment.cadence_spm is None:
        return f"{metres}{segment.effort}"
    return f"{metres}{segment.effort}, {segment.cadence_spm:g} spm{'' if segment.clicks else ', no clicks'}"


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
