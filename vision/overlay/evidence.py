"""Evidence frames: every picture that a metric, a finding or a flag points at."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from vision.datatypes import Analysis, Evidence, Flag, Frame
from vision.overlay.drawing import Put
from vision.overlay.picture import Overlay, write_jpeg

MOST_FRAMES = 120


class EvidenceFrames:
    """Writes `{frame:06d}.jpg` with the overlay for each frame named as evidence.

    When there are more than 120, flags come first, then findings, then metrics. Raises ValueError for a
    refused clip.
    """

    def __init__(self, analysis: Analysis, directory: str | Path) -> None:
        self._overlay = Overlay.of(analysis)
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        self.named = tuple(dict.fromkeys(_named_frames(analysis)))
        self.frames = tuple(sorted(self.named[:MOST_FRAMES]))

    def draw(self, frame: Frame) -> Put:
        image = np.empty((self._overlay.height, self._overlay.width, 3), np.uint8)
        self._overlay.draw(image, frame)
        return partial(write_jpeg, image, self._directory / f"{frame.index:06d}.jpg")


def _named_frames(analysis: Analysis) -> Iterator[int]:
    yield from _own(analysis.flags)
    for finding in analysis.findings:
        yield from _own(finding.evidence)
    for metric in analysis.metrics.values():
        yield from _own(metric.evidence)


def _own(evidence: Iterable[Evidence | Flag]) -> Iterator[int]:
    """The frames that are not those of a clip from behind."""
    return (item.frame for item in evidence if item.clip is None)
