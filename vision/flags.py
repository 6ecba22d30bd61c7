"""Frames that a coach should look at, ordered by what an error there would do to the report.

Every doubt about a step is told as the error it could mean for that step's own number; divided by the number
of steps it is what the clip's mean would move by. Doubts about different measures are ranked by how large
that is against the change of the measure that matters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from vision.datatypes import (
    SIDES,
    Bools,
    Flag,
    Floats,
    GaitEvent,
    GaitEvents,
    Measures,
    Scene,
    Side,
    Step,
    StepMeasures,
    Track,
)
from vision.intervals import Z95
from vision.numbers import display_of, number
from vision.robust import MAD_TO_SD

UNCERTAIN_RATIO = 1.5
UNCERTAIN_S = 0.015
OUTLIER_Z = 3.5
"""Modified z-score beyond which a value counts as an outlier (Iglewicz & Hoaglin 1993)."""

STEPS_FOR_OUTLIERS = 5
CONFIDENCE_MIN = 0.5
CONTACT_WINDOW_S = 0.050
CROSSING_SHARE = 0.06
"""Knees closer than this share of the leg are drawn towards each other by pose networks."""

KNEE_PULL_DEG = 3.0
"""What `definitions` leaves of it, 1 to 2 % of the leg at the knee, does to the shank's angle."""

HEEL_ASTRAY_M = 0.05
"""Half the breadth of a shoe: a heel that is not seen is still drawn on the shoe."""

LEG = ("knee", "ankle", "heel", "toe")


@dataclass(frozen=True, slots=True)
class Stake:
    """A number of the report that hangs on single steps; `matters` is a change worth knowing of."""

    noun: str
    matters: float
    unit: str
    of: str = ""  # what a share is of

    def told(self, value: float, decimals: int) -> str:
        """A value with its unit, "2.0 ms"."""
        display = display_of(self.unit)
        return f"{number(value * display.factor, decimals)}{display.after}{self.of}"


STAKES: Mapping[str, Stake] = {
    "contact_time_s": Stake("contact time", 0.010, "s"),
    "step_time_s": Stake("step time", 0.010, "s"),
    "foot_hip_distance_m": Stake("the distance of the foot ahead of the hips", 0.02, "m"),
    "foot_hip_distance_pct_leg": Stake(
        "the distance of the foot ahead of the hips", 2.5, "%", " of leg length"
    ),
    "shank_angle_deg": Stake("the shank angle", 3.0, "deg"),
    "knee_flexion_initial_contact_deg": Stake("knee flexion at initial contact", 4.0, "deg"),
    "trunk_lean_initial_contact_deg": Stake("trunk lean at initial contact", 2.5, "deg"),
    "lateral_trunk_lean_deg": Stake("sideways trunk lean", 2.0, "deg"),
    "step_width_m": Stake("step width", 0.02, "m"),
}


@dataclass(frozen=True, slots=True)
class _Midstance:
    """The instant of a step in which a runner is measured from behind."""

    side: Side
    time_s: float
    frame: int


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What may be off in one step, and by how much that would move this step's own number, in its unit."""

    code: str
    event: GaitEvent | _Midstance
    message: str
    stake: str
    error: float

    @property
    def weight(self) -> float:
        return self.error / STAKES[self.stake].matters


@dataclass(frozen=True, slots=True, eq=False)
class _Marked:
    """A measured step with its events; from behind the toe-off is not seen."""

    step: StepMeasures
    contact: GaitEvent
    toe_off: GaitEvent | None
    midstance: _Midstance

    @property
    def side(self) -> Side:
        return self.step.step.side

    @property
    def posture(self) -> GaitEvent | _Midstance:
        """The instant whose posture counts most."""
        return self.contact if self.toe_off else self.midstance


def flag(
    track: Track, scene: Scene, events: GaitEvents, measures: Measures, *, limit: int = 20
) -> tuple[Flag, ...]:
    """At most `limit` flags, one per step and cause, the one with the largest effect first.

    Only what moves a number of the report can be flagged: no other step, and no withheld measure.
    """
    steps = _marked(events, measures, track)
    doubts = [
        *_uncertain_events(steps),
        *_unusual_steps(steps),
        *_exchanged_legs(steps, track, scene),
        *_hidden_legs(steps, track),
        *_hidden_heels(steps, track),
        *_crossing_knees(steps, track, scene),
    ]
    missing = {name for name, metric in measures.metrics.items() if metric.value is None}
    doubts = [doubt for doubt in doubts if doubt.stake not in missing]
    doubts.sort(key=lambda d: (-d.weight, d.event.time_s, d.code))
    return tuple(_flag(doubt, len(steps)) for doubt in doubts[:limit])


def _marked(events: GaitEvents, measures: Measures, track: Track) -> list[_Marked]:
    at = {(e.kind, e.side, e.time_s): e for e in events.events}
    return [
        _Marked(
            row,
            contact=at["initial_contact", row.step.side, row.step.initial_contact_s],
            toe_off=at.get(("toe_off", row.step.side, row.step.toe_off_s)),
            midstance=_midstance(row.step, track),
        )
        for row in measures.steps
    ]


def _midstance(step: Step, track: Track) -> _Midstance:
    frame = int(np.argmin(np.abs(track.time_s - step.midstance_s)))
    return _Midstance(step.side, float(step.midstance_s), frame)


def _flag(doubt: _Doubt, steps: int) -> Flag:
    stake, event = STAKES[doubt.stake], doubt.event
    shift = stake.told(doubt.error / steps, 1)
    return Flag(
        id=f"{event.side}-{event.frame:04d}-{doubt.code}",
        time_s=event.time_s,
        frame=event.frame,
        side=event.side,
        reason_code=doubt.code,
        message=doubt.message,
        effect=f"moves {stake.noun} by up to {shift}",
        weight=doubt.weight / steps,
    )


# ---- causes ----------------------------------------------------------------------------------------


def _uncertain_events(steps: list[_Marked]) -> Iterator[_Doubt]:
    """Events that are much less certain than the others of their kind, or than any event ought to be."""
    texts = {
        "initial_contact": ("uncertain_contact", "lands"),
        "toe_off": ("uncertain_toe_off", "leaves the ground"),
    }
    stake = "contact_time_s" if any(s.toe_off for s in steps) else "step_time_s"
    for of_kind in ([s.contact for s in steps], [s.toe_off for s in steps if s.toe_off]):
        usual_s = float(np.median([e.uncertainty_s for e in of_kind] or [0.0]))
        for event in of_kind:
            if event.uncertainty_s > min(UNCERTAIN_RATIO * usual_s, UNCERTAIN_S):
                code, happens = texts[event.kind]
                message = f"When the {event.side} foot {happens} is uncertain here; check the frame."
                yield _Doubt(code, event, message, stake, Z95 * event.uncertainty_s)


def _unusual_steps(steps: list[_Marked]) -> Iterator[_Doubt]:
    """Steps that lie far from the same leg's others; of several measures the one that matters most."""
    for side in SIDES:
        own = [s for s in steps if s.side == side]
        found: dict[int, _Doubt] = {}
        for name in STAKES:
            values = np.array([s.step.values.get(name, np.nan) for s in own], dtype=np.float64)
            for index in _outliers(values, STAKES[name].matters):
                doubt = _unusual(own[index], name, values[index], float(np.nanmedian(values)))
                if index not in found or doubt.weight > found[index].weight:
                    found[index] = doubt
        yield from found.values()


def _outliers(values: Floats, matters: float) -> Iterator[int]:
    """Indices of values that lie far out by their modified z-score, and by enough to matter."""
    known = values[np.isfinite(values)]
    if len(known) < STEPS_FOR_OUTLIERS:
        return
    distance = np.abs(values - np.median(known))
    spread = MAD_TO_SD * float(np.median(distance[np.isfinite(values)]))
    yield from np.flatnonzero((distance > OUTLIER_Z * spread) & (distance > matters)).tolist()


def _unusual(marked: _Marked, name: str, value: float, median: float) -> _Doubt:
    stake = STAKES[name]
    here, usual = stake.told(value, 0), stake.told(median, 0)
    check = "landing and toe-off" if marked.toe_off else "the frame"
    message = (
        f"In this {marked.side} step {stake.noun} is {here}, in the other {marked.side} steps about {usual}; "
        f"check {check}."
    )
    return _Doubt("unusual_step", marked.posture, message, name, abs(value - median))


def _exchanged_legs(steps: list[_Marked], track: Track, scene: Scene) -> Iterator[_Doubt]:
    """Contacts beside frames whose legs were exchanged; if that was an error, the foot is the other's."""
    apart_px = np.abs(track.point("left_ankle") - track.point("right_ankle"))[:, 0]
    for marked in steps:
        near = _around(marked.posture, track)
        if track.exchanged[near].any():
            distance_px = float(track.exchanged[near].mean() * np.nan_to_num(apart_px[near]).max())
            message = f"Left and right were exchanged here; check that this is the {marked.side} foot."
            stake = _as_foot_hip if marked.toe_off else _as_step_width
            yield _Doubt("exchanged_legs", marked.posture, message, *stake(distance_px, scene))


def _hidden_legs(steps: list[_Marked], track: Track) -> Iterator[_Doubt]:
    """Events at which a landmark of the leg was hardly seen, which may cost a frame in timing."""
    frame_s = float(np.median(np.diff(track.time_s)))
    for marked in (step for step in steps if step.toe_off):
        seen = {
            (part, event): float(track.confidence[event.frame, track.skeleton.index(f"{marked.side}_{part}")])
            for part in LEG
            for event in (marked.contact, marked.toe_off)
            if event
        }
        (part, event), confidence = min(seen.items(), key=lambda item: item[1])
        if confidence < CONFIDENCE_MIN:
            message = f"The {marked.side} {part} was hardly seen here; check its place and the instant."
            yield _Doubt("hidden_landmark", event, message, "contact_time_s", (1 - confidence) * frame_s)


def _hidden_heels(steps: list[_Marked], track: Track) -> Iterator[_Doubt]:
    """Midstances, from behind, in which the heel was hardly seen, from which the step's width is told."""
    for marked in (step for step in steps if not step.toe_off):
        heel = track.skeleton.index(f"{marked.side}_heel")
        confidence = float(track.confidence[marked.midstance.frame, heel])
        if confidence < CONFIDENCE_MIN:
            message = f"The {marked.side} heel was hardly seen here; check its place."
            error_m = (1 - confidence) * HEEL_ASTRAY_M
            yield _Doubt("hidden_landmark", marked.midstance, message, "step_width_m", error_m)


def _crossing_knees(steps: list[_Marked], track: Track, scene: Scene) -> Iterator[_Doubt]:
    """Contacts at which one knee covers the other, which draws it up to 5 % of the leg out of its place."""
    apart_px = np.linalg.norm(track.point("left_knee") - track.point("right_knee"), axis=1)
    for marked in steps:
        apart = apart_px[marked.contact.frame] / scene.leg_length_px
        if apart < CROSSING_SHARE:
            message = (
                f"The knees cross as the {marked.side} foot lands; check the place of the {marked.side} knee."
            )
            yield _Doubt("crossing_knees", marked.contact, message, "shank_angle_deg", KNEE_PULL_DEG)


def _around(event: GaitEvent | _Midstance, track: Track) -> Bools:
    near: Bools = np.abs(track.time_s - event.time_s) <= CONTACT_WINDOW_S
    return near


def _as_foot_hip(distance_px: float, scene: Scene) -> tuple[str, float]:
    """A distance in the picture as an error of the foot-hip distance, in metres when there is a scale."""
    if scene.scale:
        return "foot_hip_distance_m", distance_px * scene.scale.m_per_px
    return "foot_hip_distance_pct_leg", 100 * distance_px / scene.leg_length_px


def _as_step_width(distance_px: float, scene: Scene) -> tuple[str, float]:
    """The same from behind, where a width is told in metres or not at all."""
    return "step_width_m", distance_px * (scene.scale.m_per_px if scene.scale else 0.0)
