"""Does the camera bob in time with the steps, as a phone on a treadmill's rail does?

What it bobs by looks like the runner's own rise and fall. The background tells: its motion is laid on the
rates of stride and step, so that sway and shake of a hand do not count. Pure arithmetic.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import f as f_test

from vision.datatypes import BackgroundMotion, Floats, GaitEvents, Reason, Scene, Track
from vision.motion import phase_between_contacts
from vision.robust import MAD_TO_SD
from vision.zoom import GROWTH_MIN

RISE_MIN = 0.005
"""Height of the bob, in leg lengths, that is told: 4 mm, as much as bodies are drawn apart in it. Cameras
that stand bob by less than 0.0001, one in a hand by 0.001."""

BY_CHANCE = 0.001
"""Share of hands that move anyhow and seem to bob with the steps (F test)."""

SAMPLES_MIN = 12
OUTLIER_SD = 5.0
"""Cuts and flashes count no more than that; the crest of a swing lies 1.4 of it from its middle."""

SEEN_SHARE = 0.1
"""Of a swing and of its quarter turn one is hardly seen where the samples keep step with the runner."""


@dataclass(frozen=True, slots=True)
class Bob:
    """From lowest to highest, with every step: of the camera where the runner is, in leg lengths, and of the
    picture's size, as a share; 0 where neither is sure."""

    rise: float = 0.0
    growth: float = 0.0

    @property
    def reasons(self) -> Iterator[Reason]:
        """What a report says of it."""
        if self.rise > 0:
            yield Reason(
                "bobbing_camera",
                f"The camera bobs in time with the steps, by {self.rise:.1%} of the runner's leg, which "
                "looks like the runner's own rise and fall, so that is left out; put the phone where the "
                "treadmill does not shake it.",
            )
        if self.growth > 0:
            yield Reason(
                "zoom",
                f"The picture grows and shrinks by {self.growth:.0%} with every step, so lengths are left "
                "out; put the phone where the treadmill does not shake it.",
            )


def bob_of(background: BackgroundMotion | None, track: Track, scene: Scene, events: GaitEvents) -> Bob:
    """How the camera bobs; nothing where the background was not seen."""
    if background is None:
        return Bob()
    strides = _strides_at(background.time_s, events)
    seen = np.isfinite(strides)
    if seen.sum() < SAMPLES_MIN:
        return Bob()
    rise_px_s = background.at(np.nanmedian(track.point("mid_hip"), axis=0))[:, 1]
    rise, growth = (
        _height(strides[seen], speed[seen]) * events.stride_time_s
        for speed in (rise_px_s / scene.leg_length_px, background.growth_per_s)
    )
    return Bob(rise if rise > RISE_MIN else 0.0, growth if growth > GROWTH_MIN else 0.0)


def _strides_at(time_s: Floats, events: GaitEvents) -> Floats:
    """Strides passed at each time; NaN outside the steps."""
    first = events.contacts()[0].side
    return phase_between_contacts(events, first, time_s)


def _height(strides: Floats, speed: Floats) -> float:
    """Lowest to highest of what moves with this speed, at the rate of the steps; 0 where that may be chance.

    Speed is per second, the height in as much a stride.
    """
    turns = 2 * np.pi * strides
    sway = np.column_stack([np.ones_like(turns), strides - strides.mean(), np.cos(turns), np.sin(turns)])
    steps = np.column_stack([np.cos(2 * turns), np.sin(2 * turns)])
    off = speed - np.median(speed)
    reach = OUTLIER_SD * MAD_TO_SD * float(np.median(np.abs(off)))
    rest, own = (_without(sway, each) for each in (off.clip(-reach, reach), steps))
    swing = np.linalg.lstsq(own, rest, rcond=SEEN_SHARE)[0]
    explained, left = (float(each @ each) for each in (own @ swing, rest - own @ swing))
    freedom = len(rest) - sway.shape[1] - 2
    if not f_test.sf(explained / 2 * freedom / max(left, 1e-12), 2, freedom) < BY_CHANCE:
        return 0.0
    return float(np.linalg.norm(swing) / (2 * np.pi))


def _without(design: Floats, values: Floats) -> Floats:
    """What least squares leave of values."""
    left: Floats = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return left
