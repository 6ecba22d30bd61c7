"""Landmarks -> landmarks of one uninterrupted stretch of running, in times that can be believed.

Pictures that only repeat the one before are left out, time that dropped frames took away is put back, and of
a clip that was cut, slowed in parts or interrupted only the longest stretch is kept.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from scipy.ndimage import binary_dilation

from vision.cuts import find_cuts
from vision.datatypes import Bools, Continuous, Floats, Footage, Landmarks, Reason, frame_spacing_s
from vision.fades import faded
from vision.lost_frames import AROUND_FRAMES, NOISE_MAX_S, Mended, noise_s, with_missing_time
from vision.pace import Pace, read_pace
from vision.repeats import Repair, repeated, retimed, without
from vision.replays import find_replays
from vision.shuffled import require_order
from vision.stepping import BLINK_S, ahead_s, lasting_jumps_s
from vision.stretches import stretches

LONG_FREEZE_S = 0.5
"""Longer, and nothing tells how many strides are missing."""

BREAK_FRAMES, BREAK_S = 2.5, 0.045
"""A step in the runner's clock too large for dropped frames, in frames and in seconds: two in a row at 30 and
at 60 frames a second; the clock of a good clip steps by 0.021 s at most."""

OTHER_SPEED = 0.25
"""Speed of play less 1 around such a step: up to 0.2 around a cut, from 0.25 on where a part plays by a
quarter slower or faster."""

BREAK_MARGIN_S = 0.5
"""Around a step in the clock too large for dropped frames, whose place is known to some frames."""

SEEN_SHARE = 0.5
"""Of the landmarks, for a frame to show the runner."""

BREAKS = {
    "boomerang": "The video plays forwards and then backwards",
    "reversed": "Part of the video plays backwards",
    "loop": "The video shows the same seconds again and again",
    "fade": "The picture fades in or out, or from one scene into another",
    "scene_cut": "The video was cut, or plays too briefly at another speed to tell that from a cut",
    "speed_ramp": "Part of the video plays at another speed than the rest",
    "cadence_change": "The cadence changes within the video",
    "pause": "The runner does not run all the time",
    "frozen_frames": "The picture freezes, or nothing in it moves",
}


def longest_stretch(landmarks: Landmarks, footage: Footage | None, *, repair: Repair) -> Continuous:
    """The longest stretch without a break, with its times mended, and what was found.

    Raises CannotMeasure where the frames come in the wrong order.
    """
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
    require_order(stretch, repair(stretch))
    while (leap := _leap(repair(stretch))) is not None:
        row, code = leap
        halted = still & (np.abs(landmarks.time_s - landmarks.time_s[row]) < BREAK_MARGIN_S)
        codes.append("frozen_frames" if halted.sum() > BREAK_FRAMES else code)
        used &= _side_of(row, landmarks.time_s, used)
        stretch = without(stretch, ~used)
    mended = with_missing_time(stretch, repair, extra=bool((still & used).any()))
    reasons = [*_of_breaks(codes, used, landmarks.time_s, pace), *_of_frames(still & used, mended, used)]
    used_s = int(used.sum()) * frame_spacing_s(landmarks.time_s)
    unseen_share = mended.unseen_s / used_s if used.any() else 0.0
    return Continuous(mended.landmarks, used, tuple(reasons), mended.sure, pace.glides, unseen_share)


def _of_breaks(codes: Iterable[str], used: Bools, time_s: Floats, pace: Pace) -> Iterator[Reason]:
    spacing_s = frame_spacing_s(time_s)
    kept_s, whole_s = used.sum() * spacing_s, len(time_s) * spacing_s
    start_s = float(time_s[used.argmax()] - time_s[0])
    rates = ", then ".join(f"{rate:.0f}" for rate in pace.cadences_spm)
    for code in dict.fromkeys(codes):
        between = f" (about {rates} steps a minute)" if code == "cadence_change" else ""
        gliding = code == "speed_ramp" and pace.glides
        also = " That part glides from one speed to another too, so times are left out." if gliding else ""
        yield Reason(
            code,
            f"{BREAKS[code]}{between}, so only its longest good stretch was used, {kept_s:.1f} of "
            f"{whole_s:.1f} s, from {start_s:.1f} s on.{also}",
        )


def _of_frames(still: Bools, mended: Mended, used: Bools) -> Iterator[Reason]:
    if still.any():
        lead = f"{int(still.sum())} of {int(used.sum())} frames repeat the picture before and were left out"
        yield Reason("repeated_frames", f"{lead}; use the original file.")
    missing = mended.missing
    if missing and mended.sure:
        count = "one frame is" if abs(missing) == 1 else f"{abs(missing)} frames are"
        what = "missing; the time was put back" if missing > 0 else "too many; the time was taken out"
        more = "; more may be, so cadence and step time are less certain" if missing > 0 else ""
        yield Reason("dropped_frames", f"About {count} {what}{more}. Use the original file.")
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


def _leap(landmarks: Landmarks) -> tuple[int, str] | None:
    """Row and code of the largest step in the runner's clock that dropped frames cannot explain."""
    ahead, spacing_s = ahead_s(landmarks), landmarks.spacing_s
    if not noise_s(ahead) < NOISE_MAX_S:
        return None
    around = max(AROUND_FRAMES, round(BREAK_S / spacing_s))
    jumps = np.abs(lasting_jumps_s(ahead, around=around, spacing_s=spacing_s))
    largest = int(jumps.argmax())
    if not jumps[largest] > max(BREAK_FRAMES * spacing_s, BREAK_S):
        return None
    return largest, _why_leaping(ahead / spacing_s, largest, around + round(BLINK_S / spacing_s))


def _why_leaping(ahead: Floats, row: int, reach: int) -> str:
    """The code of a step in the clock, which is in frames: a cut is one tick, all other ticks are usual."""
    known = np.flatnonzero(np.isfinite(ahead))
    near = np.abs(known[1:] - row) <= reach
    ticks = (np.diff(ahead[known]) / np.diff(known))[near]
    faster = float(np.delete(ticks, np.abs(ticks).argmax()).mean()) if len(ticks) > 1 else 0.0
    return "speed_ramp" if abs(faster) > OTHER_SPEED else "scene_cut"


# ---- breaks ------------------------------------------------------------------------------------------


def _uncut(landmarks: Landmarks, footage: Footage | None, still: Bools) -> tuple[list[str], Bools]:
    """What cuts the clip into pieces, and the frames of the longest piece."""
    n, time_s = len(landmarks.time_s), landmarks.time_s
    codes: list[str] = []
    edges, hidden = {0, n}, still
    if footage is not None:
        fading = faded(footage, landmarks.spacing_s)
        cuts = find_cuts(footage, landmarks.spacing_s)
        cuts = cuts[~binary_dilation(fading)[cuts]]
        codes += ["scene_cut"] * min(1, len(cuts)) + ["fade"] * bool(fading.any())
        edges |= {*cuts.tolist(), *(np.flatnonzero(np.diff(fading)) + 1).tolist()}
        hidden = hidden | fading
    for run in stretches(still):
        if np.ptp(time_s[run]) > LONG_FREEZE_S:
            codes.append("frozen_frames")
            edges |= {run.start, run.stop}
    replays = find_replays(without(landmarks, still))
    backwards = "boomerang" if replays.turns else "reversed"
    codes += [backwards] * bool(replays.backwards.any()) + ["loop"] * bool(replays.again.any())
    edges |= {*replays.turns, *np.flatnonzero(replays.again)[:1].tolist()}
    edges |= set((np.flatnonzero(np.diff(replays.backwards)) + 1).tolist())
    seen = ~hidden & (np.isfinite(landmarks.position_px).all(axis=2).mean(axis=1) > SEEN_SHARE)
    seen &= ~replays.backwards & ~replays.again
    first, end = max(pairwise(sorted(edges)), key=lambda piece: int(seen[slice(*piece)].sum()))
    rows = np.arange(n)
    return codes, (rows >= first) & (rows < end)


def _side_of(leap: int, time_s: Floats, used: Bools) -> Bools:
    """The frames on the longer side of a leap, with a margin."""
    since = time_s - time_s[leap]
    sides = (since < -BREAK_MARGIN_S, since > BREAK_MARGIN_S)
    longer: Bools = max(sides, key=lambda side: int((side & used).sum()))
    return longer
