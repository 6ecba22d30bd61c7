"""The annotated video: every picture with its overlay, and a strip with the contacts below."""

from pathlib import Path

import numpy as np

from vision.datatypes import Analysis, Floats, GaitEvents
from vision.overlay.picture import Overlay
from vision.overlay.strip import STRIP_TEXT_LINES, Strip
from vision.progress import Progress
from vision.video import Video, VideoWriter

_LEAN_HELD_S = 0.125  # a number that changes with every frame could not be read
_RATE_TOLERANCE = 1.02  # 60.1 frames/s count as 60


def annotate_video(
    analysis: Analysis,
    video: Video,
    path: str | Path,
    *,
    com_px: Floats,
    longest_px: int = 1280,
    highest_fps: float = 60.0,
    progress: Progress | None = None,
) -> None:
    """Write the annotated clip as MP4, on the clock of the source; its first picture stands from 0 on.

    `com_px` is the centre of mass in every frame, (n, 2). Frames of a faster source are dropped evenly, so
    that it plays at its own speed. Raises ValueError for a
    refused clip.
    """
    overlay = Overlay.of(
        analysis,
        com_px,
        longest_px=longest_px,
        text_lines_below=STRIP_TEXT_LINES,
        lean_held_s=_LEAN_HELD_S,
    )
    strip = _strip(analysis, overlay)
    shown = _shown_frames(video, highest_fps)
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


def _shown_frames(video: Video, highest_fps: float) -> range:
    rate = 1 / float(np.median(np.diff(video.time_s)))
    return range(0, video.info.frames, int(np.ceil(rate / (highest_fps * _RATE_TOLERANCE))))
