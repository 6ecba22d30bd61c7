"""The annotated video: every picture with its overlay, and a strip with the contacts below."""

from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from vision.datatypes import Analysis, Frame, GaitEvents, Image, frame_spacing_s
from vision.overlay.drawing import Put
from vision.overlay.figure import Figures
from vision.overlay.framing import part_with_runner
from vision.overlay.picture import Overlay
from vision.overlay.strip import STRIP_TEXT_LINES, Strip
from vision.progress import Progress, silent
from vision.video import Video, VideoWriter

_HIGHEST_FPS = 61.2  # 60.1 frames/s count as 60


class AnnotatedVideo:
    """Writes the annotated clip as MP4, on the clock of the source; a context manager.

    Its first picture stands from 0 on. Frames of a source faster than 60 a second are dropped evenly, so that
    it plays at its own speed. The file appears when all was drawn. Raises ValueError for a refused clip.
    """

    def __init__(
        self, analysis: Analysis, video: Video, path: str | Path, *, progress: Progress | None = None
    ) -> None:
        figures = Figures.of(analysis)
        part = part_with_runner(analysis, figures)
        self._overlay = Overlay.of(analysis, figures=figures, part=part, text_lines_below=STRIP_TEXT_LINES)
        self._strip = _strip(analysis, self._overlay)
        self.frames = _shown_frames(video)
        self._height = self._overlay.height + self._strip.height
        self._before_zero_s = min(0.0, float(video.time_s[0]))
        self._count, self._tell = 0, progress or silent
        self._writer = VideoWriter(path, width=self._overlay.width, height=self._height)

    def draw(self, frame: Frame) -> Put:
        image = np.empty((self._height, self._overlay.width, 3), np.uint8)
        self._overlay.draw(image[: self._overlay.height], frame)
        self._strip.draw(image[self._overlay.height :], self._overlay.time_s(frame.index))
        return partial(self._append, image, frame.time_s)

    def _append(self, image: Image, time_s: float) -> None:
        self._writer.write(image, time_s - self._before_zero_s if self._count else 0.0)
        self._count += 1
        self._tell("annotated video", self._count / len(self.frames))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)


def _strip(analysis: Analysis, overlay: Overlay) -> Strip:
    first, last = overlay.figures.track.time_s[[0, -1]]
    return Strip(
        analysis.events or GaitEvents((), (), float("nan")),
        overlay.scene,
        start_s=float(first),
        end_s=float(last),
        width=overlay.width,
        text_px=overlay.text_px,
        stroke_px=overlay.stroke_px,
    )


def _shown_frames(video: Video) -> range:
    rate = 1 / frame_spacing_s(video.time_s)
    return range(0, video.info.frames, int(np.ceil(rate / _HIGHEST_FPS)))
