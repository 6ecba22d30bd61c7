"""Measured again with a coach's corrections: what depends on them moves by as much as arithmetic says."""

import json
import re
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rendered_truth import needs_rendered
from synthetic_runner import STATURE_CM, Runner, analysis_of, source
from test_report import SCHEMA

from vision import (
    EventAdded,
    EventMoved,
    EventRemoved,
    FactsCorrected,
    FlagDismissed,
    InvalidCorrection,
    Kept,
    LandmarkHidden,
    LandmarkMoved,
    LegsExchanged,
    Settings,
    StepLeftOut,
    analyze_landmarks,
    combine,
    keep,
    read_kept,
    revise,
)
from vision.datatypes import Landmarks
from vision.report import write_json
from vision.report.document import report_json

RUNNER = Runner(duration_s=5.0, fps=120)
MEASURED_BY_FRAMES = ("foot_hip_distance_m", "shank_angle_deg", "knee_flexion_initial_contact_deg")


def analysis():
    return analysis_of(RUNNER)


def text_of(revised):
    return json.dumps(report_json(revised))


def contact(number=2):
    return analysis().events.contacts("left")[number]


def moved(by_s, number=2, **more):
    at_s = contact(number).time_s
    return EventMoved(side="left", event="initial_contact", time_s=at_s, to_s=at_s + by_s, **more)


def ankle_moved(frame, by_px):
    x_px, y_px = analysis().joints.point("left_ankle", raw=True)[frame]
    return LandmarkMoved(frame=frame, landmark="left_ankle", x_px=x_px + by_px, y_px=y_px)


def changes(revised, name):
    """By how much every step's own value changed."""
    pairs = zip(analysis().measures.steps, revised.measures.steps, strict=True)
    return np.array([after.values[name] - before.values[name] for before, after in pairs])


def number_of(time_s):
    return [step.step.initial_contact_s for step in analysis().measures.steps].index(time_s)


def test_nothing_corrected_is_the_very_same_report(tmp_path):
    keep(analysis(), tmp_path / "observed.npz")
    assert text_of(revise(read_kept(tmp_path / "observed.npz"), [])) == text_of(analysis())


def test_a_contact_moved_by_20_ms_changes_its_contact_time_by_exactly_that():
    revised = revise(analysis(), [moved(0.020)])
    change = changes(revised, "contact_time_s")
    mine = number_of(contact().time_s)
    assert change[mine] == pytest.approx(-0.020, abs=1e-12)
    assert np.delete(change, mine) == pytest.approx(0.0, abs=0)
    other = changes(revised, "step_time_s")
    assert other[mine - 1 : mine + 1] == pytest.approx([0.020, -0.020], abs=1e-12)


def test_the_mean_moves_by_the_share_of_the_step():
    revised = revise(analysis(), [moved(0.020)])
    left = sum(step.step.side == "left" for step in analysis().measures.steps)
    before, after = (a.metrics["contact_time_s"].left.value for a in (analysis(), revised))
    assert after - before == pytest.approx(-0.020 / left, abs=1e-12)


def test_an_ankle_moved_by_30_px_moves_its_step_by_its_share_of_the_frames():
    """A step's own posture is the mean of its frames from 50 ms and a frame before contact to 3 ms after."""
    at_s, time_s = contact().time_s, analysis().track.time_s
    frames = int(((time_s >= at_s - 0.050 - 1 / RUNNER.fps) & (time_s < at_s + 0.003)).sum())
    revised = revise(analysis(), [ankle_moved(contact().frame - 1, 30.0)])
    change = changes(revised, "foot_hip_distance_m")
    mine = number_of(at_s)
    expected_m = 30.0 * analysis().scene.scale.m_per_px / frames
    assert change[mine] == pytest.approx(expected_m, rel=0.05)  # the parabola of all steps takes its part
    assert np.nanmax(np.abs(np.delete(change, mine))) < 0.05 * expected_m


def test_all_frames_of_a_landing_moved_by_30_px_move_it_by_30_px():
    at_s, time_s = contact().time_s, analysis().track.time_s
    frames = np.flatnonzero((time_s >= at_s - 0.080) & (time_s < at_s + 0.010)).tolist()
    revised = revise(analysis(), [ankle_moved(frame, 30.0) for frame in frames])
    change_m = changes(revised, "foot_hip_distance_m")[number_of(at_s)]
    assert change_m == pytest.approx(30.0 * analysis().scene.scale.m_per_px, rel=0.05)


def test_a_landmark_is_where_it_was_put_and_the_smooth_curve_is_led_there():
    frame = contact().frame - 1
    put = ankle_moved(frame, 30.0)
    revised = revise(analysis(), [put])
    assert revised.joints.point("left_ankle")[frame].tolist() == [put.x_px, put.y_px]
    led_px = (revised.joints.point("left_ankle") - analysis().joints.point("left_ankle"))[:, 0]
    assert 1.0 < led_px[frame + 1] < 29.0 and abs(led_px[frame + 40]) < 0.1
    others = [name for name in revised.track.skeleton.landmarks if name != "left_ankle"]
    for name in others:
        np.testing.assert_array_equal(revised.joints.point(name), analysis().joints.point(name))
    assert dict(revised.revision.uncertainty_px)["left_ankle"] == pytest.approx(
        0.014 * analysis().scene.leg_length_px
    )


def test_a_hidden_landmark_counts_as_unknown_in_its_frame():
    frame = contact().frame - 1
    revised = revise(analysis(), [LandmarkHidden(frame=frame, landmark="left_ankle")])
    column = revised.track.skeleton.index("left_ankle")
    assert np.isnan(revised.joints.raw_px[frame, column]).all()
    assert revised.track.confidence[frame, column] == 0.0


def test_landmarks_move_no_event():
    revised = revise(analysis(), [ankle_moved(contact().frame, 30.0)])
    assert revised.events == analysis().events


def test_a_hand_tells_an_instant_to_half_a_frame_or_as_it_says():
    usual = revise(analysis(), [moved(0.01)]).events.contacts("left")[2]
    said = revise(analysis(), [moved(0.01, uncertainty_s=0.002)]).events.contacts("left")[2]
    assert (usual.uncertainty_s, said.uncertainty_s) == (pytest.approx(0.5 / RUNNER.fps), 0.002)
    assert (
        usual.by_hand and sum(event.by_hand for event in revise(analysis(), [moved(0.01)]).events.events) == 1
    )


def test_an_event_removed_and_added_again_is_moved():
    at_s = contact().time_s
    removed = EventRemoved(side="left", event="initial_contact", time_s=at_s)
    added = EventAdded(side="left", event="initial_contact", time_s=at_s + 0.01)
    assert revise(analysis(), [removed, added]).events == revise(analysis(), [moved(0.01)]).events
    without = revise(analysis(), [removed])
    assert len(without.measures.steps) == len(analysis().measures.steps) - 2


def test_a_step_left_out_is_in_no_mean_and_its_contact_still_counts_for_cadence():
    left_out = StepLeftOut(side="left", time_s=contact().time_s, reason="looks round")
    revised = revise(analysis(), [left_out])
    rest = [s.values["contact_time_s"] for s in analysis().measures.steps if s.step.side == "left"]
    rest.pop([s.step.side for s in analysis().measures.steps[: number_of(contact().time_s)]].count("left"))
    assert revised.metrics["contact_time_s"].left.value == pytest.approx(np.mean(rest), abs=1e-12)
    assert revised.metrics["cadence_spm"] == analysis().metrics["cadence_spm"]
    assert "cadence_spm" not in revised.revision.changed


def test_legs_exchanged_for_the_whole_clip_make_every_left_contact_a_right_one():
    last = len(analysis().track.time_s) - 1
    revised = revise(analysis(), [LegsExchanged(first_frame=0, last_frame=last)])
    lefts = np.array([e.time_s for e in analysis().events.contacts("left")])
    rights = np.array([e.time_s for e in revised.events.contacts("right")])
    assert np.abs(lefts[1:-1, None] - rights).min(axis=1).max() < 0.015  # near and far are read apart
    assert not revised.track.exchanged.any()


def test_legs_exchanged_twice_are_as_they_were():
    both = [LegsExchanged(first_frame=240, last_frame=269), LegsExchanged(first_frame=240, last_frame=254)]
    revised = [revise(analysis(), spans) for spans in (both[:1], both)]
    once, twice = (each.track.point("left_ankle", raw=True) for each in revised)
    left, right = (analysis().track.point(f"{side}_ankle", raw=True) for side in ("left", "right"))
    np.testing.assert_array_equal(once[240:270], right[240:270])
    np.testing.assert_array_equal(twice[240:255], left[240:255])
    np.testing.assert_array_equal(twice[255:270], right[255:270])


def test_a_revision_is_not_revised_but_the_first_report_with_all_corrections():
    with pytest.raises(InvalidCorrection, match="with all of them"):
        revise(revise(analysis(), [moved(0.01)]), [])


def test_a_height_scales_lengths_and_no_time():
    revised = revise(analysis(), [FactsCorrected(height_cm=1.1 * STATURE_CM)])
    before, after = (a.metrics["foot_hip_distance_m"].value for a in (analysis(), revised))
    assert after == pytest.approx(1.1 * before, rel=1e-9)
    assert revised.metrics["contact_time_s"] == analysis().metrics["contact_time_s"]
    assert {"foot_hip_distance_m", "vertical_oscillation_m"} <= revised.revision.changed
    assert revised.provenance.settings["height_cm"] == pytest.approx(1.1 * STATURE_CM)


def test_a_rate_of_filming_stretches_time_and_corrections_follow():
    """A clip of 120 frames a second that plays at 96: what was at 1.25 s is at 1 s."""
    slow = analyze_landmarks(played := replace_times(RUNNER, 1.25), source=source(played))
    event = slow.events.contacts("left")[2]
    rate = FactsCorrected(capture_fps=1.25 * source(played).container_fps)
    at_s = event.time_s
    put = EventMoved(side="left", event="initial_contact", time_s=at_s, to_s=at_s + 0.0125)
    true, corrected = revise(slow, [rate]), revise(slow, [rate, put])
    assert true.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, rel=0.005)
    by_hand = [event.time_s for event in corrected.events.events if event.by_hand]
    assert by_hand == [pytest.approx((at_s + 0.0125) / 1.25, abs=1e-9)]


def replace_times(runner, factor):
    landmarks = runner.landmarks()
    return replace(landmarks, time_s=landmarks.time_s * factor)


def test_the_direction_is_the_coachs():
    same = revise(analysis(), [FactsCorrected(direction="right")])
    assert (same.metrics, same.revision.changed) == (analysis().metrics, frozenset())
    with pytest.raises(InvalidCorrection, match="played backwards"):
        revise(analysis(), [FactsCorrected(direction="left")])


def test_a_flag_dismissed_stays_and_says_so():
    clean = RUNNER.landmarks()
    confidence = clean.confidence.copy()
    confidence[contact().frame, clean.skeleton.index("left_ankle")] = 0.2
    hidden = Landmarks(clean.skeleton, clean.time_s, clean.position_px, confidence)
    flagged = analyze_landmarks(hidden, source=source(hidden))
    assert flagged.flags
    revised = revise(flagged, [FlagDismissed(flag=flagged.flags[0].id, reason="seen")])
    assert revised.flags[0].dismissed
    assert revised.metrics == flagged.metrics and not revised.revision.changed


def test_a_report_says_which_values_a_hand_changed():
    document = report_json(revise(analysis(), [moved(0.02)], number=3))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["metrics"]["contact_time_s"]["corrected"] is True
    assert "corrected" not in document["metrics"]["vertical_stiffness_kn_m"]
    assert [event["time_s"] for event in document["events"] if event.get("by_hand")] == [
        pytest.approx(contact().time_s + 0.02)
    ]
    revision = document["provenance"]["revision"]
    assert revision["number"] == 3
    assert revision["corrections"][0]["kind"] == "event_moved"
    assert "revision" not in report_json(analysis())["provenance"]


def corrections():
    return [
        moved(0.01),
        moved(-0.008, number=3),
        ankle_moved(contact().frame - 1, 25.0),
        LandmarkHidden(frame=contact(3).frame, landmark="right_toe"),
        StepLeftOut(side="left", time_s=contact(4).time_s, reason="looks round"),
        LegsExchanged(first_frame=400, last_frame=404),
        FactsCorrected(height_cm=181.0),
        FlagDismissed(flag="left-0001-hidden_landmark"),
    ]


@settings(max_examples=3, deadline=None)
@given(st.data())
def test_corrections_give_the_same_in_any_order_and_undone_leave_no_trace(data):
    chosen = data.draw(st.lists(st.sampled_from(range(8)), unique=True, min_size=1, max_size=4))
    some = [corrections()[number] for number in chosen]
    shuffled = data.draw(st.permutations(some))
    assert text_of(revise(analysis(), some)) == text_of(revise(analysis(), shuffled))


def test_undo_gives_back_the_original_bytes(tmp_path):
    write_json(analysis(), tmp_path / "before.json")
    revised = revise(analysis(), corrections())
    assert text_of(revised) != text_of(analysis())
    write_json(revise(analysis(), []), tmp_path / "after.json")
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()


def test_the_clip_from_behind_stays_with_the_one_from_the_side():
    behind = Runner(duration_s=5.0, fps=120, yaw_deg=90.0)
    landmarks = behind.landmarks()
    rear = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(height_cm=STATURE_CM))
    both = combine(analysis(), rear)
    assert text_of(revise(both, [])) == text_of(both)
    revised = revise(both, [moved(0.01)])
    assert revised.metrics["step_width_m"] == both.metrics["step_width_m"]
    assert revised.metrics["contact_time_s"] != both.metrics["contact_time_s"]


def test_a_refused_clip_cannot_be_corrected():
    still = RUNNER.landmarks()
    still = replace(still, position_px=np.repeat(still.position_px[:1], len(still.time_s), axis=0))
    with pytest.raises(InvalidCorrection, match="Nothing was measured"):
        revise(analyze_landmarks(still, source=source(still)), [])


def test_order_does_not_matter_for_two_of_one_frame():
    frame = contact().frame - 1
    x_px, y_px = analysis().joints.point("left_knee", raw=True)[frame]
    knee = LandmarkMoved(frame=frame, landmark="left_knee", x_px=x_px + 9, y_px=y_px)
    both = [ankle_moved(frame, 10.0), knee]
    first, second = (text_of(revise(analysis(), order)) for order in permutations(both))
    assert first == second


@needs_rendered
def test_a_wrong_ankle_of_a_rendered_runner_put_right_by_the_truth_brings_the_step_nearer_to_it(truth):
    """As if the network had drawn the ankle 25 px ahead for six frames before a landing."""
    rendered, video = truth("dev01")
    landing = rendered.events.contacts("right")[4]
    drawn, time_s = rendered.track, rendered.track.time_s
    frames = np.flatnonzero((time_s > landing.time_s - 0.085) & (time_s < landing.time_s + 0.010)).tolist()
    wrong_px = drawn.position_px + np.random.default_rng(0).normal(0, 4.0, drawn.position_px.shape)
    wrong_px[frames, drawn.skeleton.index("right_ankle"), 0] += 25.0
    wrong = analyze_landmarks(
        Landmarks(drawn.skeleton, time_s, wrong_px, drawn.confidence), source=video.info, settings=Settings()
    )
    right_px = drawn.point("right_ankle")[frames]
    by_truth = [
        LandmarkMoved(frame=frame, landmark="right_ankle", x_px=float(x_px), y_px=float(y_px))
        for frame, (x_px, y_px) in zip(frames, right_px, strict=True)
    ]
    errors = [
        abs(_foot_hip_legs(each, landing.time_s) - _foot_hip_legs(rendered, landing.time_s))
        for each in (wrong, revise(wrong, by_truth))
    ]
    assert errors[1] < 0.3 * errors[0]


def _foot_hip_legs(analysed, at_s):
    """Of the right step that begins around a time, in leg lengths of the picture."""
    step = next(
        s
        for s in analysed.measures.steps
        if s.step.side == "right" and abs(s.step.initial_contact_s - at_s) < 0.05
    )
    if "foot_hip_distance_pct_leg" in step.values:
        return step.values["foot_hip_distance_pct_leg"] / 100
    metres = step.values["foot_hip_distance_m"]
    return metres / analysed.scene.scale.m_per_px / analysed.scene.leg_length_px


def test_what_another_processor_rounds_otherwise_is_not_corrected():
    kept = Kept.of(analysis())
    rounded = {
        name: re.sub(r"\d+\.\d{9,}", lambda number: repr(float(number[0]) * (1 + 4e-16)), words)
        for name, words in kept.said.items()
    }
    assert rounded != kept.said
    usual, elsewhere = (revise(each, [moved(0.02)]) for each in (kept, replace(kept, said=rounded)))
    assert elsewhere.revision.changed == usual.revision.changed
