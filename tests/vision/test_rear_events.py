"""Steps of a runner seen from behind: every contact, on the right leg, and none of a walker."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.vision.bad_twins import standing_still
from tests.vision.rendered_truth import RENDERED, needs_rendered, rendered_truth
from tests.vision.synthetic_runner import SIDES, Runner, analysis_of, events_of, source
from vision import Settings, analyze_landmarks, make_track, read_scene
from vision.rear import detect_events_from_behind

BESIDE = Runner()
BEHIND = Runner(yaw_deg=90.0, parallax=0.0, noise_px=0.4)


def reason_of(analysis):
    assert analysis.quality.verdict == "refused"
    return analysis.quality.reasons[0].code


@pytest.mark.parametrize("fps", [30, 60, 120])
@pytest.mark.parametrize("cadence_spm, contact_time_s", [(156, 0.29), (168, 0.25), (184, 0.21)])
def test_every_contact_is_found_on_its_own_leg(fps, cadence_spm, contact_time_s):
    runner = replace(BEHIND, fps=fps, cadence_spm=cadence_spm, contact_time_s=contact_time_s)
    events = events_of(runner)
    for side in SIDES:
        found = np.array([c.time_s for c in events.contacts(side)])
        true = runner.contacts_s(side, margin_s=0.2)
        nearest = np.abs(found[:, None] - true).min(axis=0)
        assert nearest.max() < 0.025
        assert len(true) <= len(found) <= len(true) + 2


def test_contacts_scatter_little_where_they_are_biased():
    events, true = events_of(BEHIND), BEHIND.contacts_s("left")
    errors = [np.abs(true - c.time_s).min() for c in events.contacts("left")]
    assert np.std(errors) < 0.003
    assert all(0.010 < c.uncertainty_s < 0.020 for c in events.contacts())


def test_the_body_is_lowest_in_the_middle_of_the_contact():
    for step in events_of(BEHIND).steps:
        own = BEHIND.contacts_s(step.side) + BEHIND.contact_time_s / 2
        assert np.abs(own - step.lowest_s).min() < 0.006
        assert step.midstance_s == step.lowest_s


def test_toe_offs_are_not_invented():
    events = events_of(BEHIND)
    assert events.toe_offs() == ()
    assert all(np.isnan(step.toe_off_s) for step in events.steps)


def test_a_walker_is_refused_from_behind_too():
    walker = Runner(
        yaw_deg=90.0, parallax=0.0, noise_px=0.4, cadence_spm=128.0, contact_time_s=0.62, speed_mps=1.6
    )
    assert reason_of(analysis_of(walker)) == "walking"


def test_a_still_person_is_refused_from_behind_too():
    assert reason_of(analyze_landmarks(standing_still(BEHIND), source=source(BEHIND.landmarks()))) in (
        "not_running", "too_few_steps", "no_strides",
    )  # fmt: skip


def test_slow_motion_is_seen_from_behind_too():
    landmarks = BEHIND.landmarks()
    slow = replace(landmarks, time_s=2 * landmarks.time_s)
    assert reason_of(analyze_landmarks(slow, source=source(slow))) == "slow_motion"


def test_a_front_view_stays_refused_whatever_is_said():
    landmarks = replace(BEHIND, yaw_deg=-90.0).landmarks()
    for view in ("auto", "rear"):
        analysis = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(view=view))
        assert reason_of(analysis) == "front_view"


def test_a_side_view_that_is_called_a_rear_view_is_refused():
    landmarks = BESIDE.landmarks()
    analysis = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(view="rear"))
    assert reason_of(analysis) == "not_from_behind"


@pytest.mark.parametrize("direction", ["left", "right"])
def test_either_direction_is_called_a_side_view(direction):
    landmarks = replace(BESIDE, direction=direction).landmarks()
    analysis = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(view="rear"))
    assert reason_of(analysis) == "not_from_behind"
    assert "say side" in analysis.quality.reasons[-1].message


def test_a_rear_view_that_is_called_a_side_view_is_refused():
    landmarks = BEHIND.landmarks()
    analysis = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(view="side"))
    assert reason_of(analysis) == "not_from_the_side"
    assert "say rear" in analysis.quality.reasons[-1].message


@pytest.mark.parametrize("yaw_deg", [50.0, 65.0])
def test_a_view_from_aside_is_no_rear_view(yaw_deg):
    analysis = analysis_of(replace(BEHIND, yaw_deg=yaw_deg))
    assert analysis.scene.view == "oblique"
    assert analysis.metrics.get("step_width_m") is None or analysis.metrics["step_width_m"].value is None


@needs_rendered
def test_the_contacts_of_a_rendered_runner_are_found():
    truth, _ = rendered_truth("dev05")
    events = detect_events_from_behind(truth.track, truth.scene)
    for side in SIDES:
        true = np.array([c.time_s for c in truth.events.contacts(side)])
        found = np.array([c.time_s for c in events.contacts(side)])
        assert len(found) == len(true)
        assert np.abs(found - true).max() < 0.015
    true_middle = {s.initial_contact_s: (s.initial_contact_s + s.toe_off_s) / 2 for s in truth.events.steps}
    for step in events.steps:
        nearest = min(true_middle, key=lambda t: abs(t - step.initial_contact_s))
        assert step.lowest_s == pytest.approx(true_middle[nearest], abs=0.012)


@needs_rendered
def test_a_rendered_walker_turned_to_be_seen_from_behind_is_refused():
    truth = json.loads((RENDERED / "dev06.json").read_text())
    camera_distance_m, camera_height_m, focal_px = 4.0, 1.0, 940.0
    landmarks = Runner(duration_s=truth["n_frames"] / 60).landmarks()
    forward = truth["running_direction_world"][0]
    position = np.full_like(landmarks.position_px, np.nan)
    for index, name in enumerate(landmarks.skeleton.landmarks):
        side, _, part = name.partition("_")
        key = name if name == "nose" else f"{part}.{side[0].upper()}"
        if key in truth["joints3d"]:
            x, y, z = np.array(truth["joints3d"][key]).T * [[forward], [forward], [1]]
            depth = camera_distance_m + x
            position[:, index] = np.column_stack(
                [480 - focal_px * y / depth, 270 + focal_px * (camera_height_m - z) / depth]
            )
    walker = replace(landmarks, position_px=position)
    assert read_scene(make_track(walker)).view == "rear"
    assert reason_of(analyze_landmarks(walker, source=source(walker))) == "walking"
