"""A realistic analysis without a video: a treadmill runner at 3.2 m/s, seen from the side at 60 frames/s."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vision.datatypes import (
    Analysis,
    Curve,
    Estimate,
    Evidence,
    Finding,
    Flag,
    Floats,
    GaitEvent,
    GaitEvents,
    Leg,
    Measures,
    Metric,
    Network,
    Provenance,
    Quality,
    Reason,
    Scale,
    Scene,
    Side,
    Step,
    StepMeasures,
    Track,
    VideoInfo,
)
from vision.skeletons import BLAZEPOSE_33

STEP_TIME_S, CONTACT_TIME_S, STEPS = 0.3565, 0.2455, 22
LEGS: tuple[tuple[Leg, Side], ...] = (("near", "right"), ("far", "left"))

# name: unit, value, half width of the interval, near leg less far leg
MEASURED = {
    "cadence_spm": ("spm", 168.3, 0.7, 0.2),
    "step_time_s": ("s", 0.3565, 0.0015, -0.0005),
    "stride_time_s": ("s", 0.713, 0.002, 0.0),
    "step_length_m": ("m", 1.141, 0.034, -0.002),
    "contact_time_s": ("s", 0.2455, 0.016, -0.001),
    "flight_time_s": ("s", 0.111, 0.016, 0.0004),
    "duty_factor": ("", 0.344, 0.022, -0.001),
    "vertical_oscillation_m": ("m", 0.0806, 0.008, -0.0008),
    "vertical_oscillation_com_m": ("m", 0.0778, 0.009, -0.0008),
    "vertical_oscillation_pct_leg": ("%", 9.2, 0.9, -0.1),
    "vertical_ratio_pct": ("%", 7.1, 0.8, -0.1),
    "foot_hip_distance_m": ("m", 0.2008, 0.027, 0.0002),
    "foot_hip_distance_pct_leg": ("%", 22.8, 3.1, 0.1),
    "foot_com_distance_m": ("m", 0.1669, 0.025, 0.0005),
    "foot_com_distance_pct_leg": ("%", 18.9, 2.8, 0.1),
    "heel_com_distance_m": ("m", 0.1064, 0.029, -0.0006),
    "landing_angle_deg": ("deg", 9.6, 1.6, 0.1),
    "landing_share": ("", 0.36, 0.05, 0.0),
    "shank_angle_deg": ("deg", 9.9, 4.6, 0.6),
    "knee_flexion_initial_contact_deg": ("deg", 15.3, 6.4, -0.4),
    "knee_flexion_peak_stance_deg": ("deg", 45.6, 4.8, -0.3),
    "knee_flexion_peak_swing_deg": ("deg", 100.0, 5.2, -0.4),
    "foot_strike_angle_deg": ("deg", 11.8, 4.4, -0.7),
    "trunk_lean_mean_deg": ("deg", 1.4, 2.6, 0.0),
    "trunk_lean_initial_contact_deg": ("deg", 0.2, 2.9, 0.0),
    "trunk_lean_midstance_deg": ("deg", 2.8, 2.9, 0.0),
    "trunk_lean_range_deg": ("deg", 4.0, 2.3, 0.0),
    "thigh_extension_toe_off_deg": ("deg", 17.0, 4.1, 0.8),
    "ankle_dorsiflexion_peak_deg": ("deg", 21.9, 4.0, -0.5),
    "elbow_angle_mean_deg": ("deg", 95.4, 6.1, 1.2),
    "arm_swing_range_deg": ("deg", 58.2, 5.5, 2.1),
    "vertical_stiffness_kn_m": ("kN/m", 24.6, 3.2, 0.2),
    "symmetry_angle_pct": ("%", 0.1, 2.8, 0.0),
    "symmetry_angle_foot_hip_distance_pct": ("%", 0.2, 4.1, 0.0),
}

WHY_MISSING = {
    "leg_stiffness_kn_m": "the body mass is unknown",
    "stride_time_cv_pct": "strides differ by less than this frame rate can time; film at 120 frames a second",
    "symmetry_angle_flight_time_pct": "one side is not positive, so a ratio has no meaning",
    "drift_per_10min": "it needs a clip of at least two minutes",
    "pelvic_drop_deg": "it can be seen only from behind",
    "lateral_trunk_lean_deg": "it can be seen only from behind",
    "step_width_m": "it can be seen only from behind",
    "crossover": "it can be seen only from behind",
}


def analysis() -> Analysis:
    """A clip that could be measured."""
    return Analysis(
        source=video_info(),
        quality=Quality("ok", (), "running", "true", 60.0, 1.0),
        provenance=provenance(),
        scene=scene(),
        track=track(),
        joints=track(),
        events=gait_events(),
        measures=Measures(metrics(), tuple(map(_step_measures, steps())), curves()),
        findings=findings(),
        flags=(
            Flag(
                "f1", 2.517, 151, "left", "far_leg_hidden",
                "The far foot is hidden behind the near leg while it lands.",
                "moves contact time by up to 0.6 ms", 0.12,
            ),
            Flag(
                "f2", 5.033, 302, None, "legs_exchanged",
                "The legs were exchanged here and put right again.",
                "moves the shank angle by up to 0.3°", 0.1,
            ),
        ),
    )  # fmt: skip


def analysis_without_scale() -> Analysis:
    """The same clip with neither height nor speed, its near side unknown and its verdict limited."""
    full = analysis()
    reason = "Lengths are given as shares of leg length: state the runner's height or the belt speed."
    needs_scale = {name for name in full.metrics if name.endswith("_m")}
    unsided = {name: replace(m, near=None, far=None) for name, m in full.metrics.items()}
    withheld = {
        name: Metric(
            name,
            full.metrics[name].unit,
            Estimate(None, None, None, 0, "the scale is unknown; give the runner's height"),
        )
        for name in needs_scale
    }
    return replace(
        full,
        quality=replace(full.quality, verdict="limited", reasons=(Reason("no_scale", reason),)),
        scene=replace(scene(), scale=None, near_side=None),
        measures=replace(
            full.measures,
            metrics=unsided | withheld,
            steps=tuple(replace(s, step=replace(s.step, leg=None)) for s in full.measures.steps),
            curves=tuple(replace(curve, leg=None) for curve in curves()),
        ),
        events=replace(
            gait_events(),
            events=tuple(replace(event, leg=None) for event in gait_events().events),
            steps=tuple(replace(step, leg=None) for step in steps()),
        ),
        findings=tuple(finding for finding in full.findings if finding.metric not in needs_scale),
    )


def refused_analysis() -> Analysis:
    """A clip in which nobody runs."""
    message = "Nobody could be followed for two whole strides: film one runner, whole body in the picture."
    return Analysis(
        source=video_info(),
        quality=Quality("refused", (Reason("no_runner", message),), None, "unknown", None, 0.04),
        provenance=provenance(),
    )


def video_info() -> VideoInfo:
    """An eight-second landscape clip."""
    return VideoInfo("easy run <3 & shoes.mp4", "3f" * 32, 960, 540, 480, 8.0, 60.0, 0, False)


def provenance() -> Provenance:
    """The default engine."""
    settings = {"speed_mps": 3.2, "height_cm": 178.0, "sex": None, "view": "auto"}
    network = Network("blazepose", "heavy", "59e42d71" * 8)
    return Provenance("0.1.0", network, settings, "2026-11-22T14:03:00+00:00")


def scene() -> Scene:
    """A level side view of a runner who shows the right side."""
    scale = Scale(0.00446, 0.00437, 0.00455, "height")
    return Scene("side", "right", "right", "static", 0.2, 497.0, 197.0, 118.0, 0.0, scale)


def track(n: int = 480) -> Track:
    """A swaying figure with some unknown points."""
    rng = np.random.default_rng(7)
    time_s = np.arange(n) / 60 + 1 / 120
    k = len(BLAZEPOSE_33.landmarks)
    home = np.column_stack([480 + rng.normal(0, 25, k), np.linspace(120, 495, k)])
    sway = 60 * np.sin(2 * np.pi * time_s[:, None] / (2 * STEP_TIME_S) + np.arange(k))
    position = home + np.stack([sway, 0.2 * sway], axis=-1)
    raw = position + rng.normal(0, 1.5, position.shape)
    raw[40:44, 27] = np.nan
    confidence = np.clip(rng.normal(0.9, 0.08, (n, k)), 0, 1)
    confidence[np.isnan(raw[..., 0])] = 0
    return Track(BLAZEPOSE_33, time_s, position, raw, confidence, rng.random(n) < 0.02)


def steps() -> tuple[Step, ...]:
    """Alternating steps of equal length, the near leg first."""
    starts = 0.005 + STEP_TIME_S * np.arange(STEPS)
    return tuple(
        Step(side, leg, float(start), float(start + CONTACT_TIME_S), float(start + STEP_TIME_S))
        for start, (leg, side) in zip(starts, LEGS * (STEPS // 2), strict=True)
    )


def gait_events() -> GaitEvents:
    """Both events of every step, in order of time."""
    events = [
        GaitEvent(step.side, step.leg, kind, time_s, int(np.ceil(time_s * 60)), 0.006)
        for step in steps()
        for kind, time_s in (("initial_contact", step.initial_contact_s), ("toe_off", step.toe_off_s))
    ]
    return GaitEvents(tuple(sorted(events, key=lambda event: event.time_s)), steps(), 2 * STEP_TIME_S)


def metrics() -> dict[str, Metric]:
    """What a side view with a known height yields."""
    measured = {name: _metric(name, *numbers) for name, numbers in MEASURED.items()}
    missing = {
        name: Metric(name, "", Estimate(None, None, None, 0, reason)) for name, reason in WHY_MISSING.items()
    }
    units = {"_deg": "deg", "_pct": "%", "_kn_m": "kN/m", "_m": "m", "_10min": "per 10 min"}
    sorted_out = {
        name: replace(metric, unit=next((u for end, u in units.items() if name.endswith(end)), ""))
        for name, metric in missing.items()
    }
    pattern = Metric("foot_strike_pattern", "", Estimate(0.81, None, None, STEPS), category="rearfoot")
    return measured | sorted_out | {"foot_strike_pattern": pattern}


def curves() -> tuple[Curve, ...]:
    """Smooth curves of the usual shape, the far leg a little off the near one."""
    return tuple(_curve(name, shape, leg, side) for name, shape in SHAPES.items() for leg, side in LEGS)


def findings() -> tuple[Finding, ...]:
    """One of every level, and one that only describes."""
    seen = (Evidence(0.733, 44), Evidence(1.45, 87))
    synthesis = "van Oeveren et al. 2021, doi 10.1080/14763141.2021.1873411"
    bramah = "Bramah et al. 2018, healthy runners at 3.2 m/s, 3-D markers"
    return (
        Finding(
            "knee_flexion_peak_stance_high", "knee_flexion_peak_stance_deg", "outside",
            "Your peak knee flexion in stance is clearly higher than typical: 45.6°; "
            "the typical range is below 40.0°.",
            bramah, None, 40.0, True, seen,
        ),
        Finding(
            "trunk_lean_low", "trunk_lean_mean_deg", "look",
            "Your mean trunk lean is somewhat lower than typical: 1.4°; the typical range is 2.0° to 10.0°.",
            synthesis, 2.0, 10.0, True, seen,
        ),
        Finding(
            "cadence_typical", "cadence_spm", "typical",
            "Your cadence is typical for your speed: 168 steps a minute; the typical range is above 161.",
            "van Oeveren et al. 2019 (256 recreational runners)", 161.2, None, True,
        ),
        Finding(
            "shank_angle_unclear", "shank_angle_deg", "grey",
            "Your shank angle at initial contact lies too close to a boundary to be placed: 9.9°, "
            "between 5.3° and 14.5°; the typical range is 0.0° to 8.0°.",
            "doi 10.3389/fspor.2023.1268292; boundaries are a convention", 0.0, 8.0, False, seen,
        ),
        Finding(
            "vertical_oscillation_typical", "vertical_oscillation_m", "typical",
            "Your vertical oscillation is typical: 8.1 cm; the typical range is 5.0 to 10.0 cm.",
            synthesis, 0.05, 0.10,
        ),
        Finding(
            "describe_contact_time_s", "contact_time_s", "grey",
            "Your contact time is 246 ms; the typical range for your speed is 223 to 303 ms.",
            synthesis, 0.2233, 0.3033,
        ),
        Finding(
            "describe_foot_hip_distance_m", "foot_hip_distance_m", "grey",
            "The distance of your foot ahead of the hips is 20.1 cm.", synthesis, evidence=seen,
        ),
    )  # fmt: skip


def _metric(name: str, unit: str, value: float, half_width: float, difference: float) -> Metric:
    near, far = (
        Estimate(value + s * difference / 2, value - 1.3 * half_width, value + 1.3 * half_width, STEPS // 2)
        for s in (1, -1)
    )
    return Metric(
        name=name,
        unit=unit,
        overall=Estimate(value, value - half_width, value + half_width, STEPS),
        left=far,
        right=near,
        near=near,
        far=far,
        evidence=(Evidence(0.733, 44), Evidence(1.45, 87)),
    )


def _step_measures(step: Step) -> StepMeasures:
    known = {
        "contact_time_s": step.toe_off_s - step.initial_contact_s,
        "flight_time_s": step.next_contact_s - step.toe_off_s,
        "shank_angle_deg": 9.9,
    }
    return StepMeasures(step, known | {"foot_strike_angle_deg": np.nan if step.leg == "far" else 11.8})


def _bump(at: float, width: float) -> Callable[[Floats], Floats]:
    return lambda pct: np.exp(-(((pct - at + 50) % 100 - 50) ** 2) / (2 * width**2))


SHAPES: dict[str, Callable[[Floats], Floats]] = {
    "knee_flexion_deg": lambda p: 14 + 31 * _bump(15, 7)(p) + 86 * _bump(68, 11)(p),
    "thigh_angle_deg": lambda p: 6 + 26 * np.cos(2 * np.pi * (p - 88) / 100),
    "shank_angle_deg": lambda p: -28 + 44 * np.cos(2 * np.pi * (p - 98) / 100) - 22 * _bump(58, 12)(p),
    "foot_angle_deg": lambda p: 12 - 12 * _bump(14, 9)(p) - 80 * _bump(48, 12)(p) + 6 * _bump(85, 8)(p),
    "trunk_lean_deg": lambda p: 1.4 + 1.9 * np.cos(4 * np.pi * (p - 16) / 100),
    "hip_height_pct_leg": lambda p: -4.4 * np.cos(4 * np.pi * (p - 17) / 100),
}


def _curve(name: str, shape: Callable[[Floats], Floats], leg: Leg, side: Side) -> Curve:
    pct = np.linspace(0, 100, 101)
    mean = shape(pct + (1.5 if leg == "far" else 0.0))
    spread = 0.03 * np.ptp(mean) * (1 + 0.6 * np.sin(2 * np.pi * pct / 100) ** 2)
    unit = "deg" if name.endswith("_deg") else "%"
    return Curve(name, unit, leg, side, pct, mean, spread, 34.4 if leg == "near" else 34.9)
