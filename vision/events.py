"""Track -> initial contacts and toe-offs of both feet, sub-frame, and the steps between them.

All strides of a leg are folded into one curve, in which the instants are read; each stride is then shifted
onto that curve, so that its own timing comes from all its frames instead of the two beside the instant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.ndimage import uniform_filter1d

from vision.contact_rules import RULE_SD_S, SINGLE_SD_S, Instant, initial_contact, toe_off
from vision.cycles import Ensemble, fold, stride_period_s, stride_phase
from vision.datatypes import Bools, EventKind, Floats, GaitEvent, GaitEvents, Scene, Side, Step, Track
from vision.datatypes.spacing import frame_spacing_s
from vision.datatypes.words import EVENT_KINDS
from vision.errors import CannotMeasure
from vision.kinematics import forward_up_px, leg_2d
from vision.robust import MAD_TO_SD, cauchy_weight

CYCLE_START_STRIDES = -0.3
"""A stride is cut 0.3 strides before the foot is foremost, so that one piece holds contact and toe-off."""

GRID_S = 0.002
FOOT_CHANNELS = 6

KERNEL_SD_S = (0.012, 0.015)
"""A wider kernel rounds the bend at toe-off, which then comes early; a narrower one follows single frames."""

DISTINCT_S = 0.004
DISTINCT_SAMPLES = 2.1
"""Samples of different place that a kernel's standard deviation shall hold. Strides that fall on whole frames
sample the same places again and again: at 180 steps a minute and 30 frames a second no more than one does."""

ALIGNMENT_GAIN = 0.8
ALIGNMENT_ROUNDS = 2

LEGS_ALIKE_S = 0.015
"""Difference between the legs that needs no doubt; the contact times of healthy runners differ by 2-3 %
(Mtibaa 2023), 5-8 ms."""

LONE_RULE_SD_S = 0.012
"""Doubt of an instant that a single rule gives."""

LOCAL_WINDOW_S = {"initial_contact": (-0.080, 0.070), "toe_off": (-0.090, 0.080)}
STRIDES_FOR_LOCAL_WINDOW = 6
MARGIN_FRAMES = 1.0
"""An event needs at least a frame that shows the leg on either side of it."""

LONGEST_DARK_STRIDES = 0.5
"""An event in a longer gap without the leg would be invented."""


@dataclass(frozen=True, slots=True, eq=False)
class LegCycles:
    """One leg cut into strides: channels of every frame, its stride and the time since that one's anchor."""

    side: Side
    channels: Floats  # (n, len(RULE_CHANNELS))
    tau_s: Floats  # (n,)
    stride: np.ndarray  # (n,), index into anchor_s
    anchor_s: Floats  # (strides,)

    @property
    def seen(self) -> Bools:
        """Frames that show the foot, (n,), as far as it is drawn: some trackers draw no heels and toes."""
        known = np.isfinite(self.channels[:, :FOOT_CHANNELS])
        drawn = known.any(axis=0)
        return np.asarray(known[:, drawn].all(axis=1) & drawn.any(), dtype=np.bool_)

    def folded(self, shift_s: Floats, grid_s: Floats, kernel_sd_s: float) -> Ensemble:
        tau = self.tau_s - shift_s[self.stride]
        return fold(tau, self.channels, grid=grid_s, kernel_sd=kernel_sd_s)


@dataclass(frozen=True, slots=True, eq=False)
class FoldedLeg:
    """One leg's folded stride, each stride's shift onto it, and the instants read in it."""

    leg: LegCycles
    curve: Ensemble
    shift_s: Floats  # (strides,)
    instants: Mapping[EventKind, Instant]

    def doubted(self, kind: EventKind, extra_s: float) -> "FoldedLeg":
        """The same with more doubt about one of its instants."""
        instant = self.instants[kind]
        own_s = float(np.nan_to_num(instant.doubt_s, nan=LONE_RULE_SD_S))
        doubt_s = float(np.hypot(own_s, extra_s))
        return replace(self, instants={**self.instants, kind: replace(instant, doubt_s=doubt_s)})


def detect_events_from_the_side(track: Track, scene: Scene) -> GaitEvents:
    """Events of both feet in order of time, and the steps between them.

    Raises CannotMeasure when no stride repeats or no foot is seen to land.
    """
    legs, period_s = fold_legs(track, scene)
    found = (e for leg in _doubting_each_other(legs) for e in _leg_events(leg, track.time_s, period_s, scene))
    events = tuple(sorted(found, key=_time))
    if not events:
        raise CannotMeasure("no_contacts", "No foot was seen to land; keep both feet in the picture.")
    return GaitEvents(events, steps_between(events, period_s), period_s)


def fold_legs(track: Track, scene: Scene) -> tuple[list[FoldedLeg], float]:
    """Both legs' strides folded, left and right, and the stride's period in seconds.

    Raises CannotMeasure when no stride repeats.
    """
    separation = _foot_separation_px(track, scene)
    period_s = stride_period_s(track.time_s, separation)
    if not np.isfinite(period_s):
        raise _no_strides()
    phase = stride_phase(track.time_s, separation, period_s)
    if not np.isfinite(phase).all():
        raise _no_strides()
    cut = (_cut(track, scene, "left", phase, period_s), _cut(track, scene, "right", phase + 0.5, period_s))
    return [_read(leg, period_s) for leg in cut], period_s


def _no_strides() -> CannotMeasure:
    return CannotMeasure("no_strides", "No running strides were found; film at least ten seconds of running.")


def steps_between(events: tuple[GaitEvent, ...], stride_time_s: float) -> tuple[Step, ...]:
    """Steps whose contact, toe-off and next contact of the other foot all are among `events`."""
    contacts = [e for e in events if e.kind == "initial_contact"]
    steps = []
    for contact, following in pairwise(contacts):
        leaving = [
            e.time_s
            for e in events
            if e.kind == "toe_off"
            and e.side == contact.side
            and 0 < e.time_s - contact.time_s < 0.8 * stride_time_s
        ]
        if (
            leaving
            and following.side != contact.side
            and following.time_s - contact.time_s < 0.8 * stride_time_s
        ):
            steps.append(Step(contact.side, contact.leg, contact.time_s, leaving[0], following.time_s))
    return tuple(steps)


def _time(event: GaitEvent) -> float:
    return event.time_s


def _foot_separation_px(track: Track, scene: Scene) -> Floats:
    """How far the left foot is ahead of the right one, median of what is drawn of it, (n,)."""
    left, right = leg_2d(track, scene, "left"), leg_2d(track, scene, "right")
    ahead = [(getattr(left, part) - getattr(right, part))[:, 0] for part in track.skeleton.foot]
    separation: Floats = np.median(ahead, axis=0)
    return separation


def _cut(track: Track, scene: Scene, side: Side, phase: Floats, period_s: float) -> LegCycles:
    leg = leg_2d(track, scene, side)
    body = _moving_mean(forward_up_px(track.point("mid_hip", raw=True), scene), track.time_s, period_s)
    channels = np.column_stack(
        [leg.heel - body, leg.toe - body, leg.ankle - body, leg.knee_flexion_deg, leg.foot_deg]
    )
    number = np.floor(phase - CYCLE_START_STRIDES).astype(int)
    anchors = np.arange(number[0], number[-1] + 1)
    inside = np.interp(anchors, phase, track.time_s)
    beyond = anchors - np.clip(anchors, phase[0], phase[-1])  # strides cut by the clip's ends
    anchor_s = inside + beyond * period_s
    return LegCycles(
        side, channels, track.time_s - anchor_s[number - number[0]], number - number[0], anchor_s
    )


def _moving_mean(position: Floats, time_s: Floats, period_s: float) -> Floats:
    """Mean over one stride, so that the body's own bobbing does not move the foot.

    The mean is that around the straight path, which a runner who crosses the picture keeps up to its edges.
    """
    frames = max(1, round(period_s / frame_spacing_s(time_s)))
    known = np.isfinite(position).all(axis=1)
    path = np.polynomial.polynomial.polyfit(time_s[known], position[known], 1)
    straight = path[0] + np.outer(time_s, path[1])
    rest = (position - straight)[known]
    filled = [np.interp(time_s, time_s[known], rest[:, axis]) for axis in (0, 1)]
    mean: Floats = straight + uniform_filter1d(np.column_stack(filled), frames, axis=0, mode="nearest")
    return mean


def _read(leg: LegCycles, period_s: float) -> FoldedLeg:
    """The folded stride of a leg and the instants in it."""
    start_s = CYCLE_START_STRIDES * period_s
    grid_s = np.arange(start_s, start_s + period_s, GRID_S)
    places = len(np.unique(np.round(leg.tau_s[leg.seen] / DISTINCT_S)))
    kernel_sd_s = float(np.clip(DISTINCT_SAMPLES * period_s / max(1, places), *KERNEL_SD_S))
    curve, shift_s = _aligned(leg, grid_s, kernel_sd_s)
    landing = initial_contact(curve)
    leaving = toe_off(curve, landing.tau_s)
    return FoldedLeg(leg, curve, shift_s, {"initial_contact": landing, "toe_off": leaving})


def _doubting_each_other(legs: Sequence[FoldedLeg]) -> list[FoldedLeg]:
    """The legs with the doubt that their difference raises.

    Both anchors lie half a stride apart, so a leg that lands or leaves far earlier in its stride than the
    other is either very unusual or misread, and nothing tells which of the two.
    """
    for kind in EVENT_KINDS:
        apart_s = abs(legs[0].instants[kind].tau_s - legs[1].instants[kind].tau_s) - LEGS_ALIKE_S
        extra_s = max(0.0, float(np.nan_to_num(apart_s))) / 2
        legs = [leg.doubted(kind, extra_s) for leg in legs]
    return list(legs)


def _leg_events(folded: FoldedLeg, time_s: Floats, period_s: float, scene: Scene) -> list[GaitEvent]:
    leg = folded.leg
    leg_name = scene.leg_of(leg.side)
    events: list[GaitEvent] = []
    for kind, instant in folded.instants.items():
        if not np.isfinite(instant.tau_s):
            continue
        own_s, error_s = _own_shifts(leg, folded.curve, folded.shift_s, kind, instant)
        times = leg.anchor_s + own_s + instant.tau_s
        spread = np.sqrt(error_s**2 + SINGLE_SD_S**2 + RULE_SD_S[kind] ** 2 + instant.doubt_s**2)
        shown = _shown(times, leg, time_s, period_s)
        events += [
            GaitEvent(leg.side, leg_name, kind, float(t), int(np.searchsorted(time_s, t)), float(sd))
            for t, sd in zip(times[shown], spread[shown], strict=True)
        ]
    return events


def _aligned(leg: LegCycles, grid_s: Floats, kernel_sd_s: float) -> tuple[Ensemble, Floats]:
    """The folded stride and the shift of every stride onto it, found in turn."""
    shift_s = np.zeros(len(leg.anchor_s))
    curve = leg.folded(shift_s, grid_s, kernel_sd_s)
    for _ in range(ALIGNMENT_ROUNDS):
        more, _error = _shifts(leg, curve, shift_s, (grid_s[0], grid_s[-1]))
        shift_s = shift_s + ALIGNMENT_GAIN * more
        curve = leg.folded(shift_s, grid_s, kernel_sd_s)
    return curve, shift_s


def _own_shifts(
    leg: LegCycles, curve: Ensemble, shift_s: Floats, kind: EventKind, instant: Instant
) -> tuple[Floats, Floats]:
    """Shift of every stride around one event, or around the whole stride in short clips, and its error."""
    if len(leg.anchor_s) < STRIDES_FOR_LOCAL_WINDOW:
        more, error = _shifts(leg, curve, shift_s, (curve.tau[0], curve.tau[-1]))
        return shift_s, error
    before, after = LOCAL_WINDOW_S[kind]
    more, error = _shifts(leg, curve, shift_s, (instant.tau_s + before, instant.tau_s + after))
    return shift_s + more, error


def _shifts(
    leg: LegCycles, curve: Ensemble, shift_s: Floats, window_s: tuple[float, float]
) -> tuple[Floats, Floats]:
    """How much later each stride is than the curve inside a window, and the standard error, both (strides,).

    Least squares of the residual on the curve's rate, over the foot's channels with Cauchy weights; a stride
    with too few samples keeps its place.
    """
    tau = leg.tau_s - shift_s[leg.stride]
    value, rate = curve.at(tau)
    rest, slope = (leg.channels - value)[:, :FOOT_CHANNELS], rate[:, :FOOT_CHANNELS]
    inside = (tau >= window_s[0]) & (tau <= window_s[1])
    known = [channel[np.isfinite(channel)] for channel in np.abs(rest[inside]).T]
    median = np.array([np.median(channel) if len(channel) else np.nan for channel in known])
    spread = MAD_TO_SD * median + 1e-9
    shift, error = np.zeros(len(leg.anchor_s)), np.full(len(leg.anchor_s), np.nan)
    least = 2 * int(np.isfinite(median).sum())
    for k in range(len(leg.anchor_s)):
        own = inside & (leg.stride == k)
        shift[k], error[k] = _one_shift((rest[own] / spread).ravel(), (slope[own] / spread).ravel(), least)
    return shift, np.where(np.isnan(error), np.nanmax(error, initial=LONE_RULE_SD_S), error)


def _one_shift(rest: Floats, slope: Floats, least: int) -> tuple[float, float]:
    known = np.isfinite(rest) & np.isfinite(slope)
    if known.sum() < least:
        return 0.0, float("nan")
    rest, slope = rest[known], slope[known]
    weight = cauchy_weight(rest)
    power = float((weight * slope**2).sum())
    return -float((weight * rest * slope).sum()) / power, float(np.sqrt((weight * rest**2).mean() / power))


def _shown(instants_s: Floats, leg: LegCycles, time_s: Floats, period_s: float) -> Bools:
    """Instants around which the leg is seen, (instants,)."""
    seen_s = time_s[leg.seen]
    if len(seen_s) < 2:
        return np.zeros(len(instants_s), dtype=bool)
    margin_s = MARGIN_FRAMES * frame_spacing_s(time_s)
    inside = (instants_s >= seen_s[0] + margin_s) & (instants_s <= seen_s[-1] - margin_s)
    after = np.clip(np.searchsorted(seen_s, instants_s), 1, len(seen_s) - 1)
    shown: Bools = inside & (seen_s[after] - seen_s[after - 1] <= LONGEST_DARK_STRIDES * period_s)
    return shown
