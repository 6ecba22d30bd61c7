"""Who is in the clip, and which of them runs.

People are looked for in a few frames a second; `join` puts what was found into one track a person,
`choose_runner` tells the runner from bystanders by the legs, and lays a square for every frame. A track is a
Regions that holds only the moments at which the person was seen.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.optimize import linear_sum_assignment
from scipy.signal import savgol_filter

from vision.datatypes import SIDES, Floats, Landmarks, PersonPlace, Region, Regions
from vision.errors import CannotMeasure

Person = list[tuple[float, Region]]  # the moments at which somebody was seen, and where
Probe = Callable[[Regions], Landmarks]  # landmarks at the times of these regions

SAMPLE_S = 0.2
MIN_HEIGHT_PX = 165
"""By the region, which takes runners for up to a tenth taller: one of 145 px, badly compressed, was measured
wrong in five values."""
BODY_HALF_WIDTH = 0.13
"""Statures from a body's middle to its side: half of the breadth of the shoulders, 0.259 (Drillis & Contini
1966). Joints and middles of bodies are at most 0.09 away, what is half a metre beside them 0.13 or more."""
_HEIGHT = 0.85  # stature in sizes of the region, on rendered people of known stature
_SPEED_S = 1.0  # how long a person who is not seen is thought to keep their velocity
_MAX_UNSEEN_S = 5.0  # after which someone at the same place is somebody else
_MAX_JUMP, _MAX_GROWTH = 0.5, 0.4  # between sightings: in sizes, and as the logarithm of a ratio
BRIDGE_S = 0.7  # longer without a sighting, and the person is out of the picture
SETTLED_AFTER, SMOOTHED_FROM = 3, 6  # sightings that smoothing looks ahead, and needs for the first places
_MIN_SEEN_S, _MOMENT_S = 1.0, 0.1
_MAX_PROBED = 4
_BURSTS, _BURST_S, _BURST_HZ = 2, 2.0, 15.0
_MIN_PROBED = 8  # frames of a burst with both ankles
_STEP_HZ = np.arange(0.4, 5.0, 0.05)  # low enough for slow motion
_RUNS = 0.6  # of the liveliest legs; a walker's have less than half a runner's speed


def sample_frames(time_s: Floats, *, every_s: float = SAMPLE_S) -> NDArray[np.intp]:
    """Indices of the frames in which to look for people: one per `every_s`, the first and the last."""
    wanted = np.arange(time_s[0], time_s[-1], every_s)
    return np.unique(np.append(np.searchsorted(time_s, wanted - 1e-9), len(time_s) - 1))


# ---- linking ---------------------------------------------------------------------------------------


def join(persons: list[Person], time_s: float, regions: Sequence[Region]) -> None:
    """Add what is seen at one moment to the persons seen before.

    They are matched by the least total change of place and size (Hungarian method); a change too large for a
    person is somebody new.
    """
    live = [person for person in persons if time_s - person[-1][0] <= _MAX_UNSEEN_S]
    changes = np.array([[_change(person, time_s, r) for r in regions] for person in live])
    free = set(range(len(regions)))
    if changes.size:
        for row, column in zip(*linear_sum_assignment(changes), strict=True):
            if changes[row, column] <= 1:
                live[row].append((time_s, regions[column]))
                free.discard(int(column))
    persons += [[(time_s, regions[column])] for column in sorted(free)]


def _change(track: Person, time_s: float, region: Region) -> float:
    """How far a sighting is from what the track leads to expect; above 1 it is somebody else."""
    last_s, last = track[-1]
    expected = np.array(last.center_px)
    if len(track) > 1:
        before_s, before = track[-2]
        velocity = (expected - before.center_px) / (last_s - before_s)
        expected = expected + velocity * min(time_s - last_s, _SPEED_S)
    jump = np.hypot(*(expected - region.center_px)) / min(last.size_px, region.size_px)
    growth = abs(np.log(region.size_px / last.size_px))
    return min(10.0, float(max(jump / _MAX_JUMP, growth / _MAX_GROWTH)))


def as_regions(person: Person) -> Regions:
    """The same as arrays."""
    regions = [region for _, region in person]
    return Regions(
        time_s=np.array([time_s for time_s, _ in person]),
        center_px=np.array([region.center_px for region in regions]),
        size_px=np.array([region.size_px for region in regions]),
        rotation_rad=np.array([region.rotation_rad for region in regions]),
    )


# ---- choosing --------------------------------------------------------------------------------------


def at_once(persons: Sequence[Regions], time_s: Floats) -> int:
    """How many people are in the picture together for longer than somebody passes by."""
    long_enough = _long_enough_s(time_s)
    staying = [person for person in persons if _seen_s(person) >= long_enough]
    moments = np.arange(time_s[0], time_s[-1], _MOMENT_S)
    here = [(moments >= person.time_s[0]) & (moments <= person.time_s[-1]) for person in staying]
    together = np.sum(here, axis=0)
    return sum(float((together > n).sum()) * _MOMENT_S >= long_enough for n in range(len(staying)))


def _long_enough_s(time_s: Floats) -> float:
    return float(min(_MIN_SEEN_S, (time_s[-1] - time_s[0]) / 2))


def choose_runner(
    persons: Sequence[Regions],
    *,
    time_s: Floats,
    width: int,
    probe: Probe,
    told: PersonPlace | None = None,
) -> Regions:
    """The runner's square in every frame of the clip, NaN where the runner is out of the picture.

    With more than one person, `probe` is asked for landmarks in short bursts, and the one whose feet
    alternate fastest runs; among several who run, the most seen, nearest and most central is taken. Where a
    person is `told`, it is that one and nobody else.

    Raises CannotMeasure "no_person" when nobody stays in the picture, "nobody_there" when the point that is
    told lies on nobody, "too_small" when the runner is under 165 px tall.
    """
    runner = _pointed_at(persons, told, time_s, probe) if told else _likely(persons, time_s, width, probe)
    height_px = _HEIGHT * float(np.median(runner.size_px))
    if height_px < MIN_HEIGHT_PX:
        raise CannotMeasure(
            "too_small",
            f"The runner is only about {height_px:.0f} pixels tall, and joints cannot be placed well below "
            f"{MIN_HEIGHT_PX}. Film from closer, or zoom in, until the runner fills half of the picture.",
        )
    return every_frame(runner, time_s)


def _likely(persons: Sequence[Regions], time_s: Floats, width: int, probe: Probe) -> Regions:
    """Who seems to be the runner; raises CannotMeasure."""
    long_enough = _long_enough_s(time_s)
    candidates = [person for person in persons if _seen_s(person) >= long_enough]
    if not candidates:
        raise CannotMeasure(
            "no_person",
            "Nobody was found in this video for long enough. Film one runner in good light, "
            "with the whole body in the picture and at least a third of its height.",
        )
    candidates.sort(key=lambda person: -prominence(person, width))
    return candidates[0] if len(candidates) == 1 else _who_runs(candidates[:_MAX_PROBED], time_s, probe)


def _pointed_at(persons: Sequence[Regions], told: PersonPlace, time_s: Floats, probe: Probe) -> Regions:
    """The person on whose body the point lies; of several the one whose bones are nearest.

    The square around a person holds a good part of whoever stands beside, so the drawn body decides.
    Raises CannotMeasure.
    """
    frame = time_s[[np.abs(time_s - told.time_s).argmin()]]
    squares = [every_frame(person, frame) for person in persons]
    away = [_off_body(told, square, probe) if _holds(square, told) else np.inf for square in squares]
    nearest = int(np.argmin(away)) if away else 0
    if not away or away[nearest] > BODY_HALF_WIDTH:
        raise CannotMeasure(
            "nobody_there",
            f"Nobody was found at the point that was chosen, {told.x_px:.0f}, {told.y_px:.0f} at "
            f"{told.time_s:.2f} s. Choose the middle of the body of the one you mean, in a frame that shows "
            "them whole.",
        )
    if (seen_s := _seen_s(persons[nearest])) < _long_enough_s(time_s):
        raise CannotMeasure(
            "seen_too_briefly",
            f"The person who was chosen can be followed for {seen_s:.1f} s only, which is too short; choose "
            "them in another frame, or film them for longer.",
        )
    return persons[nearest]


def _holds(square: Regions, told: PersonPlace) -> bool:
    off_px = np.abs(square.center_px[0] - (told.x_px, told.y_px))
    turned = np.cos(square.rotation_rad[0]) + np.abs(np.sin(square.rotation_rad[0]))
    return bool((off_px <= turned * square.size_px[0] / 2).all())  # never where it is NaN


def _off_body(told: PersonPlace, square: Regions, probe: Probe) -> float:
    """How far the point is from the nearest line of the figure, in statures; infinite without landmarks."""
    landmarks = probe(square)
    place = dict(zip(landmarks.skeleton.landmarks, landmarks.position_px[0], strict=True))
    neck = (place["left_shoulder"] + place["right_shoulder"]) / 2
    edges = [(place[one], place[other]) for one, other in landmarks.skeleton.edges]
    bones = np.array([*edges, (neck, place["nose"])])
    start, along = bones[:, 0], bones[:, 1] - bones[:, 0]
    to_point = np.array([told.x_px, told.y_px]) - start
    share = np.clip((to_point * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0, 1)
    away_px = np.hypot(*(to_point - share[:, None] * along).T)
    known = away_px[np.isfinite(away_px)]
    return float(known.min() / (_HEIGHT * square.size_px[0])) if len(known) else float("inf")


def _who_runs(candidates: Sequence[Regions], time_s: Floats, probe: Probe) -> Regions:
    """The first of those whose legs are about as lively as the liveliest."""
    liveliness = [max(leg_speed(probe(burst)) for burst in _bursts(c, time_s)) for c in candidates]
    return next(
        c for c, speed in zip(candidates, liveliness, strict=True) if speed >= _RUNS * max(liveliness)
    )


def leg_speed(landmarks: Landmarks) -> float:
    """How fast the ankles part and meet in height: amplitude in leg lengths times frequency in Hz.

    0.27 to 0.55 for runners from the side and from behind, 0.11 to 0.14 for a walker, near 0 for one who
    stands. Left and right may be exchanged in any frame without harm. The amplitude is that of the sinusoid,
    of a frequency that steps have, which explains most.
    """
    place = {name: landmarks.position_px[:, i] for i, name in enumerate(landmarks.skeleton.landmarks)}
    seen = np.isfinite(place["left_ankle"] + place["right_ankle"]).all(axis=1)
    if seen.sum() < _MIN_PROBED:
        return 0.0
    apart = np.abs(place["left_ankle"] - place["right_ankle"])[seen, 1] / _leg_px(place)
    angle = 2 * np.pi * _STEP_HZ[:, None] * landmarks.time_s[seen]
    waves = np.stack([np.cos(angle), np.sin(angle), np.ones_like(angle)], axis=-1)
    weights = np.linalg.pinv(waves) @ apart
    error = ((apart - np.einsum("fnk,fk->fn", waves, weights)) ** 2).sum(axis=1)
    best = int(np.argmin(error))
    return float(np.hypot(*weights[best, :2]) * _STEP_HZ[best])


def _leg_px(place: dict[str, Floats]) -> float:
    def length(one: str, other: str) -> Floats:
        distance: Floats = np.hypot(*(place[one] - place[other]).T)
        return distance

    legs = [length(f"{s}_hip", f"{s}_knee") + length(f"{s}_knee", f"{s}_ankle") for s in SIDES]
    return float(np.nanpercentile(legs, 80))


def _bursts(person: Regions, time_s: Floats) -> list[Regions]:
    """Short spans of the person's time in the picture, evenly spread, with no more frames than needed."""
    start, end = person.time_s[0], person.time_s[-1]
    middles = start + (end - start) * (np.arange(_BURSTS) + 0.5) / _BURSTS
    regions = every_frame(person, time_s)
    bursts = []
    for middle in middles:
        near = np.flatnonzero((np.abs(time_s - middle) <= _BURST_S / 2) & np.isfinite(regions.size_px))
        if len(near):
            near = near[sample_frames(time_s[near], every_s=1 / _BURST_HZ)]
        bursts.append(rows_of(regions, near))
    return bursts


def rows_of(regions: Regions, rows: NDArray[np.intp]) -> Regions:
    """Some of the moments."""
    return Regions(
        regions.time_s[rows], regions.center_px[rows], regions.size_px[rows], regions.rotation_rad[rows]
    )


def _seen_s(person: Regions) -> float:
    gaps = np.diff(person.time_s)
    return float(gaps[gaps <= BRIDGE_S].sum())


def prominence(person: Regions, width: int) -> float:
    """How long, near and central somebody is seen."""
    off_center = np.abs(np.median(person.center_px[:, 0]) - width / 2) / width
    return float(_seen_s(person) * np.median(person.size_px) * (1 - off_center))


# ---- every frame -----------------------------------------------------------------------------------


def every_frame(person: Regions, time_s: Floats) -> Regions:
    """The person's square in every frame: smoothed without delay, NaN while out of the picture."""
    columns = np.full((len(time_s), 4), np.nan)
    edges = [0, *(np.flatnonzero(np.diff(person.time_s) > BRIDGE_S) + 1), len(person.time_s)]
    for first, last in pairwise(edges):
        knots = person.time_s[first:last]
        here = (time_s >= knots[0] - SAMPLE_S / 2) & (time_s <= knots[-1] + SAMPLE_S / 2)
        values = np.column_stack([person.center_px, person.size_px, person.rotation_rad])[first:last]
        for column, smooth in enumerate(_smooth(values).T):
            columns[here, column] = np.interp(time_s[here], knots, smooth)
    return Regions(time_s, columns[:, :2], columns[:, 2], columns[:, 3])


def _smooth(values: Floats) -> Floats:
    """Median of 3 against single mistakes, then a line through each 5, which keeps steady motion as it is."""
    if len(values) < 5:
        return values
    steady: Floats = savgol_filter(median_filter(values, (3, 1), mode="nearest"), 5, 1, axis=0)
    return steady
