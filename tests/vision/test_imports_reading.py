"""One run written as each tracker writes it comes back as it was, and tells the same cadence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic_runner
import tracker_files
from rendered_truth import needs_rendered
from synthetic_runner import STATURE_CM, Runner
from tracker_files import OF_NAMED, SIZE, WRITERS

from vision import Settings, analyze_landmarks, import_landmarks, read_kept, revise, write_outputs
from vision.datatypes import Analysis, Landmarks
from vision.errors import UnreadableLandmarks
from vision.exports.mot import write_mot
from vision.exports.trc import write_trc
from vision.imports.reading import Imported
from vision.imports.times import ClipTimes
from vision.imports.trc import M_PER_PX, read_trc
from vision.skeletons import COCO_17
from vision.video import Video

RUNNER = Runner(duration_s=5.0)
SHORT = Runner(duration_s=0.5)


def imported(path: Path, **told: object) -> Imported:
    needs_size = path.name.startswith("mediapipe")
    has_times = path.name.endswith((".trc", "mediapipe.json"))
    given = {"fps": None if has_times else 60.0, "size": SIZE if needs_size else None, **told}
    return import_landmarks(path, **given)  # type: ignore[arg-type]


def analysed(found: Imported) -> Analysis:
    source = found.source
    return analyze_landmarks(
        found.landmarks,
        source=source.video,
        vertical=source.vertical,
        network=source.network,
        m_per_px=source.m_per_px,
        settings=Settings(height_cm=None if source.m_per_px else STATURE_CM),
    )


def clip(landmarks: Landmarks, *, delay_s: float = 0.0) -> ClipTimes:
    return ClipTimes(synthetic_runner.source(landmarks), landmarks.time_s + delay_s)


@pytest.mark.parametrize("name", WRITERS)
def test_landmarks_come_back_as_they_were_written(name: str, tmp_path: Path) -> None:
    whole = SHORT.landmarks()
    back = imported(WRITERS[name](whole, tmp_path)).landmarks
    np.testing.assert_allclose(back.time_s, whole.time_s, atol=1e-12)
    told = OF_NAMED if name.endswith("CSV") and name != "MediaPipe CSV" else back.skeleton.landmarks
    for landmark in back.skeleton.landmarks:
        expected = whole.point(landmark) if landmark in told else np.full_like(whole.point(landmark), np.nan)
        np.testing.assert_allclose(back.point(landmark), expected, atol=1e-6, err_msg=landmark)


@pytest.mark.parametrize("name", [*WRITERS, "TRC"])
def test_every_layout_tells_the_runners_cadence(name: str, tmp_path: Path) -> None:
    write = {**WRITERS, "TRC": tracker_files.trc}[name]
    found = analysed(imported(write(RUNNER.landmarks(), tmp_path)))
    assert found.measures.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.5)
    assert found.scene is not None and found.scene.direction == "right"
    contact = found.measures.metrics["contact_time_s"].overall
    assert contact.low is not None and contact.high is not None
    assert contact.low <= RUNNER.contact_time_s <= contact.high


def test_what_the_tracker_does_not_draw_is_withheld_with_the_reason(tmp_path: Path) -> None:
    metrics = analysed(imported(WRITERS["MMPose COCO-17"](RUNNER.landmarks(), tmp_path))).measures.metrics
    for name in ("foot_strike_angle_deg", "heel_com_distance_m", "ankle_dorsiflexion_peak_deg"):
        assert metrics[name].value is None
        assert "no heels and toes" in (metrics[name].overall.why_missing or "")
    assert metrics["knee_flexion_peak_stance_deg"].value is not None
    assert metrics["trunk_lean_mean_deg"].value is not None


def test_only_blazepose_is_put_right_by_what_is_known_of_it(tmp_path: Path) -> None:
    same = {name: analysed(imported(WRITERS[name](RUNNER.landmarks(), tmp_path))) for name in
            ("OpenPose BODY-25", "MediaPipe JSON")}  # fmt: skip
    hips = {name: one.joints.point("mid_hip") - one.track.point("mid_hip") for name, one in same.items()}  # type: ignore[union-attr]
    assert np.nanmax(np.abs(hips["OpenPose BODY-25"])) == 0
    assert np.nanmedian(np.abs(hips["MediaPipe JSON"][:, 0])) > 1
    other, known = (one.measures.metrics["trunk_lean_mean_deg"].overall for one in same.values())
    assert other.high - other.low > 1.3 * (known.high - known.low)  # type: ignore[operator]


def test_markers_bring_their_own_scale(tmp_path: Path) -> None:
    for unit in ("m", "mm"):
        found = imported(tracker_files.trc(RUNNER.landmarks(), tmp_path, unit=unit))
        scale = analysed(found).scene.scale  # type: ignore[union-attr]
        assert scale.source == "known_length"
        assert scale.low < scale.m_per_px < scale.high
        leg_m = found.landmarks.point("left_hip") - found.landmarks.point("left_ankle")
        expected = RUNNER.landmarks().point("left_hip") - RUNNER.landmarks().point("left_ankle")
        np.testing.assert_allclose(leg_m * scale.m_per_px, expected / tracker_files.PX_PER_M, atol=1e-9)


# ---- times -----------------------------------------------------------------------------------------------


def test_frames_that_are_left_out_stay_gaps_in_time(tmp_path: Path) -> None:
    folder = tracker_files.openpose(SHORT.landmarks(), tmp_path)
    for frame in (0, 10, 11, 12):
        (folder / f"run_{frame:012d}_keypoints.json").unlink()
    back = imported(folder).landmarks
    np.testing.assert_allclose(back.time_s, np.arange(29) / 60)
    assert np.flatnonzero(np.isnan(back.point("left_hip")[:, 0])).tolist() == [9, 10, 11]


def test_the_clip_tells_the_times_of_its_frames_exactly(tmp_path: Path) -> None:
    landmarks = SHORT.landmarks()
    uneven = replace(landmarks, time_s=landmarks.time_s**1.1 + 0.2)
    folder = tracker_files.openpose(landmarks, tmp_path)
    (folder / "run_000000000000_keypoints.json").unlink()
    back = import_landmarks(folder, clip=clip(uneven))
    np.testing.assert_array_equal(back.landmarks.time_s, uneven.time_s)
    assert back.source.video == clip(uneven).info
    np.testing.assert_array_equal(np.isnan(back.landmarks.point("nose")[:, 0]), np.arange(30) == 0)


@pytest.mark.parametrize("name", ["OpenPose BODY-25", "MMPose HALPE-26", "DeepLabCut CSV", "SLEAP CSV"])
def test_no_time_is_guessed(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLandmarks, match="give the frames a second with --fps, or name the clip"):
        imported(WRITERS[name](SHORT.landmarks(), tmp_path), fps=None)


@pytest.mark.parametrize("fps", [0.0, -30.0, 1e9, float("nan")])
def test_no_impossible_rate_is_believed(fps: float, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLandmarks, match="--fps must be 1 to 2000"):
        imported(tracker_files.mmpose(SHORT.landmarks(), tmp_path), fps=fps)


def test_times_are_told_once(tmp_path: Path) -> None:
    landmarks = SHORT.landmarks()
    with pytest.raises(UnreadableLandmarks, match="says its own times, 60 frames a second; leave --fps out"):
        imported(tracker_files.trc(landmarks, tmp_path), fps=66.0)
    with pytest.raises(UnreadableLandmarks, match="leave --fps out"):
        imported(tracker_files.mmpose(landmarks, tmp_path), fps=60.0, clip=clip(landmarks))


def test_times_of_a_file_that_are_not_those_of_the_clip_are_refused(tmp_path: Path) -> None:
    landmarks = SHORT.landmarks()
    path = tracker_files.mediapipe_json(landmarks, tmp_path)
    assert import_landmarks(path, clip=clip(landmarks)).landmarks.time_s[-1] == landmarks.time_s[-1]
    halved = replace(landmarks, time_s=landmarks.time_s / 2)
    with pytest.raises(UnreadableLandmarks, match=r"0.48 s, and in run.mp4 they last 0.24 s; name the clip"):
        import_landmarks(path, clip=clip(halved))


def test_a_rate_that_was_merely_told_is_named_in_the_report(tmp_path: Path) -> None:
    """Told a tenth too high, nothing in the motion contradicts it."""
    landmarks = RUNNER.landmarks()
    told = analysed(imported(tracker_files.mmpose(landmarks, tmp_path), fps=66.0))
    cadence = told.measures.metrics["cadence_spm"]
    assert cadence.value == pytest.approx(1.1 * RUNNER.cadence_spm, abs=0.5)
    assert (told.quality.verdict, told.quality.time_base) == ("limited", "unknown")
    (reason,) = (each for each in told.quality.reasons if each.code == "told_frame_rate")
    assert "rest on the 66 frames a second that were told" in reason.message
    write_outputs(told, None, tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "66.0 frames/s as told, which no file says" in page
    again = analysed(import_landmarks(tmp_path / "report" / "landmarks.parquet"))
    assert "told_frame_rate" in {each.code for each in again.quality.reasons}


@pytest.mark.parametrize(("fps", "code"), [(20.0, "slow_motion"), (120.0, "sped_up")])
def test_a_told_rate_that_nobody_runs_at_is_the_first_to_check(fps: float, code: str, tmp_path: Path) -> None:
    quality = analysed(imported(tracker_files.mmpose(RUNNER.landmarks(), tmp_path), fps=fps)).quality
    assert (quality.verdict, quality.reasons[-1].code) == ("refused", code)
    assert quality.reasons[-1].message.startswith("Check the frame rate that was given; if it is right: ")


@pytest.mark.parametrize("name", ["TRC", "MediaPipe JSON"])
def test_times_of_the_file_itself_are_not_doubted(name: str, tmp_path: Path) -> None:
    write = {**WRITERS, "TRC": tracker_files.trc}[name]
    found = analysed(imported(write(RUNNER.landmarks(), tmp_path))).quality
    assert found.time_base == "true"
    assert "told_frame_rate" not in {each.code for each in found.reasons}


def test_landmarks_of_a_longer_clip_are_refused(tmp_path: Path) -> None:
    longer = tracker_files.mmpose(RUNNER.landmarks(), tmp_path)
    with pytest.raises(UnreadableLandmarks, match=r"a frame 299 where run.mp4 has only 30 frames"):
        import_landmarks(longer, clip=clip(SHORT.landmarks()))


def test_shares_of_a_picture_need_its_size(tmp_path: Path) -> None:
    path = tracker_files.mediapipe_json(SHORT.landmarks(), tmp_path)
    with pytest.raises(UnreadableLandmarks, match="say its size with --size, such as 1280x720"):
        import_landmarks(path)


@pytest.mark.parametrize("name", ["OpenPose BODY-25", "MMPose COCO-17", "MediaPipe JSON"])
def test_names_of_points_that_are_known_by_their_order_are_refused(name: str, tmp_path: Path) -> None:
    names = tracker_files.write_json(tmp_path / "names.json", {"LAnkle": "left_ankle"})
    with pytest.raises(UnreadableLandmarks, match="known by their order; leave --names out"):
        imported(WRITERS[name](SHORT.landmarks(), tmp_path), names=names)


def test_the_size_of_a_picture_that_is_known_or_not_there_is_refused(tmp_path: Path) -> None:
    landmarks = SHORT.landmarks()
    with pytest.raises(UnreadableLandmarks, match="clip tells the size of the picture; leave --size out"):
        import_landmarks(tracker_files.mmpose(landmarks, tmp_path), clip=clip(landmarks), size=SIZE)
    with pytest.raises(UnreadableLandmarks, match="in metres, of no picture; leave --size out"):
        import_landmarks(tracker_files.trc(landmarks, tmp_path), size=SIZE)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("times, 60 frames a second; leave --fps", {"fps": 66.0}),
        ("picture and landmarks; leave --size", {"size": SIZE}),
        ("picture and landmarks; leave --names", {"names": "n.json"}),
    ],
)
def test_the_projects_own_file_is_told_nothing(why: str, told: dict[str, Any], tmp_path: Path) -> None:
    write_outputs(analysed(imported(tracker_files.mmpose(RUNNER.landmarks(), tmp_path))), None, tmp_path)
    with pytest.raises(UnreadableLandmarks, match=f"says its own {why} out"):
        import_landmarks(tmp_path / "landmarks.parquet", **told)


@pytest.mark.parametrize("scale", [3, 4])
def test_shares_of_openpose_are_put_into_the_picture(scale: int, tmp_path: Path) -> None:
    """Its --keypoint_scale 3 counts from 0 to 1 and 4 from -1 to 1; what it does not find stays 0, 0, 0."""
    landmarks = SHORT.landmarks()
    lost = landmarks.position_px.copy()
    lost[4] = np.nan
    share = lost / SIZE if scale == 3 else 2 * lost / SIZE - 1
    folder = tracker_files.openpose(replace(landmarks, position_px=share), tmp_path)
    with pytest.raises(UnreadableLandmarks, match="shares of the picture; say its size with --size"):
        imported(folder)
    back = imported(folder, size=SIZE).landmarks
    for name in ("left_ankle", "nose", "right_toe"):
        expected = np.where(np.isnan(lost[:, :1]).any(axis=1), np.nan, landmarks.point(name))
        np.testing.assert_allclose(back.point(name), expected, atol=1e-6)


# ---- confidence ------------------------------------------------------------------------------------------


def test_what_the_tracker_did_not_find_is_unknown(tmp_path: Path) -> None:
    landmarks = SHORT.landmarks()
    lost = landmarks.position_px.copy()
    lost[4] = np.nan  # openpose writes 0, 0, 0
    doubted = landmarks.confidence.copy()
    doubted[7] = 0.01
    folder = tracker_files.openpose(replace(landmarks, position_px=lost, confidence=doubted), tmp_path)
    back = imported(folder).landmarks
    assert np.flatnonzero(np.isnan(back.point("left_ankle")[:, 0])).tolist() == [4, 7]
    assert (back.confidence[[4, 7]] == 0).all()


def test_without_feet_the_runner_still_has_a_direction(tmp_path: Path) -> None:
    left = replace(RUNNER, direction="left")
    found = analysed(imported(WRITERS["MMPose COCO-17"](left.landmarks(), tmp_path)))
    assert found.track is not None and found.track.skeleton is COCO_17
    assert found.scene is not None and found.scene.direction == "left"


def test_the_bounce_of_hips_that_may_slide_is_told_with_more_doubt(tmp_path: Path) -> None:
    halves = {}
    for name in ("OpenPose BODY-25", "MediaPipe JSON"):
        bounce = analysed(imported(WRITERS[name](RUNNER.landmarks(), tmp_path))).measures
        overall = bounce.metrics["vertical_oscillation_m"].overall
        assert overall.high is not None and overall.low is not None
        halves[name] = (overall.high - overall.low) / 2
    assert halves["OpenPose BODY-25"] > 0.033 > halves["MediaPipe JSON"]


def test_a_run_without_feet_is_exported_and_measured_again(tmp_path: Path) -> None:
    found = analysed(imported(WRITERS["MMPose COCO-17"](RUNNER.landmarks(), tmp_path)))
    write_outputs(found, None, tmp_path / "report")
    again = import_landmarks(tmp_path / "report" / "landmarks.parquet")
    assert again.landmarks.skeleton is COCO_17
    write_mot(found, tmp_path / "run.mot")
    columns = (tmp_path / "run.mot").read_text().splitlines()[6]
    assert "left_knee_flexion_deg" in columns and "foot" not in columns
    write_trc(found, tmp_path / "run.trc")
    heights = read_trc(tmp_path / "run.trc")
    assert not np.isnan(heights.position_m[:, heights.names.index("left_hip"), 1]).all()


def test_a_scale_in_metres_is_kept_for_corrections(tmp_path: Path) -> None:
    found = analysed(imported(tracker_files.trc(RUNNER.landmarks(), tmp_path)))
    write_outputs(found, None, tmp_path / "report")
    revised = revise(read_kept(tmp_path / "report" / "observed.npz"), [])
    assert revised.scene is not None and revised.scene.scale == found.scene.scale  # type: ignore[union-attr]
    again = import_landmarks(tmp_path / "report" / "landmarks.parquet").source
    assert again.m_per_px == M_PER_PX


@needs_rendered
@pytest.mark.parametrize("name", ["OpenPose BODY-25", "MMPose COCO-17", "DeepLabCut CSV"])
def test_a_rendered_runner_keeps_the_cadence_in_every_layout(
    name: str, tmp_path: Path, truth: Callable[[str], tuple[Analysis, Video]]
) -> None:
    known, video = truth("dev01")
    assert known.track is not None and known.events is not None
    drawn = Landmarks(known.track.skeleton, known.track.time_s, known.track.raw_px, known.track.confidence)
    back = import_landmarks(WRITERS[name](drawn, tmp_path), clip=ClipTimes(video.info, video.time_s))
    np.testing.assert_allclose(back.landmarks.point("left_knee"), drawn.point("left_knee"), atol=1e-6)
    contacts = known.events.contacts()
    cadence_spm = 60 * (len(contacts) - 1) / (contacts[-1].time_s - contacts[0].time_s)
    assert analysed(back).measures.metrics["cadence_spm"].value == pytest.approx(cadence_spm, abs=1)
