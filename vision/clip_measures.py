"""Measures of the clip as a whole: cadence, step length, strike pattern, stiffness, symmetry, steadiness."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import chi2, norm, theilslopes

from vision.datatypes import SIDES, Estimate, Evidence, Floats, GaitEvents, Metric
from vision.intervals import Z95, half_width_apart, missing, plus_minus, relative_sd, scaled
from vision.spring import dip_m, peak_force_n
from vision.withholding import THREE_PATTERNS_FPS, reaches

BELT_SPEED_SD = 0.015
"""Treadmill belts run at 98-103 % of what they show (Willwacher 2021)."""

REARFOOT_ABOVE_DEG = 8.0
FOREFOOT_BELOW_DEG = -1.6
"""Foot strike angle of the three patterns (Altman & Davis 2012)."""

SD_KNOWN_TO = 0.3
"""Share to which the standard deviation of an angle is itself known: it comes from few bodies."""

LEG_TO_STATURE = 0.53
CADENCE_FLOOR_SPM = 0.1
CV_STRIDES_MIN = 16
DRIFT_DURATION_MIN_S = 120.0
DRIFT_POINTS = 600
"""At most, of which all pairs are compared: 9 MB, where the 10,000 steps of an hour would take 2.6 GB."""


@dataclass(frozen=True, slots=True)
class RunnerFacts:
    """What the runner says: belt or ground speed, stature and body mass, each None when not given."""

    speed_mps: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None


def clip_metrics(
    metrics: Mapping[str, Metric], events: GaitEvents, frame_rate_hz: float, runner: RunnerFacts
) -> dict[str, Metric]:
    """Whole-clip measures, by name.

    `metrics` are those already made: of single steps, the speed, and the step length where feet showed it.
    """
    speed = speed_of(metrics["speed_mps"], runner)
    length = metrics.get("step_length_m") or Metric(
        "step_length_m", "m", step_length_m(metrics["step_time_s"].overall, runner)
    )
    three_patterns = reaches(frame_rate_hz, THREE_PATTERNS_FPS)
    made = (
        Metric("cadence_spm", "spm", cadence_spm(events), evidence=_ends(events)),
        length,
        Metric(
            "vertical_ratio_pct",
            "%",
            vertical_ratio_pct(metrics["vertical_oscillation_m"].overall, length.overall),
        ),
        foot_strike_pattern(metrics["foot_strike_angle_deg"], three_classes=three_patterns),
        Metric("vertical_stiffness_kn_m", "kN/m", vertical_stiffness_kn_m(metrics, runner)),
        Metric("leg_stiffness_kn_m", "kN/m", leg_stiffness_kn_m(metrics, runner, speed)),
        *(
            Metric(f"symmetry_angle{suffix}_pct", "%", symmetry_angle_pct(metrics[name]))
            for name, suffix in SYMMETRIES.items()
        ),
        Metric("stride_time_cv_pct", "%", stride_time_cv_pct(events)),
        Metric("drift_per_10min", "per 10 min", cadence_drift_per_10min(events)),
    )
    return {metric.name: metric for metric in made}


SYMMETRIES = {
    "contact_time_s": "",
    "flight_time_s": "_flight_time",
    "foot_hip_distance_pct_leg": "_foot_hip_distance",
}
"""The measures whose symmetry angle is reported, and what that adds to its name."""


def cadence_spm(events: GaitEvents) -> Estimate:
    """120 strides over their time, from each foot's first contact to its last, both feet together.

    Between contacts of one foot the rules' error of that leg cancels; between a near and a far one it does
    not. Strides whose contacts were not seen count.
    """
    contacts = events.contacts()
    gaps_s = [np.diff([c.time_s for c in events.contacts(side)]) for side in SIDES]
    total_s = float(sum(gaps.sum() for gaps in gaps_s))
    if total_s == 0:
        return missing("fewer than two contacts of any foot were found", len(contacts))
    strides = sum(float(np.maximum(1, np.round(gaps / events.stride_time_s)).sum()) for gaps in gaps_s)
    value = 120 * strides / total_s
    ends = 2 * sum(len(gaps) > 0 for gaps in gaps_s)
    timing_s = float(np.median([c.uncertainty_s for c in contacts]) * np.sqrt(ends))
    half = Z95 * float(np.hypot(value * timing_s / total_s, CADENCE_FLOOR_SPM))
    return plus_minus(value, half, len(contacts) - 1)


def speed_of(measured: Metric, runner: RunnerFacts) -> Estimate:
    """The speed that was told, as well as belts keep it, or else the measured one."""
    if runner.speed_mps is None:
        return measured.overall
    return plus_minus(runner.speed_mps, Z95 * BELT_SPEED_SD * runner.speed_mps, 1)


def step_length_m(step_time: Estimate, runner: RunnerFacts) -> Estimate:
    """Belt speed times step time (van Oeveren 2021)."""
    if runner.speed_mps is None:
        return missing("the speed is unknown; give the belt speed")
    return scaled(step_time, runner.speed_mps, relative_sd=BELT_SPEED_SD)


def vertical_ratio_pct(oscillation: Estimate, length: Estimate) -> Estimate:
    """Vertical oscillation as a share of step length."""
    if oscillation.value is None:
        return oscillation
    if length.value is None or length.high is None:
        return length
    return scaled(oscillation, 100 / length.value, relative_sd=relative_sd(length.value, length.high))


def foot_strike_pattern(angle: Metric, *, three_classes: bool) -> Metric:
    """The most probable class of the foot strike angle; the value is that probability.

    Two classes are rearfoot and non-rearfoot, three tell forefoot from midfoot. The interval is the
    probability with an `SD_KNOWN_TO` smaller and larger standard deviation of the angle.
    """
    overall, name = angle.overall, "foot_strike_pattern"
    if overall.value is None or overall.high is None:
        return Metric(name, "", overall)
    sd = max((overall.high - overall.value) / Z95, 1e-6)
    classes = [
        _strike_classes(overall.value, sd * share, three_classes)
        for share in (1.0, 1 - SD_KNOWN_TO, 1 + SD_KNOWN_TO)
    ]
    likely = max(classes[0], key=lambda pattern: classes[0][pattern])
    probability = [float(each[likely]) for each in classes]
    value = Estimate(probability[0], min(probability), max(probability), overall.n)
    return Metric(name, "", value, category=likely, evidence=angle.evidence)


def _strike_classes(angle_deg: float, sd_deg: float, three_classes: bool) -> Mapping[str, float]:
    """Probability of every class."""
    forefoot, not_rearfoot = norm.cdf([FOREFOOT_BELOW_DEG, REARFOOT_ABOVE_DEG], angle_deg, sd_deg)
    if three_classes:
        return {
            "forefoot": forefoot,
            "midfoot": not_rearfoot - forefoot,
            "rearfoot": 1 - not_rearfoot,
        }
    return {"non-rearfoot": not_rearfoot, "rearfoot": 1 - not_rearfoot}


def vertical_stiffness_kn_m(metrics: Mapping[str, Metric], runner: RunnerFacts) -> Estimate:
    """Peak force over the dip of the centre of mass, sine-wave model of Morin 2005; not valid on inclines."""
    if runner.mass_kg is None:
        return missing("the body mass is unknown; give the runner's mass")

    def stiffness(contact_s: Floats, flight_s: Floats) -> Floats:
        force_n = peak_force_n(contact_s, flight_s, mass_kg=runner.mass_kg or np.nan)
        return force_n / dip_m(contact_s, flight_s) / 1000

    return _from_times(metrics, stiffness)


def leg_stiffness_kn_m(metrics: Mapping[str, Metric], runner: RunnerFacts, speed: Estimate) -> Estimate:
    """Peak force over the shortening of the leg, sine-wave model of Morin 2005; not valid on inclines."""
    speeds_mps = (speed.value, speed.low, speed.high)
    needed = {"body mass": runner.mass_kg, "speed": speed.value, "height": runner.height_cm}
    if lacking := [name for name, known in needed.items() if known is None]:
        return missing(f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} needed")
    assert runner.height_cm is not None
    leg_m = LEG_TO_STATURE * runner.height_cm / 100

    def stiffness(contact_s: Floats, flight_s: Floats, *, speed_mps: float) -> Floats:
        force_n = peak_force_n(contact_s, flight_s, mass_kg=runner.mass_kg or np.nan)
        height_squared = leg_m**2 - (speed_mps * contact_s / 2) ** 2
        bent_m = leg_m - np.sqrt(np.where(height_squared > 0, height_squared, np.nan))
        return force_n / (bent_m + dip_m(contact_s, flight_s)) / 1000

    return _from_times(metrics, *(partial(stiffness, speed_mps=each or np.nan) for each in speeds_mps))


def _from_times(metrics: Mapping[str, Metric], *stiffness: Callable[[Floats, Floats], Floats]) -> Estimate:
    """A function of contact and flight time, whose errors are opposite: the interval holds both its ends.

    Further functions are the first one with other things as likely; the interval holds them too.
    """
    contact, flight = metrics["contact_time_s"].overall, metrics["flight_time_s"].overall
    if contact.value is None or contact.low is None or contact.high is None:
        return contact
    if flight.value is None:
        return flight
    contact_s = np.array([contact.value, contact.low, contact.high])
    flight_s = flight.value - (contact_s - contact.value)
    value, *ends = np.concatenate([each(contact_s, flight_s) for each in stiffness])
    if not np.isfinite([value, *ends]).all():
        return missing("contact and flight time do not fit the model")
    return Estimate(float(value), float(min(ends)), float(max(ends)), contact.n)


def symmetry_angle_pct(metric: Metric) -> Estimate:
    """100 (45 - atan(left / right)) / 90 (Zifchock 2008); positive when the right side is larger."""
    left, right, mean = metric.left, metric.right, metric.overall
    if left is None or right is None:
        return missing("left and right are not known apart")
    if left.value is None or right.value is None or mean.value is None:
        return missing("it needs both legs")
    if left.value <= 0 or right.value <= 0:
        return missing("one side is not positive, so a ratio has no meaning")
    value = 100 * (45 - np.degrees(np.arctan(left.value / right.value))) / 90
    apart = half_width_apart(left, right, mean)
    half = float(100 / 90 * np.degrees(apart / (left.value + right.value)))
    return plus_minus(value, half, min(left.n, right.n))


def stride_time_cv_pct(events: GaitEvents) -> Estimate:
    """Coefficient of variation of stride time around a linear trend."""
    rest, strides = [], []
    for side in SIDES:
        times = np.array([c.time_s for c in events.contacts(side)])
        stride = np.diff(times)
        if len(stride) >= CV_STRIDES_MIN / 2:
            rest.append(stride - np.polyval(np.polyfit(times[1:], stride, 1), times[1:]))
            strides.append(stride)
    n = sum(len(r) for r in rest)
    if n < CV_STRIDES_MIN:
        return missing(f"it needs at least {CV_STRIDES_MIN} strides", n)
    value = 100 * float(np.std(np.concatenate(rest), ddof=2 * len(rest)) / np.mean(np.concatenate(strides)))
    low, high = value * np.sqrt((n - 2) / chi2.ppf([0.975, 0.025], n - 2))
    return Estimate(value, float(low), float(high), n)


def cadence_drift_per_10min(events: GaitEvents) -> Estimate:
    """Change of cadence in steps/min per 10 min, Theil-Sen slope over single steps.

    Over the means of some neighbouring ones where a clip has many: the slope scatters as little.
    """
    steps = events.steps
    if not steps or steps[-1].initial_contact_s - steps[0].initial_contact_s < DRIFT_DURATION_MIN_S:
        return missing("it needs a clip of at least two minutes", len(steps))
    times = np.array([s.initial_contact_s for s in steps])
    spm = 60 / np.array([s.next_contact_s - s.initial_contact_s for s in steps])
    slope, _, low, high = theilslopes(_few(spm), _few(times))
    return Estimate(600 * float(slope), 600 * float(low), 600 * float(high), len(steps))


def _few(values: Floats) -> Floats:
    """Means of as many neighbours each as leave few enough; the last ones that fill no mean are left out."""
    together = -(-len(values) // DRIFT_POINTS)
    means: Floats = values[: len(values) // together * together].reshape(-1, together).mean(axis=1)
    return means


def _ends(events: GaitEvents) -> tuple[Evidence, ...]:
    contacts = events.contacts()
    return tuple(Evidence(c.time_s, c.frame) for c in (contacts[0], contacts[-1])) if contacts else ()
