"""Reports beside another instrument: bias, limits of agreement and proportional bias of every measure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lab.clips import Event, ReportedClip
from lab.clocks import KINDS, TOLERANCE_S, Matched, clock_offset_s, match, moved
from lab.references import Recording, Reference
from vision import ENTRIES, SIDES, Estimate, Limits, limits_of_agreement, proportional_bias

Pair = tuple[float, float, str]  # ours, theirs, of which runner

ESTIMATED = "the clocks were brought together by the events themselves; say offset_s to learn the bias"

TITLES = {
    "initial_contact": "Initial contact, later",
    "toe_off": "Toe-off, later",
    "contact_time": "Contact time",
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """One measure, ours less theirs; `pairs` are ours and theirs, of events at the clip's clock.

    `groups` is the number of runners that the pairs are of; clips of which nobody says it count as one
    runner's. `proportional` is the slope of the difference over the mean of both; instants have none.
    """

    name: str
    unit: str
    title: str
    groups: int
    limits: Limits
    proportional: Estimate | None
    pairs: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Timed:
    """One clip's events beside theirs; `told` where the offset of the clocks was said, not estimated."""

    clip: str
    offset_s: float
    told: bool
    matched: int
    only_ours: int
    only_theirs: int


@dataclass(frozen=True, slots=True)
class BesideReference:
    """Measures of whole clips, events and contact times of single steps, and the clocks."""

    measures: tuple[Agreed, ...]
    events: tuple[Agreed, ...]
    clocks: tuple[Timed, ...]
    left_out: tuple[str, ...] = ()


def beside_reference(
    clips: Sequence[ReportedClip], reference: Reference, *, tolerance_s: float = TOLERANCE_S
) -> BesideReference:
    """Pairs of one runner count as one group; clips of which nobody says the runner are one runner's.

    Where a clock was estimated, instants have no bias. Raises UnusableTable.
    """
    measures = (_measure(name, clips, reference.values) for name in ENTRIES)
    timed = [
        _timed(clip, reference.recordings[clip.name], tolerance_s)
        for clip in clips
        if clip.name in reference.recordings
    ]
    return BesideReference(
        tuple(each for each in measures if each is not None),
        tuple(_events([each.pairs for each in timed], told=all(each.clock.told for each in timed))),
        tuple(each.clock for each in timed),
        reference.left_out,
    )


def _measure(
    name: str, clips: Sequence[ReportedClip], values: Mapping[str, Mapping[str, float]]
) -> Agreed | None:
    pairs = [
        (clip.values[name], values[clip.name][name], clip.runner)
        for clip in clips
        if name in clip.values and name in values.get(clip.name, {})
    ]
    entry = ENTRIES[name]
    return _agreed(name, entry.unit, entry.title, pairs) if pairs else None


def _agreed(name: str, unit: str, title: str, pairs: Sequence[Pair]) -> Agreed:
    ours, theirs, groups = zip(*pairs, strict=True)
    return Agreed(
        name,
        unit,
        title,
        len(set(groups)),
        limits_of_agreement(ours, theirs, groups),
        None if name in KINDS else proportional_bias(ours, theirs, groups),
        tuple(zip(ours, theirs, strict=True)),
    )


@dataclass(frozen=True, slots=True)
class _TimedPairs:
    """One clip's pairs of events and of contact times, by kind."""

    clock: Timed
    pairs: Mapping[str, Sequence[Pair]]


def _timed(clip: ReportedClip, recording: Recording, tolerance_s: float) -> _TimedPairs:
    told = recording.offset_s is not None
    offset_s = recording.offset_s
    if offset_s is None:
        offset_s = clock_offset_s(clip.events, recording.events, clip.name, tolerance_s=tolerance_s)
    theirs = moved(recording.events, offset_s)
    found = match(clip.events, theirs, tolerance_s=tolerance_s)
    clock = Timed(clip.name, offset_s, told, len(found.pairs), found.only_ours, found.only_theirs)
    pairs = {
        kind: [(a.time_s, b.time_s, clip.runner) for a, b in found.pairs if a.kind == kind] for kind in KINDS
    }
    pairs["contact_time"] = [(a, b, clip.runner) for a, b in _contact_times(clip.events, theirs, found)]
    return _TimedPairs(clock, pairs)


def _events(clips: Sequence[Mapping[str, Sequence[Pair]]], *, told: bool) -> Iterator[Agreed]:
    for kind, title in TITLES.items():
        if pairs := [pair for clip in clips for pair in clip[kind]]:
            agreed = _agreed(kind, "s", title, pairs)
            yield agreed if told or kind not in KINDS else _without_bias(agreed)


def _without_bias(agreed: Agreed) -> Agreed:
    limits = agreed.limits
    return replace(agreed, limits=Limits(limits.n, None, sd=limits.sd, why_missing=ESTIMATED))


def _contact_times(
    ours: Sequence[Event], theirs: Sequence[Event], found: Matched
) -> Iterator[tuple[float, float]]:
    """Of every step whose contact and toe-off both have partners, which are one step too."""
    partner, steps = dict(found.pairs), set(_steps(theirs))
    for contact, toe_off in _steps(ours):
        if (partner.get(contact), partner.get(toe_off)) in steps:
            yield toe_off.time_s - contact.time_s, partner[toe_off].time_s - partner[contact].time_s


def _steps(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """A foot's contact and the toe-off that is its next event."""
    for side in SIDES:
        own = sorted((each for each in events if each.side == side), key=lambda each: each.time_s)
        for one, other in pairwise(own):
            if (one.kind, other.kind) == KINDS:
                yield one, other
