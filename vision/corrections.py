"""Corrections of a coach: whether they are possible, and what they make of landmarks and events.

They all speak of what was first found, so that any order gives the same; two that say different things of the
same landmark, event or fact exclude each other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from vision.datatypes import (
    Bools,
    Correction,
    EventAdded,
    EventMoved,
    EventRemoved,
    FactsCorrected,
    Floats,
    GaitEvent,
    GaitEvents,
    LandmarkHidden,
    LandmarkMoved,
    LegsExchanged,
    Scene,
    Step,
    StepLeftOut,
    Track,
    VideoInfo,
    frame_spacing_s,
)
from vision.errors import InvalidCorrection

HAND_SD: Mapping[str, float] = {
    "ankle": 0.014, "heel": 0.014, "toe": 0.014, "knee": 0.027, "hip": 0.041, "shoulder": 0.034, "ear": 0.010,
}  # fmt: skip
"""How well a landmark is placed by eye, one standard deviation in leg lengths: as its digitiser states it for
twelve frames of a clothed man, 4, 8, 12, 10 and 3 px of a leg of 296."""

HAND_SD_ELSEWHERE = 0.027
"""Of arms and face, as of the knee."""

HAND_FRAMES = 0.5
"""How well an instant is told by eye, one standard deviation: two readings of 24 events agreed within a frame
on all and to the frame on 22."""

MOST_UNCERTAIN_S = 0.1
"""Beyond, contact and toe-off could be each other's."""

SAME_EVENT_S = 0.050
"""An event is the one that was meant up to this distance; a foot's next of its kind is 0.4 s away or more."""

SHORTEST_CONTACT_S, SHORTEST_SWING_S, SHORTEST_STEP_S = 0.06, 0.20, 0.14
"""Well under what runners reach at their top speed, so that only slips are turned away: contacts of a
tenth of a second (Weyand 2010, J Appl Physiol 108:950), swings of over 0.3 s (Weyand 2000, J Appl Physiol
89:1991)."""

Kind = TypeVar("Kind")
StepsBetween = Callable[[tuple[GaitEvent, ...], float], tuple[Step, ...]]


def of_kind(corrections: Iterable[Correction], kind: type[Kind]) -> list[Kind]:
    return [each for each in corrections if isinstance(each, kind)]


def in_order(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Corrections in an order that is always the same; raises InvalidCorrection where two contradict."""
    ordered = tuple(sorted(corrections, key=lambda each: (each.kind, repr(each))))
    targets = [target for each in ordered for target in targets_of(each)]
    if len(set(targets)) < len(targets):
        raise InvalidCorrection(
            "Two corrections are about the same landmark, event, step or fact; keep one of them."
        )
    return ordered


def targets_of(correction: Correction) -> list[tuple[object, ...]]:
    """What a correction is about, of which no other one of the same clip may be."""
    match correction:
        case LandmarkMoved() | LandmarkHidden():
            return [("landmark", correction.frame, correction.landmark)]
        case EventMoved() | EventRemoved():
            return [("event", correction.side, correction.event, correction.time_s)]
        case FactsCorrected():
            told = asdict(correction)
            return [("fact", field.name) for field in fields(correction)[1:] if told[field.name] is not None]
        case StepLeftOut():
            return [("step", correction.side, correction.time_s)]
        case _:
            return [tuple(asdict(correction).values())]


# ---- landmarks -------------------------------------------------------------------------------------


def exchanged_frames(corrections: Iterable[Correction], track: Track) -> Bools:
    """The frames whose legs a coach exchanges, (n,); those exchanged twice stay. Raises InvalidCorrection."""
    frames = np.zeros(len(track.time_s), dtype=bool)
    for span in of_kind(corrections, LegsExchanged):
        _require_frame(span.first_frame, track)
        _require_frame(span.last_frame, track)
        if span.last_frame < span.first_frame:
            raise InvalidCorrection("The last frame comes before the first; exchange them.")
        frames[span.first_frame : span.last_frame + 1] ^= True
    return frames


def placed_by_hand(
    joints: Track, corrections: Iterable[Correction], scene: Scene, source: VideoInfo
) -> Track:
    """Joints with what a coach moved in its place and what is hidden unknown; nothing is smoothed anew.

    Raises InvalidCorrection where a frame is not in the part that was measured, a place not in the picture or
    farther from the hips than the body reaches.
    """
    raw, confidence = joints.raw_px.copy(), joints.confidence.copy()
    for each in corrections:
        if not isinstance(each, LandmarkMoved | LandmarkHidden):
            continue
        _require_frame(each.frame, joints)
        if each.landmark not in joints.skeleton.landmarks:
            known = ", ".join(joints.skeleton.landmarks)
            raise InvalidCorrection(f"{each.landmark} is no landmark of this clip; it is one of {known}.")
        column = joints.skeleton.index(each.landmark)
        if isinstance(each, LandmarkMoved):
            raw[each.frame, column] = _place(each, joints, scene, source)
            confidence[each.frame, column] = 1.0
        else:
            raw[each.frame, column] = np.nan
            confidence[each.frame, column] = 0.0
    return replace(joints, raw_px=raw, confidence=confidence)


def _place(moved: LandmarkMoved, joints: Track, scene: Scene, source: VideoInfo) -> tuple[float, float]:
    if not (0 <= moved.x_px <= source.width and 0 <= moved.y_px <= source.height):
        raise InvalidCorrection(
            f"The {_words(moved.landmark)} of frame {moved.frame} lies outside the picture; "
            "if it cannot be seen, hide it."
        )
    hips = joints.point("mid_hip")[moved.frame]
    away_px = np.hypot(*(hips - (moved.x_px, moved.y_px)))
    if away_px > scene.leg_length_px + scene.trunk_length_px:
        raise InvalidCorrection(
            f"The {_words(moved.landmark)} of frame {moved.frame} is not on the body: "
            f"{away_px:.0f} px from the hips; see that it is the right frame and runner."
        )
    return moved.x_px, moved.y_px


def _require_frame(frame: int, track: Track) -> None:
    if not 0 <= frame < len(track.time_s):
        raise InvalidCorrection(f"The clip has no frame {frame}; its last is {len(track.time_s) - 1}.")
    if not np.isfinite(track.position_px[frame]).any():
        raise InvalidCorrection(f"Nobody is measured in frame {frame}; choose one of the part that is.")


def _words(landmark: str) -> str:
    return landmark.replace("_", " ")


def hand_uncertainty_px(corrections: Iterable[Correction], scene: Scene) -> tuple[tuple[str, float], ...]:
    """How well a hand places each of the moved landmarks, one standard deviation, by name."""
    names = sorted({moved.landmark for moved in of_kind(corrections, LandmarkMoved)})
    shares = (HAND_SD.get(name.rpartition("_")[2], HAND_SD_ELSEWHERE) for name in names)
    return tuple((name, share * scene.leg_length_px) for name, share in zip(names, shares, strict=True))


# ---- events ----------------------------------------------------------------------------------------


def corrected_events(
    events: GaitEvents,
    corrections: Iterable[Correction],
    scene: Scene,
    time_s: Floats,
    *,
    steps_between: StepsBetween,
) -> GaitEvents:
    """Events as a coach corrected them, and the steps between them, without those that are left out.

    Raises InvalidCorrection where an event is not found, or cannot be where it was put.
    """
    changes = [each for each in corrections if isinstance(each, EventMoved | EventAdded | EventRemoved)]
    if changes and scene.view == "rear":
        raise InvalidCorrection("Contacts of a clip from behind cannot be corrected; leave the step out.")
    kept = list(events.events)
    for change in changes:
        if not isinstance(change, EventAdded):
            kept.remove(_meant(change, events))
        if not isinstance(change, EventRemoved):
            kept.append(_by_hand(change, scene, time_s))
    if changes:
        ordered = tuple(sorted(kept, key=lambda event: event.time_s))
        _require_possible(ordered)
        events = GaitEvents(ordered, steps_between(ordered, events.stride_time_s), events.stride_time_s)
    for left_out in of_kind(corrections, StepLeftOut):
        events = _without(left_out, events)
    return events


def _meant(change: EventMoved | EventRemoved, events: GaitEvents) -> GaitEvent:
    own = [e for e in events.events if e.side == change.side and e.kind == change.event]
    nearest = min(own, key=lambda e: abs(e.time_s - change.time_s), default=None)
    if nearest is None or abs(nearest.time_s - change.time_s) > SAME_EVENT_S:
        raise InvalidCorrection(
            f"There is no {_words(change.event)} of the {change.side} foot at {change.time_s:.3f} s; "
            "take its time from the report that was not corrected."
        )
    return nearest


def _by_hand(change: EventMoved | EventAdded, scene: Scene, time_s: Floats) -> GaitEvent:
    at_s = change.to_s if isinstance(change, EventMoved) else change.time_s
    if not time_s[0] <= at_s <= time_s[-1]:
        raise InvalidCorrection(f"{at_s:.3f} s is not in the clip.")
    usual_s = HAND_FRAMES * frame_spacing_s(time_s)
    uncertainty_s = usual_s if change.uncertainty_s is None else change.uncertainty_s
    if not 0 < uncertainty_s <= MOST_UNCERTAIN_S:
        raise InvalidCorrection(f"uncertainty_s must be more than 0 and at most {MOST_UNCERTAIN_S:g} s.")
    frame = int(np.searchsorted(time_s, at_s))
    leg = scene.leg_of(change.side)
    return GaitEvent(change.side, leg, change.event, at_s, frame, uncertainty_s, by_hand=True)


def _require_possible(events: tuple[GaitEvent, ...]) -> None:
    """Raises InvalidCorrection where an event that a hand put somewhere cannot be between its neighbours."""
    for side in ("left", "right"):
        for one, other in pairwise(e for e in events if e.side == side):
            least_s = SHORTEST_CONTACT_S if one.kind == "initial_contact" else SHORTEST_SWING_S
            if one.kind == other.kind:
                least_s = SHORTEST_CONTACT_S + SHORTEST_SWING_S
            _require_apart(one, other, least_s)
    for one, other in pairwise(e for e in events if e.kind == "initial_contact"):
        _require_apart(one, other, SHORTEST_STEP_S)


def _require_apart(one: GaitEvent, other: GaitEvent, least_s: float) -> None:
    if (one.by_hand or other.by_hand) and other.time_s - one.time_s < least_s:
        first, second = (f"{_words(e.kind)} of the {e.side} foot at {e.time_s:.3f} s" for e in (one, other))
        raise InvalidCorrection(
            f"The {first} and the {second} are less than {least_s:g} s apart, which nobody runs; "
            "remove one, or put it elsewhere."
        )


def _without(left_out: StepLeftOut, events: GaitEvents) -> GaitEvents:
    meant = [
        step
        for step in events.steps
        if step.side == left_out.side and abs(step.initial_contact_s - left_out.time_s) <= SAME_EVENT_S
    ]
    if not meant:
        raise InvalidCorrection(
            f"No step of the {left_out.side} foot begins at {left_out.time_s:.3f} s; "
            "take the time of its initial contact from the report."
        )
    return replace(events, steps=tuple(step for step in events.steps if step not in meant))
