"""The annotated video: every picture with its overlay, and a strip with the contacts below."""

from pathlib import Path

import numpy as np

from vision.datatypes import Analysis, GaitEvents
from vision.overlay.picture import Overlay
from vision.overlay.strip import STRIP_TEXT_LINES, Strip
from vision.progress import Progress
from vision.video import Video, VideoWriter

_HIGHEST_FPS = 60.0
_RATE_TOLERANCE = 1.02  # 60.1 frames/s count as 60


def annotate_video(
    analysis: Analysis,
    video: Video,
    path: str | Path,
    *,
    progress: Progress | None = None,
) -> None:
    """Write the annotated clip as MP4, on the clock of the source; its first picture stands from 0 on.

    Frames of a source faster than 60 a second are dropped evenly, so that it plays at its own speed. Raises
    ValueError for a refused clip.
    """
    overlay = Overlay.of(analysis, text_lines_below=STRIP_TEXT_LINES)
    strip = _strip(analysis, overlay)
    shown = _shown_frames(video)
    image = np.empty((overlay.height + strip.height, overlay.width, 3), np.uint8)
    before_zero_s = min(0.0, float(video.time_s[0]))
    with VideoWriter(path, width=image.shape[1], height=image.shape[0]) as writer:
        for count, frame in enumerate(video.sample(shown)):
            overlay.draw(image[: overlay.height], frame)
            strip.draw(image[overlay.height :], overlay.time_s(frame.index))
            writer.write(image, frame.time_s - before_zero_s if count else 0.0)
            if progress is not None:
                progress("annotated video", (count + 1) / len(shown))


def _strip(analysis: Analysis, overlay: Overlay) -> Strip:
    first, last = overlay.figures.track.time_s[[0, -1]]
    return Strip(
        analysis.events or GaitEvents((), (), float("nan")),
        overlay.scene,
        float(first),
        float(last),
        overlay.width,
        overlay.text_px,
        overlay.stroke_px,
    )


def _shown_frames(video: Video) -> range:
    rate = 1 / float(np.median(np.diff(video.time_s)))
    return range(0, video.info.frames, int(np.ceil(rate / (_HIGHEST_FPS * _RATE_TOLERANCE))))
