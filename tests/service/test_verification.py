"""Reports made from landmarks are made again for real; what looks at a video stands aside."""

import json
from dataclasses import replace

import pytest

from service.reports import analyze_landmark_file
from service.verification import CannotVerify, Source, differences_here, verified
from tests.vision.synthetic_runner import Runner, analysis_of
from vision import FactsCorrected, Network, Settings, read_report, revise, write_outputs, write_report

SILENT = lambda *_: None  # noqa: E731


@pytest.fixture(scope="module")
def first():
    made = analysis_of(Runner(duration_s=8.0))
    network = Network("blazepose", "heavy", HEAVY_SHA256, "f32")
    return replace(made, provenance=replace(made.provenance, network=network, made_from="video"))


HEAVY_SHA256 = "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe"


@pytest.fixture
def filmed(tmp_path, monkeypatch, first):
    """The report of a video, whose analysis is there already."""
    again = replace(
        first,
        source=replace(first.source, file="elsewhere.mp4"),
        provenance=replace(first.provenance, created_at="2031-01-01T00:00:00+00:00"),
    )
    monkeypatch.setattr("service.verification.analyze_video", lambda *_: again)
    monkeypatch.setattr("service.verification.open_video", lambda _: again)
    monkeypatch.setattr(type(again), "info", property(lambda self: self.source), raising=False)
    monkeypatch.setattr(
        "service.verification.write_outputs",
        lambda analysis, _video, out, **_: write_outputs(analysis, None, out),
    )
    write_outputs(first, None, tmp_path / "report")
    return tmp_path / "report"


def test_a_report_from_landmarks_is_made_again_to_the_byte(of_landmarks):
    found = verified(of_landmarks, Source(), SILENT)
    assert found.same, [each for each in found.files if each.verdict != "same"]
    assert {each.name for each in found.files} >= {"report.json", "steps.csv", "events.csv", "observed.npz"}


def in_parts(path, **parts):
    """The report's document with parts of it changed."""
    document = read_report(path)
    for name, change in parts.items():
        document[name] = {**document.get(name, {}), **change}
    (path / "report.json").write_text(json.dumps(document))


@pytest.fixture
def of_landmarks(tmp_path, first):
    """A report made from the landmarks of another one."""
    write_outputs(first, None, tmp_path / "first")
    made = analyze_landmark_file(tmp_path / "first" / "landmarks.parquet", None, Settings(height_cm=180.0))
    write_outputs(made, None, tmp_path / "report")
    return tmp_path / "report"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"landmarks": "elsewhere.parquet"}, "elsewhere.parquet is not there; name the landmarks.parquet"),
        ({"landmarks": "openpose"}, "openpose does not say all .* leave --landmarks out"),
        ({"rear": "rear.mp4"}, "without a second clip from behind; leave --rear out"),
    ],
)
def test_what_a_report_of_landmarks_cannot_be_made_from_is_said(of_landmarks, tmp_path, named, why):
    source = Source(**{what: tmp_path / name for what, name in named.items()})
    with pytest.raises(CannotVerify, match=why):
        verified(of_landmarks, source, SILENT)


def test_landmarks_of_another_clip_are_no_source(of_landmarks):
    in_parts(of_landmarks, source={"sha256": "1" * 64})
    with pytest.raises(CannotVerify, match="holds landmarks of another clip"):
        verified(of_landmarks, Source(), SILENT)


def test_a_report_of_landmarks_that_has_pictures_asks_for_the_clip(of_landmarks):
    (of_landmarks / "annotated.mp4").write_bytes(b"pictures")
    with pytest.raises(CannotVerify, match="Name the clip with --video"):
        verified(of_landmarks, Source(), SILENT)


def test_a_refused_report_of_landmarks_says_that_they_are_not_there(of_landmarks):
    (of_landmarks / "landmarks.parquet").unlink()
    with pytest.raises(CannotVerify, match=r"landmarks\.parquet is not there; .* or analyse its landmarks"):
        verified(of_landmarks, Source(), SILENT)


@pytest.mark.parametrize(
    "told",
    [
        {"rear_clip": {"source": {"sha256": "1"}}},
        {"quality": {"reasons": [{"code": "rear_clip_refused", "message": "It was dark."}]}},
        {"quality": {"reasons": [{"code": "rear_clip_not_from_behind", "message": "Film it again."}]}},
    ],
)
def test_a_clip_from_behind_is_asked_for_also_where_it_was_of_no_use(filmed, tmp_path, told):
    in_parts(filmed, **told)
    with pytest.raises(CannotVerify, match="made from a clip from behind too; name it with --rear"):
        verified(filmed, Source(video=tmp_path / "clip.mp4"), SILENT)


@pytest.mark.parametrize(
    ("named", "why"), [("landmarks", "not from landmarks; leave --landmarks"), ("rear", "leave --rear out")]
)
def test_what_the_report_was_not_made_from_is_refused(filmed, tmp_path, named, why):
    with pytest.raises(CannotVerify, match=why):
        verified(filmed, Source(video=tmp_path / "clip.mp4", **{named: tmp_path / "other"}), SILENT)


def test_instant_and_name_of_the_file_are_no_result(filmed, tmp_path):
    assert verified(filmed, Source(video=tmp_path / "clip.mp4"), SILENT).same


def test_a_number_that_was_changed_by_hand_is_found(filmed, tmp_path):
    document = read_report(filmed)
    document["metrics"]["cadence_spm"]["value"] += 40
    (filmed / "report.json").write_text(json.dumps(document))
    found = verified(filmed, Source(video=tmp_path / "clip.mp4"), SILENT)
    assert [each.name for each in found.measures] == ["cadence_spm"]
    assert not found.inside


@pytest.mark.usefixtures("filmed")
def test_a_corrected_report_is_corrected_again(tmp_path, first):
    corrected = revise(first, [FactsCorrected(height_cm=183.0)], number=2)
    write_report(corrected, tmp_path / "corrected")
    found = verified(tmp_path / "corrected", Source(video=tmp_path / "clip.mp4"), SILENT)
    assert found.same, found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"network_sha256": "0"}, "another pose network"),
        ({"engine": "other"}, "does not know how"),
        ({"precision": "unknown"}, "does not know how"),
    ],
)
def test_what_is_not_at_hand_is_said(filmed, tmp_path, change, why):
    document = read_report(filmed)
    document["provenance"] |= change
    (filmed / "report.json").write_text(json.dumps(document))
    with pytest.raises(CannotVerify, match=why):
        verified(filmed, Source(video=tmp_path / "clip.mp4"), SILENT)


def test_without_the_clip_or_with_another_it_is_not_tried(filmed, tmp_path):
    with pytest.raises(CannotVerify, match="--video"):
        verified(filmed, Source(), SILENT)
    document = read_report(filmed)
    document["source"]["sha256"] = "0"
    (filmed / "report.json").write_text(json.dumps(document))
    with pytest.raises(CannotVerify, match="another clip"):
        verified(filmed, Source(video=tmp_path / "clip.mp4"), SILENT)


def test_other_versions_are_named(filmed):
    document = read_report(filmed)
    document["provenance"]["version"] = "0.0.1"
    document["provenance"]["runtime"] = {"numpy": "1.0"}
    told = " ".join(differences_here(document))
    assert "version 0.0.1" in told
    assert "numpy was 1.0" in told
    del document["provenance"]["runtime"]
    assert "does not say" in " ".join(differences_here(document))
