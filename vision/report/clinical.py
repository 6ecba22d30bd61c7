"""The order in which a clinician goes through a run, from the foot upwards, and the measures of each part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

SectionName = Literal[
    "foot_strike",
    "foot_inclination",
    "shank",
    "overstride",
    "knee",
    "hip",
    "trunk",
    "vertical_motion",
    "rear_view",
]
"""The parts of the sheet for print, by name."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body, or of the motion, and the names of its measures, the first ones first."""

    name: SectionName
    title: str
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What people say on a sheet; `state` is a remark about the whole, as that it is a draft."""

    title: str
    remarks: Mapping[SectionName, str] = field(default_factory=dict)
    cues: Sequence[str] = ()
    words: str = ""
    state: str = ""
    signed: str = ""


CLINICAL_ORDER = (
    Section("foot_strike", "Foot strike", ("foot_strike_pattern",)),
    Section("foot_inclination", "Foot inclination", ("foot_strike_angle_deg",)),
    Section("shank", "Shank", ("shank_angle_deg",)),
    Section(
        "overstride",
        "Overstride",
        (
            "foot_com_distance_m",
            "foot_com_distance_pct_leg",
            "foot_hip_distance_m",
            "foot_hip_distance_pct_leg",
        ),
    ),
    Section("knee", "Knee", ("knee_flexion_initial_contact_deg", "knee_flexion_peak_stance_deg")),
    Section("hip", "Hip", ("thigh_extension_toe_off_deg",)),
    Section("trunk", "Trunk", ("trunk_lean_mean_deg", "trunk_lean_range_deg")),
    Section("vertical_motion", "Vertical motion", ("vertical_oscillation_m", "vertical_oscillation_pct_leg")),
    Section(
        "rear_view",
        "From behind",
        ("pelvic_drop_deg", "lateral_trunk_lean_deg", "step_width_m", "crossover"),
    ),
)
"""The order of Souza (2016, doi:10.1016/j.pmr.2015.08.006), side view first."""
