"""The nouns, in the order in which the data flows.

Conventions, which hold everywhere:

- Time is seconds from the container's presentation timestamps, exact; never index / fps.
  Spans are half-open, [start, end).
- Pixels: x right, y down, upright frame; pixel i covers [i, i + 1]. Metres: X forward in the running
  direction, Y up. Foot-ground quantities stand in the belt frame (Y normal to the belt), trunk and shank
  angles in the gravity frame.
- The unit ends the name: `cadence_spm`, `contact_time_s`, `trunk_lean_deg`, `position_px`.
- Angles: positive = forward, toes up, foot ahead, flexed.
- Unknown is NaN in arrays and None with `why_missing` in results; never 0, never a guess.
- An interval is 95 %.
- Types are frozen and stages are pure: a new value out, the input untouched.
- Array shapes: n frames, k landmarks of the skeleton.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.skeletons import Skeleton

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Image = NDArray[np.uint8]

Side = Literal["left", "right"]
Leg = Literal["near", "far"]
EventKind = Literal["initial_contact", "toe_off"]
KeyFrameKind = Literal["initial_contact", "midstance", "toe_off"]
View = Literal["side", "rear", "front", "oblique"]
Camera = Literal["static", "moving"]
Activity = Literal["running", "walking", "other"]
TimeBase = Literal["true", "slow_motion", "variable", "unknown"]
Verdict = Literal["ok", "limited", "refused"]
Level = Literal["typical", "look", "outside", "grey"]
ScaleSource = Literal["belt_speed", "height", "known_length"]


# ---- video -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the container says; width and height are those of the upright picture."""

    file: str
    sha256: str
    width: int
    height: int
    frames: int
    duration_s: float
    container_fps: float
    rotation_deg: int
    variable_frame_rate: bool


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One upright RGB picture, (height, width, 3)."""

    index: int
    time_s: float
    image: Image


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


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One person's landmarks as the network gave them; NaN and confidence 0 where there is none."""

    skeleton: Skeleton
    time_s: Floats  # (n,)
    position_px: Floats  # (n, k, 2)
    confidence: Floats  # (n, k), 0..1


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
        """Frames a second of true time, by the median spacing."""
        return 1 / float(np.median(np.diff(self.time_s)))

    def point(self, name: str, *, raw: bool = False) -> Floats:
        """Positions of one landmark, (n, 2); `mid_hip` and `mid_shoulder` are the means of both sides."""
        source = self.raw_px if raw else self.position_px
        if name.startswith("mid_"):
            part = name.removeprefix("mid_")
            pair = [self.skeleton.index(f"{side}_{part}") for side in ("left", "right")]
            mid: Floats = source[:, pair].mean(axis=1)
            return mid
        return source[:, self.skeleton.index(name)]


# ---- scene -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres per pixel at the runner's plane, with where it came from."""

    m_per_px: float
    low: float
    high: float
    source: ScaleSource


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

    def side_of(self, leg: Leg) -> Side | None:
        """The runner's side of the near or the far leg; None when the near side is unknown."""
        if self.near_side is None or leg == "near":
            return self.near_side
        return "left" if self.near_side == "right" else "right"

    def leg_of(self, side: Side) -> Leg:
        """Near or far; the side itself decides when the near side is unknown."""
        return "near" if side == (self.near_side or "left") else "far"


# ---- events ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GaitEvent:
    """A foot lands or leaves. `frame` is the first frame at or after the instant."""

    side: Side
    leg: Leg
    kind: EventKind
    time_s: float
    frame: int
    uncertainty_s: float  # one standard deviation


@dataclass(frozen=True, slots=True)
class Step:
    """From one foot's initial contact to the other's; toe-off is that of the landing foot."""

    side: Side
    leg: Leg
    initial_contact_s: float
    toe_off_s: float
    next_contact_s: float  # of the other foot

    @property
    def midstance_s(self) -> float:
        """Half way between initial contact and toe-off."""
        return (self.initial_contact_s + self.toe_off_s) / 2


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


# ---- measures --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval and the steps behind it, or None with the reason."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    why_missing: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A frame that shows a number."""

    time_s: float
    frame: int


@dataclass(frozen=True, slots=True)
class Metric:
    """One measure of the clip, over both legs and per side and leg."""

    name: str
    unit: str
    overall: Estimate
    left: Estimate | None = None
    right: Estimate | None = None
    near: Estimate | None = None
    far: Estimate | None = None
    category: str | None = None  # for foot_strike_pattern: "rearfoot", "midfoot", "forefoot"
    evidence: tuple[Evidence, ...] = ()

    @property
    def value(self) -> float | None:
        return self.overall.value

    @property
    def low(self) -> float | None:
        return self.overall.low

    @property
    def high(self) -> float | None:
        return self.overall.high


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A quantity over one stride of one leg, from that leg's initial contact (0 %) to its next (100 %)."""

    name: str
    unit: str
    leg: Leg
    side: Side | None
    stride_pct: Floats  # (m,)
    mean: Floats  # (m,)
    sd: Floats  # (m,)
    toe_off_pct: float


@dataclass(frozen=True, slots=True)
class StepMeasures:
    """One step with every measure that exists for a single step; NaN where unknown."""

    step: Step
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measures:
    """All that was measured: clip means, single steps and the curves over the stride."""

    metrics: Mapping[str, Metric]
    steps: tuple[StepMeasures, ...] = ()
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A drawn picture of one instant of one leg; `file` is its path, relative to the report's folder."""

    leg: Leg
    side: Side | None
    kind: KeyFrameKind
    time_s: float
    frame: int
    file: str


# ---- findings --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure against its typical range; `low` and `high` are the range, None where it is open."""

    code: str
    metric: str
    level: Level
    message: str
    reference: str
    low: float | None = None
    high: float | None = None
    headline: bool = False  # one of the at most three that matter
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A frame that a coach should see; `effect` says which numbers hang on it and how much."""

    id: str
    time_s: float
    frame: int
    side: Side | None
    reason_code: str
    message: str
    effect: str


# ---- the whole -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clip is limited or refused."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Whether the clip can be measured, and what stands in the way."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    activity: Activity | None
    time_base: TimeBase
    capture_fps: float | None
    coverage: float  # share of frames in which the runner was found, 0..1


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the numbers."""

    version: str
    engine: str
    network: str
    network_sha256: str
    settings: Mapping[str, str | float | None]
    created_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything known about one clip. A refused clip has a quality and no measures."""

    source: VideoInfo
    quality: Quality
    provenance: Provenance
    scene: Scene | None = None
    track: Track | None = None
    com_px: Floats | None = None  # (n, 2), centre of mass in every frame of the track
    events: GaitEvents | None = None
    measures: Measures = field(default_factory=lambda: Measures(metrics={}))
    findings: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def metrics(self) -> Mapping[str, Metric]:
        return self.measures.metrics
