"""Does the clip play as fast as it was filmed? The runner's own motion is the clock.

A clip that plays k times slower shows k times fewer steps a minute and a bounce that is k squared times too
small for its contact and flight times: in flight the body falls freely, so bounce and times fix the clock
(Morin 2005). Told the speed, the ground has to pass as fast in the picture. The cues hang on the runner's
speed and length of leg beside k, so all three are found together, by least squares over logarithms; every
cue counts by the spread that runners have at true speed. Duty factor tells no k, but the speed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from vision.clip_measures import RunnerFacts
from vision.datatypes import Floats, GaitEvents, Landmarks, Measures, Metric, Scene
from vision.errors import CannotMeasure
from vision.intervals import Z95, relative_sd
from vision.kinematics import TYPICAL_LEG_M
from vision.norms import CADENCE_LOG_SD, DUTY_FACTOR_LOG_SD, expected_cadence_spm, expected_duty_factor
from vision.spring import dip_m, rise_m
from vision.stepping import find_strides

CADENCE_RANGE_SPM = (95.0, 260.0)
"""Half of a quick runner's 190, and what nobody reaches."""

TYPICAL_CADENCE_SPM = 165.0
"""Of 2.5 m/s (van Oeveren 2019), for a first guess at the factor of a clip that is far too slow."""

STANCE_TO_STEP = 0.71
"""Contact over step time where it is unknown; 0.55 to 0.90 changes the predicted bounce by a quarter."""

TYPICAL_SPEED_MPS, SPEED_LOG_SD = 3.0, 0.25
"""Where 256 recreational runners chose to run, 1.6 to 4.7 m/s (van Oeveren 2019)."""

TOLD_SPEED_LOG_SD = 0.03
"""Belts run at 98-103 % of what they show (Willwacher 2021)."""

LEG_LOG_SD = 0.06
"""Of adults' legs: stature varies by 5 %, women and men together, and the leg's share of it by 3 %."""

BOUNCE_TO_SPRING, BOUNCE_LOG_SD = 1.1, 0.16
"""Bounce of the drawn mid-hip over that of the spring, typical of runners and its spread (docs/tempo.md)."""

BELT_LOG_SD = 0.03
"""Shoes of known speed read 1-3 % slow."""

SURELY_SLOWER, SURELY_FASTER = 1.7, 0.73
"""Half way between factors that occur, as logarithms: 1.5 and 2, and 1 / 1.25 and 1 / 1.5."""

USUAL_CAPTURE_FPS = (60, 120, 240, 480, 960)


@dataclass(frozen=True, slots=True)
class Tempo:
    """How many times slower than real the motion looks, its 95 % interval; NaN where it does not tell.

    `told` is what it rests on that was told, and so might be wrong; `settled` where the user says that the
    clip plays as it was filmed.
    """

    times_slower: float
    low: float
    high: float
    told: tuple[str, ...] = ()
    settled: bool = False

    @property
    def advice(self) -> str:
        """What to check first."""
        return advice_on(self.told)

    @property
    def perhaps_slower(self) -> bool:
        return self.low > 1

    @property
    def perhaps_faster(self) -> bool:
        return self.high < 1

    @property
    def doubtful(self) -> bool:
        return not self.settled and (self.perhaps_slower or self.perhaps_faster)

    @property
    def known(self) -> bool:
        return bool(np.isfinite(self.times_slower))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    """What the clip shows in its own time, and what was told; NaN where unknown."""

    cadence_spm: float
    duty_factor: float
    oscillation_to_leg: float
    oscillation_log_sd: float
    spring_m: float  # bounce of a spring with these contact and flight times
    leg_m: float
    leg_log_sd: float
    speed_mps: float
    speed_log_sd: float
    belt_legs_s: float  # speed of the ground in leg lengths a second
    height_cm: float | None

    def misfits(self, unknown: Floats) -> Floats:
        """What the cues are off, in standard deviations, (6,), for log k, log speed and log leg length."""
        k, speed_mps, leg_m = np.exp(unknown)
        expected_spm = expected_cadence_spm(speed_mps, self.height_cm)
        oscillation_m = self.oscillation_to_leg * leg_m * k**2
        return np.array(
            [
                _log(self.cadence_spm * k / expected_spm) / CADENCE_LOG_SD,
                _log(oscillation_m / (BOUNCE_TO_SPRING * self.spring_m)) / self.oscillation_log_sd,
                _log(self.belt_legs_s * k * leg_m / speed_mps) / BELT_LOG_SD,
                _log(self.duty_factor / expected_duty_factor(speed_mps)) / DUTY_FACTOR_LOG_SD,
                _log(speed_mps / self.speed_mps) / self.speed_log_sd,
                _log(leg_m / self.leg_m) / self.leg_log_sd,
            ]
        )


NOTHING_TOLD = RunnerFacts()

CLOCKS = slice(0, 2)
"""The cues that tell k without being told anything."""


def advice_on(told: tuple[str, ...]) -> str:
    """To check first what was told, before what it may have led to; nothing where nothing was."""
    if not told:
        return ""
    verbs = ("was given; if it is", "were given; if they are")[len(told) > 1]
    return f"Check {' and '.join(f'the {what}' for what in told)} that {verbs} right: "


def require_told_rate(played: Landmarks, filmed: Landmarks, capture_fps: float | None) -> None:
    """Raises CannotMeasure where legs step too fast for anybody in the time that a told rate makes.

    The strides are found in the clip as it plays: where time is squeezed, legs seem to be confused.
    """
    if capture_fps is None:
        return
    stride_s = find_strides(played).duration_s
    known = stride_s[np.isfinite(stride_s)]
    if not len(known):
        return
    cadence = 120 / float(np.median(known)) * played.spacing_s / filmed.spacing_s
    if cadence > CADENCE_RANGE_SPM[1]:
        raise _told_wrongly(cadence, capture_fps)


def require_cadence(
    events: GaitEvents, frame_rate_hz: float, *, capture_fps: float | None = None, told: tuple[str, ...] = ()
) -> None:
    """Raises CannotMeasure for steps slower or faster than any runner's: slow motion, or time lapse.

    `told` is what the times rest on that was told, and so might be wrong.
    """
    cadence = 120 / events.stride_time_s
    if capture_fps and not CADENCE_RANGE_SPM[0] <= cadence <= CADENCE_RANGE_SPM[1]:
        raise _told_wrongly(cadence, capture_fps)
    if cadence > CADENCE_RANGE_SPM[1]:
        raise _sped_up(cadence, advice_on(told))
    if cadence < CADENCE_RANGE_SPM[0]:
        raise _slow_motion(TYPICAL_CADENCE_SPM / cadence, frame_rate_hz, advice_on(told))


def read_tempo(
    measures: Measures,
    scene: Scene,
    *,
    told: RunnerFacts = NOTHING_TOLD,
    belt_px_s: float | None = None,
) -> Tempo:
    """The likeliest factor of slow motion from everything that the motion says.

    `belt_px_s` is how fast the ground passes in the picture, which counts where speed and height are told.
    """
    cues = _cues(measures, scene, told, belt_px_s)
    start = np.log([1.0, cues.speed_mps, cues.leg_m])
    known = np.isfinite(cues.misfits(start))
    if not known[CLOCKS].any():
        return Tempo(float("nan"), float("nan"), float("nan"))
    fit = least_squares(lambda unknown: cues.misfits(unknown)[known], start)
    reach = Z95 * np.sqrt(np.linalg.inv(fit.jac.T @ fit.jac)[0, 0])
    likeliest, low, high = (float(np.exp(fit.x[0] + way * reach)) for way in (0, -1, 1))
    given = {"speed": told.speed_mps, "height": told.height_cm}
    return Tempo(likeliest, low, high, tuple(name for name, value in given.items() if value is not None))


def _cues(measures: Measures, scene: Scene, told: RunnerFacts, belt_px_s: float | None) -> _Cues:
    """The cues; the speed of the ground is the one behind a scale from the belt, or its own."""
    metrics, scale = measures.metrics, scene.scale
    leg_m, leg_log_sd = TYPICAL_LEG_M, LEG_LOG_SD
    belt_legs_s = float("nan")
    if scale and scale.source == "belt_speed" and told.speed_mps:
        belt_legs_s = told.speed_mps / scale.m_per_px / scene.leg_length_px
    elif scale:
        leg_m, leg_log_sd = scene.leg_length_px * scale.m_per_px, relative_sd(scale.m_per_px, scale.high)
        if told.speed_mps and belt_px_s is not None:
            belt_legs_s = belt_px_s / scene.leg_length_px
    bounce = metrics["vertical_oscillation_pct_leg"]
    own_sd = relative_sd(bounce.value, bounce.high) if bounce.value and bounce.high else 0.0
    return _Cues(
        cadence_spm=_value(metrics["cadence_spm"]),
        duty_factor=_value(metrics["duty_factor"]),
        oscillation_to_leg=_value(bounce) / 100,
        oscillation_log_sd=float(np.hypot(BOUNCE_LOG_SD, own_sd)),
        spring_m=spring_m(measures, scene),
        leg_m=leg_m,
        leg_log_sd=leg_log_sd,
        speed_mps=told.speed_mps or TYPICAL_SPEED_MPS,
        speed_log_sd=TOLD_SPEED_LOG_SD if told.speed_mps else SPEED_LOG_SD,
        belt_legs_s=belt_legs_s,
        height_cm=told.height_cm,
    )


def require_true_tempo(
    tempo: Tempo, measures: Measures, frame_rate_hz: float, *, capture_fps: float | None = None
) -> None:
    """Raises CannotMeasure for a clip that surely plays slower or faster than it was filmed.

    With a told rate of filming the clip counts as it plays at that rate.
    """
    if tempo.settled:
        return
    sure = tempo.times_slower > SURELY_SLOWER or tempo.times_slower < SURELY_FASTER
    if capture_fps and sure:
        raise _told_wrongly(_value(measures.metrics["cadence_spm"]), capture_fps)
    if tempo.times_slower > SURELY_SLOWER:
        raise _slow_motion(tempo.times_slower, frame_rate_hz, tempo.advice)
    if tempo.times_slower < SURELY_FASTER:
        raise _sped_up(_value(measures.metrics["cadence_spm"]), tempo.advice)


def usual_capture_fps(times_slower: float, frame_rate_hz: float) -> int:
    """The usual rate of slow-motion filming nearest to what the motion says."""
    asked = np.log(times_slower * frame_rate_hz)
    usual = [fps for fps in USUAL_CAPTURE_FPS if fps > 1.2 * frame_rate_hz] or [USUAL_CAPTURE_FPS[-1]]
    return min(usual, key=lambda fps: abs(np.log(fps) - asked))


def _slow_motion(times_slower: float, frame_rate_hz: float, advice: str = "") -> CannotMeasure:
    fps = usual_capture_fps(times_slower, frame_rate_hz)
    return CannotMeasure(
        "slow_motion",
        f"{advice}This looks like slow motion, about {fps / frame_rate_hz:.2g} times slower than real; "
        f"say at how many frames a second it was filmed, for example a capture rate of {fps}.",
    )


def _sped_up(cadence_spm: float, advice: str = "") -> CannotMeasure:
    return CannotMeasure(
        "sped_up",
        f"{advice}At {cadence_spm:.0f} steps a minute this video plays faster than it was filmed; use the "
        "original.",
    )


def _told_wrongly(cadence_spm: float, capture_fps: float) -> CannotMeasure:
    return CannotMeasure(
        "wrong_capture_fps",
        f"Filmed at {capture_fps:.0f} frames a second, as was told, the runner would take {cadence_spm:.0f} "
        "steps a minute, which nobody does who moves like this; check that setting, and leave it out for a "
        "video that plays in real time.",
    )


def spring_m(measures: Measures, scene: Scene) -> float:
    """Bounce of a mass on a spring with the contact and flight times that the clip shows."""
    times = [_value(measures.metrics[name]) for name in ("contact_time_s", "flight_time_s")]
    if scene.view == "rear":
        step_s = _value(measures.metrics["step_time_s"])
        times = [STANCE_TO_STEP * step_s, (1 - STANCE_TO_STEP) * step_s]
    contact, flight = np.array(times)
    return float(dip_m(contact, flight) + rise_m(flight))


def _log(ratio: float) -> float:
    """NaN for what has no logarithm."""
    return float(np.log(ratio)) if ratio > 0 else float("nan")


def _value(metric: Metric) -> float:
    return float("nan") if metric.value is None else metric.value
