"""One report on its own: what differs between its legs, and between two parts of the clip."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vision.both_legs import NO_SCALE, STEPS_PER_LEG_MIN
from vision.comparison import A_WORD, ComparedMetric, Difference, difference
from vision.datatypes import SIDES, Estimate, Floats, Reason
from vision.errors import InvalidSetting
from vision.intervals import Scatter, half_width_apart, missing, plus_minus
from vision.report.catalogue import ENTRIES
from vision.typed_json import typed, whole_report

TOO_FEW_STEPS = "too few steps of either leg in one of the parts; choose another split, or film longer"
ROUNDING = 1e-9  # of a value: what is worked out of both legs at once differs by so much
OF_BOTH = "it is measured over both legs together"
PASSING = Reason(
    "passing",
    "The runner crosses the picture, so the camera sees both parts from other sides: a difference may be the"
    " view's and not the runner's.",
)
MOVING = Reason(
    "moving_camera",
    "The camera moves: a difference of the parts may be the view's and not the runner's.",
)
FEW_STEPS = 10
"""Of a leg in a part: with 13 the intervals hold 95 of 100 true differences where steps that follow each
other correlate by 0.3, with 5 they hold 88."""

FEW = Reason(
    "few_steps",
    f"A part has fewer than {FEW_STEPS} steps of a leg, so the intervals may be a little narrow; film 30 s or"
    " longer.",
)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The steps whose feet land from one time to another, both included."""

    from_s: float
    to_s: float
    steps: int


@dataclass(frozen=True, slots=True)
class ComparedParts:
    """The later part of a clip against the earlier one; `split_s` is None for its first and last third."""

    first: Part
    second: Part
    split_s: float | None
    cautions: tuple[Reason, ...]
    metrics: tuple[ComparedMetric, ...]


def compare_legs(document: Json) -> tuple[ComparedMetric, ...]:
    """The right leg (b) against the left (a) in every measure that both have, in `overall`.

    The difference's interval leaves out what both legs have in common, as the symmetry angle does. Raises
    UnreadableReport.
    """
    with whole_report():
        return tuple(_legs(document))


def compare_parts(document: Json, split_s: float | None = None) -> ComparedParts:
    """The part after `split_s` against that before it; without it the last third against the first, by time.

    Made of the report's single steps: of each leg the mean of its steps, over both legs the mean of the legs.
    The intervals tell by how much steps scatter, and no more: what one camera and one body have wrong in both
    parts leaves their difference. Scatter is that of all steps about the means of leg and part (Student's t);
    where a step is like the one before, they count as fewer (Bartlett 1935). Raises InvalidSetting,
    UnreadableReport.
    """
    with whole_report():
        steps = document["steps"]
        times = np.array([step["initial_contact_s"] for step in steps], dtype=np.float64)
        sides = np.array([step["side"] for step in steps])
        parts = _parts(times, split_s)
        counts = [int((_within(times, span) & (sides == side)).sum()) for span in parts for side in SIDES]
        first, second = (Part(*span, int(_within(times, span).sum())) for span in parts)
        return ComparedParts(
            first,
            second,
            split_s,
            tuple(_cautions(document, min(counts))),
            tuple(_metrics(document, [_within(times, span) for span in parts])),
        )


def _legs(document: Json) -> Iterator[ComparedMetric]:
    for name, entry in ENTRIES.items():
        metric = document["metrics"][name]
        if metric["category"] or not (metric["left"] and metric["right"]):
            continue
        left, right, mean = (typed(Estimate, each) for each in (metric["left"], metric["right"], metric))
        yield ComparedMetric(name, entry.unit, entry.title, _apart(left, right, mean))


def _apart(left: Estimate, right: Estimate, mean: Estimate) -> Difference:
    found = difference(left, right)
    if found.value is not None and abs(found.value) <= ROUNDING * abs(left.value or 0.0):
        return Difference(left, right, None, None, None, None, OF_BOTH)
    if found.value is None:
        whys = {side: one.why_missing for side, one in (("left", left), ("right", right)) if one.why_missing}
        why = "; ".join(f"{side} leg: {why}" for side, why in whys.items())
        return Difference(left, right, None, None, None, None, why or found.why_missing)
    half = half_width_apart(left, right, mean)
    low, high = found.value - half, found.value + half
    return Difference(left, right, found.value, low, high, not low <= 0 <= high)


def _parts(times: Floats, split_s: float | None) -> tuple[tuple[float, float], tuple[float, float]]:
    if len(times) == 0:
        raise InvalidSetting("This report has no steps that could be parted; choose another clip.")
    first, last = float(times.min()), float(times.max())
    if split_s is None:
        third = (last - first) / 3
        return (first, first + third), (last - third, last)
    if not first < split_s <= last:
        raise InvalidSetting(f"Split the clip between {first:.2f} and {last:.2f} s, where its steps are.")
    return (first, float(np.nextafter(split_s, first))), (split_s, last)


def _within(times: Floats, span: tuple[float, float]) -> Any:
    return (times >= span[0]) & (times <= span[1])


def _cautions(document: Json, steps: int) -> Iterator[Reason]:
    """`steps` is how many a leg has at least in a part."""
    if steps < FEW_STEPS:
        yield FEW
    passing = document["metrics"]["speed_mps"]  # is measured of who passes, whatever was told
    if document["quality"]["camera"] == "moving":
        yield MOVING
    elif passing["value"] is not None or passing["why_missing"] == NO_SCALE:
        yield PASSING


def _metrics(document: Json, parts: Sequence[Any]) -> Iterator[ComparedMetric]:
    steps = document["steps"]
    sides = np.array([step["side"] for step in steps])
    for name in ENTRIES:
        values = np.array([step.get(name) for step in steps], dtype=np.float64)
        if not np.isfinite(values).any():
            continue
        if name in document["withheld"]:
            yield _unknown(name, document["withheld"][name])
        elif document["metrics"][name]["category"]:
            yield _unknown(name, A_WORD)
        else:
            yield _metric(name, [[values[part & (sides == side)] for side in SIDES] for part in parts])


def _unknown(name: str, why: str) -> ComparedMetric:
    nothing = Difference(missing(why), missing(why), None, None, None, None, why)
    return ComparedMetric(name, ENTRIES[name].unit, ENTRIES[name].title, nothing)


def _metric(name: str, parts: Sequence[Sequence[Floats]]) -> ComparedMetric:
    """One measure of both parts, each with the values of the left and of the right leg's steps, in order."""
    legs = [leg for part in parts for leg in part]
    if any(np.isfinite(leg).sum() < STEPS_PER_LEG_MIN for leg in legs):
        return _unknown(name, TOO_FEW_STEPS)
    scatter, wider = Scatter.of(*legs), float(np.sqrt(_as_one(legs)))
    means = [[_mean(leg, scatter, wider) for leg in part] for part in parts]
    first, second = (_both(part) for part in means)
    left, right = (difference(a, b) for a, b in zip(*means, strict=True))
    entry = ENTRIES[name]
    return ComparedMetric(name, entry.unit, entry.title, difference(first, second), left, right)


def _mean(values: Floats, scatter: Scatter, wider: float) -> Estimate:
    n, mean = int(np.isfinite(values).sum()), float(np.nanmean(values))
    half = scatter.half_width_of_mean(n) * wider
    return plus_minus(mean, half, n)


def _both(legs: Sequence[Estimate]) -> Estimate:
    values, highs = (np.array([getattr(leg, end) for leg in legs]) for end in ("value", "high"))
    mean, half = float(values.mean()), float(np.linalg.norm(highs - values) / len(legs))
    return plus_minus(mean, half, sum(leg.n for leg in legs))


def _as_one(legs: Sequence[Floats]) -> float:
    """How many steps tell as much as one would that owed nothing to the one before; 1 at least."""
    rests = [leg - np.nanmean(leg) for leg in legs]
    pairs = np.concatenate([rest[1:] * rest[:-1] for rest in rests])
    squares = np.concatenate([rest**2 for rest in rests])
    pairs, squares = pairs[np.isfinite(pairs)], squares[np.isfinite(squares)]
    if not len(pairs) or not squares.sum():
        return 1.0
    like = float(pairs.mean() / squares.mean())
    like += (1 + 3 * max(0.0, like)) * len(legs) / len(squares)  # means of few hide it (Kendall 1954)
    like = min(max(0.0, like), 0.9)
    return (1 + like) / (1 - like)
