"""Joints in metres and degrees, in the frame that the formats of motion capture share."""

from dataclasses import replace

import builders
import exported
import numpy as np
import pytest

from vision.datatypes import SIDES, Analysis, Scale, Vertical
from vision.errors import CannotExport
from vision.exports.markers import Markers, angles_of, markers_of
from vision.exports.measured import Measured

LEVEL = replace(
    builders.scene(),
    scale=Scale(0.01, 0.0099, 0.0101, "height"),
    ground_y_px=420.0,
    ground_slope_deg=0.0,
    vertical=Vertical("lines", sd_deg=0.3),
)


def markers(analysis: Analysis) -> Markers:
    return markers_of(Measured.of(analysis))


def place(analysis: Analysis, name: str) -> tuple[float, ...]:
    made = markers(analysis)
    return tuple(made.position_m[0, made.names.index(name)].round(6).tolist())


def angles(analysis: Analysis) -> dict[str, float]:
    made = angles_of(Measured.of(analysis))
    return dict(zip(made.names, made.angle_deg[0].round(6).tolist(), strict=True))


def test_a_runner_to_the_right_stands_on_the_ground_line_at_the_origin() -> None:
    standing = exported.standing(scene=LEVEL)
    assert place(standing, "left_hip") == (0, 2.2, 0)
    assert place(standing, "right_toe") == (0.3, 0, 0)
    assert place(standing, "right_heel") == (-0.1, 0, 0)
    assert place(standing, "center_of_mass") == (0, 2.2, 0)


def test_forward_is_forward_to_the_left_too() -> None:
    mirrored = exported.standing(
        lambda points: (960, 0) + points * (-1, 1), scene=replace(LEVEL, direction="left", near_side="left")
    )
    assert place(mirrored, "right_toe") == (0.3, 0, 0)


def test_up_is_that_of_the_scene_and_not_of_the_picture() -> None:
    leaning = replace(LEVEL, vertical=replace(LEVEL.vertical, lean_deg=5.0))
    knee, hip = (place(exported.standing(scene=leaning), name) for name in ("right_knee", "right_hip"))
    angle = np.degrees(np.arctan2(knee[0] - hip[0], hip[1] - knee[1]))
    assert angle == pytest.approx(angles(exported.standing(scene=leaning))["right_thigh_angle_deg"], abs=1e-4)
    assert abs(angle) == pytest.approx(5, abs=1e-4)


def test_the_plane_seen_from_behind_is_up_and_to_the_right() -> None:
    behind = exported.standing(scene=replace(LEVEL, view="rear", direction=None, near_side=None))
    assert place(behind, "right_toe") == (0, 0, 0.3)


def test_where_the_ground_is_unknown_the_lowest_foot_stands_on_it() -> None:
    followed = exported.standing(scene=replace(LEVEL, camera="moving", ground_y_px=np.nan))
    assert place(followed, "right_toe") == (0.3, 0, 0)
    assert place(followed, "right_hip") == (0, 2.2, 0)


def test_an_unknown_joint_is_unknown_in_every_coordinate() -> None:
    made = markers(exported.measured())
    unknown = np.isnan(made.position_m)
    ankle = made.names.index("right_ankle")
    assert unknown[40:44, ankle].all()
    assert unknown.sum() == 4 * 3


def test_angles_are_named_and_signed_as_the_measures_are() -> None:
    assert angles(exported.standing(scene=LEVEL)) == {
        "trunk_lean_deg": 0,
        **{
            f"{side}_{name}": 0
            for side in SIDES
            for name in (
                *("hip_flexion_deg", "knee_flexion_deg", "ankle_dorsiflexion_deg"),
                *("thigh_angle_deg", "shank_angle_deg", "foot_angle_deg"),
            )
        },
    }


@pytest.mark.parametrize(
    ("part", "moved_px", "changed"),
    [
        ("shoulder", (100, 0), {"trunk_lean_deg": 45, "hip_flexion_deg": 45}),
        ("toe", (0, -40), {"foot_angle_deg": 45, "ankle_dorsiflexion_deg": 45}),
    ],
)
def test_forward_toes_up_and_flexed_are_positive(
    part: str, moved_px: tuple[float, float], changed: dict[str, float]
) -> None:
    at = np.array(exported.POSE_PX[part], dtype=float)
    moved = angles(
        exported.standing(lambda p: np.where((p == at).all(axis=1)[:, None], p + moved_px, p), scene=LEVEL)
    )
    told = {name.removeprefix("right_"): value for name, value in moved.items() if "left" not in name}
    assert {name: value for name, value in told.items() if value} == pytest.approx(changed)


def test_the_knee_flexes_with_the_heel_behind() -> None:
    def lifted(points):
        ankle = np.array(exported.POSE_PX["ankle"], dtype=float)
        return np.where((points == ankle).all(axis=1)[:, None], (400, 300), points)

    told = angles(exported.standing(lifted, scene=LEVEL))
    assert told["left_knee_flexion_deg"] == pytest.approx(90)
    assert told["left_shank_angle_deg"] == pytest.approx(-90)


def test_without_a_scale_there_are_no_metres_but_angles() -> None:
    unscaled = exported.standing(scene=replace(LEVEL, scale=None))
    with pytest.raises(CannotExport, match="height or speed"):
        markers(unscaled)
    assert angles(unscaled)["trunk_lean_deg"] == 0


def test_from_behind_there_are_no_such_angles() -> None:
    with pytest.raises(CannotExport, match="from the side"):
        angles(exported.standing(scene=replace(LEVEL, view="rear", direction=None)))


def test_a_refused_clip_has_nothing_to_export() -> None:
    with pytest.raises(CannotExport, match="refused"):
        Measured.of(builders.refused_analysis())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("tuesday.mp4", "tuesday"),
        ("easy run <3 & shoes.mp4", "easy_run__3___shoes"),
        ("../../etc/passwd", "passwd"),
        (r"C:\clips\a.b.mov", "a_b"),
        ("läufer.mp4", "läufer"),
        (".mp4", "_mp4"),
        ("\udcff.mp4", "_"),
        ("ä" * 200 + ".mp4", "ä" * 50),
    ],
)
def test_a_clip_bears_a_name_that_a_file_may_bear(file: str, name: str) -> None:
    analysis = exported.measured()
    assert Measured.of(replace(analysis, source=replace(analysis.source, file=file))).name == name
