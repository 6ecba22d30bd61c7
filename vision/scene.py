"""Track -> how the camera stands to the runner: view, direction, ground line and scale."""

from dataclasses import replace

import numpy as np

from vision.datatypes import (
    ASSUMED_VERTICAL,
    SIDES,
    Camera,
    Floats,
    GaitEvents,
    Scale,
    Scene,
    Side,
    Step,
    Track,
    Vertical,
    View,
)
from vision.errors import CannotMeasure
from vision.intervals import Z95
from vision.kinematics import upright_px
from vision.yaw import view_of

LANDMARK_HEIGHT_TO_STATURE = 0.895
"""Leg + trunk + shoulder-to-ear over barefoot stature: 0.890-0.901 over rendered bodies of known stature."""

SCALE_SD = 0.02
"""Relative spread of that proportion between people, one standard deviation."""

LEG_SEEN_FROM_BEHIND = 0.92
"""What is seen of thigh and shank that swing towards the camera: 0.90-0.94 over six rendered gaits."""

HEIGHT_TO_STATURE_FROM_BEHIND = 0.86
"""The same proportion with the leg so lengthened; read off one rendered runner, and so less certain."""

SCALE_SD_FROM_BEHIND = 0.035

KNOWN_SCALE_SD = 0.01
"""Of landmarks in metres: a laboratory's cameras are calibrated to millimetres in a body's length."""

BELT_SCALE_SD = 0.03
"""Belts run at 98-103 % of what they show (Willwacher 2021), and shoes of known speed read 1-3 % slow."""

GROUND_SPAN = (0.15, 0.5)
"""Share of stance in which the foot is on the ground; its line needs many frames more than a still foot."""

FLAT_FRAMES_MIN = 10


def read_scene(
    track: Track,
    *,
    camera: Camera = "static",
    view: View | None = None,
    height_cm: float | None = None,
    incline_pct: float = 0.0,
    vertical: Vertical = ASSUMED_VERTICAL,
    direction: Side | None = None,
) -> Scene:
    """Scene of one runner; `view` and `direction` override what the landmarks say.

    Lengths are those of the picture set upright, the same in which forward and up are measured.

    Raises CannotMeasure when the trunk or the legs are never seen.
    """
    track = replace(
        track,
        position_px=upright_px(track.position_px, vertical),
        raw_px=upright_px(track.raw_px, vertical),
    )
    trunk_px = _percentile(_length(track, "mid_shoulder", "mid_hip"), 50)
    _require_body(track, trunk_px)
    view = view or view_of(track)
    direction = (direction or _direction(track)) if view in ("side", "oblique") else None
    near_side = direction  # who runs to the right shows the right side
    leg_px = _leg_length_px(track, near_side) / (LEG_SEEN_FROM_BEHIND if view == "rear" else 1.0)
    return Scene(
        view=view,
        direction=direction,
        near_side=near_side,
        camera=camera,
        ground_slope_deg=float("nan"),
        ground_y_px=float("nan"),
        leg_length_px=leg_px,
        trunk_length_px=trunk_px,
        incline_pct=incline_pct,
        scale=None
        if height_cm is None
        else _scale_from_height(track, view, leg_px + trunk_px, stature_m=height_cm / 100),
        vertical=vertical,
    )


def _require_body(track: Track, trunk_px: float) -> None:
    if not trunk_px > 0:
        raise CannotMeasure("body_hidden", "The runner's trunk is hidden; film the whole body from the side.")
    names = [f"{side}_{part}" for side in SIDES for part in track.skeleton.leg_chain]
    legs = sum(track.point(name) + track.point(name, raw=True) for name in names)
    if not np.isfinite(legs).any():
        raise CannotMeasure("body_hidden", "Both legs are never seen at once; film the whole body.")


def _percentile(values: Floats, percent: float) -> float:
    """Of the known values; NaN when there are none."""
    known = values[np.isfinite(values)]
    return float(np.percentile(known, percent)) if len(known) else float("nan")


def _length(track: Track, start: str, end: str) -> Floats:
    length: Floats = np.linalg.norm(track.point(start, raw=True) - track.point(end, raw=True), axis=1)
    return length


def _direction(track: Track) -> Side | None:
    """Where the toes point, by the majority of frames of both feet; without feet, where the knees bend."""
    back, front = track.skeleton.pointing
    pointing = [track.point(f"{s}_{front}")[:, 0] - track.point(f"{s}_{back}")[:, 0] for s in SIDES]
    median = _percentile(np.array(pointing), 50)
    if not np.isfinite(median) or median == 0:
        return None
    return "right" if median > 0 else "left"


def _leg_length_px(track: Track, near_side: Side | None) -> float:
    """Thigh and shank of the near leg, 80th percentile: a leg swung out of the plane looks shorter."""
    sides = (near_side,) if near_side else SIDES
    lengths = [
        _percentile(_length(track, f"{s}_hip", f"{s}_knee") + _length(track, f"{s}_knee", f"{s}_ankle"), 80)
        for s in sides
    ]
    return float(np.mean(lengths))


def with_known_scale(scene: Scene, m_per_px: float) -> Scene:
    """The scene of landmarks that were measured in metres."""
    reach = Z95 * KNOWN_SCALE_SD
    scale = Scale(m_per_px, m_per_px * (1 - reach), m_per_px * (1 + reach), "known_length")
    return replace(scene, scale=scale)


def with_belt_scale(scene: Scene, *, ground_speed_px_s: float, speed_mps: float) -> Scene:
    """The scene with its scale from the known speed; unchanged when the speed in the picture is unknown."""
    if not ground_speed_px_s > 0:
        return scene
    m_per_px = speed_mps / ground_speed_px_s
    reach = Z95 * BELT_SCALE_SD
    return replace(scene, scale=Scale(m_per_px, m_per_px * (1 - reach), m_per_px * (1 + reach), "belt_speed"))


def _scale_from_height(track: Track, view: View, body_px: float, *, stature_m: float) -> Scale | None:
    """None when the head is never seen; one ear is enough."""
    ears = np.ma.masked_invalid([track.point(f"{s}_ear", raw=True) for s in SIDES])
    neck = ears.mean(axis=0).filled(np.nan) - track.point("mid_shoulder", raw=True)
    neck_px = _percentile(np.linalg.norm(neck, axis=1), 50)
    if not np.isfinite(neck_px):
        return None
    share, sd = LANDMARK_HEIGHT_TO_STATURE, SCALE_SD
    if view == "rear":
        share, sd = HEIGHT_TO_STATURE_FROM_BEHIND, SCALE_SD_FROM_BEHIND
    m_per_px = share * stature_m / (body_px + neck_px)
    return Scale(m_per_px, m_per_px * (1 - Z95 * sd), m_per_px * (1 + Z95 * sd), "height")


def with_ground_line(scene: Scene, track: Track, events: GaitEvents) -> Scene:
    """The scene with the line that the flat feet stand on; its height only when the camera stands still.

    Heel and toe count from 15 to 50 % of stance, before the heel lifts. The slope mixes incline, camera roll
    and perspective; it is for drawing and is not used to turn any measure.
    """
    standing = np.concatenate([np.empty((0, 2)), *(_flat_feet(track, step) for step in events.steps)])
    standing = standing[np.isfinite(standing).all(axis=1)]
    if len(standing) < FLAT_FRAMES_MIN:
        return scene
    slope, _ = np.polyfit(standing[:, 0], standing[:, 1], 1)
    line_y = standing[:, 1] - slope * standing[:, 0]
    slope_deg = float(np.degrees(np.arctan(slope)))
    return replace(
        scene,
        ground_slope_deg=slope_deg if scene.direction == "left" else -slope_deg,
        ground_y_px=float(np.median(line_y)) if scene.camera == "static" else float("nan"),
    )


def _flat_feet(track: Track, step: Step) -> Floats:
    """Mean of heel and toe in the frames in which the foot is flat, (m, 2)."""
    stance_s = step.toe_off_s - step.initial_contact_s
    since = (track.time_s - step.initial_contact_s) / stance_s
    flat = (since >= GROUND_SPAN[0]) & (since <= GROUND_SPAN[1])
    foot: Floats = (track.point(f"{step.side}_heel") + track.point(f"{step.side}_toe"))[flat] / 2
    return foot
