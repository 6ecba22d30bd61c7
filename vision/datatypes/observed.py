"""What is seen in a clip, from the file to the events."""

from dataclasses import dataclass, field

import numpy as np

from vision.datatypes.words import (
    SIDES,
    Bools,
    Camera,
    EventKind,
    Floats,
    Leg,
    ScaleSource,
    Side,
    VerticalSource,
    View,
)
from vision.skeletons import Skeleton

# ---- video -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the container says; width and height are those of the upright picture.

    `capture_fps` is the rate of filming where the phone wrote it down, None where it did not.
    """

    file: str
    sha256: str
    width: int
    height: int
    frames: int
    duration_s: float
    container_fps: float
    rotation_deg: int
    variable_frame_rate: bool
    capture_fps: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What the pictures are like, frame by frame; NaN where a frame is lost or shows no runner.

    `persons` is how many people are in the picture together; `hidden` which of shoulder, hip, knee and ankle
    are behind something that stands before the runner; `blank_share` in how many frames there is no picture.
    """

    novelty: Floats  # (n,), 1 - correlation with the frame before: about 0 in one take, about 1 at a cut
    change: Floats  # (n,), mean difference of the runner's square to the frame before, 0..255
    brightness: Floats  # (n,), mean of the runner's square, 0..255
    blur: Floats  # (n,), of the runner's square, 0 sharp to 1
    persons: int = 1
    hidden: tuple[str, ...] = ()
    blank_share: float = 0.0
    sharpening: Floats = field(default_factory=lambda: np.empty(0))  # (n,), log growth of moving detail


# ---- landmarks -------------------------------------------------------------------------------------


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
    if not name.startswith("mid_"):
        return position_px[:, skeleton.index(name)]
    part = name.removeprefix("mid_")
    mid: Floats = position_px[:, [skeleton.index(f"{side}_{part}") for side in SIDES]].mean(axis=1)
    return mid


def _spacing_s(time_s: Floats, position_px: Floats) -> float:
    """Of the frames in which any landmark is known, or of all where none is."""
    seen = np.isfinite(position_px).any(axis=(1, 2))
    return float(np.median(np.diff(time_s[seen] if seen.sum() > 1 else time_s)))


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One person's landmarks as the network gave them; NaN and confidence 0 where there is none."""

    skeleton: Skeleton
    time_s: Floats  # (n,)
    position_px: Floats  # (n, k, 2)
    confidence: Floats  # (n, k), 0..1

    @property
    def spacing_s(self) -> float:
        """Median time from one frame that shows anything to the next."""
        return _spacing_s(self.time_s, self.position_px)

    def point(self, name: str) -> Floats:
        """Positions of one landmark, (n, 2); `mid_hip` and `mid_shoulder` are the means of both sides."""
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
        """Frames a second of true time that show anything, by the median spacing."""
        return 1 / _spacing_s(self.time_s, self.raw_px)

    @property
    def shown_hz(self) -> float:
        """Frames a second of true time, whether or not they show anything."""
        return 1 / float(np.median(np.diff(self.time_s)))

    def point(self, name: str, *, raw: bool = False) -> Floats:
        """Positions of one landmark, (n, 2); `mid_hip` and `mid_shoulder` are the means of both sides."""
        return _point(self.skeleton, self.raw_px if raw else self.position_px, name)


# ---- scene -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres per pixel at the runner's plane, with where it came from."""

    m_per_px: float
    low: float
    high: float
    source: ScaleSource


@dataclass(frozen=True, slots=True)
class Vertical:
    """Which way is up in the picture around the runner.

    At `origin_px` the true vertical leans `lean_deg` to the right of the picture's. Verticals meet
    1 / `keystone_per_px` below it, above it where that is negative. `sd_deg` is one standard deviation of the
    lean at the runner; `lines` says how many lines of the background agree on it. Where they lean by more
    than a phone is held, "tilted", they may be slanted things, so that up is unknown.
    """

    source: VerticalSource
    sd_deg: float
    lean_deg: float = 0.0
    keystone_per_px: float = 0.0
    origin_px: tuple[float, float] = (0.0, 0.0)
    lines: int = 0


ASSUMED_VERTICAL = Vertical("assumed", sd_deg=2.5)
"""Where nothing shows which way is up: phones in a hand or against a bottle lean by 2 to 5 degrees."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A runner who passes a standing camera; places are forward pixels of the mid-hip.

    The tangent of the angle off the perpendicular is `tangent_at_start` at `start_px` and grows by
    `tangent_per_px`. Posture is read where that angle stays within `square_within_deg`.
    """

    speed_px_s: float
    start_px: float
    tangent_at_start: float
    tangent_per_px: float
    square_within_deg: float

    def angle_deg(self, forward_px: Floats) -> Floats:
        """How far off the perpendicular the runner is seen at each place, positive behind it."""
        tangent = self.tangent_at_start + self.tangent_per_px * (forward_px - self.start_px)
        return np.asarray(np.degrees(np.arctan(tangent)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Scene:
    """How the camera stands to the runner.

    `ground_slope_deg`: the belt line in the picture, positive when its front end is up.
    `ground_y_px`: height of the belt line at the picture's left edge, NaN when unknown.
    """

    view: View
    direction: Side | None
    near_side: Side | None
    camera: Camera
    ground_slope_deg: float
    ground_y_px: float
    leg_length_px: float
    trunk_length_px: float
    incline_pct: float
    scale: Scale | None
    vertical: Vertical = ASSUMED_VERTICAL
    passage: Passage | None = None  # None for a runner who stays in place in the picture

    def side_of(self, leg: Leg) -> Side | None:
        """The runner's side of the near or the far leg; None when the near side is unknown."""
        if self.near_side is None or leg == "near":
            return self.near_side
        return "left" if self.near_side == "right" else "right"

    def leg_of(self, side: Side) -> Leg | None:
        """Near or far; None when the near side is unknown."""
        if self.near_side is None:
            return None
        return "near" if side == self.near_side else "far"

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, the near one first where it is known."""
        return ("right", "left") if self.near_side == "right" else SIDES


# ---- events ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GaitEvent:
    """A foot lands or leaves. `frame` is the first frame at or after the instant."""

    side: Side
    leg: Leg | None  # None when the near side is unknown
    kind: EventKind
    time_s: float
    frame: int
    uncertainty_s: float  # one standard deviation


@dataclass(frozen=True, slots=True)
class Step:
    """From one foot's initial contact to the other's; toe-off is that of the landing foot.

    From behind the toe-off is NaN, for the heel hides it; `lowest_s` is when the body is lowest, else NaN.
    """

    side: Side
    leg: Leg | None  # None when the near side is unknown
    initial_contact_s: float
    toe_off_s: float
    next_contact_s: float  # of the other foot
    lowest_s: float = float("nan")

    @property
    def midstance_s(self) -> float:
        """Half way between initial contact and toe-off; where toe-off is unknown, when the body is lowest."""
        half_way = (self.initial_contact_s + self.toe_off_s) / 2
        return half_way if half_way == half_way else self.lowest_s


@dataclass(frozen=True, slots=True)
class GaitEvents:
    """All events in order of time, and the whole steps between them."""

    events: tuple[GaitEvent, ...]
    steps: tuple[Step, ...]
    stride_time_s: float

    def contacts(self, side: Side | None = None) -> tuple[GaitEvent, ...]:
        """Initial contacts, of one side or of both."""
        return self._of("initial_contact", side)

    def toe_offs(self, side: Side | None = None) -> tuple[GaitEvent, ...]:
        """Toe-offs, of one side or of both."""
        return self._of("toe_off", side)

    def _of(self, kind: EventKind, side: Side | None) -> tuple[GaitEvent, ...]:
        return tuple(e for e in self.events if e.kind == kind and side in (None, e.side))
