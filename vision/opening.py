"""The first moments of a video, which tell where the clip lies in its picture and who is in it at first."""

from collections import deque
from collections.abc import Iterator
from itertools import chain

import numpy as np

from vision.datatypes import Frame
from vision.inset import inner_window
from vision.persons import sample_frames
from vision.video import Video

SEAM_S = np.arange(0.5, 1.3, 0.1)
"""When to look for the seams of a larger picture: after most fades, and before much is decoded."""

HELD_BYTES = 300e6
"""Memory for the first moments: 96 frames of 1080p, which at 60 frames a second are 78. Where they are larger
only those that are looked at are kept, and the rest is decoded again."""


class Opening:
    """A clip whose first moments are decoded already; `clip` is what was laid into a larger picture."""

    def __init__(self, video: Video) -> None:
        since_s, last = video.time_s - video.time_s[0], video.info.frames - 1
        seams = np.minimum(np.searchsorted(since_s, SEAM_S), last)
        samples = sample_frames(video.time_s)
        samples = samples[samples <= seams[-1]]
        people = np.union1d(samples, np.minimum(samples + 1, last))
        coming = video.frames()
        first, held = _first(coming, frozenset([*seams.tolist(), *people.tolist()]))
        window = inner_window(first[i].alone().image for i in np.unique(seams) if i in first)
        self.clip = video.within(window)
        if window:
            held, first = None, {frame.index: frame for frame in self.clip.sample(people)}
        self._frames = None if held is None else chain(_emptied(held), coming)
        self._samples = deque(first[i] for i in people if i in first)

    def samples(self) -> Iterator[Frame]:
        """Frames in which people are looked for, each with the one after it; only once."""
        return _emptied(self._samples)

    def frames(self) -> Iterator[Frame]:
        """All frames of the clip; at the first time the first moments are not decoded again, if they fit."""
        frames, self._frames = self._frames, None
        return self.clip.frames() if frames is None else frames


def _first(coming: Iterator[Frame], wanted: frozenset[int]) -> tuple[dict[int, Frame], deque[Frame] | None]:
    """The wanted frames by index, and all up to the last of them where they fit."""
    first, last = dict[int, Frame](), max(wanted)
    held: deque[Frame] | None = deque()
    for frame in coming:
        if (last + 1) * frame.picture.stored_bytes > HELD_BYTES:
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
