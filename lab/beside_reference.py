"""Reports beside another instrument: bias, limits of agreement and proportional bias of every measure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lab.clips import Clip, Event
from lab.clocks import KINDS, TOLERANCE_S, Matched, clock_offset_s, match
from lab.references import Recording, Reference
from vision import ENTRIES, Estimate, Limits, limits_of_agreement, proportional_bias

Pair = tuple[float, float, str]  # ours, theirs, of which runner or clip

TITLES = {
    "initial_contact": "Initial contact, later",
    "toe_off": "Toe-off, later",
    "contact_time": "Contact time",
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """One measure, ours less theirs; `pairs` are ours and theirs, of events at the clip's clock.

    `proportional` is the slope of the difference over the mean of both; instants have none.
    """

    name: str
    unit: str
    title: str
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


def beside_reference(
    clips: Sequence[Clip], reference: Reference, *, tolerance_s: float = TOLERANCE_S
) -> BesideReference:
    """Pairs of one runner, and events of one clip, count as one group. Raises UnusableTable."""
    measures = (_measure(name, clips, reference.values) for name in ENTRIES)
    timed = [
        _timed(clip, reference.recordings[clip.name], tolerance_s)
        for clip in clips
        if clip.name in reference.recordings
    ]
    return BesideReference(
        tuple(each for each in measures if each is not None),
        tuple(_events([(clock.clip, matched) for clock, matched in timed])),
        tuple(clock for clock, _ in timed),
    )


def _measure(name: str, clips: Sequence[Clip], values: Mapping[str, Mapping[str, float]]) -> Agreed | None:
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
        limits_of_agreement(ours, theirs, groups),
        None if name in KINDS else proportional_bias(ours, theirs),
        tuple(zip(ours, theirs, strict=True)),
    )


def _timed(clip: Clip, recording: Recording, tolerance_s: float) -> tuple[Timed, Matched]:
    told = recording.offset_s is not None
    offset_s = recording.offset_s
    if offset_s is None:
        offset_s = clock_offset_s(clip.events, recording.events, clip.name)
    found = match(clip.events, recording.events, offset_s=offset_s, tolerance_s=tolerance_s)
    clock = Timed(clip.name, offset_s, told, len(found.pairs), found.only_ours, found.only_theirs)
    return clock, found


def _events(clips: Sequence[tuple[str, Matched]]) -> Iterator[Agreed]:
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for clip, matched in clips:
        for ours, theirs in matched.pairs:
            pairs[ours.kind].append((ours.time_s, theirs.time_s, clip))
        pairs["contact_time"] += [(a, b, clip) for a, b in _contact_times(matched.pairs)]
    for kind, title in TITLES.items():
        if pairs[kind]:
            yield _agreed(kind, "s", title, pairs[kind])


def _contact_times(pairs: Sequence[tuple[Event, Event]]) -> Iterator[tuple[float, float]]:
    """Of every step whose contact and toe-off both have partners."""
    for side in ("left", "right"):
        own = [pair for pair in pairs if pair[0].side == side]
        for (a, b), (c, d) in pairwise(own):
            if (a.kind, c.kind) == ("initial_contact", "toe_off"):
                yield c.time_s - a.time_s, d.time_s - b.time_s
