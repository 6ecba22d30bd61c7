"""When each frame is shown, and where decoding can start."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Self

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from vision.datatypes import Floats, frame_spacing_s
from vision.errors import OverLimit, UnreadableVideo
from vision.video.container import packets, pictures

# Other codecs may hide pictures that are never shown, so their packets say nothing about shown frames.
_ONE_FRAME_PER_PACKET = {"h264", "hevc", "av1", "vp9", "mpeg4", "mjpeg", "prores"}

_SEEK_GAP_FRAMES = 90  # seeking restarts the decoder, which costs about as much as decoding some frames
_JITTER = 0.05  # of the typical spacing; below it a camera's clock noise does not make a variable rate

Ticks = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """Timestamps of all frames in ticks of the time base, strictly increasing, and which are key frames."""

    pts: Ticks
    keys: Ticks  # indices of key frames
    time_base: Fraction

    @classmethod
    def read(cls, container: InputContainer, stream: VideoStream, name: str, *, most_frames: int) -> Self:
        """From the packets where each is one frame, else by decoding. Leaves the container at its end.

        Raises UnreadableVideo, and OverLimit after `most_frames`.
        """
        if stream.codec_context.name in _ONE_FRAME_PER_PACKET:
            shown = (p for p in packets(container, stream) if p.size and not p.is_discard)
            every = ((packet.pts, packet.is_keyframe) for packet in shown)
        else:
            every = ((f.pts, False) for f in pictures(container, stream))
        stamps = list(islice(every, most_frames + 1))
        if len(stamps) > most_frames:
            raise OverLimit(
                f"{name} holds more than {most_frames} frames, which is the limit; "
                "cut out the part with the runner."
            )
        if not stamps:
            raise UnreadableVideo(f"{name} holds no picture; export it again as MP4 (H.264).")
        if any(pts is None for pts, _ in stamps) or stream.time_base is None:
            raise UnreadableVideo(f"{name} carries no timestamps; export it as MP4 (H.264).")
        pts = np.unique([pts for pts, _ in stamps]).astype(np.int64)
        keys = np.searchsorted(pts, np.unique([pts for pts, key in stamps if key]).astype(np.int64))
        return cls(pts, keys, stream.time_base)

    @property
    def time_s(self) -> Floats:
        """Seconds, each rounded once from the exact fraction."""
        return np.array([float(int(pts) * self.time_base) for pts in self.pts])

    @property
    def spacing_s(self) -> float:
        """Usual time from one frame to the next."""
        return frame_spacing_s(self.pts.astype(np.float64)) * float(self.time_base)

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last, which is shown for the usual spacing."""
        return float((self.pts[-1] - self.pts[0]) * self.time_base) + self.spacing_s

    @property
    def variable(self) -> bool:
        """Whether the spacing varies beyond the rounding of timestamps to whole ticks."""
        spacing = np.diff(self.pts)
        typical = np.median(spacing)
        return bool(np.any(np.abs(spacing - typical) > max(1.0, _JITTER * typical)))

    def find(self, pts: int | None) -> int | None:
        """Index of the frame with this timestamp."""
        if pts is None:
            return None
        i = int(np.searchsorted(self.pts, pts))
        return i if i < len(self.pts) and self.pts[i] == pts else None

    def key_before(self, i: int) -> int:
        """Index of the second last key frame before frame i, from which i can surely be decoded; else 0.

        One more than needed, because pictures shown before their own key frame may need the one before.
        """
        before = self.keys[self.keys <= i]
        return int(before[-2]) if len(before) > 1 else 0

    def stretches(self, wanted: list[int]) -> Iterator[list[int]]:
        """Ascending indices, split where seeking saves decoding."""
        stretch = wanted[:1]
        for i in wanted[1:]:
            if self.key_before(i) - stretch[-1] > _SEEK_GAP_FRAMES:
                yield stretch
                stretch = []
            stretch.append(i)
        if stretch:
            yield stretch
