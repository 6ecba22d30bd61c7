"""Does the clip play as fast as it was filmed? The runner's own motion is the clock.

A clip that plays k times slower shows k times fewer steps a minute, k times longer contacts, and a bounce
that is k squared times too small for them: in flight the body falls freely, so bounce and step times fix the
clock (Morin 2005). Each of the three gives log k with the spread that runners have at true speed; together
they give the likeliest k and its interval.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.datatypes import GaitEvents, Measures, Metric, Scene
from vision.errors import CannotMeasure
from vision.intervals import Z95
from vision.kinematics import TYPICAL_LEG_M
from vision.spring import dip_m, rise_m

CADENCE_RANGE_SPM = (95.0, 260.0)
"""Half of a quick runner's 190, and what nobody reaches."""

STANCE_TO_STEP = 0.71
"""Contact over step time where it is unknown; 0.55 to 0.90 changes the predicted bounce by a quarter."""


TYPICAL_CADENCE_SPM, CADENCE_LOG_SD = 165.0, 0.07
"""150 + 6 v at 1.6 to 5 m/s (van Oeveren 2019), with 8 spm between runners at one speed."""

TYPICAL_CONTACT_S, CONTACT_LOG_SD = 0.25, 0.18
"""0.34 to 0.18 s from 8 to 20 km/h (van Oeveren 2021)."""

AT_SPEED_CADENCE_LOG_SD, AT_SPEED_CONTACT_LOG_SD = 0.05, 0.09
"""Between runners at one known speed: 8 spm and 20 ms."""

BOUNCE_RATIO_LOG_SD = 0.20
"""Measured over predicted bounce is 0.84 to 1.25 on rendered and filmed runners and on force plates, with a
typical leg in place of an unknown one."""

BELT_LOG_SD = 0.04
"""A belt's speed is known to 3 %, a scale from the height to 2 %."""

SURELY_SLOWER, SURELY_FASTER = 1.7, 0.69
"""Half way between the factors that occur, as logarithms: 1.5 and 2, and their inverses 2/3 and 1/2 with room
for a sprinter, whose step rate and contact look like 0.85."""

USUAL_CAPTURE_FPS = (60, 120, 240, 480, 960)


@dataclass(frozen=True, slots=True)
class Tempo:
    """How many times slower than real the motion looks, all cues together; NaN where it does not tell.

    `suspected` is the factor of those cues that raise a doubt, all or the bounce alone, and `low` the least
    that they allow (97.5 %).
    """

    times_slower: float
    suspected: float
    low: float

    @property
    def perhaps_slower(self) -> bool:
        return self.low > 1

    @property
    def known(self) -> bool:
        return bool(np.isfinite(self.times_slower))


def require_step_rate(events: GaitEvents, frame_rate_hz: float) -> None:
    """Raises CannotMeasure for steps slower or faster than any runner's: slow motion, or time lapse."""
    cadence = 120 / events.stride_time_s
    if cadence > CADENCE_RANGE_SPM[1]:
        raise _sped_up(cadence)
    if cadence < CADENCE_RANGE_SPM[0]:
        raise _slow_motion(TYPICAL_CADENCE_SPM / cadence, frame_rate_hz)


def read_tempo(
    measures: Measures,
    scene: Scene,
    *,
    speed_mps: float | None = None,
    belt_px_s: Callable[[], float] | None = None,
) -> Tempo:
    """The likeliest factor of slow motion from everything that the motion says.

    The bounce may also doubt the tempo alone: a quick runner's steps hide slow motion. In doubt, with speed
    and height known, `belt_px_s` is asked how fast the ground passes in the picture, which takes a while.
    """
    cues = list(_cues(measures, scene, speed_mps))
    together, bounce = _weighed(cues), _weighed(cues[:1])
    doubted = bounce if bounce.perhaps_slower and not together.perhaps_slower else together
    tempo = replace(doubted, times_slower=together.times_slower)
    scale = scene.scale
    if not tempo.perhaps_slower or not belt_px_s or not speed_mps or not scale or scale.source != "height":
        return tempo
    belt = _log(speed_mps / (belt_px_s() * scale.m_per_px))
    return _weighed([(belt, BELT_LOG_SD), *cues]) if np.isfinite(belt) else tempo


def _weighed(cues: Sequence[tuple[float, float]]) -> Tempo:
    """Mean of log k by inverse variance."""
    seen = [(value, sd) for value, sd in cues if np.isfinite(value)]
    if not seen:
        return Tempo(float("nan"), float("nan"), float("nan"))
    values, sds = np.array(seen).T
    weights = sds**-2
    log_k, log_sd = weights @ values / weights.sum(), weights.sum() ** -0.5
    likeliest, low = (float(np.exp(log)) for log in (log_k, log_k - Z95 * log_sd))
    return Tempo(likeliest, likeliest, low)


def _cues(measures: Measures, scene: Scene, speed_mps: float | None) -> Iterator[tuple[float, float]]:
    """log k and its standard deviation from bounce, step rate and contact time, in this order."""
    metrics = measures.metrics
    yield -_log(bounce_ratio(measures, scene)) / 2, BOUNCE_RATIO_LOG_SD / 2
    cadence, contact_s = _value(metrics["cadence_spm"]), _value(metrics["contact_time_s"])
    if speed_mps is None:
        yield -_log(cadence / TYPICAL_CADENCE_SPM), CADENCE_LOG_SD
        yield _log(contact_s / TYPICAL_CONTACT_S), CONTACT_LOG_SD
    else:
        yield -_log(cadence / (150 + 6 * speed_mps)), AT_SPEED_CADENCE_LOG_SD
        yield _log(contact_s / (0.073 + 0.593 / speed_mps)), AT_SPEED_CONTACT_LOG_SD


def require_true_tempo(tempo: Tempo, measures: Measures, frame_rate_hz: float) -> None:
    """Raises CannotMeasure for a clip that surely plays slower or faster than it was filmed."""
    if tempo.times_slower > SURELY_SLOWER:
        raise _slow_motion(tempo.times_slower, frame_rate_hz)
    if tempo.times_slower < SURELY_FASTER:
        raise _sped_up(_value(measures.metrics["cadence_spm"]))


def usual_capture_fps(times_slower: float, frame_rate_hz: float) -> int:
    """The usual rate of slow-motion filming nearest to what the motion says."""
    asked = np.log(times_slower * frame_rate_hz)
    usual = [fps for fps in USUAL_CAPTURE_FPS if fps > 1.2 * frame_rate_hz] or [USUAL_CAPTURE_FPS[-1]]
    return min(usual, key=lambda fps: abs(np.log(fps) - asked))


def _slow_motion(times_slower: float, frame_rate_hz: float) -> CannotMeasure:
    fps = usual_capture_fps(times_slower, frame_rate_hz)
    return CannotMeasure(
        "slow_motion",
        f"This looks like slow motion, about {fps / frame_rate_hz:.2g} times slower than real; say at how "
        f"many frames a second it was filmed, for example a capture rate of {fps}.",
    )


def _sped_up(cadence_spm: float) -> CannotMeasure:
    return CannotMeasure(
        "sped_up",
        f"At {cadence_spm:.0f} steps a minute this video plays faster than it was filmed; use the original.",
    )


def bounce_ratio(measures: Measures, scene: Scene) -> float:
    """Measured bounce over that of a spring with these contact and flight times (Morin 2005).

    NaN where one is unknown, or where the feet stand longer than on any spring.
    """
    metrics = measures.metrics
    bounce_pct = _value(metrics["vertical_oscillation_pct_leg"])
    contact_s, flight_s = _value(metrics["contact_time_s"]), _value(metrics["flight_time_s"])
    if scene.view == "rear":
        step_s = _value(metrics["step_time_s"])
        contact_s, flight_s = STANCE_TO_STEP * step_s, (1 - STANCE_TO_STEP) * step_s
    leg_m = scene.leg_length_px * scene.scale.m_per_px if scene.scale else TYPICAL_LEG_M
    contact, flight = np.array(contact_s), np.array(flight_s)
    return float(bounce_pct / 100 * leg_m / (dip_m(contact, flight) + rise_m(flight)))


def _log(ratio: float) -> float:
    """NaN for what has no logarithm."""
    return float(np.log(ratio)) if ratio > 0 else float("nan")


def _value(metric: Metric) -> float:
    return float("nan") if metric.value is None else metric.value
