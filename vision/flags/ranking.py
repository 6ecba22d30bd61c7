"""Frames that a coach should look at, ordered by what an error there would do to the report.

Every doubt about a step is told as the error it could mean for that step's own number; divided by the number
of steps it is what the clip's mean would move by. Doubts about different measures are ranked by how large
that is against the change of the measure that matters.
"""

import numpy as np

from vision.datatypes import Flag, GaitEvents, Measures, Scene, Step, Track
from vision.flags.causes import (
    crossing_knees,
    exchanged_legs,
    hidden_heels,
    hidden_legs,
    uncertain_events,
    unusual_steps,
)
from vision.flags.doubts import STAKES, Doubt, MarkedStep, Midstance

MOST_FLAGS = 20


def flag(track: Track, scene: Scene, events: GaitEvents, measures: Measures) -> tuple[Flag, ...]:
    """At most 20 flags, one per step and cause, the one with the largest effect first.

    Only what moves a number of the report can be flagged: no other step, and no withheld measure.
    """
    steps = _marked(events, measures, track)
    doubts = [
        *uncertain_events(steps),
        *unusual_steps(steps),
        *exchanged_legs(steps, track, scene),
        *hidden_legs(steps, track),
        *hidden_heels(steps, track),
        *crossing_knees(steps, track, scene),
    ]
    missing = {name for name, metric in measures.metrics.items() if metric.value is None}
    doubts = [doubt for doubt in doubts if doubt.stake not in missing]
    doubts.sort(key=lambda d: (-d.weight, d.event.time_s, d.code))
    return tuple(_flag(doubt, len(steps)) for doubt in doubts[:MOST_FLAGS])


def _marked(events: GaitEvents, measures: Measures, track: Track) -> list[MarkedStep]:
    at = {(e.kind, e.side, e.time_s): e for e in events.events}
    return [
        MarkedStep(
            row,
            contact=at["initial_contact", row.step.side, row.step.initial_contact_s],
            toe_off=at.get(("toe_off", row.step.side, row.step.toe_off_s)),
            midstance=_midstance(row.step, track),
        )
        for row in measures.steps
    ]


def _midstance(step: Step, track: Track) -> Midstance:
    frame = int(np.argmin(np.abs(track.time_s - step.midstance_s)))
    return Midstance(step.side, float(step.midstance_s), frame)


def _flag(doubt: Doubt, steps: int) -> Flag:
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
