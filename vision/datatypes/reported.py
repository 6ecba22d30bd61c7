"""What is said of a clip, from the measures to the whole analysis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vision.datatypes.corrected import Revision
from vision.datatypes.gait import GaitEvents, Step
from vision.datatypes.observed import Network, Track, VideoInfo
from vision.datatypes.scenes import Scene
from vision.datatypes.stretches import Observed, Reason
from vision.datatypes.words import Activity, Floats, KeyFrameKind, Leg, Level, Side, TimeBase, Verdict

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
    """A frame that shows a number; of the clip from behind where two clips make one report.

    `side` is that of the leg whose number it shows.
    """

    time_s: float
    frame: int
    clip: Literal["rear"] | None = None
    side: Side | None = None


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
    category: str | None = None  # for foot_strike_pattern: "rearfoot", "midfoot", "forefoot", "non-rearfoot"
    evidence: tuple[Evidence, ...] = ()

    @property
    def value(self) -> float | None:
        """Over both legs; None where it is unknown, `overall.why_missing` says why."""
        return self.overall.value

    @property
    def low(self) -> float | None:
        """Lower end of its 95 % interval."""
        return self.overall.low

    @property
    def high(self) -> float | None:
        """Upper end of its 95 % interval."""
        return self.overall.high


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A quantity over one stride of one leg, from that leg's initial contact (0 %) to its next (100 %)."""

    name: str
    unit: str
    leg: Leg | None  # None when the near side is unknown
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
    """All that was measured: clip means, single steps and the curves over the stride.

    `withheld` says of which measures the single steps are there to look at, but neither to average nor to
    quote, and why.
    """

    metrics: Mapping[str, Metric]
    steps: tuple[StepMeasures, ...] = ()
    curves: tuple[Curve, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def quotable_steps(self) -> tuple[StepMeasures, ...]:
        """The steps with only those values that may be quoted."""
        return tuple(
            StepMeasures(s.step, {name: v for name, v in s.values.items() if name not in self.withheld})
            for s in self.steps
        )


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A drawn picture of one instant of one leg; `file` is its path, relative to the report's folder."""

    leg: Leg | None  # None when the near side is unknown
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
    """A frame that a coach should see; `effect` says which numbers hang on it and how much.

    `weight` is that against the change of the number that matters.
    """

    id: str
    time_s: float
    frame: int
    side: Side | None
    reason_code: str
    message: str
    effect: str
    weight: float
    clip: Literal["rear"] | None = None
    dismissed: bool = False  # a coach looked at it and found nothing wrong


# ---- the whole -------------------------------------------------------------------------------------


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
    network: Network
    settings: Mapping[str, str | float | None]
    created_at: str  # ISO 8601, UTC
    made_from: Literal["video", "landmarks"] = "video"
    runtime: Mapping[str, str] = field(default_factory=dict)  # what else computed it, with its version


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything known about one clip. A refused clip has a quality and no measures."""

    source: VideoInfo
    quality: Quality
    provenance: Provenance
    scene: Scene | None = None
    track: Track | None = None
    joints: Track | None = None  # the track's landmarks at the joints that the measures are about
    com_px: Floats | None = None  # (n, 2), centre of mass in every frame of the track
    events: GaitEvents | None = None
    measures: Measures = field(default_factory=lambda: Measures(metrics={}))
    findings: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()
    rear: "Analysis | None" = None  # the clip from behind that was combined with this one
    observed: Observed | None = None  # what corrections start from
    revision: Revision | None = None  # None where nobody corrected anything

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Measures by name, as in report.json; none of a refused clip."""
        return self.measures.metrics
