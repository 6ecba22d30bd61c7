"""Can this clip be measured, and what limits it? Wrong and confident is the worst answer."""

from collections.abc import Iterator

import numpy as np

from vision.cycles import stride_period_s
from vision.datatypes import (
    Activity,
    Floats,
    GaitEvents,
    Landmarks,
    Measures,
    Quality,
    Reason,
    Scene,
    TimeBase,
    Track,
    VideoInfo,
)
from vision.errors import CannotMeasure
from vision.kinematics import leg_2d
from vision.motion import without_drift

STEPS_MIN = 6
COVERAGE_MIN = 0.3
COVERAGE_GOOD = 0.95
EXCHANGED_MAX = 0.3
"""Repaired frames: 1-7 % in real and rendered clips; the repair itself fails from about 40 %."""

FEET_APART_MIN = 0.25
"""Fore-aft distance between the feet, 90th percentile in leg lengths: 0.66-0.83 in running, walking alike."""

FEET_MOVE_MIN = 0.08
"""How far the feet move past each other in any direction, in leg lengths; 0.33 in a runner from behind."""

BOUNCE_IN_STEP_MIN = 0.2
"""Correlation that tells running from walking; measured 0.74-0.94 for running and -0.92 for walking."""

CADENCE_RANGE_SPM = (120.0, 260.0)
TYPICAL_CADENCE_SPM = 165.0
BOUNCE_RATIO_MIN = 0.55
"""Measured over predicted bounce: 0.76-1.56 at true speed, 0.39 and less at half speed."""

TYPICAL_LEG_M = 0.84
GRAVITY_M_S2 = 9.81
FRAME_RATE_MIN = 20.0
UPRIGHT_WITHIN_DEG = 45.0
LOW_FRAME_RATE = 50.0
STEPS_GOOD = 14
"""Seven steps a leg for stable angles in two dimensions (Dingenen 2018)."""

SIDE_ON = "Film from the side, at hip height, square to the runner's path."


def require_motion(landmarks: Landmarks) -> None:
    """Raises CannotMeasure for a single picture, and for frames too far apart to follow a foot."""
    if len(landmarks.time_s) < 2:
        raise CannotMeasure("too_few_steps", _few_steps(0))
    frame_rate_hz = 1 / float(np.median(np.diff(landmarks.time_s)))
    if frame_rate_hz < FRAME_RATE_MIN:
        raise CannotMeasure(
            "low_frame_rate",
            f"The video has {frame_rate_hz:.0f} frames a second and {FRAME_RATE_MIN:.0f} are needed; "
            "film at 60 or more.",
        )


def require_runner(track: Track) -> float:
    """Share of frames in which the runner's trunk and a leg are seen.

    Raises CannotMeasure when that is too little to tell anything, or when the legs are mostly confused.
    """
    seen = np.isfinite(track.point("mid_hip") + track.point("mid_shoulder")).all(axis=1)
    coverage = float(seen.mean())
    if coverage < COVERAGE_MIN:
        raise CannotMeasure(
            "runner_hidden",
            f"The runner is seen in only {coverage:.0%} of the video; keep the whole body in the picture.",
        )
    if float(track.exchanged.mean()) > EXCHANGED_MAX:
        raise CannotMeasure(
            "legs_confused",
            "The legs cannot be told apart in much of the video; film in more light and with bright shoes.",
        )
    return coverage


def require_running(track: Track, scene: Scene) -> None:
    """Raises CannotMeasure for a still person, a walker, or a view that does not show the stride.

    A runner's trunk is lowest when the legs pass each other, as on a spring; a walker's is highest then, as
    on an inverted pendulum (Cavagna 1976). The sign of that correlation needs neither scale nor time base.
    """
    left, right = leg_2d(track, scene, "left"), leg_2d(track, scene, "right")
    between = left.ankle - right.ankle
    moved = np.linalg.norm(between - np.nanmedian(between, axis=0), axis=1)
    if not np.nanpercentile(moved, 90) > FEET_MOVE_MIN * scene.leg_length_px:
        raise CannotMeasure("not_running", "Nobody runs in this video: the feet keep their places.")
    if not np.nanmedian(np.abs(trunk_lean_deg(track))) < UPRIGHT_WITHIN_DEG:
        raise CannotMeasure(
            "not_upright", "The runner lies on the side or head down; turn the video upright."
        )
    if scene.view in ("rear", "front"):
        raise CannotMeasure(f"{scene.view}_view", f"The runner is filmed from the {scene.view}. {SIDE_ON}")
    apart = np.abs(between[:, 0])
    if not np.nanpercentile(apart, 90) > FEET_APART_MIN * scene.leg_length_px:
        raise CannotMeasure("not_running", "Nobody runs in this video: the feet stay together.")
    period_s = stride_period_s(track.time_s, between[:, 0])
    if not np.isfinite(period_s):
        raise CannotMeasure("too_few_steps", _few_steps(0))
    seen = activity(track, apart, period_s)
    if seen == "walking":
        raise CannotMeasure("walking", "The person in this video walks. Film while running.")
    if seen == "other":
        raise CannotMeasure(
            "not_running",
            "The body does not rise and fall as in running. Film someone who runs; keep the camera still.",
        )


def trunk_lean_deg(track: Track) -> Floats:
    """Angle of the line from mid-hip to mid-shoulder to the picture's vertical, (n,)."""
    up = track.point("mid_shoulder") - track.point("mid_hip")
    lean: Floats = np.degrees(np.arctan2(up[:, 0], -up[:, 1]))
    return lean


def activity(track: Track, feet_apart: Floats, period_s: float) -> Activity:
    """Running, walking, or other when the trunk follows neither pattern."""
    height = without_drift(-track.point("mid_shoulder", raw=True)[:, 1], track.time_s, period_s)
    known = np.isfinite(height) & np.isfinite(feet_apart)
    if known.sum() < 10:
        return "other"
    together = float(np.corrcoef(height[known], feet_apart[known])[0, 1])
    if abs(together) < BOUNCE_IN_STEP_MIN:
        return "other"
    return "running" if together > 0 else "walking"


def require_step_rate(events: GaitEvents, frame_rate_hz: float) -> None:
    """Raises CannotMeasure for steps slower or faster than any runner's: slow motion, or time lapse."""
    cadence = 120 / events.stride_time_s
    if cadence > CADENCE_RANGE_SPM[1]:
        raise CannotMeasure(
            "sped_up",
            f"At {cadence:.0f} steps a minute this video plays faster than it was filmed; use the original.",
        )
    if cadence < CADENCE_RANGE_SPM[0]:
        raise _slow_motion(TYPICAL_CADENCE_SPM / cadence, frame_rate_hz)


def require_steps(events: GaitEvents) -> None:
    """Raises CannotMeasure with fewer than six whole steps."""
    if len(events.steps) < STEPS_MIN:
        raise CannotMeasure("too_few_steps", _few_steps(len(events.steps)))


def _few_steps(found: int) -> str:
    seen = f"{found} whole step{' is' if found == 1 else 's are'} seen"
    return f"Only {seen} and {STEPS_MIN} are needed; film for at least ten seconds."


def require_true_bounce(measures: Measures, scene: Scene, frame_rate_hz: float) -> None:
    """Raises CannotMeasure for slow motion that the step rate does not betray.

    A runner whose steps take k times as long should bounce k squared times as high: in flight the body falls
    freely, so bounce and step times fix the clock.
    """
    ratio = _bounce_ratio(measures, scene)
    if ratio < BOUNCE_RATIO_MIN:
        raise _slow_motion(ratio**-0.5, frame_rate_hz)


def _slow_motion(slower: float, frame_rate_hz: float) -> CannotMeasure:
    times = max(2, round(slower))
    return CannotMeasure(
        "slow_motion",
        f"This looks like slow motion, about {times} times slower than real; say at how many frames a "
        f"second it was filmed, for example a capture rate of {frame_rate_hz * times:.0f}.",
    )


def _bounce_ratio(measures: Measures, scene: Scene) -> float:
    """Measured bounce over that of a spring with these contact and flight times (Morin 2005).

    NaN where one is unknown, or where the feet stand longer than on any spring.
    """
    metrics = measures.metrics
    bounce_pct = metrics["vertical_oscillation_pct_leg"].value
    contact_s, flight_s = metrics["contact_time_s"].value, metrics["flight_time_s"].value
    if bounce_pct is None or contact_s is None or flight_s is None:
        return float("nan")
    leg_m = scene.leg_length_px * scene.scale.m_per_px if scene.scale else TYPICAL_LEG_M
    expected_m = GRAVITY_M_S2 * (
        contact_s * (contact_s + flight_s) / (2 * np.pi) - contact_s**2 / 8 + flight_s**2 / 8
    )
    return bounce_pct / 100 * leg_m / expected_m if expected_m > 0 else float("nan")


def judge(
    source: VideoInfo,
    scene: Scene,
    events: GaitEvents,
    *,
    coverage: float,
    track: Track,
    capture_fps: float | None,
) -> Quality:
    """Quality of a clip that was measured."""
    reasons = tuple(_limits(source, scene, events, coverage, track.frame_rate_hz))
    return Quality(
        verdict="limited" if reasons else "ok",
        reasons=reasons,
        activity="running",
        time_base=_time_base(source, capture_fps),
        capture_fps=capture_fps or source.container_fps,
        coverage=coverage,
    )


def refuse(source: VideoInfo, error: CannotMeasure, *, coverage: float, capture_fps: float | None) -> Quality:
    """Quality of a clip that cannot be measured."""
    activities: dict[str, Activity] = {"walking": "walking", "not_running": "other"}
    time_base: TimeBase = "slow_motion" if error.code == "slow_motion" else _time_base(source, capture_fps)
    return Quality(
        verdict="refused",
        reasons=(Reason(error.code, str(error)),),
        activity=activities.get(error.code),
        time_base=time_base,
        capture_fps=capture_fps,
        coverage=coverage,
    )


def _time_base(source: VideoInfo, capture_fps: float | None) -> TimeBase:
    if capture_fps is not None and capture_fps > 1.2 * source.container_fps:
        return "slow_motion"
    return "variable" if source.variable_frame_rate else "true"


def _limits(
    source: VideoInfo, scene: Scene, events: GaitEvents, coverage: float, frame_rate_hz: float
) -> Iterator[Reason]:
    if frame_rate_hz < LOW_FRAME_RATE:
        yield Reason(
            "low_frame_rate",
            f"{frame_rate_hz:.0f} frames a second make contact times uncertain; film at 60 or more.",
        )
    if source.variable_frame_rate:
        yield Reason("variable_frame_rate", "The frame rate varies; the true time of every frame was used.")
    if scene.view == "oblique":
        yield Reason(
            "oblique_view", f"The camera looks at an angle, so distances and angles are left out. {SIDE_ON}"
        )
    if scene.camera == "moving":
        yield Reason("moving_camera", "The camera moves, so the runner's own rise and fall is less certain.")
    if coverage < COVERAGE_GOOD:
        yield Reason("partly_hidden", f"The runner is seen in {coverage:.0%} of the video.")
    if len(events.steps) < STEPS_GOOD:
        yield Reason("few_steps", f"Only {len(events.steps)} steps were measured; film 30 to 60 seconds.")
