"""Whether a change of cadence is offered at all.

A condition that a value meets only with a part of its interval, or whose value is not known, is unclear: what
hangs on it is not offered, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

from coaching.baseline import MOST_REPORTS, NOT_TOLD, Baseline, CadenceBand
from coaching.settings import Pain
from vision import Estimate, Ranges, estimate_text, typical_ranges, with_unit

AdviceCode = Literal["offered", "typical", "no_reason", "uncertain", "speed_not_studied", "pain_first"]
NO_CHANGE = "No change suggested."
BOTH_SIDES = "the interval has both sides of it"
NO_STRIKE = "how the foot lands was not measured"
SEEN_SQUARELY = "Film the runner squarely from the side, with the feet in full view."
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


@dataclass(frozen=True, slots=True)
class _Condition:
    """What speaks for a change; where `holds` is None, `unclear` says why and `remedy` what would tell."""

    words: str
    holds: bool | None
    unclear: str = BOTH_SIDES
    remedy: str = ""


def advise(baseline: Baseline, pain: Pain) -> Advice:
    """Offered where cadence lies surely below the mean at this speed, and a reason stands beside.

    Reasons are a cadence below the typical band, a shank angle above its typical range for one who lands on
    the heel, and pain of knee or hip that a clinician knows of.
    """
    band = baseline.typical
    if pain == "other":
        why = "Pain comes first: let a clinician look at it, and come back when it is cared for."
        return Advice(offered=False, code="pain_first", message=f"{NO_CHANGE} {why}")
    if band is None:
        why = f"What cadence is typical at {with_unit(baseline.speed_mps, 'm/s')} is not known."
        return Advice(offered=False, code="speed_not_studied", message=f"{NO_CHANGE} {why}")
    reasons = (
        _below(baseline, band, band.low_spm, f"the band of {_band(band)}"),
        _shank(baseline),
        _Condition("your knee or hip pain is in a clinician's care", pain == "knee_or_hip_under_care"),
    )
    mean = f"the mean of {with_unit(band.mean_spm, 'spm')}"
    return _advice(baseline, band, _below(baseline, band, band.mean_spm, mean), reasons)


def _advice(
    baseline: Baseline, band: CadenceBand, below_mean: _Condition, reasons: Sequence[_Condition]
) -> Advice:
    known = f"Your cadence is {estimate_text(baseline.cadence, 'spm')}"
    at = f"for your speed{'' if baseline.height_cm is None else ' and height'}"
    mean = f"the mean {at} is {with_unit(band.mean_spm, 'spm')}"
    if baseline.own_spm >= band.mean_spm + band.mean_half_width_spm:
        why = f"{known}, which is not below what is typical: {mean}."
        return Advice(offered=False, code="typical", message=f"{NO_CHANGE} {why}")
    met = [reason.words for reason in reasons if reason.holds]
    unclear = [reason for reason in reasons if reason.holds is None]
    if below_mean.holds and met:
        return Advice(offered=True, code="offered", message=f"{known}; {mean}, and {' and '.join(met)}.")
    if not met and not unclear:
        why = f"{known}; {mean}, and nothing else speaks for a change."
        return Advice(offered=False, code="no_reason", message=f"{NO_CHANGE} {why}")
    asked = [below_mean] if below_mean.holds is None else unclear
    told = (f"It cannot be told whether {one.words}: {one.unclear}. {one.remedy}" for one in asked)
    return Advice(offered=False, code="uncertain", message=f"{NO_CHANGE} {known}; {mean}. {' '.join(told)}")


def _below(baseline: Baseline, band: CadenceBand, boundary_spm: float, named: str) -> _Condition:
    if baseline.height_cm is None:
        remedy = "Tell your height: analyse the clip again with --height-cm."
    elif baseline.clips < MOST_REPORTS:
        remedy = "Film a second clip on another day, at the same speed, and make the plan of both."
    else:
        remedy = "Try again with two new clips in a few weeks."
    holds = _beyond(_from(baseline, band), boundary_spm, -1)
    return _Condition(f"your cadence lies below {named}", holds, remedy=remedy)


def _from(baseline: Baseline, band: CadenceBand) -> Estimate:
    """The cadence with what is unknown of the mean added to its interval, by squares."""
    own, (low, high), unknown = baseline.own_spm, baseline.own_ends_spm, band.mean_half_width_spm
    below, above = hypot(own - low, unknown), hypot(high - own, unknown)
    return Estimate(own, own - below, own + above, baseline.cadence.n)


def _beyond(estimate: Estimate, boundary: float, sign: int) -> bool | None:
    """Whether the whole interval lies above (`sign` 1) or below (-1) the boundary; None where unclear."""
    if estimate.low is None or estimate.high is None:
        return None
    sides = {sign * (end - boundary) > 0 for end in (estimate.low, estimate.high)}
    return sides.pop() if len(sides) == 1 else None


def shank_range() -> Ranges:
    """Of those who land on the heel."""
    return typical_ranges("shank_angle_deg", speed_mps=None, height_cm=None, rearfoot=True)


def _shank(baseline: Baseline) -> _Condition:
    high = shank_range().typical[1]
    assert high is not None
    exceeds = f"exceeds {high:g}°"
    steep = _beyond(baseline.shank, high, 1)
    if baseline.rearfoot is False or steep is False:
        return _Condition(exceeds, holds=False)
    if baseline.shank.value is None:
        words = f"your shank angle at contact {exceeds}"
        return _Condition(words, None, baseline.shank.why_missing or NOT_TOLD, SEEN_SQUARELY)
    words = f"your shank angle at contact, {estimate_text(baseline.shank, 'deg')}, {exceeds}"
    if baseline.rearfoot is None:
        return _Condition(f"{words} and your heel lands first", None, NO_STRIKE, SEEN_SQUARELY)
    return _Condition(
        words, steep, remedy="One camera tells it hardly closer; a coach may look at the frames."
    )


def _band(band: CadenceBand) -> str:
    return f"{band.low_spm:.0f} to {band.high_spm:.0f} steps a minute"
