"""Landmarks -> landmarks of one uninterrupted stretch of running, in times that can be believed.

Pictures that only repeat the one before are left out, time that dropped frames took away is put back, and of
a clip that was cut, slowed in parts or interrupted only the longest stretch is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vision.datatypes import Bools, Floats, Footage, Landmarks, Reason
from vision.lost_frames import AROUND_FRAMES, NOISE_MAX_S, Mended, noise_s, with_missing_time
from vision.pace import Pace, read_pace
from vision.repeats import Repair, repeated, retimed, without
from vision.stepping import ahead_s, lasting_jumps_s

CUT_ABOVE, CUT_TIMES = 0.25, 4.0
"""Loss of likeness at a cut: 0.37 and more between two gyms, against 0.04 in one take from a stand and 0.14,
less than twice the median, with a camera that follows."""

LONG_FREEZE_S = 0.5
"""Longer, and nothing tells how many strides are missing."""

BREAK_FRAMES, BREAK_S = 2.5, 0.045
BREAK_MARGIN_S = 0.5
"""Around a step in the clock too large for dropped frames, whose place is known to some frames."""

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
    pace = _pace(without(landmarks, still | ~used), repair)
    if pace.chosen is not None:
        codes += pace.codes
        used &= (landmarks.time_s >= pace.chosen.start_s) & (landmarks.time_s <= pace.chosen.end_s)
    stretch = without(landmarks, still | ~used)
    if (still & used).any():
        stretch = retimed(stretch, still & used, repair)
    while (leap := _leap(repair(stretch))) is not None:
        codes.append("scene_cut")
        used &= _side_of(leap, landmarks.time_s, used)
        stretch = without(stretch, ~used)
    mended = with_missing_time(stretch, repair, extra=bool((still & used).any()))
    reasons = [*_of_breaks(codes, used, landmarks.time_s), *_of_frames(still & used, mended, used)]
    return Continuous(mended.landmarks, used, tuple(reasons), mended.sure)


def _of_breaks(codes: Iterable[str], used: Bools, time_s: Floats) -> Iterator[Reason]:
    spacing_s = float(np.median(np.diff(time_s)))
    kept_s, whole_s = used.sum() * spacing_s, len(time_s) * spacing_s
    for code in dict.fromkeys(codes):
        yield Reason(
            code,
            f"{BREAKS[code]}, so only its longest good stretch was used, {kept_s:.1f} of {whole_s:.1f} s.",
        )


def _of_frames(still: Bools, mended: Mended, used: Bools) -> Iterator[Reason]:
    if still.any():
        lead = f"{int(still.sum())} of {int(used.sum())} frames repeat the picture before and were left out"
        yield Reason("repeated_frames", f"{lead}; use the original file.")
    missing = mended.missing
    if missing and mended.sure:
        what = (
            "are missing; their time was put back"
            if missing > 0
            else "are too many; their time was taken out"
        )
        yield Reason("dropped_frames", f"About {abs(missing)} frames {what}.")
    if not mended.sure:
        yield Reason(
            "dropped_frames",
            "Too many frames are missing or out of time, so times are left out; use the original file.",
        )


def _pace(landmarks: Landmarks, repair: Repair) -> Pace:
    """The stretch of one pace; the whole where missing frames alone make strides differ."""
    pace = read_pace(landmarks)
    if pace.chosen is not None and read_pace(with_missing_time(landmarks, repair).landmarks).chosen is None:
        return Pace()
    return pace


def _leap(landmarks: Landmarks) -> int | None:
    """The row of the largest step in the runner's clock that dropped frames cannot explain."""
    ahead, spacing_s = ahead_s(landmarks), landmarks.spacing_s
    if not noise_s(ahead) < NOISE_MAX_S:
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
