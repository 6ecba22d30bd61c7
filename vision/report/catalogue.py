"""Every measure that a report names: its unit, its group on the page and what it means, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure; `definition` is a phrase for the runner that tells the sign where there is one."""

    name: str
    unit: str
    title: str
    definition: str


@dataclass(frozen=True, slots=True)
class Group:
    """Measures that stand together on the page."""

    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "Timing",
        (
            Entry("cadence_spm", "spm", "Cadence", "steps per minute, both feet counted"),
            Entry("step_time_s", "s", "Step time", "from one foot's initial contact to the other's"),
            Entry("stride_time_s", "s", "Stride time", "from a foot's initial contact to its next"),
            Entry("speed_mps", "m/s", "Running speed", "measured where the runner passes a standing camera"),
            Entry("step_length_m", "m", "Step length", "distance covered per step"),
            Entry("contact_time_s", "s", "Contact time", "from initial contact to toe-off"),
            Entry("flight_time_s", "s", "Flight time", "from toe-off to the other foot's initial contact"),
            Entry("duty_factor", "", "Duty factor", "contact time over twice the step time"),
        ),
    ),
    Group(
        "Landing",
        (
            Entry(
                "foot_hip_distance_m",
                "m",
                "Foot ahead of the hip",
                "ankle to the middle of the hip joints at initial contact, horizontally; + = foot ahead",
            ),
            Entry(
                "foot_hip_distance_pct_leg",
                "%",
                "Foot ahead of the hip, of leg length",
                "the same as a share of leg length",
            ),
            Entry(
                "foot_com_distance_m",
                "m",
                "Foot ahead of the centre of mass",
                "ankle to whole-body centre of mass at initial contact; + = foot ahead",
            ),
            Entry(
                "foot_com_distance_pct_leg",
                "%",
                "Foot ahead of the centre of mass, of leg length",
                "the same as a share of leg length",
            ),
            Entry(
                "heel_com_distance_m",
                "m",
                "Heel ahead of the centre of mass",
                "heel to whole-body centre of mass at initial contact; + = heel ahead",
            ),
            Entry(
                "landing_angle_deg",
                "deg",
                "Landing angle",
                "line from the centre of mass to the landing foot, from vertical; + = foot ahead",
            ),
            Entry(
                "landing_share",
                "",
                "Landing share",
                "part of the stance that lies ahead of the centre of mass; 0.5 = as much ahead as behind",
            ),
            Entry(
                "shank_angle_deg",
                "deg",
                "Shank angle at initial contact",
                "lower leg from vertical; + = ankle ahead of the knee",
            ),
            Entry(
                "foot_strike_angle_deg",
                "deg",
                "Foot strike angle",
                "sole at initial contact against the same foot lying flat; + = toes up",
            ),
            Entry(
                "foot_strike_pattern",
                "",
                "Foot strike pattern",
                "part of the foot that lands first, from the foot strike angle",
            ),
        ),
    ),
    Group(
        "Legs",
        (
            Entry(
                "knee_flexion_initial_contact_deg",
                "deg",
                "Knee flexion at initial contact",
                "0 = straight leg; + = bent",
            ),
            Entry("knee_flexion_peak_stance_deg", "deg", "Peak knee flexion in stance", "foot on the ground"),
            Entry("knee_flexion_peak_swing_deg", "deg", "Peak knee flexion in swing", "foot in the air"),
            Entry(
                "thigh_extension_toe_off_deg",
                "deg",
                "Thigh extension at toe-off",
                "thigh from vertical; + = knee behind the hip",
            ),
            Entry(
                "ankle_dorsiflexion_peak_deg",
                "deg",
                "Peak ankle dorsiflexion",
                "in stance; + = toes towards the shin",
            ),
        ),
    ),
    Group(
        "Trunk and arms",
        (
            Entry(
                "trunk_lean_mean_deg",
                "deg",
                "Trunk lean, mean",
                "middle of hips to middle of shoulders, from vertical, over whole strides; + = forward",
            ),
            Entry(
                "trunk_lean_initial_contact_deg",
                "deg",
                "Trunk lean at initial contact",
                "the same at the instant of landing",
            ),
            Entry("trunk_lean_midstance_deg", "deg", "Trunk lean at midstance", "the same at midstance"),
            Entry("trunk_lean_range_deg", "deg", "Trunk lean range", "largest less smallest over a step"),
            Entry("elbow_angle_mean_deg", "deg", "Elbow angle, mean", "180 = straight arm"),
            Entry("arm_swing_range_deg", "deg", "Arm swing", "range of the upper arm against the trunk"),
            Entry(
                "shoulder_elevation_pct",
                "%",
                "Ear above the shoulder",
                "as a share of trunk length; smaller = shoulders lifted",
            ),
        ),
    ),
    Group(
        "Vertical motion and stiffness",
        (
            Entry("vertical_oscillation_m", "m", "Vertical oscillation", "rise of the hips within a step"),
            Entry(
                "vertical_oscillation_com_m",
                "m",
                "Vertical oscillation of the centre of mass",
                "rise of the whole-body centre of mass within a step",
            ),
            Entry(
                "vertical_oscillation_pct_leg",
                "%",
                "Vertical oscillation, of leg length",
                "rise of the hips as a share of leg length",
            ),
            Entry(
                "vertical_ratio_pct", "%", "Vertical ratio", "vertical oscillation as a share of step length"
            ),
            Entry(
                "leg_stiffness_kn_m",
                "kN/m",
                "Leg stiffness",
                "of the leg, estimated from times by a spring model",
            ),
            Entry(
                "vertical_stiffness_kn_m",
                "kN/m",
                "Vertical stiffness",
                "estimated from times by a spring model",
            ),
        ),
    ),
    Group(
        "Symmetry and steadiness",
        (
            Entry(
                "symmetry_angle_pct",
                "%",
                "Symmetry angle of contact time",
                "0 = both sides alike; + = right larger",
            ),
            Entry(
                "symmetry_angle_flight_time_pct",
                "%",
                "Symmetry angle of flight time",
                "the same for flight time",
            ),
            Entry(
                "symmetry_angle_foot_hip_distance_pct",
                "%",
                "Symmetry angle of the foot ahead of the hip",
                "the same for the distance at landing",
            ),
            Entry(
                "stride_time_cv_pct", "%", "Stride time variation", "spread of stride times around their mean"
            ),
            Entry(
                "drift_per_10min",
                "per 10 min",
                "Cadence drift",
                "change in steps per minute over ten minutes",
            ),
        ),
    ),
    Group(
        "From behind",
        (
            Entry(
                "pelvic_drop_deg",
                "deg",
                "Pelvic drop",
                "hip line at midstance; + = swing side lower",
            ),
            Entry(
                "lateral_trunk_lean_deg",
                "deg",
                "Sideways trunk lean",
                "at midstance; + = towards the standing leg",
            ),
            Entry("step_width_m", "m", "Step width", "sideways distance between left and right foot"),
            Entry("crossover", "", "Crossover", "share of steps that land across the midline"),
        ),
    ),
)

ENTRIES = {entry.name: entry for group in GROUPS for entry in group.entries}
"""Every measure by its name in report.json, in the order of the report: unit, title, and what it says."""
