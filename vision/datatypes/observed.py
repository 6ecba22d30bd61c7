"""What is seen in a clip, from the file to the track of the runner."""

from dataclasses import dataclass, field

import numpy as np

from vision.datatypes.pictures import Window
from vision.datatypes.spacing import frame_spacing_s, seen_spacing_s
from vision.datatypes.words import (
    SIDES,
    Bools,
    Floats,
)
from vision.skeletons import Skeleton

# ---- video -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the container says; width and height are those of the upright picture, or of a `window` of it."""

    file: str
    sha256: str
    width: int
    height: int
    frames: int
    duration_s: float
    container_fps: float
    rotation_deg: int
    variable_frame_rate: bool
    capture_fps: float | None = None  # where the phone wrote it down
    window: Window | None = None  # where the clip does not fill the picture
    rate_told: bool = False  # of landmarks whose times rest on a frame rate that was told, not measured


@dataclass(frozen=True, slots=True, eq=False)
class BackgroundMotion:
    """How the background moves at m moments, as a whole: it shifts, grows and turns about the middle."""

    time_s: Floats  # (m,)
    shift_px_s: Floats  # (m, 2)
    growth_per_s: Floats  # (m,)
    turn_per_s: Floats  # (m,), from x to y
    middle_px: tuple[float, float]

    def at(self, place_px: Floats) -> Floats:
        """Speed of the background at one place, (m, 2) px/s."""
        x, y = np.subtract(place_px, self.middle_px)
        off: Floats = self.shift_px_s + np.outer(self.growth_per_s, (x, y))
        return off + np.outer(self.turn_per_s, (-y, x))


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What the pictures are like, frame by frame; NaN where a frame is lost or shows no runner.

    `persons` is how many people are in the picture together; `hidden` which of shoulder, hip, knee and ankle
    are behind something that stands before the runner; `blank_share` in how many frames there is no picture;
    `color` how far the hues of the runner's square differ, 0 in a grey picture, NaN where that is not known;
    `background` how the camera's own motion shows.
    """

    novelty: Floats  # (n,), 1 - correlation with the frame before: about 0 in one take, about 1 at a cut
    change: Floats  # (n,), mean difference of the runner's square to the frame before, 0..255
    brightness: Floats  # (n,), mean of the runner's square, 0..255
    blur: Floats  # (n,), of the runner's square, 0 sharp to 1
    persons: int = 1
    hidden: tuple[str, ...] = ()
    blank_share: float = 0.0
    color: float = float("nan")
    sharpening: Floats = field(default_factory=lambda: np.empty(0))  # (n,), log growth of moving detail
    contrast: Floats = field(default_factory=lambda: np.empty(0))  # (n,), standard deviation, 0..255
    mixing: Floats = field(
        default_factory=lambda: np.empty(0)
    )  # (n,), unlikeness of two pictures it is mixed of
    background: BackgroundMotion | None = None


# ---- landmarks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A point of the picture that lies on somebody, and when: time_s is the video's own time of a frame."""

    x_px: float
    y_px: float
    time_s: float


@dataclass(frozen=True, slots=True)
class Region:
    """A rotated square around one person; `rotation_rad` turns the person's up axis clockwise from -y."""

    center_px: tuple[float, float]
    size_px: float
    rotation_rad: float
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """The runner's square in every frame; NaN where the runner is not in the picture."""

    time_s: Floats  # (n,)
    center_px: Floats  # (n, 2)
    size_px: Floats  # (n,)
    rotation_rad: Floats  # (n,)


@dataclass(frozen=True, slots=True)
class Network:
    """The pose network that made landmarks and the engine that ran it; the defaults stand for not known."""

    engine: str = "imported"
    name: str = "unknown"
    sha256: str = "unknown"
    precision: str = "unknown"  # of its arithmetic: f32, f16


def _point(skeleton: Skeleton, position_px: Floats, name: str) -> Floats:
    if name.startswith("mid_"):
        part = name.removeprefix("mid_")
        mid: Floats = np.mean([_point(skeleton, position_px, f"{side}_{part}") for side in SIDES], axis=0)
        return mid
    if name not in skeleton.landmarks:
        return np.full((len(position_px), 2), np.nan)
    return position_px[:, skeleton.index(name)]


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One person's landmarks as the network gave them; NaN and confidence 0 where there is none."""

    skeleton: Skeleton
    time_s: Floats  # (n,)
    position_px: Floats  # (n, k, 2)
    confidence: Floats  # (n, k), 0..1

    @property
    def spacing_s(self) -> float:
        """Usual time from one frame that shows anything to the next."""
        return seen_spacing_s(self.time_s, self.position_px)

    def point(self, name: str) -> Floats:
        """Positions of one landmark, (n, 2); `mid_hip` and `mid_shoulder` are the means of both sides.

        NaN for what the skeleton does not draw.
        """
        return _point(self.skeleton, self.position_px, name)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The runner's landmarks with legs put right, gaps filled and noise smoothed."""

    skeleton: Skeleton
    time_s: Floats  # (n,)
    position_px: Floats  # (n, k, 2), smoothed; NaN where unknown
    raw_px: Floats  # (n, k, 2), legs put right, neither filled nor smoothed
    confidence: Floats  # (n, k), 0..1
    exchanged: Bools  # (n,), frames whose legs were exchanged by the repair

    @property
    def frame_rate_hz(self) -> float:
        """Frames a second of true time that show anything."""
        return 1 / seen_spacing_s(self.time_s, self.raw_px)

    @property
    def shown_hz(self) -> float:
        """Frames a second of true time, whether or not they show anything."""
        return 1 / frame_spacing_s(self.time_s)

    def point(self, name: str, *, raw: bool = False) -> Floats:
        """Positions of one landmark, (n, 2); `mid_hip` and `mid_shoulder` are the means of both sides.

        NaN for what the skeleton does not draw.
        """
        return _point(self.skeleton, self.raw_px if raw else self.position_px, name)
