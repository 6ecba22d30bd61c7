"""Files that are damaged, odd or made up: landmarks, or one plain sentence that names the file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tracker_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from synthetic_runner import Runner
from tracker_files import SIZE, WRITERS, write_csv, write_json

from vision import Landmarks, import_landmarks
from vision.errors import UnreadableLandmarks

SHORT = Runner(duration_s=0.2).landmarks()
NAMES = ("MMPose HALPE-26", "MediaPipe JSON", "MediaPipe CSV", "DeepLabCut CSV", "SLEAP CSV")
FILES: dict[str, Callable[[Landmarks, Path], Path]] = {
    **{name: WRITERS[name] for name in NAMES},
    "TRC": tracker_files.trc,
}
RARELY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def landmarks_or_sentence(path: Path, *, fps: float | None = 60.0) -> Landmarks | None:
    """What is read, sound in itself; None where it is refused as it should be."""
    try:
        landmarks = import_landmarks(path, fps=fps, size=None if path.suffix == ".trc" else SIZE).landmarks
    except UnreadableLandmarks as refused:
        sentence = str(refused)
        assert path.name in sentence or "keypoints.json" in sentence or "--fps" in sentence
        assert "\n" not in sentence and len(sentence) < 700
        return None
    known = np.isfinite(landmarks.position_px)
    assert (known[..., 0] == known[..., 1]).all()
    assert (np.diff(landmarks.time_s) > 0).all()
    assert ((landmarks.confidence >= 0) & (landmarks.confidence <= 1)).all()
    assert (landmarks.confidence[~known[..., 0]] == 0).all()
    return landmarks


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("whole")
    return {name: write(SHORT, folder) for name, write in FILES.items()}


def fps_of(name: str) -> float | None:
    return None if name in ("MediaPipe JSON", "TRC") else 60.0


@RARELY
@given(name=st.sampled_from(list(FILES)), share=st.floats(0, 1))
def test_a_file_that_is_cut_off(name: str, share: float, whole: dict[str, Path], tmp_path: Path) -> None:
    held = whole[name].read_bytes()
    cut = tmp_path / whole[name].name
    cut.write_bytes(held[: int(share * len(held))])
    landmarks_or_sentence(cut, fps=fps_of(name))


WRONG = ["", "NaN", "1e308", "-1e999", '"a"', "[]", "null", ",", "\t", "\x00", "9" * 40]


@RARELY
@given(name=st.sampled_from(list(FILES)), data=st.data())
def test_a_file_with_something_else_in_a_place(
    name: str, data: st.DataObject, whole: dict[str, Path], tmp_path: Path
) -> None:
    held = whole[name].read_text()
    at = data.draw(st.integers(0, len(held) - 1))
    wrong = data.draw(st.sampled_from(WRONG))
    spoilt = tmp_path / whole[name].name
    spoilt.write_text(held[:at] + wrong + held[at + len(wrong) :])
    landmarks_or_sentence(spoilt, fps=fps_of(name))


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.sampled_from(
    ["instance_info", "instances", "keypoints", "keypoint_scores", "frame_id", "landmarks", "frames", "x",
     "y", "visibility", "people", "pose_keypoints_2d", "time_s"]
)  # fmt: skip
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@RARELY
@given(held=JSON)
def test_any_json(held: object, tmp_path: Path) -> None:
    landmarks_or_sentence(write_json(tmp_path / "any.json", held))
    folder = tmp_path / "openpose"
    folder.mkdir(exist_ok=True)
    write_json(folder / "run_000000000000_keypoints.json", held)
    landmarks_or_sentence(folder)


POINTS = st.lists(st.lists(st.floats(width=32), min_size=2, max_size=2), min_size=15, max_size=19)


@RARELY
@given(
    people=st.lists(st.lists(st.tuples(POINTS, st.floats()), max_size=3), min_size=1, max_size=6),
    numbers=st.lists(st.integers(-5, 10**6), min_size=6, max_size=6),
)
def test_any_people_in_any_frames(
    people: list[list[tuple[list[list[float]], float]]], numbers: list[int], tmp_path: Path
) -> None:
    frames = [
        {
            "frame_id": number,
            "instances": [{"keypoints": p, "keypoint_scores": [s] * len(p)} for p, s in here],
        }
        for number, here in zip(numbers, people, strict=False)
    ]
    landmarks_or_sentence(write_json(tmp_path / "any.json", {"instance_info": frames}))


@RARELY
@given(order=st.permutations(range(12)))
def test_frames_in_any_order_are_the_same(order: list[int], whole: dict[str, Path], tmp_path: Path) -> None:
    held = json.loads(whole["MMPose HALPE-26"].read_text())
    held["instance_info"] = [held["instance_info"][i] for i in order]
    back = landmarks_or_sentence(write_json(tmp_path / "shuffled.json", held))
    assert back is not None
    np.testing.assert_allclose(back.point("left_toe"), SHORT.point("left_toe"))


@RARELY
@given(cells=st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=6), max_size=6))
def test_any_table(cells: list[list[str]], tmp_path: Path) -> None:
    landmarks_or_sentence(write_csv(tmp_path / "any.csv", cells))
    landmarks_or_sentence(write_csv(tmp_path / "dlc.csv", [["scorer", "a"], ["bodyparts", "b"], *cells]))


KINDS = [".json", ".csv", ".trc", ".slp", ".h5", ".parquet", ".txt"]


@RARELY
@given(held=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_any_bytes(held: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"any{kind}"
    path.write_bytes(held)
    assert landmarks_or_sentence(path) is None


def somebody(held: dict[str, Any]) -> Any:
    return held["instance_info"][0]["instances"][0]


def spoilt_mmpose(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    path = tracker_files.mmpose(SHORT, folder)
    held = json.loads(path.read_text())
    change(held)
    return write_json(path, held)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda held: held["instance_info"].clear(), "holds no frames"),
        (lambda held: [f["instances"].clear() for f in held["instance_info"]], "shows nobody in any frame"),
        (lambda held: held["instance_info"][3].update(frame_id=2), "holds frame 1 twice"),
        (lambda held: held["instance_info"][3].update(frame_id=10**9), "12 frames from 0 to 999999999"),
        (lambda held: held["instance_info"][3].update(frame_id="x"), "is damaged"),
        (lambda held: somebody(held)["keypoints"].pop(), "is damaged"),
        (lambda held: somebody(held).update(keypoint_scores=[1.0]), "is damaged"),
        (lambda held: somebody(held)["keypoints"][0].__setitem__(0, 1e9), "far outside"),
        (lambda held: held.pop("instance_info"), "no landmarks of a kind that is known"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    change: Callable[[dict[str, Any]], object], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableLandmarks, match=sentence):
        import_landmarks(spoilt_mmpose(tmp_path, change), fps=60)


def test_one_frame_of_openpose_asks_for_its_folder(tmp_path: Path) -> None:
    folder = tracker_files.openpose(SHORT, tmp_path)
    with pytest.raises(UnreadableLandmarks, match="is one frame of OpenPose; name the folder"):
        import_landmarks(folder / "run_000000000003_keypoints.json", fps=60)
    with pytest.raises(UnreadableLandmarks, match="holds no file"):
        import_landmarks(tmp_path, fps=60)


def test_people_of_several_models_are_not_mixed(tmp_path: Path) -> None:
    folder = tracker_files.openpose(SHORT, tmp_path)
    odd = {"people": [{"pose_keypoints_2d": [1.0] * 51}]}
    write_json(folder / "run_000000000005_keypoints.json", odd)
    with pytest.raises(UnreadableLandmarks, match="people of 17 and of 25 key points"):
        import_landmarks(folder, fps=60)
