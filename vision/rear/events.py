"""A runner seen from behind: the steps, told by the fall and rise of the body.

From behind the feet do not part fore and aft, and the heel hides the toes. What is seen well is the trunk:
it falls until some time after contact, is lowest in midstance and rises until the leg leaves. The feet say
only which of them is up, and so on which leg the body stands.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vision.cycles import Ensemble, fold, stride_period_s, stride_phase
from vision.datatypes import SIDES, Floats, GaitEvent, GaitEvents, Scene, Side, Step, Track
from vision.errors import CannotMeasure

CONTACT_BEFORE_FASTEST_FALL = 0.11
"""Of a step. The body falls fastest when the leg first bears its weight: 0.10-0.13 of a step after contact on
force plates (34-52 ms, one man at 2-4 m/s and a forefoot runner), 0.05-0.11 on rendered runners."""

CONTACT_SD_S = 0.012
KERNEL_SD_S = 0.015
GRID_S = 0.002
REACH_STEPS = 0.6
"""How far from the highest instant of the other foot the body's lowest one is looked for."""

LIFT_MIN_LEGS = 0.13
"""The other foot's height while the body is lowest: 0.19-0.56 in running, seen from heights of 0.4 to 1.6 m;
walking puts both feet down then, 0.04-0.07 at hip height."""

BOUNCE_MIN_LEGS = 0.055
"""Rise of the trunk in a step: 0.08-0.12 in running, 0.03-0.04 in walking. Needed where a camera held high
over a close treadmill shows the rear foot of a walker far below the front one."""

WALKING = "The person in this video walks, or runs too smoothly to tell from behind; film from the side."
NO_STRIDES = "No running strides were found; film at least ten seconds of running straight from behind."


@dataclass(frozen=True, slots=True, eq=False)
class _Rhythm:
    """Every frame's place in the stride, which begins when the left foot is highest over the right one."""

    time_s: Floats  # (n,)
    height_px: Floats  # (n,), of the trunk
    lift_px: Floats  # (n,), of the left foot over the right one
    phase: Floats  # (n,), strides
    period_s: float
    curve: Ensemble  # of the height over the time in the stride, from -0.5 to 1.5 strides

    def place_s(self, side: Side) -> float:
        """When in the stride the other foot is highest."""
        return 0.0 if side == "right" else self.period_s / 2

    def around(self, side: Side) -> tuple[float, float]:
        """When in the stride the body falls fastest and is lowest over one leg."""
        tau, step_s = self.curve.tau, self.period_s / 2
        inside = np.abs(tau - self.place_s(side)) <= REACH_STEPS * step_s
        lowest_s = float(tau[inside][np.argmin(self.curve.value[inside, 0])])
        before = (tau > lowest_s - 0.6 * step_s) & (tau < lowest_s)
        return float(tau[before][np.argmin(self.curve.rate[before, 0])]), lowest_s


def detect_events_from_behind(track: Track, scene: Scene) -> GaitEvents:
    """Initial contacts of both feet in order of time and the steps between them; toe-offs are not seen.

    Raises CannotMeasure for walking and when no stride repeats.
    """
    rhythm = _rhythm(track)
    _require_running(rhythm, scene)
    found = sorted(
        ((event, lowest_s) for side in SIDES for event, lowest_s in _contacts(rhythm, side, scene)),
        key=lambda pair: pair[0].time_s,
    )
    steps = tuple(
        Step(event.side, event.leg, event.time_s, float("nan"), following.time_s, lowest_s)
        for (event, lowest_s), (following, _) in pairwise(found)
        if following.side != event.side and following.time_s - event.time_s < 0.8 * rhythm.period_s
    )
    return GaitEvents(tuple(event for event, _ in found), steps, rhythm.period_s)


def _rhythm(track: Track) -> _Rhythm:
    """Raises CannotMeasure when the feet do not go up and down in turn."""
    height_px = -track.point("mid_shoulder", raw=True)[:, 1]
    feet = [
        np.median([-track.point(f"{side}_{part}", raw=True)[:, 1] for part in track.skeleton.foot], axis=0)
        for side in SIDES
    ]
    lift_px = feet[0] - feet[1]
    period_s = stride_period_s(track.time_s, lift_px)
    phase = stride_phase(track.time_s, lift_px, period_s) if np.isfinite(period_s) else np.array([np.nan])
    if not np.isfinite(phase).all():
        raise CannotMeasure("no_strides", NO_STRIDES)
    steady = height_px - _line(track.time_s, height_px)
    tau = phase % 1 * period_s
    around = np.concatenate([tau - period_s, tau, tau + period_s])
    grid = np.arange(-0.5 * period_s, 1.5 * period_s, GRID_S)
    kernel_sd_s = max(KERNEL_SD_S, 0.5 / track.frame_rate_hz)
    curve = fold(around, np.tile(steady, 3)[:, None], grid=grid, kernel_sd=kernel_sd_s)
    if not np.isfinite(curve.value).all():
        raise CannotMeasure("no_strides", NO_STRIDES)
    return _Rhythm(track.time_s, steady, lift_px, phase, period_s, curve)


def _line(time_s: Floats, series: Floats) -> Floats:
    known = np.isfinite(series)
    return np.asarray(np.polyval(np.polyfit(time_s[known], series[known], 1), time_s), dtype=np.float64)


def _require_running(rhythm: _Rhythm, scene: Scene) -> None:
    """Raises CannotMeasure for a walker: both feet are down when the body is lowest, or it hardly rises."""
    leg_px = scene.leg_length_px
    lifted = []
    for side in SIDES:
        lowest = (rhythm.around(side)[1] / rhythm.period_s - rhythm.phase + 0.5) % 1 - 0.5
        lifted.append(abs(float(np.nanmedian(rhythm.lift_px[np.abs(lowest) < 0.05]))))
    bounce_px = float(np.ptp(rhythm.curve.value))
    if min(lifted) < LIFT_MIN_LEGS * leg_px or bounce_px < BOUNCE_MIN_LEGS * leg_px:
        raise CannotMeasure("walking", WALKING)


def _contacts(rhythm: _Rhythm, side: Side, scene: Scene) -> list[tuple[GaitEvent, float]]:
    """Initial contacts of one foot, each with the instant at which the body is lowest after it."""
    fastest_s, lowest_s = rhythm.around(side)
    contact_s = fastest_s - CONTACT_BEFORE_FASTEST_FALL * rhythm.period_s / 2
    strides = np.arange(np.floor(rhythm.phase[0]) - 1, np.ceil(rhythm.phase[-1]) + 1)
    start_s = _times_of(rhythm, strides)
    found = []
    for begin_s in start_s:
        shift_s, error_s = _shift(rhythm, begin_s, lowest_s)
        at_s = begin_s + shift_s + contact_s
        inside = rhythm.time_s[0] <= at_s and begin_s + shift_s + lowest_s <= rhythm.time_s[-1]
        if inside and np.isfinite(error_s):
            frame = int(np.searchsorted(rhythm.time_s, at_s))
            sd_s = float(np.hypot(CONTACT_SD_S, error_s))
            event = GaitEvent(side, scene.leg_of(side), "initial_contact", float(at_s), frame, sd_s)
            found.append((event, float(begin_s + shift_s + lowest_s)))
    return found


def _times_of(rhythm: _Rhythm, strides: Floats) -> Floats:
    """When each stride begins; beyond the clip's ends strides are as long as all."""
    phase = rhythm.phase
    inside = np.clip(strides, phase[0], phase[-1])
    times: Floats = np.interp(inside, phase, rhythm.time_s) + (strides - inside) * rhythm.period_s
    return times


def _shift(rhythm: _Rhythm, begin_s: float, lowest_s: float) -> tuple[float, float]:
    """How much later than the folded curve one step is, and the standard error; NaN with too few frames.

    Least squares of the residual on the curve's rate and a constant, half a step around the lowest instant.
    """
    tau = rhythm.time_s - begin_s
    near = (np.abs(tau - lowest_s) <= 0.25 * rhythm.period_s) & np.isfinite(rhythm.height_px)
    if near.sum() < 5:
        return 0.0, float("nan")
    value, rate = rhythm.curve.at(tau[near])
    design = np.column_stack([-rate[:, 0], np.ones(near.sum())])
    rest = rhythm.height_px[near] - value[:, 0]
    fit = np.linalg.lstsq(design, rest, rcond=None)[0]
    noise = float(np.std(rest - design @ fit, ddof=2))
    error_s = noise * float(np.sqrt(np.linalg.inv(design.T @ design)[0, 0]))
    return float(np.clip(fit[0], -0.1 * rhythm.period_s, 0.1 * rhythm.period_s)), error_s
