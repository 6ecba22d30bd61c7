"""The table of single steps: what a coach may look at, grey where it may not be quoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vision import numbers
from vision.datatypes import Leg, Side
from vision.report.catalogue import ENTRIES

SHOWN = (
    "contact_time_s",
    "flight_time_s",
    "foot_hip_distance_m",
    "foot_hip_distance_pct_leg",
    "shank_angle_deg",
    "knee_flexion_initial_contact_deg",
    "foot_strike_angle_deg",
    "trunk_lean_initial_contact_deg",
    "lateral_trunk_lean_deg",
    "step_width_m",
)


@dataclass(frozen=True, slots=True)
class StepColumn:
    """One measure; `why_withheld` is None where its single values may be quoted."""

    name: str
    title: str
    sign: str
    why_withheld: str | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: when its foot landed, in which frame, which leg, and the value of every column."""

    time_s: float | None
    frame: int | None
    leg: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SingleSteps:
    """The table; columns of which no step knows a value are left out."""

    columns: tuple[StepColumn, ...]
    rows: tuple[StepRow, ...]


def single_steps(
    steps: Sequence[Mapping[str, Any]], withheld: Mapping[str, str], events: Sequence[Mapping[str, Any]]
) -> SingleSteps:
    """The steps of a report as a table; shares of the leg stand in for metres that are unknown."""
    landed = {
        (each["side"], each["time_s"]): each["frame"] for each in events if each["kind"] == "initial_contact"
    }
    known = {name for name in SHOWN if any(numbers.known(step.get(name)) for step in steps)}
    names = [name for name in SHOWN if name in known and name.replace("_pct_leg", "_m") not in known - {name}]
    return SingleSteps(
        tuple(
            StepColumn(
                name,
                ENTRIES[name].title,
                numbers.display_of(ENTRIES[name].unit).sign,
                withheld.get(name),
            )
            for name in names
        ),
        tuple(
            StepRow(
                step["initial_contact_s"],
                landed.get((step["side"], step["initial_contact_s"])),
                _leg(step["leg"], step["side"]),
                tuple(_value(step.get(name), ENTRIES[name].unit) for name in names),
            )
            for step in steps
        ),
    )


def _leg(leg: Leg | None, side: Side) -> str:
    return f"{leg} ({side})" if leg else side


def _value(value: float | None, unit: str) -> str:
    display = numbers.display_of(unit)
    if value is None or not numbers.known(value):
        return numbers.EN_DASH
    return numbers.number(value * display.factor, display.decimals)
