"""How the camera stands to the runner."""

from dataclasses import dataclass

import numpy as np

from vision.datatypes.words import (
    SIDES,
    Camera,
    Floats,
    Leg,
    ScaleSource,
    Side,
    VerticalSource,
    View,
    other_side,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres per pixel at the runner's plane, with where it came from."""

    m_per_px: float
    low: float
    high: float
    source: ScaleSource


@dataclass(frozen=True, slots=True)
class Vertical:
    """Which way is up in the picture around the runner.

    At `origin_px` the true vertical leans `lean_deg` to the right of the picture's. Verticals meet
    1 / `keystone_per_px` below it, above it where that is negative. `sd_deg` is one standard deviation of the
    lean at the runner; `lines` says how many lines of the background agree on it. Where they lean by more
    than a phone is held, "tilted", they may be slanted things, so that up is unknown. Where level lines are
    not square to them, "askew", they may be slanted things or the picture may be sheared: its own vertical is
    assumed with room for both. `shear_deg` is how far verticals lean to the right beside what turns level
    lines too.
    """

    source: VerticalSource
    sd_deg: float
    lean_deg: float = 0.0
    keystone_per_px: float = 0.0
    origin_px: tuple[float, float] = (0.0, 0.0)
    lines: int = 0
    shear_deg: float = 0.0


ASSUMED_VERTICAL = Vertical("assumed", sd_deg=2.5)
"""Where nothing shows which way is up: phones in a hand or against a bottle lean by 2 to 5 degrees."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A runner who passes a standing camera; places are forward pixels of the mid-hip.

    The tangent of the angle off the perpendicular is `tangent_at_start` at `start_px` and grows by
    `tangent_per_px`. Posture is read where that angle stays within `square_within_deg`.
    """

    speed_px_s: float
    start_px: float
    tangent_at_start: float
    tangent_per_px: float
    square_within_deg: float

    def angle_deg(self, forward_px: Floats) -> Floats:
        """How far off the perpendicular the runner is seen at each place, positive behind it."""
        tangent = self.tangent_at_start + self.tangent_per_px * (forward_px - self.start_px)
        return np.asarray(np.degrees(np.arctan(tangent)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Scene:
    """How the camera stands to the runner.

    `ground_slope_deg`: the belt line in the picture, positive when its front end is up.
    `ground_y_px`: height of the belt line at the picture's left edge, NaN when unknown.
    """

    view: View
    direction: Side | None
    near_side: Side | None
    camera: Camera
    ground_slope_deg: float
    ground_y_px: float
    leg_length_px: float
    trunk_length_px: float
    incline_pct: float
    scale: Scale | None
    vertical: Vertical = ASSUMED_VERTICAL
    passage: Passage | None = None  # None for a runner who stays in place in the picture

    def side_of(self, leg: Leg) -> Side | None:
        """The runner's side of the near or the far leg; None when the near side is unknown."""
        if self.near_side is None or leg == "near":
            return self.near_side
        return other_side(self.near_side)

    def leg_of(self, side: Side) -> Leg | None:
        """Near or far; None when the near side is unknown."""
        if self.near_side is None:
            return None
        return "near" if side == self.near_side else "far"

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, the near one first where it is known."""
        return ("right", "left") if self.near_side == "right" else SIDES
