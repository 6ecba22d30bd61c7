"""Landmarks -> landmarks of one uninterrupted stretch of running, in times that can be believed.

Pictures that only repeat the one before are left out, time that dropped frames took away is put back, and of
a clip that was cut, slowed in parts or interrupted only the longest stretch is kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.ndimage import median_filter

from vision.datatypes import Bools, Floats, Footage, Landmarks, Reason
from vision.pace import Pace, read_pace
from vision.robust import MAD_TO_SD
from vision.stepping import ahead_s, jumps_s, lasting_jumps_s

STILL_SHARE = 0.2
"""Change of a repeated picture, of the median change around it: 0.05 at most, and 0.6 at least elsewhere."""

FRAMES_MIN, USUAL_FRAMES = 12, 61
CUT_ABOVE, CUT_TIMES = 0.25, 4.0
"""Loss of likeness at a cut: 0.37 and more between two gyms, against 0.04 in one take from a stand and 0.14,
less than twice the median, with a camera that follows."""

LONG_FREEZE_S = 0.5
"""Longer, and nothing tells how many strides are missing."""

AROUND_FRAMES = 3
MISSING_FRAMES, MISSING_S, MISSING_SD = 0.65, 0.0125, 4.0
"""A step in the runner's clock that dropped frames make: in frames, in seconds (10 ms come from landmarks
alone), and in standard deviations from frame to frame."""

NOISE_MAX_S = 0.012
"""Of the runner's clock from frame to frame; 1 to 6 ms in running seen from the side, more where the legs are
confused or nobody runs. Such a clock shows nothing."""

BREAK_FRAMES, BREAK_S = 2.5, 0.045
BREAK_MARGIN_S = 0.5
"""Around a step in the clock too large for dropped frames, whose place is known to some frames."""

MENDED_SHARE = 0.05
"""Frames that may be missing or repeated; with more, times can be mended into each other's place."""

ROUNDS = 4

Repair = Callable[[Landmarks], Landmarks]
"""Puts the legs right."""

SEEN_SHARE = 0.5
"""Of the landmarks, for a frame to show the runner."""

BREAKS = {
    "scene_cut": "The video was cut or leaps",
    "speed_ramp": "Part of the video plays slower than the rest",
    "cadence_change": "The cadence changes within the video",
    "pause": "The runner does not run all the time",
    "frozen_frames": "The picture freezes",
}


@dataclass(frozen=True, slots=True, eq=False)
class Continuous:
    """One stretch of a clip; landmarks outside it are unknown.

    `timed` is False where the times of the frames remain in doubt.
    """

    landmarks: Landmarks
    used: Bools  # (n,), frames of the stretch
    reasons: tuple[Reason, ...] = ()
    timed: bool = True


def longest_stretch(landmarks: Landmarks, footage: Footage | None, *, repair: Repair) -> Continuous:
    """The longest stretch without a break, with its times mended, and what was found."""
    still = np.zeros(len(landmarks.time_s), dtype=bool)
    if footage is not None:  # an empty room looks frozen too, without a runner
        still = repeated(footage) & np.isfinite(landmarks.position_px).any(axis=(1, 2))
    codes, used = _uncut(landmarks, footage, still)
    pace = _pace(_without(landmarks, still | ~used), repair)
    if pace.chosen is not None:
        codes += pace.codes
        used &= (landmarks.time_s >= pace.chosen.start_s) & (landmarks.time_s <= pace.chosen.end_s)
    stretch = _without(landmarks, still | ~used)
    if (still & used).any():
        stretch = _retimed(stretch, still & used, repair)
    while (leap := _leap(repair(stretch))) is not None:
        codes.append("scene_cut")
        used &= _side_of(leap, landmarks.time_s, used)
        stretch = _without(stretch, ~used)
    mended, missing, timed = _with_missing_time(stretch, repair, extra=bool((still & used).any()))
    reasons = [*_of_breaks(codes, used, landmarks.time_s), *_of_frames(still & used, missing, used, timed)]
    return Continuous(mended, used, tuple(reasons), timed)


def _of_breaks(codes: Iterable[str], used: Bools, time_s: Floats) -> Iterator[Reason]:
    spacing_s = float(np.median(np.diff(time_s)))
    kept_s, whole_s = used.sum() * spacing_s, len(time_s) * spacing_s
    for code in dict.fromkeys(codes):
        yield Reason(
            code,
            f"{BREAKS[code]}, so only its longest good stretch was used, {kept_s:.1f} of {whole_s:.1f} s.",
        )


def _of_frames(still: Bools, missing: int, used: Bools, timed: bool) -> Iterator[Reason]:
    if still.any():
        lead = f"{int(still.sum())} of {int(used.sum())} frames repeat the picture before and were left out"
        yield Reason("repeated_frames", f"{lead}; use the original file.")
    if missing and timed:
        what = (
            "are missing; their time was put back"
            if missing > 0
            else "are too many; their time was taken out"
        )
        yield Reason("dropped_frames", f"About {abs(missing)} frames {what}.")
    if not timed:
        yield Reason(
            "dropped_frames",
            "Too many frames are missing or out of time, so times are left out; use the original file.",
        )


# ---- frames ----------------------------------------------------------------------------------------


def repeated(footage: Footage) -> Bools:
    """Frames whose picture is that of the frame before, (n,)."""
    change, n = footage.change, len(footage.change)
    rows = np.flatnonzero(np.isfinite(change))
    if len(rows) < FRAMES_MIN:
        return np.zeros(n, dtype=bool)
    usual = median_filter(np.interp(np.arange(n), rows, change[rows]), size=USUAL_FRAMES, mode="nearest")
    usual = np.maximum(usual, np.median(change[rows]) / 2)  # a long freeze has a median of its own
    still: Bools = change < STILL_SHARE * usual
    return still


def _without(landmarks: Landmarks, rows: Bools) -> Landmarks:
    """The same with nothing known in these frames."""
    position, confidence = landmarks.position_px.copy(), landmarks.confidence.copy()
    position[rows], confidence[rows] = np.nan, 0.0
    return replace(landmarks, position_px=position, confidence=confidence)


def _retimed(landmarks: Landmarks, still: Bools, repair: Repair) -> Landmarks:
    """With the kept frames evenly spaced if the runner's clock is steadier then.

    A converter of frame rates repeats every so many pictures of an even row; a camera that missed a frame
    shows the one before in its place, and its other times are right.
    """
    kept = np.flatnonzero(~still)
    start_s, end_s = (float(landmarks.time_s[i]) for i in kept[[0, -1]])
    even = np.interp(np.arange(len(still)), kept, np.linspace(start_s, end_s, len(kept)))
    other = replace(landmarks, time_s=even)
    return min((landmarks, other), key=lambda candidate: _unsteadiness_s(repair(candidate)))


def _unsteadiness_s(landmarks: Landmarks) -> float:
    """Spread of the clock's steps, those over frames that are not known included."""
    ahead = ahead_s(landmarks)
    steps = np.diff(ahead[np.isfinite(ahead)])
    return float(np.std(steps)) if len(steps) else 0.0


def _pace(landmarks: Landmarks, repair: Repair) -> Pace:
    """The stretch of one pace; the whole where missing frames alone make strides differ."""
    pace = read_pace(landmarks)
    if pace.chosen is not None and read_pace(_with_missing_time(landmarks, repair)[0]).chosen is None:
        return Pace()
    return pace


# ---- missing time ------------------------------------------------------------------------------------


def _with_missing_time(
    landmarks: Landmarks, repair: Repair, *, extra: bool = False
) -> tuple[Landmarks, int, bool]:
    """Times put right where frames are missing, how many were, and whether that ended well.

    `extra` says that some may be too many as well. The times of a long row of missing frames change the pace
    by which they are found, hence the rounds.
    """
    spacing_s = float(np.median(np.diff(landmarks.time_s)))
    stamped, moves = landmarks.time_s, 0
    if not _loses_time(repair(landmarks), spacing_s, extra=extra):
        return landmarks, 0, True
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
    return landmarks, missing, few and (moves == 0 or not _clock_steps(repair(landmarks), spacing_s))


def _later(time_s: Floats, delay_s: Floats) -> Floats:
    """Times with a delay from some rows on; they stay in order when it is negative."""
    shifted = time_s + np.cumsum(delay_s)
    gap_s = 1e-3 * float(np.median(np.diff(time_s)))
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
    noise_s = _noise_s(ahead)
    if not noise_s < NOISE_MAX_S:
        return {}
    jumps = jumps_s(ahead, around=AROUND_FRAMES)
    size = np.nan_to_num(np.abs(jumps))
    least_s = max(MISSING_FRAMES * spacing_s, MISSING_S, MISSING_SD * noise_s)
    steps: dict[int, float] = {}
    for row in np.argsort(-size, kind="stable"):
        if size[row] <= least_s:
            break
        if all(abs(row - other) >= AROUND_FRAMES for other in steps):
            steps[int(row)] = float(jumps[row])
    return steps


def _noise_s(ahead: Floats) -> float:
    """Standard deviation of the runner's clock from frame to frame, by its median; NaN without one."""
    ticks = np.diff(ahead)
    known = ticks[np.isfinite(ticks)]
    return MAD_TO_SD * float(np.median(np.abs(known - np.median(known)))) if len(known) else float("nan")


def _leap(landmarks: Landmarks) -> int | None:
    """The row of the largest step in the runner's clock that dropped frames cannot explain."""
    ahead, spacing_s = ahead_s(landmarks), float(np.median(np.diff(landmarks.time_s)))
    if not _noise_s(ahead) < NOISE_MAX_S:
        return None
    around = max(AROUND_FRAMES, round(BREAK_S / spacing_s))
    jumps = np.abs(lasting_jumps_s(ahead, around=around, spacing_s=spacing_s))
    largest = int(jumps.argmax())
    return largest if jumps[largest] > max(BREAK_FRAMES * spacing_s, BREAK_S) else None


# ---- breaks ------------------------------------------------------------------------------------------


def _uncut(landmarks: Landmarks, footage: Footage | None, still: Bools) -> tuple[list[str], Bools]:
    """What cuts the clip into pieces, and the frames of the longest piece."""
    n, time_s = len(landmarks.time_s), landmarks.time_s
    codes: list[str] = []
    edges = {0, n}
    if footage is not None:
        novelty = np.nan_to_num(footage.novelty)
        cuts = np.flatnonzero(novelty > max(CUT_ABOVE, CUT_TIMES * float(np.median(novelty))))
        codes += ["scene_cut"] * min(1, len(cuts))
        edges |= set(cuts.tolist())
    for first, last in _runs(still):
        if time_s[last] - time_s[first] > LONG_FREEZE_S:
            codes.append("frozen_frames")
            edges |= {first, last + 1}
    seen = ~still & (np.isfinite(landmarks.position_px).all(axis=2).mean(axis=1) > SEEN_SHARE)
    first, end = max(pairwise(sorted(edges)), key=lambda piece: int(seen[slice(*piece)].sum()))
    rows = np.arange(n)
    return codes, (rows >= first) & (rows < end)


def _side_of(leap: int, time_s: Floats, used: Bools) -> Bools:
    """The frames on the longer side of a leap, with a margin."""
    since = time_s - time_s[leap]
    sides = (since < -BREAK_MARGIN_S, since > BREAK_MARGIN_S)
    longer: Bools = max(sides, key=lambda side: int((side & used).sum()))
    return longer


def _runs(rows: Bools) -> list[tuple[int, int]]:
    """First and last row of every run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(int)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
