"""A clip from the side and one from behind make one report, or say why they do not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import vision
from tests.vision.synthetic_runner import STATURE_CM, Runner, analysis_of, source
from vision import Settings, analyze_landmarks, combine
from vision.intervals import missing
from vision.metrics import FROM_BEHIND
from vision.report import write_html
from vision.report.document import report_json

SIDE = Runner(duration_s=8.0, noise_px=0.4)
REAR = replace(SIDE, yaw_deg=90.0, parallax=0.0, side_lean_deg=3.0, seed=5)
SCHEMA = json.loads((Path(vision.__file__).parent / "schemas" / "report-1.schema.json").read_text())


def codes(analysis):
    return [reason.code for reason in analysis.quality.reasons]


def test_the_measures_of_each_view_come_from_its_clip():
    side, rear = analysis_of(SIDE), analysis_of(REAR)
    both = combine(side, rear)
    for name in FROM_BEHIND:
        assert both.metrics[name].overall == rear.metrics[name].overall
    for name in set(side.metrics) - set(FROM_BEHIND):
        assert both.metrics[name] == side.metrics[name]
    assert both.quality == side.quality
    assert both.events == side.events


def test_flags_of_both_clips_stand_by_weight_and_say_which_clip_they_show():
    side, rear_landmarks = analysis_of(SIDE), REAR.landmarks()
    confidence = rear_landmarks.confidence.copy()
    confidence[:, rear_landmarks.skeleton.index("left_heel")] = 0.3
    doubtful = replace(rear_landmarks, confidence=confidence)
    rear = analyze_landmarks(doubtful, source=source(doubtful), settings=Settings(height_cm=STATURE_CM))
    doubt = replace(rear.flags[0], id="of-the-side", weight=rear.flags[0].weight / 2)
    both = combine(replace(side, flags=(doubt,)), rear)
    assert [flag.clip for flag in both.flags] == ["rear"] * (len(both.flags) - 1) + [None]
    assert {flag.reason_code for flag in both.flags} == {"hidden_landmark"}
    document = report_json(both)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["flags"][0]["clip"] == "rear"
    assert "clip" not in document["flags"][-1]


def test_a_measured_speed_places_the_findings_as_it_does_in_the_side_view_alone():
    landmarks = replace(SIDE, ground_mps=3.0, duration_s=4.0, parallax=0.0).landmarks()
    side = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(height_cm=STATURE_CM))
    assert side.metrics["speed_mps"].value == pytest.approx(3.0, rel=0.03)
    both = combine(side, analysis_of(REAR))
    messages = [{f.metric: f.message for f in analysis.findings} for analysis in (side, both)]
    assert "for your speed" in messages[0]["cadence_spm"]
    assert messages[0].items() <= messages[1].items()


def test_evidence_says_which_clip_it_is_in():
    both = combine(analysis_of(SIDE), analysis_of(REAR))
    assert {e.clip for e in both.metrics["step_width_m"].evidence} == {"rear"}
    assert {e.clip for e in both.metrics["cadence_spm"].evidence} == {None}


def test_the_report_keeps_its_schema_and_names_the_second_clip():
    document = report_json(combine(analysis_of(SIDE), analysis_of(REAR)))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["rear_clip"]["quality"]["view"] == "rear"
    assert document["rear_clip"]["cadence_spm"]["value"] == pytest.approx(SIDE.cadence_spm, abs=0.3)
    assert "rear_clip" not in report_json(analysis_of(SIDE))


def test_clips_of_another_step_rate_are_not_of_one_run():
    both = combine(analysis_of(SIDE), analysis_of(replace(REAR, cadence_spm=178.0)))
    assert codes(both)[-1] == "different_runs"
    assert both.quality.verdict == "limited"
    assert "168 steps a minute, the one from behind 178" in both.quality.reasons[-1].message
    assert both.metrics["step_width_m"].value is not None


def test_a_step_rate_that_wanders_within_one_run_is_no_reason():
    assert "different_runs" not in codes(
        combine(analysis_of(SIDE), analysis_of(replace(REAR, cadence_spm=170.0)))
    )


def test_a_refused_clip_from_behind_leaves_the_side_view_whole():
    side = analysis_of(SIDE)
    both = combine(side, analysis_of(replace(REAR, duration_s=0.9)))
    assert codes(both)[-1] == "rear_clip_refused"
    assert both.metrics == side.metrics
    assert both.rear is None


def test_a_second_clip_from_the_side_is_left_out():
    side = analysis_of(SIDE)
    both = combine(side, analysis_of(replace(SIDE, seed=3)))
    assert codes(both)[-1] == "rear_clip_not_from_behind"
    assert both.metrics == side.metrics


def test_a_refused_side_view_stays_refused():
    refused = analysis_of(replace(SIDE, duration_s=1.0))
    assert refused.quality.verdict == "refused"
    assert combine(refused, analysis_of(REAR)) is refused


def test_a_clip_from_behind_whose_times_are_left_out_still_makes_a_page(tmp_path):
    rear = analysis_of(REAR)
    untimed = replace(rear.metrics["cadence_spm"], overall=missing("it may play too fast"))
    metrics = {**rear.metrics, "cadence_spm": untimed}
    both = combine(analysis_of(SIDE), replace(rear, measures=replace(rear.measures, metrics=metrics)))
    write_html(both, [], tmp_path / "report.html")
    told = (tmp_path / "report.html").read_text("utf-8").partition("Clip from behind</dt>")[2]
    assert f"{len(rear.measures.steps)} steps <span" in told
