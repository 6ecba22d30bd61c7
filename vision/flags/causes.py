"""Why a step may be off: uncertain instants, unlike values, exchanged, hidden or crossing legs."""

from collections.abc import Iterator

import numpy as np

from vision.datatypes import SIDES, Bools, Floats, GaitEvent, Scene, Track, frame_spacing_s
from vision.flags.doubts import STAKES, Doubt, MarkedStep, Midstance
from vision.intervals import Z95
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


def uncertain_events(steps: list[MarkedStep]) -> Iterator[Doubt]:
    """Events that are much less certain than the others of their kind, or than any event ought to be."""
    texts = {
        "initial_contact": ("uncertain_contact", "lands"),
        "toe_off": ("uncertain_toe_off", "leaves the ground"),
    }
    stake = "contact_time_s" if any(s.toe_off for s in steps) else "step_time_s"
    for of_kind in ([s.contact for s in steps], [s.toe_off for s in steps if s.toe_off]):
        usual_s = float(np.median([e.uncertainty_s for e in of_kind] or [0.0]))
        for event in of_kind:
            if not event.by_hand and event.uncertainty_s > min(UNCERTAIN_RATIO * usual_s, UNCERTAIN_S):
                code, happens = texts[event.kind]
                message = f"When the {event.side} foot {happens} is uncertain here; check the frame."
                yield Doubt(code, event, message, stake, Z95 * event.uncertainty_s)


def unusual_steps(steps: list[MarkedStep]) -> Iterator[Doubt]:
    """Steps that lie far from the same leg's others; of several measures the one that matters most."""
    for side in SIDES:
        own = [s for s in steps if s.side == side]
        found: dict[int, Doubt] = {}
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


def _unusual(marked: MarkedStep, name: str, value: float, median: float) -> Doubt:
    stake = STAKES[name]
    here, usual = stake.told(value, 0), stake.told(median, 0)
    check = "landing and toe-off" if marked.toe_off else "the frame"
    message = (
        f"In this {marked.side} step {stake.noun} is {here}, in the other {marked.side} steps about {usual}; "
        f"check {check}."
    )
    return Doubt("unusual_step", marked.posture, message, name, abs(value - median))


def exchanged_legs(steps: list[MarkedStep], track: Track, scene: Scene) -> Iterator[Doubt]:
    """Contacts beside frames whose legs were exchanged; if that was an error, the foot is the other's."""
    apart_px = np.abs(track.point("left_ankle") - track.point("right_ankle"))[:, 0]
    for marked in steps:
        near = _around(marked.posture, track)
        if track.exchanged[near].any():
            distance_px = float(track.exchanged[near].mean() * np.nan_to_num(apart_px[near]).max())
            message = f"Left and right were exchanged here; check that this is the {marked.side} foot."
            stake = _as_foot_hip if marked.toe_off else _as_step_width
            yield Doubt("exchanged_legs", marked.posture, message, *stake(distance_px, scene))


def hidden_legs(steps: list[MarkedStep], track: Track) -> Iterator[Doubt]:
    """Events at which a landmark of the leg was hardly seen, which may cost a frame in timing."""
    frame_s = frame_spacing_s(track.time_s)
    for marked in (step for step in steps if step.toe_off):
        seen = {
            (part, event): float(track.confidence[event.frame, track.skeleton.index(f"{marked.side}_{part}")])
            for part in track.skeleton.leg_chain
            for event in (marked.contact, marked.toe_off)
            if event
        }
        (part, event), confidence = min(seen.items(), key=lambda item: item[1])
        if confidence < CONFIDENCE_MIN:
            message = f"The {marked.side} {part} was hardly seen here; check its place and the instant."
            yield Doubt("hidden_landmark", event, message, "contact_time_s", (1 - confidence) * frame_s)


def hidden_heels(steps: list[MarkedStep], track: Track) -> Iterator[Doubt]:
    """Midstances, from behind, in which the heel was hardly seen, from which the step's width is told."""
    for marked in (step for step in steps if not step.toe_off):
        heel = track.skeleton.index(f"{marked.side}_heel")
        confidence = float(track.confidence[marked.midstance.frame, heel])
        if confidence < CONFIDENCE_MIN:
            message = f"The {marked.side} heel was hardly seen here; check its place."
            error_m = (1 - confidence) * HEEL_ASTRAY_M
            yield Doubt("hidden_landmark", marked.midstance, message, "step_width_m", error_m)


def crossing_knees(steps: list[MarkedStep], track: Track, scene: Scene) -> Iterator[Doubt]:
    """Contacts at which one knee covers the other, which draws it up to 5 % of the leg out of its place."""
    apart_px = np.linalg.norm(track.point("left_knee") - track.point("right_knee"), axis=1)
    for marked in steps:
        apart = apart_px[marked.contact.frame] / scene.leg_length_px
        if apart < CROSSING_SHARE:
            message = (
                f"The knees cross as the {marked.side} foot lands; check the place of the {marked.side} knee."
            )
            yield Doubt("crossing_knees", marked.contact, message, "shank_angle_deg", KNEE_PULL_DEG)


def _around(event: GaitEvent | Midstance, track: Track) -> Bools:
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
