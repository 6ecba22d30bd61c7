"""HDF5 as SLEAP and pandas write it."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from synthetic_runner import Runner
from tracker_files import NAMED, OF_NAMED, rows_of

from vision import import_landmarks
from vision.datatypes import Floats
from vision.errors import UnreadableLandmarks
from vision.imports.layouts import Layout
from vision.skeletons import BLAZEPOSE_33, BODY_21

h5py = pytest.importorskip("h5py")

LANDMARKS = Runner(duration_s=0.3).landmarks()
ROWS = rows_of(LANDMARKS, Layout("named", BLAZEPOSE_33, OF_NAMED))
BACK = ("left_knee", "right_toe", "nose")


def analysis(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file["node_names"] = np.array([name.encode() for name in NAMED])
        file["tracks"] = ROWS[..., :2].transpose(2, 1, 0)[None]
        file["point_scores"] = ROWS[..., 2].T[None]
    return path


POINT = [("x", "<f8"), ("y", "<f8"), ("visible", "?"), ("complete", "?")]
FRAME = [("frame_id", "<u8"), ("video", "<u4"), ("frame_idx", "<u8"), ("instance_id_start", "<u8"),
         ("instance_id_end", "<u8")]  # fmt: skip
INSTANCE = [("instance_id", "<i8"), ("instance_type", "u1"), ("frame_id", "<u8"), ("point_id_start", "<u8"),
            ("point_id_end", "<u8")]  # fmt: skip


def project(path: Path, *, corrected: Floats | None = None) -> Path:
    """Every frame predicted, and the first put right by a person, where that is given."""
    n, k = ROWS.shape[:2]
    flat = ROWS.reshape(-1, 3)
    predicted = np.zeros(n * k, dtype=[*POINT, ("score", "<f8")])
    predicted["x"], predicted["y"], predicted["score"] = flat.T
    predicted["visible"] = True
    by_hand = np.zeros(0 if corrected is None else k, dtype=POINT)
    instances = [(i, 1, i, i * k, (i + 1) * k) for i in range(n)]
    frames = [(i, 0, i, i, i + 1) for i in range(n)]
    if corrected is not None:
        by_hand["x"], by_hand["y"], by_hand["visible"] = *corrected.T, True
        instances.append((n, 0, 0, 0, k))
        instances = [instances[0], instances[-1], *instances[1:-1]]
        frames = [(i, 0, i, i + (i > 0), i + 2) for i in range(n)]
    skeleton = {"nodes": [{"id": i} for i in range(k)]}
    told = {"nodes": [{"name": name} for name in NAMED], "skeletons": [skeleton]}
    with h5py.File(path, "w") as file:
        file.create_group("metadata").attrs["json"] = np.bytes_(json.dumps(told))
        file["frames"], file["instances"] = np.array(frames, FRAME), np.array(instances, INSTANCE)
        file["points"], file["pred_points"] = by_hand, predicted
    return path


def deeplabcut(path: Path, kind: bytes | None = None) -> Path:
    columns = [("DLC", name, what) for name in NAMED for what in ("x", "y", "likelihood")]
    table = np.zeros(len(ROWS), dtype=[("index", "<i8"), ("values_block_0", "<f8", (len(columns),))])
    table["index"], table["values_block_0"] = np.arange(len(ROWS)), ROWS.reshape(len(ROWS), -1)
    with h5py.File(path, "w") as file:
        file["df_with_missing/table"] = table
        attributes = file["df_with_missing/table"].attrs
        attributes["values_block_0_kind"] = np.bytes_(kind or pickle.dumps(columns, protocol=0))
    return path


@pytest.mark.parametrize(
    ("make", "name"), [(analysis, "a.analysis.h5"), (project, "a.slp"), (deeplabcut, "a.h5")]
)
def test_landmarks_come_back_as_they_were_written(
    make: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    back = import_landmarks(make(tmp_path / name), fps=60).landmarks
    assert back.skeleton is BODY_21
    for landmark in BACK:
        np.testing.assert_allclose(back.point(landmark), LANDMARKS.point(landmark))


def test_what_a_person_put_right_counts_before_what_was_predicted(tmp_path: Path) -> None:
    moved = ROWS[0, :, :2] + 3.0
    back = import_landmarks(project(tmp_path / "a.slp", corrected=moved), fps=60).landmarks
    np.testing.assert_allclose(back.point("nose")[0], moved[NAMED.index("nose")])
    np.testing.assert_allclose(back.point("nose")[1:], LANDMARKS.point("nose")[1:])


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("harm is done",)


PICKLES = [pickle.dumps([Harmful()], protocol=0), b"no pickle", b"(", pickle.dumps(3, protocol=0)]


@pytest.mark.parametrize("kind", PICKLES)
def test_no_pickle_can_do_anything(kind: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableLandmarks, match="holds no landmarks that can be read"):
        import_landmarks(deeplabcut(tmp_path / "bad.h5", kind), fps=60)
    assert "harm" not in capsys.readouterr().out


def test_a_damaged_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = analysis(tmp_path / "whole.h5").read_bytes()
    for name, held in (("cut.h5", whole[: len(whole) // 2]), ("empty.slp", b""), ("text.h5", b"frame,x\n")):
        (tmp_path / name).write_bytes(held)
        with pytest.raises(UnreadableLandmarks, match=rf"{name} is no HDF5 file or is damaged"):
            import_landmarks(tmp_path / name, fps=60)
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["temperature"] = np.ones(3)
    with pytest.raises(UnreadableLandmarks, match=r"other\.h5 holds no landmarks"):
        import_landmarks(tmp_path / "other.h5", fps=60)
