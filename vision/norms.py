"""What is typical of running form, as one table with its papers.

Boundaries between the lights are conventions of this project; the papers give means and spreads. Everything
holds for level running.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vision.datatypes import Level

Range = tuple[float | None, float | None]
Placing = Literal["low", "typical", "high"]

OPEN: Range = (None, None)
STUDIED_SPEED_MPS = (1.6, 5.0)
MEAN_HEIGHT_CM = 181.0


@dataclass(frozen=True, slots=True)
class Runner:
    """What the ranges depend on; None where unknown."""

    speed_mps: float | None
    height_cm: float | None
    rearfoot: bool


@dataclass(frozen=True, slots=True)
class Ranges:
    """Where a value is typical, and beyond which ends it is clearly outside; None is an open end.

    A side that `outside` leaves open has no light.
    """

    typical: Range = OPEN
    outside: Range = OPEN

    def around(self, center: float) -> "Ranges":
        """The same ranges, moved by `center`."""
        return Ranges(_moved(self.typical, center), _moved(self.outside, center))

    def beyond(self, value: float) -> tuple[Placing, float | None]:
        """The side on which a value leaves the typical range, and how far it has gone towards outside.

        0 is inside the typical range, 1 at the end of `outside`; None where that side has no light.
        """
        sides: tuple[tuple[Placing, int], ...] = (("low", -1), ("high", 1))
        for (side, sign), end, far in zip(sides, self.typical, self.outside, strict=True):
            if end is not None and sign * (value - end) > 0:
                return side, None if far is None else (value - end) / (far - end)
        return "typical", 0.0

    def level(self, value: float) -> Level:
        """The light of a value."""
        _, distance = self.beyond(value)
        if distance is None:
            return "grey"
        if distance > 1:
            return "outside"
        return "look" if distance > 0 else "typical"


def _moved(ends: Range, center: float) -> Range:
    low, high = (None if end is None else end + center for end in ends)
    return low, high


@dataclass(frozen=True, slots=True)
class Norm:
    """What is typical of one measure, in the measure's own unit.

    With `center` the ranges are offsets from it; where it is not known for a runner, neither are they, and
    `unknown` says why. A measure without any end of `outside` is only described.
    """

    metric: str
    noun: str
    reference: str
    ranges: Ranges = Ranges()
    center: Callable[[Runner], float | None] | None = None
    scope: str = ""
    unknown: str = ""
    note: str = ""

    def of(self, runner: Runner) -> tuple[Ranges, str]:
        """The ranges for this runner, and what is to be said besides."""
        center = self.center(runner) if self.center else 0.0
        if center is None:
            return Ranges(), self.unknown
        return self.ranges.around(center), self.note


CADENCE_LOG_SD, DUTY_FACTOR_LOG_SD = 0.065, 0.08
"""Between runners at one speed, of the logarithm: 0.04 to 0.05 within teams (doi 10.3389/fspor.2020.628348),
0.055 to 0.07 and 0.065 to 0.08 among runners of one age (Karamanidis & Arampatzis 2005, J Exp Biol 208:3907).
One hardly goes with the other (Patoz 2022, doi 10.1080/14763141.2022.2094825)."""

SPRINT_MPS, SPRINT_CADENCE = (5.17, 6.96, 8.99), (1.0, 1.12, 1.40)
"""Speed, and cadence over that of the first: runners quicken where steps hardly lengthen any more."""

LONGEST_STANCE_MPS = 20 / 3.6


def expected_cadence_spm(speed_mps: float, height_cm: float | None) -> float:
    """Mean cadence of recreational runners at a speed: 150 + 6.0 v (van Oeveren et al. 2019).

    Deviation: -0.6 spm per cm of height, half the slope of elite ultrarunners (Burns et al. 2019), which fits
    the correlation of -0.5 among 417 runners (PubMed 28886463). Beyond 5.2 m/s it grows as sprinters' does
    (Dorn, Schache & Pandy 2012, doi 10.1242/jeb.064527).
    """
    taller_cm = 0.0 if height_cm is None else height_cm - MEAN_HEIGHT_CM
    running = 150.0 + 6.0 * min(speed_mps, SPRINT_MPS[0]) - 0.6 * taller_cm
    return running * float(np.interp(speed_mps, SPRINT_MPS, SPRINT_CADENCE))


def expected_contact_time_s(speed_mps: float) -> float:
    """Mean contact time at a speed, through the end points of van Oeveren et al. 2021 (8 and 20 km/h).

    Beyond, the leg sets an end to the way that the body goes over the foot.
    """
    return 0.073 * min(1.0, LONGEST_STANCE_MPS / speed_mps) + 0.593 / speed_mps


def expected_duty_factor(speed_mps: float) -> float:
    """Mean duty factor at a speed, from the two."""
    return expected_contact_time_s(speed_mps) * expected_cadence_spm(speed_mps, None) / 120


def _studied_speed_mps(runner: Runner) -> float | None:
    slowest, fastest = STUDIED_SPEED_MPS
    known = runner.speed_mps is not None and slowest <= runner.speed_mps <= fastest
    return runner.speed_mps if known else None


def _cadence_spm(runner: Runner) -> float | None:
    speed_mps = _studied_speed_mps(runner)
    return None if speed_mps is None else expected_cadence_spm(speed_mps, runner.height_cm)


def _contact_time_s(runner: Runner) -> float | None:
    speed_mps = _studied_speed_mps(runner)
    return None if speed_mps is None else expected_contact_time_s(speed_mps)


def _rearfoot_only(runner: Runner) -> float | None:
    return 0.0 if runner.rearfoot else None


SYNTHESIS = "van Oeveren et al. 2021, doi 10.1080/14763141.2021.1873411"
BRAMAH = "Bramah et al. 2018, healthy runners at 3.2 m/s, 3-D markers"
MTIBAA = "Mtibaa et al. 2023, doi 10.3389/fphys.2023.1289172, healthy runners on a treadmill"
WITHIN_2_5_PCT = Ranges(typical=(-2.5, 2.5))
CONVENTION = "boundaries are a convention of this project"
FOR_YOUR_SPEED = " for your speed"
SPEED_UNKNOWN = "What is typical depends on speed and is known from 1.6 to 5 m/s; give the speed to compare."
OWN_CLIPS = (
    "At a steady speed every runner lands ahead of the body, the farther the faster, and no typical distance "
    "is published: compare it with your own clips at the same speed."
)

NORMS = (
    Norm(
        "cadence_spm",
        "Your cadence",
        "van Oeveren et al. 2019, 256 recreational runners; spread doi 10.3389/fspor.2020.628348; "
        f"height PubMed 28886463; {CONVENTION}",
        Ranges(typical=(-8.0, None), outside=(-16.0, None)),
        center=_cadence_spm,
        scope=FOR_YOUR_SPEED,
        unknown=SPEED_UNKNOWN,
    ),
    Norm(
        "shank_angle_deg",
        "Your shank angle at initial contact",
        f"doi 10.3389/fspor.2023.1268292, recreational 6.8°, collegiate 2.1°; {CONVENTION}",
        Ranges(typical=(0.0, 8.0), outside=(None, 12.0)),
        center=_rearfoot_only,
        scope=" for runners who land on the heel",
        unknown="A typical range is known only for runners who land on the heel.",
    ),
    Norm(
        "knee_flexion_initial_contact_deg",
        "Your knee flexion at initial contact",
        f"{BRAMAH}, 10.2 ± 4.8°; {CONVENTION}",
        Ranges(typical=(8.0, None), outside=(4.0, None)),
    ),
    Norm(
        "trunk_lean_mean_deg",
        "Your mean trunk lean",
        f"{SYNTHESIS}, recreational 5 to 7.5°, elite about 3°; {CONVENTION}",
        Ranges(typical=(2.0, 10.0), outside=(0.0, 15.0)),
    ),
    Norm(
        "vertical_oscillation_m",
        "Your vertical oscillation",
        f"{SYNTHESIS}, 6 to 10 cm; on a treadmill about 1.5 cm less, PMC7069922; {CONVENTION}",
        Ranges(typical=(0.05, 0.10), outside=(None, 0.12)),
    ),
    Norm(
        "pelvic_drop_deg",
        "Your pelvic drop",
        f"{BRAMAH}, 3.7 ± 1.9°; {CONVENTION}",
        Ranges(typical=(None, 5.5), outside=(None, 7.5)),
        note="Differences below 2.8° cannot be told apart from a flat video.",
    ),
    Norm(
        "contact_time_s",
        "Your contact time",
        f"{SYNTHESIS}, ± two standard deviations of 20 ms; on a treadmill about 5 ms more, PMC7069922",
        Ranges(typical=(-0.040, 0.040)),
        center=_contact_time_s,
        scope=FOR_YOUR_SPEED,
        unknown=SPEED_UNKNOWN,
    ),
    Norm("flight_time_s", "Your flight time", SYNTHESIS, Ranges(typical=(0.100, 0.150))),
    Norm(
        "duty_factor",
        "Your duty factor",
        f"{SYNTHESIS}, 0.45 at very slow running to 0.28 at 22 km/h",
        Ranges(typical=(0.28, 0.45)),
    ),
    Norm("foot_hip_distance_m", "The distance of your foot ahead of the hips", SYNTHESIS, note=OWN_CLIPS),
    Norm(
        "foot_com_distance_m",
        "The distance of your foot ahead of the centre of mass",
        SYNTHESIS,
        note=OWN_CLIPS,
    ),
    Norm(
        "foot_strike_angle_deg",
        "Your foot strike angle",
        "PMC4801105, 1991 marathon runners; Hamill & Gruber 2017; Anderson et al. 2020",
        note="Most runners, 94 of 100 in one marathon, land on the heel; no pattern is known to be better.",
    ),
    Norm(
        "elbow_angle_mean_deg",
        "Your mean elbow angle",
        "J Exp Biol, jeb197228",
        note="Running with bent and with straight arms costs the same; no typical angle is published.",
    ),
    Norm(
        "arm_swing_range_deg",
        "The range of your arm swing",
        "Arellano & Kram 2014",
        note="Swinging the arms saves energy; how far has no published typical range.",
    ),
    Norm("symmetry_angle_pct", "The symmetry angle of your contact times", MTIBAA, WITHIN_2_5_PCT),
    Norm("symmetry_angle_flight_time_pct", "The symmetry angle of your flight times", MTIBAA, WITHIN_2_5_PCT),
)


def typical_ranges(
    metric: str, *, speed_mps: float | None, height_cm: float | None, rearfoot: bool
) -> Ranges:
    """Where a measure is typical of such a runner; open where that is unknown, or no norm has the measure."""
    runner = Runner(speed_mps, height_cm, rearfoot)
    return next((norm.of(runner)[0] for norm in NORMS if norm.metric == metric), Ranges())
