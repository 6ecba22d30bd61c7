"""The joints as markers in metres, and the angles between segments, at a constant rate.

X points forward in the running direction, Y up against gravity, Z to the runner's right. A camera sees one
plane of these: X and Y from the side, Y and Z from behind; the coordinate that it does not see is 0. The
origin is under the middle of the hips, in the mean of the clip, at the height of heel and toe while the foot
is flat. Where that is not known, as when the camera moves, Y is 0 at the lowest place of a foot.
"""

from dataclasses import dataclass

import numpy as np

from vision.datatypes import SIDES, Floats, Landmarks, Markers, Scene, Track
from vision.errors import CannotExport
from vision.exports.even import even
from vision.exports.measured import Measured
from vision.kinematics import Leg2D, angle_to_vertical_deg, forward_up_px, ground_y_px
from vision.skeletons import LEG_CHAIN

CENTER_OF_MASS = "center_of_mass"
MM_PER_M = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Angles:
    """Named angles at a constant rate; NaN where unknown."""

    names: tuple[str, ...]
    time_s: Floats  # (m,), as in the clip
    angle_deg: Floats  # (m, j)


def markers_of(measured: Measured) -> Markers:
    """The landmarks at the joints, and the centre of mass, at a constant rate.

    Raises CannotExport without a scale.
    """
    scene, joints = measured.scene, measured.joints
    if scene.scale is None:
        why = "Nothing tells how many metres a pixel is, so there are no places in metres; "
        raise CannotExport(why + "analyse the clip again with the runner's height or speed.")
    points = np.concatenate([joints.position_px, measured.com_px[:, None]], axis=1)
    time_s, points = even(joints.time_s, points)
    plane = scene.scale.m_per_px * (forward_up_px(points, scene) - _origin_px(joints, scene))
    unseen = np.zeros((*plane.shape[:2], 1))
    unseen[np.isnan(plane).any(axis=-1)] = np.nan
    along, up = plane[..., :1], plane[..., 1:]
    axes = (unseen, up, along) if scene.view == "rear" else (along, up, unseen)
    return Markers((*joints.skeleton.landmarks, CENTER_OF_MASS), time_s, np.concatenate(axes, axis=-1))


def angles_of(measured: Measured) -> Angles:
    """Of trunk, hips, knees and ankles, and of thighs, shanks and feet to the vertical or horizontal.

    Positive is forward, flexed and toes up. The hip's angle is that between thigh and trunk, since no
    pelvis is seen. Raises CannotExport where the runner is not seen from the side.
    """
    if measured.scene.view not in ("side", "oblique"):
        raise CannotExport("These angles are seen from the side only; export the report of such a clip.")
    scene, joints = measured.scene, _at_constant_rate(measured.joints)
    hip, shoulder = (forward_up_px(joints.point(name), scene) for name in ("mid_hip", "mid_shoulder"))
    lean_deg = -angle_to_vertical_deg(hip, shoulder)
    angles = {"trunk_lean_deg": lean_deg}
    for side in SIDES:
        parts = (joints.point(f"{side}_{part}") for part in ("hip", *LEG_CHAIN))
        leg = Leg2D(*(forward_up_px(part, scene) for part in parts))
        angles |= {
            f"{side}_hip_flexion_deg": leg.thigh_deg + lean_deg,
            f"{side}_knee_flexion_deg": leg.knee_flexion_deg,
            f"{side}_ankle_dorsiflexion_deg": leg.dorsiflexion_deg,
            f"{side}_thigh_angle_deg": leg.thigh_deg,
            f"{side}_shank_angle_deg": leg.shank_deg,
            f"{side}_foot_angle_deg": leg.foot_deg,
        }
    return Angles(tuple(angles), joints.time_s, np.column_stack(list(angles.values())))


def _origin_px(joints: Track, scene: Scene) -> Floats:
    """Forward and up of the origin."""
    hips_px = joints.point("mid_hip")
    middle = np.nanmean(hips_px, axis=0)
    ground_px = np.array([middle[0], float(ground_y_px(scene, middle[0]))])
    forward, up = np.nanmean(forward_up_px(hips_px, scene), axis=0)[0], forward_up_px(ground_px, scene)[1]
    if np.isnan(up):
        feet = [joints.point(f"{side}_{part}") for side in SIDES for part in joints.skeleton.foot]
        up = np.fmin.reduce(forward_up_px(np.concatenate(feet), scene)[:, 1])
    return np.array([forward, up])


def _at_constant_rate(track: Track) -> Landmarks:
    time_s, position_px = even(track.time_s, track.position_px)
    _, confidence = even(track.time_s, track.confidence)
    return Landmarks(track.skeleton, time_s, position_px, confidence)
