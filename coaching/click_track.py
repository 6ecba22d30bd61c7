"""A session as a file that any player plays: WAV, FLAC or MP3."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np

from coaching.clicks import length_s
from coaching.datatypes import Segment
from coaching.errors import InvalidEntry
from coaching.sound import BLOCK_SAMPLES, RATE_HZ, samples_of, sound_of
from coaching.tones import Accent, Every, Samples
from vision import Progress, whole

LONGEST_H = 6.0
"""Hours that a click track lasts at most, unless more is asked for."""
_FULL_SCALE = 32767


@dataclass(frozen=True, slots=True)
class _Kind:
    """What PyAV calls a kind of file; FLAC keeps every sample, as WAV does."""

    container: str
    codec: Literal["pcm_s16le", "flac", "libmp3lame"]
    bit_rate: int | None = None


KINDS = {
    ".wav": _Kind("wav", "pcm_s16le"),
    ".flac": _Kind("flac", "flac"),
    ".mp3": _Kind("mp3", "libmp3lame", bit_rate=96_000),
}


def write_click_track(
    path: Path,
    segments: Sequence[Segment],
    *,
    accent: Accent = "none",
    every: Every = "step",
    longest_h: float = LONGEST_H,
    progress: Progress | None = None,
) -> None:
    """Write the sound of a session, one channel of 48 kHz, as the kind of file that `path` ends in.

    It appears under `path` only when all is written, and takes the same memory however long it is. An MP3
    file says by how much its encoder delayed the sound; players that heed it, as browsers and FFmpeg do, take
    that away. Raises InvalidEntry for another ending, and for a session that cannot be or is longer than
    `longest_h`; OSError.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InvalidEntry(f"Clicks are written as .wav, .flac or .mp3, not as {path.suffix or path.name}.")
    if length_s(segments) > longest_h * 3600:
        raise InvalidEntry(f"The session is longer than {longest_h:g} h; shorten it.")
    blocks = sound_of(segments, accent=accent, every=every)
    blocks_in_all = -(-samples_of(segments) // BLOCK_SAMPLES)
    with (
        whole(path, lasting=False) as part,
        av.open(f"file:{part.absolute()}", "w", format=kind.container) as container,
    ):
        stream = container.add_stream(kind.codec, rate=RATE_HZ, layout="mono")
        if kind.bit_rate:
            stream.bit_rate = kind.bit_rate
        for at, frame in enumerate(_frames(blocks)):
            container.mux(stream.encode(frame))
            if progress:
                progress("clicks", (at + 1) / blocks_in_all)
        container.mux(stream.encode(None))


def _frames(blocks: Iterator[Samples]) -> Iterator[av.AudioFrame]:
    for at, block in enumerate(blocks):
        samples = np.round(block * _FULL_SCALE).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.time_base = RATE_HZ, Fraction(1, RATE_HZ)
        frame.pts = at * BLOCK_SAMPLES
        yield frame
