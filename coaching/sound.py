"""A session as sound: each click at the sample nearest to its time, made in blocks however long it is."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter

import numpy as np

from coaching.clicks import changes, clicks, length_s, require_clickable
from coaching.datatypes import Segment
from coaching.tones import ACCENTS, SOUNDS, TURNS, Accent, Every, Samples, SoundName, clicked_feet, waveform

RATE_HZ = 48_000
BLOCK_SAMPLES = 10 * RATE_HZ
TAIL_S = 1  # in which the end is heard


def samples_of(segments: Sequence[Segment]) -> int:
    """How many samples the sound of a session has, with its tail. Raises InvalidEntry."""
    return _sample(length_s(segments) + TAIL_S)


def sound_of(
    segments: Sequence[Segment], *, accent: Accent = "none", every: Every = "step"
) -> Iterator[Samples]:
    """Samples from -1 to 1 at RATE_HZ, in blocks of ten seconds, the last shorter. Raises InvalidEntry."""
    require_clickable(segments)
    waves = {name: waveform(tones, RATE_HZ) for name, tones in SOUNDS.items()}
    return _mixed(_placed(segments, accent, every), waves, samples_of(segments))


def _placed(segments: Sequence[Segment], accent: Accent, every: Every) -> Iterator[tuple[int, SoundName]]:
    """The first sample of every sound, in order."""
    feet = clicked_feet(every, accent)
    ticks = ((_sample(click.time_s), ACCENTS[accent][click.foot]) for click in clicks(segments, feet=feet))
    turns = ((_sample(change.time_s), TURNS[change.turn]) for change in changes(segments))
    return heapq.merge(ticks, turns, key=itemgetter(0))


def _mixed(
    placed: Iterator[tuple[int, SoundName]], waves: Mapping[SoundName, Samples], samples: int
) -> Iterator[Samples]:
    longest = max(map(len, waves.values()))
    over = np.zeros(longest)  # of the block before
    coming = next(placed, None)
    for first in range(0, samples, BLOCK_SAMPLES):
        block = np.zeros(BLOCK_SAMPLES + longest)
        block[:longest] = over
        while coming is not None and coming[0] < first + BLOCK_SAMPLES:
            start, wave = coming[0] - first, waves[coming[1]]
            block[start : start + len(wave)] += wave
            coming = next(placed, None)
        over = block[BLOCK_SAMPLES:]
        yield block[: min(BLOCK_SAMPLES, samples - first)]


def _sample(time_s: Fraction) -> int:
    """The nearest one; within 10.5 microseconds."""
    return round(time_s * RATE_HZ)
