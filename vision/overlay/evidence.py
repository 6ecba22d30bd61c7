"""Evidence frames: every picture that a metric, a finding or a flag points at."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from vision.datatypes import Analysis, Evidence, Flag
from vision.overlay.picture import Overlay, write_jpeg
from vision.video import Video

MOST_FRAMES = 120


def draw_evidence(
    analysis: Analysis, video: Video, directory: str | Path, *, most_frames: int = MOST_FRAMES
) -> tuple[int, ...]:
    """Write `{frame:06d}.jpg` with the overlay for each frame named as evidence; returns the frames.

    When there are more than `most_frames`, flags come first, then findings, then metrics. Raises ValueError
    for a refused clip.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    overlay = Overlay.of(analysis)
    wanted = sorted(islice(dict.fromkeys(_named_frames(analysis)), most_frames))
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    for frame in video.sample(wanted):
        overlay.draw(image, frame)
        write_jpeg(image, directory / f"{frame.index:06d}.jpg")
    return tuple(wanted)


def _named_frames(analysis: Analysis) -> Iterator[int]:
    yield from _own(analysis.flags)
    for finding in analysis.findings:
        yield from _own(finding.evidence)
    for metric in analysis.metrics.values():
        yield from _own(metric.evidence)


def _own(evidence: Iterable[Evidence | Flag]) -> Iterator[int]:
    """The frames that are not those of a clip from behind."""
    return (item.frame for item in evidence if item.clip is None)
