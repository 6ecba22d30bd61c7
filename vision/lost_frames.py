"""Frames that a file lost: the runner's own stride tells where, and their time is put back.

Pure arithmetic on landmarks.
"""

from dataclasses import dataclass, replace

import numpy as np

from vision.datatypes import Floats, Landmarks, frame_spacing_s
from vision.repeats import Repair
from vision.robust import MAD_TO_SD
from vision.stepping import ahead_s, jumps_s, lasting_jumps_s

AROUND_FRAMES = 3
MISSING_FRAMES, MISSING_S, MISSING_SD = 0.65, 0.0125, 4.0
"""A step in the runner's clock that dropped frames make: in frames, in seconds (10 ms come from landmarks
alone), and in standard deviations from frame to frame."""

NOISE_MAX_S = 0.012
"""Of the runner's clock from frame to frame; 1 to 6 ms in running seen from the side, more where the legs are
confused or nobody runs. Such a clock shows nothing."""

MENDED_SHARE = 0.03
"""Frames that may be missing or repeated. A loss can hide within `AROUND_FRAMES` of another, where one in six
is at 3 % and one in three at 7 %."""

UNSEEN_S = 0.050
"""Time that may be lost unseen at the clip's ends and where legs are confused, and `MISSING_S` more for every
loss found: of rendered clips of 4 to 8 s robbed of 1 to 5 % at random one hid more, by a frame."""

ROUNDS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """Landmarks whose times were put right.

    `missing` frames were added to the clip's time, fewer than none where some were too many; `unseen_s` is
    how long others may last that were not found; `sure` is False where that did not end well.
    """

    landmarks: Landmarks
    missing: int = 0
    unseen_s: float = 0.0
    sure: bool = True


def with_missing_time(landmarks: Landmarks, repair: Repair, *, extra: bool = False) -> Mended:
    """Times put right where frames are missing.

    `extra` says that some may be too many as well. The times of a long row of missing frames change the pace
    by which they are found, hence the rounds.
    """
    spacing_s = landmarks.spacing_s
    stamped, moves = landmarks.time_s, 0
    if not _loses_time(repair(landmarks), spacing_s, extra=extra):
        return Mended(landmarks)
    for _ in range(ROUNDS):
        steps = _clock_steps(repair(landmarks), spacing_s)
        if not (moves or extra):  # without repeated pictures no frame can be one too many
            steps = {row: step_s for row, step_s in steps.items() if step_s > 0}
        if not steps:
            break
        frames = np.zeros(len(landmarks.time_s))
        for row, step_s in steps.items():
            frames[row] = round(step_s / spacing_s) or np.sign(step_s)
        moves += int(np.abs(frames).sum())
        landmarks = replace(landmarks, time_s=_later(landmarks.time_s, frames * spacing_s))
    missing = round((np.ptp(landmarks.time_s) - np.ptp(stamped)) / spacing_s)
    few = moves <= MENDED_SHARE * int(np.isfinite(landmarks.position_px).any(axis=(1, 2)).sum())
    unseen_s = UNSEEN_S + MISSING_S * moves if moves else 0.0
    ended = moves == 0 or not _clock_steps(repair(landmarks), spacing_s)
    return Mended(landmarks, missing, unseen_s, few and ended)


def _later(time_s: Floats, delay_s: Floats) -> Floats:
    """Times with a delay from some rows on; they stay in order when it is negative."""
    shifted = time_s + np.cumsum(delay_s)
    gap_s = 1e-3 * frame_spacing_s(time_s)
    ramp = gap_s * np.arange(len(time_s))
    ordered: Floats = np.maximum.accumulate(shifted - ramp) + ramp
    return ordered


def _loses_time(landmarks: Landmarks, spacing_s: float, *, extra: bool) -> bool:
    """Whether one step of the clock lasts; confused legs alone make only steps that do not.

    Between many missing frames the clock falls back, so that once one lasts all of them count.
    """
    lasting = lasting_jumps_s(ahead_s(landmarks), around=AROUND_FRAMES, spacing_s=spacing_s)
    steps = _clock_steps(landmarks, spacing_s)
    return any(lasting[row] > 0 or (extra and lasting[row] < 0) for row in steps)


def _clock_steps(landmarks: Landmarks, spacing_s: float) -> dict[int, float]:
    """Rows at which the runner's clock steps, with the step in seconds."""
    ahead = ahead_s(landmarks)
    usual_s = noise_s(ahead)
    if not usual_s < NOISE_MAX_S:
        return {}
    jumps = jumps_s(ahead, around=AROUND_FRAMES)
    size = np.nan_to_num(np.abs(jumps))
    least_s = max(MISSING_FRAMES * spacing_s, MISSING_S, MISSING_SD * usual_s)
    steps: dict[int, float] = {}
    for row in np.argsort(-size, kind="stable"):
        if size[row] <= least_s:
            break
        if all(abs(row - other) >= AROUND_FRAMES for other in steps):
            steps[int(row)] = float(jumps[row])
    return steps


def noise_s(ahead: Floats) -> float:
    """Standard deviation of the runner's clock between known frames, by its median; NaN without any."""
    ticks = np.diff(ahead[np.isfinite(ahead)])
    return MAD_TO_SD * float(np.median(np.abs(ticks - np.median(ticks)))) if len(ticks) else float("nan")
