"""Whether a change of cadence is offered at all.

A rule that a value meets only with a part of its interval is open: what hangs on it is not offered, and said.
"""

from dataclasses import dataclass
from math import hypot
from typing import Literal

from coaching.baseline import Baseline, CadenceBand
from coaching.settings import Pain
from vision import Estimate, Ranges, estimate_text, typical_ranges, with_unit

AdviceCode = Literal["offered", "typical", "no_reason", "uncertain", "speed_not_studied", "pain_first"]
NO_CHANGE = "No change suggested."
SOURCE = (
    "Uninjured runners: no evidence for a change of form (Souza 2016). Typical cadence: van Oeveren et al."
    " 2019, spread doi 10.3389/fspor.2020.628348. Shank angle: doi 10.3389/fspor.2023.1268292. Boundaries:"
    " convention."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Whether a plan is offered, and why."""

    offered: bool
    code: AdviceCode
    message: str
    source: str = SOURCE


def advise(baseline: Baseline, pain: Pain) -> Advice:
    """Offered where cadence lies below the mean at this speed, and a reason stands beside.

    Reasons are a cadence below the typical band, a shank angle above its typical range for one who lands on
    the heel, and pain of knee or hip that a clinician knows of.
    """
    band, cadence = baseline.typical, baseline.cadence
    if pain == "other":
        why = "Pain comes first: let a clinician look at it, and come back when it is cared for."
        return Advice(offered=False, code="pain_first", message=f"{NO_CHANGE} {why}")
    if band is None:
        why = f"What cadence is typical at {with_unit(baseline.speed_mps, 'm/s')} is not known."
        return Advice(offered=False, code="speed_not_studied", message=f"{NO_CHANGE} {why}")
    below_mean = _beyond(_from(cadence, band), band.mean_spm, -1)
    reasons = {
        f"your cadence lies below the band of {_band(band)}": _beyond(_from(cadence, band), band.low_spm, -1),
        _shank_words(baseline): _shank(baseline),
        "your knee or hip pain is in a clinician's care": pain == "knee_or_hip_under_care",
    }
    return _advice(baseline, band, below_mean, reasons)


def _advice(
    baseline: Baseline, band: CadenceBand, below_mean: bool | None, reasons: dict[str, bool | None]
) -> Advice:
    known = f"Your cadence is {estimate_text(baseline.cadence, 'spm')}"
    at = f"for your speed{'' if baseline.height_cm is None else ' and height'}"
    mean = f"the mean {at} is {with_unit(band.mean_spm, 'spm')}"
    if below_mean is False:
        why = f"{known}, which is not below what is typical {at}: {mean}."
        return Advice(offered=False, code="typical", message=f"{NO_CHANGE} {why}")
    met = [reason for reason, holds in reasons.items() if holds]
    open_ones = [reason for reason, holds in reasons.items() if holds is None]
    if below_mean and met:
        return Advice(offered=True, code="offered", message=f"{known}; {mean}, and {' and '.join(met)}.")
    if not met and not open_ones:
        why = f"{known}; {mean}, and nothing else speaks for a change."
        return Advice(offered=False, code="no_reason", message=f"{NO_CHANGE} {why}")
    if below_mean is None:
        open_ones = [f"your cadence lies below the mean of {with_unit(band.mean_spm, 'spm')}"]
    remedy = _remedy(baseline, is_of_cadence=open_ones != [_shank_words(baseline)])
    why = (
        f"{known}; {mean}. It cannot be told whether {' or whether '.join(open_ones)}: the interval has both"
    )
    return Advice(offered=False, code="uncertain", message=f"{NO_CHANGE} {why} sides of it. {remedy}")


def _remedy(baseline: Baseline, *, is_of_cadence: bool) -> str:
    if not is_of_cadence:
        return "One camera tells the angle no closer; a coach may look at the frames."
    if baseline.height_cm is None:
        return "Tell your height: analyse the clip again with --height-cm."
    return "A longer clip at that speed may tell."


def _from(cadence: Estimate, band: CadenceBand) -> Estimate:
    """With what is unknown of the mean added to its interval, by squares."""
    value = float(cadence.value or 0.0)
    below, above = (
        hypot(end, band.mean_half_width_spm)
        for end in (value - float(cadence.low or 0.0), float(cadence.high or 0.0) - value)
    )
    return Estimate(value, value - below, value + above, cadence.n)


def _beyond(estimate: Estimate, boundary: float, sign: int) -> bool | None:
    """Whether the whole interval lies above (`sign` 1) or below (-1) the boundary; None where it has both."""
    if estimate.low is None or estimate.high is None:
        return False
    sides = {sign * (end - boundary) > 0 for end in (estimate.low, estimate.high)}
    return sides.pop() if len(sides) == 1 else None


def shank_range() -> Ranges:
    """Of those who land on the heel."""
    return typical_ranges("shank_angle_deg", speed_mps=None, height_cm=None, rearfoot=True)


def _shank(baseline: Baseline) -> bool | None:
    high = shank_range().typical[1]
    return baseline.rearfoot and high is not None and _beyond(baseline.shank, high, 1)


def _shank_words(baseline: Baseline) -> str:
    high = shank_range().typical[1] or 0.0
    return f"your shank angle at contact, {estimate_text(baseline.shank, 'deg')}, exceeds {high:g}°"


def _band(band: CadenceBand) -> str:
    return f"{band.low_spm:.0f} to {band.high_spm:.0f} steps a minute"
