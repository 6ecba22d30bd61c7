"""Measures -> findings: every measure against what is typical, in plain words.

A light (`typical`, `look`, `outside`) tells the distance from typical and nothing else. `grey` is no light:
the interval reaches over a boundary, no limit is known on that side or for this runner, or the measure is
only described (code `describe_...`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vision.datatypes import Finding, Level, Metric
from vision.norms import NORMS, OPEN, Norm, Range, Ranges, Runner
from vision.numbers import display_of, number

HEADLINES = 3

SENTENCES: Mapping[Level, str] = {
    "typical": "{noun} is typical{scope}: {value}; the typical range is {range}.",
    "look": "{noun} is somewhat {side}er than typical{scope}: {value}; the typical range is {range}.",
    "outside": "{noun} is clearly {side}er than typical{scope}: {value}; the typical range is {range}.",
    "grey": "{noun} is {side}er than typical{scope}: {value}; the typical range is {range}. "
    "No limit is known on this side.",
}
UNCLEAR = (
    "{noun} is too close to a boundary to be placed{scope}: {value}, between {low} and {high}; "
    "the typical range is {range}."
)
BEYOND = (
    "{noun} is {side}er than typical{scope}: {value}, between {low} and {high}; "
    "the typical range is {range}. How far it lies outside cannot be told."
)
DESCRIBED = "{noun} is {value}; the typical range{scope} is {range}."
UNRANGED = "{noun} is {value}."


@dataclass(frozen=True, slots=True)
class _Placed:
    finding: Finding
    distance: float  # by which the interval leaves the typical range, 1 where "outside" begins


def find(
    metrics: Mapping[str, Metric], *, speed_mps: float | None, height_cm: float | None
) -> tuple[Finding, ...]:
    """A finding for every measured metric of the table, headlines first.

    Headlines are the at most three that lie farthest from typical, or, when none does, the first three that
    are typical. Metrics without a value give no finding.
    """
    pattern = metrics.get("foot_strike_pattern")
    rearfoot = pattern is not None and pattern.category == "rearfoot"
    runner = Runner(speed_mps, height_cm, rearfoot)
    measured = [(metrics[norm.metric], norm) for norm in NORMS if norm.metric in metrics]
    placed = [
        _place(metric, metric.value, norm, runner) for metric, norm in measured if metric.value is not None
    ]
    differing = sorted((p for p in placed if p.distance > 0), key=lambda p: -p.distance)
    headlines = (differing or [p for p in placed if p.finding.level == "typical"])[:HEADLINES]
    return (
        *(replace(p.finding, headline=True) for p in headlines),
        *(p.finding for p in placed if p not in headlines),
    )


def _place(metric: Metric, value: float, norm: Norm, runner: Runner) -> _Placed:
    ranges, remark = norm.of(runner)
    side, _ = ranges.beyond(value)
    level, code, sentence = _judge(metric, value, ranges)
    message = sentence.format(
        noun=norm.noun,
        scope=norm.scope,
        side=side,
        range=_range_text(ranges.typical, metric.unit),
        value=_text(value, metric.unit),
        low=_text(metric.low, metric.unit),
        high=_text(metric.high, metric.unit),
    )
    low, high = ranges.typical
    finding = Finding(
        code,
        norm.metric,
        level,
        f"{message} {remark}".strip(),
        norm.reference,
        low,
        high,
        evidence=metric.evidence,
    )
    return _Placed(finding, _least_distance(metric, value, ranges))


def _judge(metric: Metric, value: float, ranges: Ranges) -> tuple[Level, str, str]:
    """Level, code and sentence."""
    if ranges.outside == OPEN:
        return "grey", f"describe_{metric.name}", UNRANGED if ranges.typical == OPEN else DESCRIBED
    stem = metric.name.removesuffix(f"_{metric.unit}")
    side, _ = ranges.beyond(value)
    levels = {ranges.level(x) for x in _span(metric, value)}
    if len(levels) == 1:
        return (level := levels.pop()), f"{stem}_{side}", SENTENCES[level]
    if _least_distance(metric, value, ranges) > 0:
        return "grey", f"{stem}_{side}", BEYOND
    return "grey", f"{stem}_unclear", UNCLEAR


def _span(metric: Metric, value: float) -> tuple[float, ...]:
    """The value and the ends of its interval."""
    return value, *(end for end in (metric.low, metric.high) if end is not None)


def _least_distance(metric: Metric, value: float, ranges: Ranges) -> float:
    """How far all of the interval lies from typical, on one side that has a light; otherwise 0."""
    placings = [ranges.beyond(x) for x in _span(metric, value)]
    if len({side for side, _ in placings}) > 1:
        return 0.0
    return min(distance or 0.0 for _, distance in placings)


def _range_text(ends: Range, unit: str) -> str:
    sign = _sign(unit)
    low, high = (None if end is None else _bare(end, unit).removesuffix(".0") for end in ends)
    if low and high:
        return f"{low} to {high}{sign}"
    return f"{low}{sign} or more" if low else f"{high}{sign} or less"


def _text(value: float | None, unit: str) -> str:
    return "unknown" if value is None else _bare(value, unit) + _sign(unit)


def _bare(value: float, unit: str) -> str:
    display = display_of(unit)
    return number(value * display.factor, display.decimals)


def _sign(unit: str) -> str:
    display = display_of(unit)
    return f" {display.words}" if display.words else display.after
