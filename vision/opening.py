"""The first moments of a video, which tell where the clip lies in its picture and who is in it at first."""

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Frame
from vision.inset import inner_window
from vision.persons import sample_frames
from vision.video import Video

SEAM_S = np.arange(0.5, 1.3, 0.1)
"""When to look for the seams of a larger picture: after most fades, and before much is decoded."""

OPENING_BYTES = 300e6
"""Memory for the first moments: 96 frames of 1080p, which at 60 frames a second are 78. Where they are larger
only those that are looked at are kept, and the rest is decoded again."""


class Opening:
    """A clip whose first moments are decoded already; `clip` is what was laid into a larger picture.

    Who asks for those first takes them over, so that nothing is held that nobody needs any longer; who asks
    again has them decoded again.
    """

    def __init__(
        self,
        clip: Video,
        people: NDArray[np.intp],
        samples: deque[Frame] | None = None,
        frames: Iterator[Frame] | None = None,
    ) -> None:
        self.clip = clip
        self._people, self._samples, self._frames = people, samples, frames

    @classmethod
    def of(cls, video: Video, *, held_bytes: float = OPENING_BYTES) -> Self:
        """Decodes the first 1.2 seconds; raises UnreadableVideo."""
        since_s, last = video.time_s - video.time_s[0], video.info.frames - 1
        seams = np.minimum(np.searchsorted(since_s, SEAM_S), last)
        samples = sample_frames(video.time_s)
        samples = samples[samples <= seams[-1]]
        people = np.union1d(samples, np.minimum(samples + 1, last))
        coming = video.frames()
        first, held = _first(coming, frozenset([*seams.tolist(), *people.tolist()]), held_bytes)
        window = inner_window(first[i].alone().image for i in np.unique(seams) if i in first)
        if window:
            return cls(video.within(window), people)
        frames = None if held is None else chain(_emptied(held), coming)
        return cls(video, people, deque(first[i] for i in people if i in first), frames)

    def samples(self) -> Iterator[Frame]:
        """Frames in which people are looked for, each with the one after it."""
        samples, self._samples = self._samples, None
        return self.clip.sample(self._people) if samples is None else _emptied(samples)

    def frames(self) -> Iterator[Frame]:
        """All frames of the clip; the first moments are not decoded again where they fit."""
        frames, self._frames = self._frames, None
        return self.clip.frames() if frames is None else frames


def _first(
    coming: Iterator[Frame], wanted: frozenset[int], held_bytes: float
) -> tuple[dict[int, Frame], deque[Frame] | None]:
    """The wanted frames by index, and all up to the last of them where they fit."""
    first, last = dict[int, Frame](), max(wanted)
    held: deque[Frame] | None = deque()
    for frame in coming:
        if (last + 1) * frame.picture.stored_bytes > held_bytes:
            held = None
        if held is not None:
            held.append(frame)
        if frame.index in wanted:
            first[frame.index] = frame
        if frame.index >= last:
            break
    return first, held


def _emptied(frames: deque[Frame]) -> Iterator[Frame]:
    """Frames that are not held any longer once they are given."""
    while frames:
        yield frames.popleft()
