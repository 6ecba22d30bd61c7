"""The numbers that stand in the pictures: a step's own measures, as text and in pixels."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Scene, StepMeasures
from vision.numbers import number


@dataclass(frozen=True, slots=True)
class Length:
    """A horizontal distance as pixels of the video and as text."""

    px: float
    text: str


def number_text(value: float, unit: str) -> str:
    """A whole number with its unit."""
    return f"{number(value, 0)}{unit}"


def length(values: Mapping[str, float], name: str, scene: Scene) -> Length | None:
    """A measured distance in centimetres, else in percent of leg length; None when it is unknown."""
    meters, share_pct = values.get(f"{name}_m", np.nan), values.get(f"{name}_pct_leg", np.nan)
    if np.isfinite(meters) and scene.scale is not None:
        return Length(meters / scene.scale.m_per_px, number_text(100 * meters, " cm"))
    if np.isfinite(share_pct):
        return Length(share_pct / 100 * scene.leg_length_px, number_text(share_pct, " % leg"))
    return None


def step_at(steps: tuple[StepMeasures, ...], time_s: float) -> StepMeasures | None:
    """The step in which an instant lies, of steps in order of time."""
    begun = bisect_right(steps, time_s, key=lambda step: step.step.initial_contact_s)
    last = steps[begun - 1] if begun else None
    return last if last and time_s < last.step.next_contact_s else None
