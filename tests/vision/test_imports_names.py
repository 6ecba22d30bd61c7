"""Names that people give to key points."""

import json
from pathlib import Path

import pytest
import tracker_files
from synthetic_runner import Runner

from vision import import_landmarks
from vision.errors import UnreadableLandmarks
from vision.imports.names import landmark_named

SHORT = Runner(duration_s=0.2)


@pytest.mark.parametrize(
    "name",
    ["left_ankle", "LAnkle", "ankle_left", "L_ankle", "AnkleL", "LeftAnkle", "ankle.L", "l-ankle", "LANKLE",
     "Left Ankle", "ankleLeft"],
)  # fmt: skip
def test_a_side_and_a_part_are_found_however_they_are_joined(name: str) -> None:
    assert landmark_named(name) == "left_ankle"


@pytest.mark.parametrize(
    ("name", "landmark"),
    [
        ("RBigToe", "right_toe"),
        ("right_foot_index", "right_toe"),
        ("RCAL", "right_heel"),
        ("LHeel", "left_heel"),
        ("Nose", "nose"),
        ("Hip", None),
        ("Neck", None),
        ("LSmallToe", None),
        ("tail_base", None),
        ("ankle1", None),
        ("", None),
        ("left", None),
        ("shellfish", None),
        ("rear", None),
    ],
)
def test_other_points_are_left_alone(name: str, landmark: str | None) -> None:
    assert landmark_named(name) == landmark


OWN = ["snout", "s1", "s2", "h1", "h2", "k1", "k2", "a1", "a2", "he1", "he2", "t1", "t2"]


def test_what_is_missing_is_named_with_the_way_to_map_it(tmp_path: Path) -> None:
    path = tracker_files.deeplabcut_csv(SHORT.landmarks(), tmp_path, OWN)
    with pytest.raises(UnreadableLandmarks) as refused:
        import_landmarks(path, fps=60)
    assert "lacks left_shoulder, right_shoulder, left_hip" in str(refused.value)
    assert "it has snout, s1" in str(refused.value)
    assert '--names FILE, a JSON file such as {"its own name": "left_ankle"}' in str(refused.value)


def test_a_mapping_names_them(tmp_path: Path) -> None:
    path = tracker_files.deeplabcut_csv(SHORT.landmarks(), tmp_path, OWN)
    names = tmp_path / "names.json"
    names.write_text(json.dumps(dict(zip(OWN, tracker_files.OF_NAMED, strict=True))))
    back = import_landmarks(path, fps=60, names=names).landmarks
    assert back.point("left_ankle")[0] == pytest.approx(SHORT.landmarks().point("left_ankle")[0])


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ("{", "must be JSON like"),
        ("[1]", "must be JSON like"),
        ("{}", "must be JSON like"),
        ('{"k1": "left_tail"}', "maps to 'left_tail'; the landmarks are nose"),
        ('{"k1": 3}', "maps to 3"),
        ('{"knee": "left_knee"}', "no point 'knee', which --names tells of; it has snout, s1"),
    ],
)
def test_a_mapping_to_nothing_is_refused(held: str, sentence: str, tmp_path: Path) -> None:
    path = tracker_files.deeplabcut_csv(SHORT.landmarks(), tmp_path, OWN)
    names = tmp_path / "names.json"
    names.write_text(held)
    with pytest.raises(UnreadableLandmarks, match=sentence):
        import_landmarks(path, fps=60, names=names)


def test_two_points_for_one_landmark_have_to_be_settled(tmp_path: Path) -> None:
    names = ["left_ankle" if name == "LHeel" else name for name in tracker_files.NAMED]
    path = tracker_files.deeplabcut_csv(SHORT.landmarks(), tmp_path, names)
    with pytest.raises(UnreadableLandmarks, match="LAnkle and left_ankle for left_ankle; say which one"):
        import_landmarks(path, fps=60)
    mapping = tmp_path / "names.json"
    mapping.write_text('{"LAnkle": "left_ankle"}')
    back = import_landmarks(path, fps=60, names=mapping).landmarks
    assert back.point("left_ankle")[0] == pytest.approx(SHORT.landmarks().point("left_ankle")[0])
