"""Is there a runner in the clip, does he run, and is enough of it seen?"""

import numpy as np

from vision.cycles import stride_period_s
from vision.datatypes import Activity, Bools, Floats, GaitEvents, Landmarks, Scene, Track, frame_spacing_s
from vision.errors import CannotMeasure
from vision.kinematics import Leg2D, forwardness, is_backwards, leg_2d
from vision.quality.view import AUTO, SIDE_ON, require_square_view, require_told_view
from vision.series import without_drift

STEPS_MIN = 3
"""A runner who passes the camera shows three to eight; intervals say how little so few steps tell."""

STEPS_SURE, FOUND_MIN, STEPS_CUT = 6, 0.9, 2
"""Fewer than six must be nearly all that was run while the runner was seen, less one cut at either end: legs
that are confused leave a few steps too. 1.2 to 1.4 of it in runners who pass."""

COVERAGE_MIN = 0.3
EXCHANGED_MAX = 0.3
"""Repaired frames: 1-7 % in real and rendered clips; the repair itself fails from about 40 %."""

FEET_APART_MIN = 0.25
"""Fore-aft distance between the feet, 90th percentile in leg lengths: 0.66-0.83 in running, walking alike."""

FEET_MOVE_MIN = 0.08
"""How far the feet move past each other in any direction, in leg lengths; 0.33 in a runner from behind."""

BOUNCE_IN_STEP_MIN = 0.2
"""Correlation that tells running from walking; measured 0.74-0.94 for running and -0.92 for walking."""

FRAME_RATE_MIN = 20.0
UPRIGHT_WITHIN_DEG = 45.0


def require_motion(landmarks: Landmarks) -> None:
    """Raises CannotMeasure for a single picture, and for frames too far apart to follow a foot."""
    if len(landmarks.time_s) < 2:
        raise CannotMeasure("too_few_steps", _few_steps(0))
    frame_rate_hz = 1 / frame_spacing_s(landmarks.time_s)
    if frame_rate_hz < FRAME_RATE_MIN:
        raise CannotMeasure(
            "low_frame_rate",
            f"The video has {frame_rate_hz:.0f} frames a second and {FRAME_RATE_MIN:.0f} are needed; "
            "film at 60 or more.",
        )


def require_runner(track: Track, *, within: Bools | None = None) -> float:
    """Share of frames, of those `within`, in which the runner's trunk and a leg are seen.

    Raises CannotMeasure when that is too little to tell anything, or when the legs are mostly confused.
    """
    seen = np.isfinite(track.point("mid_hip") + track.point("mid_shoulder"))
    coverage = float(np.mean(seen[slice(None) if within is None else within].all(axis=1)))
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
    _require_somebody_up(track, between, scene)
    require_told_view(track, scene)
    if scene.view in ("rear", "front"):
        _require_from_behind(track, np.abs(between[:, 0]), scene)
        return  # the feet do not part fore and aft; the steps themselves tell from behind
    _require_stride(track, between, scene)
    _require_forwards(left, right, track.time_s)
    require_square_view(track, scene)


def _require_somebody_up(track: Track, between: Floats, scene: Scene) -> None:
    """Raises CannotMeasure for somebody who stands still, lies, or is filmed head down."""
    moved = np.linalg.norm(between - np.nanmedian(between, axis=0), axis=1)
    if not np.nanpercentile(moved, 90) > FEET_MOVE_MIN * scene.leg_length_px:
        raise CannotMeasure("not_running", "Nobody runs in this video: the feet keep their places.")
    if not np.nanmedian(np.abs(trunk_lean_deg(track))) < UPRIGHT_WITHIN_DEG:
        raise CannotMeasure(
            "not_upright", "The runner lies on the side or head down; turn the video upright."
        )


def _require_stride(track: Track, between: Floats, scene: Scene) -> None:
    """Raises CannotMeasure where the feet do not part, or the trunk does not follow them as in running."""
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


def _require_forwards(left: Leg2D, right: Leg2D, time_s: Floats) -> None:
    """Raises CannotMeasure where feet go towards the toes on the ground and back through the air."""
    hip = (left.hip + right.hip) / 2
    feet = [(leg.ankle + leg.heel + leg.toe) / 3 - hip for leg in (left, right)]
    if is_backwards(forwardness(feet, time_s)):
        raise CannotMeasure(
            "reversed",
            "On the ground the feet go towards the toes: the video is played backwards, or the runner runs "
            "backwards. Use the original video of a run forwards.",
        )


def _require_from_behind(track: Track, apart: Floats, scene: Scene) -> None:
    """Raises CannotMeasure for a front view, and for a side view that was said to be from behind."""
    across = track.point("left_shoulder")[:, 0] - track.point("right_shoulder")[:, 0]
    if scene.view == "front" or np.nanmedian(across) > 0:
        raise CannotMeasure("front_view", f"The runner is filmed from the front. {SIDE_ON}")
    if np.nanpercentile(apart, 90) > FEET_APART_MIN * scene.leg_length_px:
        raise CannotMeasure(
            "not_from_behind",
            "The runner is not seen from behind: the feet part too far. Film straight from behind, or "
            f"{AUTO}.",
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


def require_steps(events: GaitEvents, track: Track) -> None:
    """Raises CannotMeasure with fewer than three whole steps, or few of those that were run while seen."""
    found, seen = len(events.steps), np.isfinite(track.point("mid_hip")[:, 0]).sum()
    run = seen / track.shown_hz / (events.stride_time_s / 2) - STEPS_CUT
    if found < STEPS_MIN:
        raise CannotMeasure("too_few_steps", _few_steps(found))
    if found < STEPS_SURE and found < FOUND_MIN * run:
        raise CannotMeasure(
            "too_few_steps",
            f"Only {found} of about {run:.0f} steps that were run could be followed; film in more light, "
            "with both legs in the picture all the time.",
        )


def _few_steps(found: int) -> str:
    seen = f"{found} whole step{' is' if found == 1 else 's are'} seen"
    return (
        f"Only {seen} and {STEPS_MIN} are needed; film for at least ten seconds, or stand farther away from "
        "a runner who passes."
    )
