"""Where landmarks came from, as a file of landmarks says it, and points that were measured in space."""

from dataclasses import dataclass, field

from vision.datatypes.observed import Network, VideoInfo
from vision.datatypes.scenes import ASSUMED_VERTICAL, Vertical
from vision.datatypes.words import Camera, Floats

SKELETON_KEY = "midstance.skeleton"  # in the metadata of the Parquet file
SOURCE_KEY = "midstance.source"


@dataclass(frozen=True, slots=True)
class LandmarksSource:
    """The clip that landmarks came from, how its camera moved and stood, and what made them."""

    video: VideoInfo
    camera: Camera = "static"
    vertical: Vertical = ASSUMED_VERTICAL
    network: Network = field(default_factory=Network)
    readout_ms: float | None = None  # of the rolling shutter that was taken out
    m_per_px: float | None = None  # of landmarks that were measured in metres


@dataclass(frozen=True, slots=True, eq=False)
class Markers:
    """Places of named points in metres; NaN where unknown."""

    names: tuple[str, ...]
    time_s: Floats  # (n,)
    position_m: Floats  # (n, markers, 3)
