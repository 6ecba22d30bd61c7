"""Does the speed that was told fit the feet? For landmarks alone: the pixels of the shoe tell more."""

from collections.abc import Iterator

import numpy as np

from vision.datatypes import GaitEvents, Reason, Scene, Step, Track
from vision.intervals import Z95, relative_sd
from vision.kinematics import TYPICAL_LEG_M, forward_up_px
from vision.quality.tempo import LEG_LOG_SD, TOLD_SPEED_LOG_SD

STANDING_SPAN = (0.2, 0.7)
"""Share of stance in which the toes stand: later than the heel, which rises from the middle of stance on."""

TOES_TO_SPEED, TOES_LOG_SD = 0.97, 0.08
"""Speed of the toe landmark over the belt's: 0.93 to 1.03 in five rendered clips at 30 to 240 frames a
second, with room for shoes that landmarks drift over."""

FRAMES_MIN, STEPS_MIN = 3, 3


def doubts_of_speed(
    track: Track, scene: Scene, events: GaitEvents, *, speed_mps: float | None
) -> Iterator[Reason]:
    """That the feet pass under the body at another speed than the one that was told."""
    if speed_mps is None or scene.view != "side":
        return
    scale = scene.scale
    m_per_px = scale.m_per_px if scale else TYPICAL_LEG_M / scene.leg_length_px
    scale_sd = relative_sd(scale.m_per_px, scale.high) if scale else LEG_LOG_SD
    seen_mps = _toes_px_s(track, scene, events) * m_per_px / TOES_TO_SPEED
    reach = Z95 * float(np.linalg.norm([TOES_LOG_SD, TOLD_SPEED_LOG_SD, scale_sd]))
    if seen_mps > 0 and abs(np.log(speed_mps / seen_mps)) > reach:
        low, high = (seen_mps * np.exp(way * reach) for way in (-1, 1))
        yield Reason(
            "speed_unlikely",
            f"The speed that was given, {speed_mps:.1f} m/s, does not fit the feet, which pass under the "
            f"body at about {seen_mps:.1f} ({low:.1f} to {high:.1f}), so what hangs on it is left out; "
            f"check the speed{' and the height' if scale else ''}.",
        )


def _toes_px_s(track: Track, scene: Scene, events: GaitEvents) -> float:
    """Usual speed of the standing toes against the hips, backwards; NaN with too few steps."""
    speeds = [speed for step in events.steps if np.isfinite(speed := _of_step(track, scene, step))]
    return float(np.median(speeds)) if len(speeds) >= STEPS_MIN else float("nan")


def _of_step(track: Track, scene: Scene, step: Step) -> float:
    share = (track.time_s - step.initial_contact_s) / (step.toe_off_s - step.initial_contact_s)
    toe, hip = (forward_up_px(track.point(name), scene)[:, 0] for name in (f"{step.side}_toe", "mid_hip"))
    ahead = toe - hip
    standing = (share >= STANDING_SPAN[0]) & (share <= STANDING_SPAN[1]) & np.isfinite(ahead)
    if standing.sum() < FRAMES_MIN:
        return float("nan")
    return -float(np.polyfit(track.time_s[standing], ahead[standing], 1)[0])
