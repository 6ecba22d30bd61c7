"""The verdict on a clip with its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

from vision.datatypes import Activity, Footage, GaitEvents, Quality, Reason, Scene, TimeBase, Track, VideoInfo
from vision.errors import CannotMeasure
from vision.jumps import knee_jumps_pct
from vision.passage import SQUARE_WITHIN_DEG
from vision.quality.framing import limits_of_framing
from vision.quality.pictures import limits_of_jumps, limits_of_pictures
from vision.quality.tempo import Tempo
from vision.quality.view import limits_of_view

COVERAGE_GOOD = 0.95
LOW_FRAME_RATE = 50.0
SLOWED_ABOVE = 1.2
"""Filmed over played frame rate, from which on a clip counts as slow motion."""

STEPS_GOOD = 14
"""Seven steps a leg for stable angles in two dimensions (Dingenen 2018)."""


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredClip:
    """A measured clip as the verdict needs it.

    `found` is what was mended before it was measured, `timed` whether its times can be trusted since,
    `filmed` whether its frames were, and none made from others; `chosen` whether somebody said who it is;
    `capture_fps` is the rate of filming where it was told.
    """

    source: VideoInfo
    scene: Scene
    track: Track
    events: GaitEvents
    tempo: Tempo
    footage: Footage | None
    found: tuple[Reason, ...]
    timed: bool
    filmed: bool
    chosen: bool
    coverage: float
    capture_fps: float | None


def judge(seen: MeasuredClip) -> Quality:
    """Quality of a clip that was measured."""
    reasons = tuple(_limits(seen))
    return Quality(
        verdict="limited" if reasons else "ok",
        reasons=reasons,
        activity="running",
        time_base=_time_base(seen),
        capture_fps=seen.capture_fps or seen.track.shown_hz,
        coverage=seen.coverage,
    )


def refuse(
    error: CannotMeasure, *, coverage: float, capture_fps: float | None, found: tuple[Reason, ...] = ()
) -> Quality:
    """Quality of a clip that cannot be measured, whose time base therefore was not checked.

    What was `found` before comes first: it is why the rest was too little.
    """
    activities: dict[str, Activity] = {"walking": "walking", "not_running": "other"}
    return Quality(
        verdict="refused",
        reasons=(*found, Reason(error.code, str(error))),
        activity=activities.get(error.code),
        time_base="slow_motion" if error.code == "slow_motion" else "unknown",
        capture_fps=capture_fps,
        coverage=coverage,
    )


def _time_base(seen: MeasuredClip) -> TimeBase:
    """Known by statement, or else by a motion that fits real time."""
    if seen.tempo.doubtful:
        return "unknown"
    if (seen.capture_fps or 0) > SLOWED_ABOVE * seen.source.container_fps:
        return "slow_motion"
    if not seen.timed or seen.source.rate_told:
        return "unknown"
    if seen.capture_fps is None and not seen.tempo.known:
        return "unknown"
    return "variable" if seen.source.variable_frame_rate else "true"


def _limits(seen: MeasuredClip) -> Iterator[Reason]:
    yield from seen.found
    yield from _limits_of_time(seen)
    yield from limits_of_view(seen.track, seen.scene)
    yield from limits_of_pictures(seen.footage, seen.track, seen.scene, chosen=seen.chosen)
    yield from limits_of_jumps(knee_jumps_pct(seen.track, seen.scene, seen.events))
    yield from limits_of_framing(seen.track, seen.source)
    if seen.scene.vertical.source == "tilted":
        yield Reason(
            "tilted_camera",
            "The picture leans by more than 15 degrees, so angles to the vertical and distances ahead of "
            "the body are left out; hold the camera upright and film again.",
        )
    passage = seen.scene.passage
    if passage and passage.square_within_deg > SQUARE_WITHIN_DEG:
        yield Reason(
            "off_square",
            f"Posture rests on steps seen up to {passage.square_within_deg:.0f}° from square; stand farther "
            "from the runner's path, and film it at a right angle.",
        )
    yield from _limits_of_presence(seen)
    if len(seen.events.steps) < STEPS_GOOD:
        yield Reason(
            "few_steps", f"Only {len(seen.events.steps)} steps were measured; film 30 to 60 seconds."
        )


def _limits_of_presence(seen: MeasuredClip) -> Iterator[Reason]:
    blank = seen.footage.blank_share if seen.footage else 0.0
    if blank > 0:
        yield Reason(
            "blank_frames",
            f"{blank:.0%} of the video shows no picture at all, which was left out; use the original video, "
            "or cut those parts off.",
        )
    if seen.coverage < COVERAGE_GOOD * (1 - blank):
        yield Reason(
            "partly_hidden",
            f"The runner is seen in {seen.coverage:.0%} of the video, and the rest was left out; keep the "
            "whole body in the picture.",
        )


def _limits_of_time(seen: MeasuredClip) -> Iterator[Reason]:
    frame_rate_hz = seen.track.frame_rate_hz
    if frame_rate_hz < LOW_FRAME_RATE:
        times = "the times of steps" if seen.scene.view == "rear" else "contact times"
        yield Reason(
            "low_frame_rate",
            f"{frame_rate_hz:.0f} frames a second make {times} uncertain; film at 60 or more.",
        )
    if not seen.filmed:
        yield Reason(
            "interpolated_frames",
            "Frames were blended or drawn from their neighbours to change the frame rate, so quick movements "
            "are shown roughly and the belt's speed cannot be read from the picture; use the original file.",
        )
    if seen.source.rate_told:
        yield Reason(
            "told_frame_rate",
            "No file says when the frames were filmed: cadence and all times rest on the "
            f"{seen.source.container_fps:.4g} frames a second that were told. If those are off by a tenth, "
            "so are these, beyond their intervals; check them, or analyse the landmarks with their clip.",
        )
    if seen.source.variable_frame_rate:
        yield Reason("variable_frame_rate", "The frame rate varies; the true time of every frame was used.")
    if seen.tempo.doubtful:
        yield _doubt(seen.tempo, seen.track.shown_hz)


def _doubt(tempo: Tempo, frame_rate_hz: float) -> Reason:
    """That the clip may not play as fast as it was filmed, with the factor and its interval."""
    advice = (
        "so times are left out; say at how many frames a second it was filmed, "
        f"{frame_rate_hz:.0f} if it plays as it was filmed."
    )
    if tempo.perhaps_slower:
        slower = (
            f"about {tempo.times_slower:.1f} times slower than real ({tempo.low:.2f} to {tempo.high:.2f})"
        )
        return Reason("perhaps_slow_motion", f"{tempo.advice}This may be slow motion, {slower}, {advice}")
    times, low, high = (1 / times for times in (tempo.times_slower, tempo.high, tempo.low))
    faster = f"about {times:.1f} times faster than real ({low:.2f} to {high:.2f})"
    return Reason("perhaps_sped_up", f"{tempo.advice}This may play too fast, {faster}, {advice}")
