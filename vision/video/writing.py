"""Pictures with times into an MP4 that every browser plays."""

import contextlib
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from vision.datatypes import Image

_TIME_BASE = Fraction(1, 90000)  # the usual video clock; whole ticks for 24, 25, 30, 50, 60 and 29.97 fps
# the index in front, so that playback starts at once; the clock of the start offset as fine as the pictures'
_MP4_OPTIONS = {"movflags": "+faststart", "movie_timescale": str(_TIME_BASE.denominator)}

_THREADS = 3  # each encodes its own slice: one video has the same bytes on any number of cores

_KEY_FRAME_EVERY = "30"  # pictures at most for a player to decode when it seeks

# what the quickest preset leaves out and is worth its time: smooth edges of blocks, and small blocks
_BETTER = {"ultrafast": {"x264-params": "no-deblock=0:deblock=0,0:partitions=p8x8,i4x4"}}

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"]


class VideoWriter:
    """H.264 in MP4 with exact, possibly uneven, timestamps; a context manager.

    The file appears under `path` only when everything was written; an error inside the `with` block
    leaves nothing behind. An odd last row or column is cut off, since H.264 needs even sides.
    Lower `crf` is better quality.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        width: int,
        height: int,
        crf: int = 26,
        preset: Preset = "ultrafast",
    ) -> None:
        self._path = Path(path)
        self._width, self._height = width // 2 * 2, height // 2 * 2
        self._last_tick: int | None = None
        self._spacing = 0  # in ticks
        self._reformatter = VideoReformatter()
        self._partial = self._path.with_name(f".{self._path.stem}-{uuid4().hex}.mp4")
        self._partial.touch(exist_ok=False)  # a missing folder shows here, not at the first frame
        self._container = av.open(
            f"file:{self._partial.absolute()}",
            "w",
            format="mp4",
            container_options=_MP4_OPTIONS,
        )
        options = {"crf": str(crf), "preset": preset, "g": _KEY_FRAME_EVERY, **_BETTER.get(preset, {})}
        self._stream = self._container.add_stream("libx264", rate=30, options=options)
        context = self._stream.codec_context
        context.width, context.height, context.pix_fmt = self._width, self._height, "yuv420p"
        context.time_base = _TIME_BASE
        context.thread_type, context.thread_count = "AUTO", _THREADS
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709

    def write(self, image: Image, time_s: float) -> None:
        """Append an RGB picture, (height, width, 3), to be shown from `time_s` on.

        Raises ValueError when the time is not later than the one before by at least a tick (1/90000 s),
        or negative, or when the picture is smaller than the video.
        """
        tick = round(time_s / _TIME_BASE)
        if tick < 0 or (self._last_tick is not None and tick <= self._last_tick):
            raise ValueError(f"times must be positive and increase; {time_s} s does not")
        if image.shape[0] < self._height or image.shape[1] < self._width:
            raise ValueError(f"a picture of {image.shape[1]} x {image.shape[0]} px does not fill the video")
        whole = np.ascontiguousarray(image[: self._height, : self._width])
        picture = self._reformatter.reformat(
            VideoFrame.from_numpy_buffer(whole, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        picture.pts, picture.time_base = tick, _TIME_BASE
        self._spacing = 0 if self._last_tick is None else tick - self._last_tick
        self._last_tick = tick
        self._mux(picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            with contextlib.suppress(av.FFmpegError):
                self._container.close()
            self._partial.unlink(missing_ok=True)

    def _mux(self, picture: VideoFrame | None) -> None:
        for packet in self._stream.encode(picture):
            packet.duration = self._spacing  # counts for the last picture, which no other one ends
            self._container.mux(packet)

    def _finish(self) -> None:
        if self._last_tick is None:
            raise ValueError("no picture was written")
        self._mux(None)
        self._container.close()
        self._partial.replace(self._path)
