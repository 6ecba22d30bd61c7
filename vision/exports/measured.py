"""What the kinds of file have in common: the parts of an analysis that was not refused."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from vision.datatypes import Analysis, Floats, GaitEvents, Measures, Scene, Track
from vision.errors import CannotExport

NOTHING_TO_EXPORT = "This clip was refused, so there is nothing to export; its report says why."
NAME_BYTES = 100
"""Names of files end at 255, and what makes them different comes after."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A clip in which everything was measured that it shows; of two clips of one run that from the side."""

    name: str  # of the clip, as it may stand in the name of a file
    track: Track
    joints: Track
    com_px: Floats  # (n, 2)
    scene: Scene
    events: GaitEvents
    measures: Measures

    @classmethod
    def of(cls, analysis: Analysis) -> "Measured":
        """Raises CannotExport for a refused clip."""
        track, joints, com_px = analysis.track, analysis.joints, analysis.com_px
        scene, events = analysis.scene, analysis.events
        if track is None or joints is None or com_px is None or scene is None or events is None:
            raise CannotExport(NOTHING_TO_EXPORT)
        return cls(
            _as_file_name(analysis.source.file), track, joints, com_px, scene, events, analysis.measures
        )


def _as_file_name(file: str) -> str:
    stem = PurePosixPath(file.replace("\\", "/")).stem
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in stem)
    return name.encode(errors="ignore")[:NAME_BYTES].decode(errors="ignore") or "clip"
