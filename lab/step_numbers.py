"""How many steps a clip should have for a measure of it to be told as well as is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from lab.clips import Floats, ReportedClip, Steps
from lab.repeatability import ALL_ALIKE, Repeatability
from vision import ENTRIES, Z95

FEWEST_STEPS = 10
"""Of a clip that is to tell how steps follow each other; convention."""

BAND_SD = 0.25
"""Of the sequential average (Hamill & McNiven 1990, doi:10.1123/jab.6.3.306)."""

STRONGEST = 0.9
NO_NEIGHBOURS = "no two steps that show it follow each other"
TOO_SHORT = f"no clip has {FEWEST_STEPS} steps that show it"


@dataclass(frozen=True, slots=True)
class StepNumber:
    """One measure; `sd` is of single steps about the mean of their leg, in its unit.

    `autocorrelation` is that of a step with the next. `steps` make the 95 % interval of a clip's mean as
    narrow as `half_width` either way; `half_width_from` says where that comes from. `sequential` is the
    median over clips of the number of steps from which on the mean so far stays within a quarter of the SD of
    the whole clip's.
    """

    name: str
    unit: str
    title: str
    clips: int
    sd: float | None = None
    autocorrelation: float | None = None
    half_width: float | None = None
    half_width_from: str | None = None
    steps: int | None = None
    sequential: int | None = None
    why_missing: str | None = None


@dataclass(frozen=True, slots=True)
class _Scatter:
    sd: float
    autocorrelation: float | None

    def needed(self, half_width: float) -> int:
        """As for an autoregressive process of order one (Bartlett 1946); no fewer than independent steps."""
        r = max(0.0, self.autocorrelation or 0.0)
        return max(2, ceil((Z95 * self.sd / half_width) ** 2 * (1 + r) / (1 - r)))


def step_numbers(
    clips: Sequence[ReportedClip], known: Sequence[Repeatability], wanted: Mapping[str, float]
) -> tuple[StepNumber, ...]:
    """Of every measure that single steps have; `wanted` half widths by measure.

    Without one it is half of the smallest detectable change between sessions, else within a session: then the
    scatter of steps makes up half of the error variance at most. Without either it is a quarter of the SD.
    """
    by_name = {each.name: each for each in known}
    return tuple(
        _number(name, [clip.steps[name] for clip in clips if name in clip.steps], by_name.get(name), wanted)
        for name in ENTRIES
        if any(name in clip.steps for clip in clips)
    )


def _number(
    name: str, clips: Sequence[Steps], known: Repeatability | None, wanted: Mapping[str, float]
) -> StepNumber:
    entry = ENTRIES[name]
    long = [clip for clip in clips if len(clip.values) >= FEWEST_STEPS]
    if not long:
        return StepNumber(name, entry.unit, entry.title, 0, why_missing=TOO_SHORT)
    scatter = scatter_of(long)
    half_width, half_width_from = _target(name, scatter, known, wanted)
    why_not = NO_NEIGHBOURS if scatter.autocorrelation is None else None if half_width > 0 else ALL_ALIKE
    return StepNumber(
        name,
        entry.unit,
        entry.title,
        len(long),
        sd=scatter.sd,
        autocorrelation=scatter.autocorrelation,
        half_width=half_width,
        half_width_from=half_width_from,
        steps=None if why_not else scatter.needed(half_width),
        sequential=ceil(float(np.median([sequential_average(about_leg(clip)) for clip in long]))),
        why_missing=why_not,
    )


def _target(
    name: str, scatter: _Scatter, known: Repeatability | None, wanted: Mapping[str, float]
) -> tuple[float, str]:
    if name in wanted:
        return wanted[name], "as told"
    if known is not None:
        for level, title in (
            (known.between_sessions, "between sessions"),
            (known.within_session, "within a session"),
        ):
            if level.sdc95.value:
                return level.sdc95.value / 2, f"half of the smallest detectable change {title}"
    return BAND_SD * scatter.sd, "a quarter of the SD of steps"


def about_leg(steps: Steps) -> Floats:
    """The values less the mean of their own leg, (n,)."""
    rest = steps.values.copy()
    for side in (steps.right, ~steps.right):
        if side.any():
            rest[side] -= rest[side].mean()
    return rest


def scatter_of(clips: Sequence[Steps]) -> _Scatter:
    """SD and autocorrelation of all clips together, from steps about the mean of their leg.

    Means of the clip itself hide a part of both (Marriott & Pope 1954, doi:10.2307/2332719): of an
    autoregressive process of order one each clip's own mean takes g of the squares and as much of the
    products of neighbours, and the difference of the legs, where both are there, 1 / g of the squares, which
    it adds to the products, where g = (1 + r) / (1 - r). Of one leg its next step is the neighbour.
    """
    rests = [about_leg(clip) for clip in clips]
    follows = [_follows(clip) for clip in clips]
    squares = float(sum((rest**2).sum() for rest in rests))
    products = float(sum((r[1:] * r[:-1])[f].sum() for r, f in zip(rests, follows, strict=True)))
    many = np.array([len(rest) for rest in rests])
    pairs = np.array([each.sum() for each in follows])
    share, both = pairs / (many - 1), np.array([_both_legs(clip) for clip in clips])
    r = np.linspace(-STRONGEST, STRONGEST, 721) if pairs.any() else np.zeros(1)
    g = (1 + r) / (1 - r)
    left = many.sum() - len(many) * g - both.sum() / g
    expected = (pairs.sum() * r - share.sum() * g + (share * both).sum() / g) / left
    usable = left > 0
    best = int(
        np.argmin(np.where(usable, np.abs(expected - products / squares if squares else expected), np.inf))
    )
    return _Scatter(float(np.sqrt(squares / left[best])), round(float(r[best]), 3) if pairs.any() else None)


def _both_legs(steps: Steps) -> bool:
    return bool(steps.right.any() and not steps.right.all())


def _follows(steps: Steps) -> npt.NDArray[np.bool_]:
    """Whether a step is the next after the one before, of its own leg where there is one leg, (n - 1,)."""
    return np.asarray(np.diff(steps.number) == (1 if _both_legs(steps) else 2))


def sequential_average(rest: Floats) -> int:
    """From how many steps on the mean so far stays within BAND_SD of the mean of all."""
    so_far = np.cumsum(rest) / np.arange(1, len(rest) + 1)
    outside = np.flatnonzero(np.abs(so_far - rest.mean()) > BAND_SD * rest.std(ddof=1))
    return int(outside[-1]) + 2 if len(outside) else 1
