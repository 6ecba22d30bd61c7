"""What a click and a change sound like, as a table of tones; the browser makes the same waveforms of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coaching.clicks import FEET, Foot, Turn
from coaching.errors import InvalidEntry

Samples = NDArray[np.float64]
Accent = Literal["none", "left", "right", "both"]
"""Whose clicks are higher and louder; `both` gives each foot a pitch of its own."""
Every = Literal["step", "stride"]
"""Whether a click comes with each step or with one foot's alone."""
SoundName = Literal["click", "other", "accent", "up", "down", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A sine that swells and fades with half a cosine and rings off between; `level` 1 is full scale."""

    pitch_hz: float
    level: float
    length_s: float
    rise_s: float
    fall_s: float
    decay_s: float
    start_s: float = 0.0


def _tick(pitch_hz: float, level: float) -> tuple[Tone, ...]:
    """Short enough to be placed by ear, and without an edge, which a codec would smear."""
    tick = Tone(pitch_hz=pitch_hz, level=level, length_s=0.04, rise_s=0.001, fall_s=0.005, decay_s=0.006)
    return (tick,)


def _bell(*pitches_hz: float) -> tuple[Tone, ...]:
    return tuple(
        Tone(
            pitch_hz=pitch_hz,
            level=0.22,
            length_s=0.2,
            rise_s=0.02,
            fall_s=0.05,
            decay_s=0.15,
            start_s=0.2 * place,
        )
        for place, pitch_hz in enumerate(pitches_hz)
    )


SOUNDS: Mapping[SoundName, tuple[Tone, ...]] = {
    "click": _tick(1600, 0.4),
    "other": _tick(2400, 0.4),
    "accent": _tick(2400, 0.7),
    "up": _bell(660, 880),
    "down": _bell(880, 660),
    "end": _bell(880, 660, 440),
}
"""A click and a change together stay below full scale. Pitches are a convention: small loudspeakers give them
well, and the changes lie almost an octave below the clicks."""

ACCENTS: Mapping[Accent, Mapping[Foot, SoundName]] = {
    "none": {"left": "click", "right": "click"},
    "left": {"left": "accent", "right": "click"},
    "right": {"left": "click", "right": "accent"},
    "both": {"left": "click", "right": "other"},
}
"""The foot that is told apart sounds higher and louder; with both, each has a pitch of its own, as loud."""

TURNS: Mapping[Turn, SoundName] = {"up": "up", "down": "down", "end": "end"}
"""Which sound each kind of change has."""


def clicked_feet(every: Every, accent: Accent) -> tuple[Foot, ...]:
    """Whose steps are clicked: once a stride those of the foot that is told apart, or of the left.

    Raises InvalidEntry for a click every stride that tells both feet apart.
    """
    if every == "step":
        return FEET
    if accent == "both":
        raise InvalidEntry("A click every stride is for one foot; accent the left, the right, or none.")
    return ("left",) if accent == "none" else (accent,)


def waveform(tones: tuple[Tone, ...], rate_hz: int) -> Samples:
    """Samples of a sound from its start, (n,)."""
    whole = np.zeros(max(round((tone.start_s + tone.length_s) * rate_hz) for tone in tones))
    for tone in tones:
        first, count = round(tone.start_s * rate_hz), round(tone.length_s * rate_hz)
        time_s = np.arange(count) / rate_hz
        edges = _swell(time_s / tone.rise_s) * _swell((tone.length_s - time_s) / tone.fall_s)
        ringing = np.sin(2 * np.pi * tone.pitch_hz * time_s) * np.exp(-time_s / tone.decay_s)
        whole[first : first + count] += tone.level * edges * ringing
    return whole


def _swell(share: Samples) -> Samples:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1)))
