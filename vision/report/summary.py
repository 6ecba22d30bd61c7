"""Many reports -> summary.html: how every measure is distributed, what was refused, and who stands out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import numpy as np

from vision.datatypes import Reason
from vision.files import write_whole
from vision.numbers import display_of, span, with_unit
from vision.report.catalogue import ENTRIES
from vision.report.distributions import Distribution, distribution
from vision.report.templating import environment

FENCE = 1.5
"""Tukey (1977), Exploratory Data Analysis: so many times the spread of the middle half from its ends."""

FEWEST_FOR_OUTLIERS = 5

HEADINGS = {"refused": "Refused", "failed": "Failed", "limited": "Limited"}
CLASSES = {"done": "ok", "limited": "limited", "refused": "refused", "failed": "refused"}


@dataclass(frozen=True, slots=True)
class SummarisedClip:
    """What is told of one clip; `page` is its report, relative to the summary, `values` are its measures'.

    `frames` are the numbers of those that show each measure, whose pictures lie beside the report.
    `same_as` is the clip before that is the same, under another name.
    """

    name: str
    verdict: str
    reasons: tuple[Reason, ...] = ()
    page: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    frames: Mapping[str, Sequence[int]] = field(default_factory=dict)
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Outlier:
    """A clip far from the others, with the addresses of the pictures that show it, by number of frame."""

    name: str
    page: str | None
    value: str
    pictures: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure over all clips that have it."""

    chart: Distribution
    number: int
    median: str
    middle: str
    outliers: tuple[Outlier, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A clip with what its reason says, unless all of them say the same."""

    name: str
    page: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason with the clips that have it, and what it says of all of them."""

    code: str
    clips: tuple[Affected, ...]
    message: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the template draws."""

    clips: tuple[SummarisedClip, ...]
    verdicts: tuple[tuple[str, int], ...]
    measures: tuple[Measured, ...]
    causes: tuple[tuple[str, tuple[Cause, ...]], ...]
    cautions: Sequence[str]
    others: int
    version: str


def write_summary(
    clips: Iterable[SummarisedClip], path: str | Path, *, cautions: Sequence[str] = (), others: int = 0
) -> None:
    """Write one page about many clips to `path`, which never holds half of it.

    It begins with `cautions`, sentences, and says that so many `others` lie beside their reports, of which it
    tells nothing. Raises OSError.
    """
    known = [_linked(clip) for clip in clips]
    many = Counter(clip.verdict for clip in known)
    page = Summary(
        clips=tuple(known),
        verdicts=tuple((verdict, many[verdict]) for verdict in CLASSES if many[verdict]),
        measures=tuple(_measured(name, known) for name in ENTRIES if _having(name, known)),
        causes=tuple(
            (heading, _causes([clip for clip in known if clip.verdict == verdict]))
            for verdict, heading in HEADINGS.items()
            if many[verdict]
        ),
        cautions=cautions,
        others=others,
        version=version("midstance"),
    )
    template = environment().get_template("summary.html.jinja")
    write_whole(path, template.render(page=page, verdict_class=CLASSES))


def _linked(clip: SummarisedClip) -> SummarisedClip:
    return replace(clip, page=quote(clip.page) if clip.page else None)


def _having(name: str, clips: Sequence[SummarisedClip]) -> list[SummarisedClip]:
    return [clip for clip in clips if name in clip.values]


def _measured(name: str, clips: Sequence[SummarisedClip]) -> Measured:
    having, unit = _having(name, clips), ENTRIES[name].unit
    values = np.array([clip.values[name] for clip in having])
    low, median, high = (float(q) for q in np.quantile(values, (0.25, 0.5, 0.75)))
    display, reach = display_of(unit), FENCE * (high - low)
    enough = len(values) >= FEWEST_FOR_OUTLIERS
    return Measured(
        chart=distribution(name, values.tolist()),
        number=len(values),
        median=with_unit(median, unit),
        middle=span(low * display.factor, high * display.factor, display.decimals) if enough else "",
        outliers=tuple(
            Outlier(clip.name, clip.page, with_unit(value, unit), _pictures(clip, name))
            for clip, value in zip(having, values.tolist(), strict=True)
            if enough and not low - reach <= value <= high + reach
        ),
    )


def _pictures(clip: SummarisedClip, name: str) -> tuple[tuple[int, str], ...]:
    if clip.page is None:
        return ()
    folder = clip.page.rpartition("/")[0]
    return tuple((frame, f"{folder}/frames/{frame:06d}.jpg") for frame in clip.frames.get(name, ()))


def _causes(clips: Sequence[SummarisedClip]) -> tuple[Cause, ...]:
    """The most frequent reasons first; a clip stands under each that it has."""
    found: dict[str, list[Affected]] = defaultdict(list)
    for clip in clips:
        for reason in clip.reasons:
            found[reason.code].append(Affected(clip.name, clip.page, reason.message))
    ordered = sorted(found, key=lambda code: (-len(found[code]), code))
    return tuple(_cause(code.replace("_", " "), found[code]) for code in ordered)


def _cause(code: str, clips: Sequence[Affected]) -> Cause:
    """What a reason says of several clips alike is said once."""
    if len({clip.message for clip in clips}) > 1:
        return Cause(code, tuple(clips), None)
    return Cause(code, tuple(replace(clip, message=None) for clip in clips), clips[0].message)
