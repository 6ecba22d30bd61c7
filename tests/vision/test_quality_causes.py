"""Runners who are cut off by the picture's edge, and errors that come from what the pictures show."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns, hidden
from synthetic_runner import Runner, source

from vision import Network, analyze_landmarks
from vision.datatypes import Footage, Landmarks, Window
from vision.errors import CannotMeasure
from vision.intervals import half_width
from vision.quality.causes import cause_of
from vision.quality.framing import cut_off

RUNNER = Runner(duration_s=6.0, noise_px=1.0)
LANDMARKS = RUNNER.landmarks()
INFO = source(LANDMARKS)
N = len(LANDMARKS.time_s)
FOOTAGE = Footage(np.zeros(N), np.full(N, 5.0), np.full(N, 120.0), np.full(N, 0.3))


def window(*, left: float = 0.0, top: float = 0.0, bottom: float = 720.0) -> Landmarks:
    """What is seen through a part of the picture, in its own pixels."""
    position = LANDMARKS.position_px - (left, top)
    inside = (position >= 0).all(axis=2) & (position[..., 1] <= bottom - top)
    return replace(
        LANDMARKS,
        position_px=np.where(inside[..., None], position, np.nan),
        confidence=np.where(inside, LANDMARKS.confidence, 0.0),
    )


def at(part: str, axis: int) -> float:
    return float(np.nanmedian(LANDMARKS.position_px[:, columns("right", part), axis]))


def analysed(landmarks: Landmarks, height: float = 720.0):
    return analyze_landmarks(landmarks, source=replace(INFO, height=int(height)), footage=FOOTAGE)


def test_the_whole_body_is_in_the_picture():
    assert cut_off(LANDMARKS, INFO) is None


def test_points_that_are_unknown_far_from_the_edge_are_not_outside():
    assert cut_off(hidden(LANDMARKS, points=columns("right", "ear", "eye")), INFO) is None


def test_nobody_is_not_cut_off():
    assert cut_off(hidden(LANDMARKS), INFO) is None


def test_a_head_out_of_the_picture_is_said_and_the_rest_measured():
    analysis = analysed(window(top=(at("ear", 1) + at("shoulder", 1)) / 2))
    assert [r.code for r in analysis.quality.reasons] == ["cut_off"]
    assert "head is out" in analysis.quality.reasons[0].message
    assert "trunk is guessed" in analysis.quality.reasons[0].message
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.5)


def test_without_a_head_what_hangs_on_the_trunk_is_left_out_and_the_legs_are_measured():
    metrics = analysed(window(top=(at("ear", 1) + at("shoulder", 1)) / 2)).metrics
    for name in ("trunk_lean_mean_deg", "trunk_lean_range_deg", "vertical_oscillation_pct_leg"):
        assert "head is out" in metrics[name].overall.why_missing
    for name in ("foot_hip_distance_pct_leg", "shank_angle_deg", "contact_time_s"):
        assert metrics[name].value is not None


def test_a_head_that_is_seen_half_of_the_time_does_not_cost_the_trunk():
    seen, hidden_now = LANDMARKS, np.arange(N) % 20 < 10
    outside = hidden(window(top=(at("ear", 1) + at("shoulder", 1)) / 2), ~hidden_now).position_px
    shifted = seen.position_px - (0, (at("ear", 1) + at("shoulder", 1)) / 2)
    mixed = replace(seen, position_px=np.where(hidden_now[:, None, None], outside, shifted))
    metrics = analysed(mixed).metrics
    assert metrics["trunk_lean_mean_deg"].value is not None


def test_a_crown_out_of_the_picture_is_said_and_widens_what_all_landmarks_move():
    whole, cut = analysed(LANDMARKS), analysed(window(top=at("ear", 1) - 12))
    assert [r.code for r in cut.quality.reasons] == ["cut_off"]
    assert "top of the runner's head" in cut.quality.reasons[0].message
    for name in ("vertical_oscillation_pct_leg", "trunk_lean_range_deg", "shank_angle_deg"):
        one, other = (half_width(a.metrics[name].overall) for a in (whole, cut))
        assert other > 1.15 * one, name
        assert cut.metrics[name].value == pytest.approx(whole.metrics[name].value, rel=1e-6)
    assert cut.metrics["cadence_spm"].overall == whole.metrics["cadence_spm"].overall


@pytest.mark.parametrize("color, widened", [(0.0, True), (15.0, False)])
def test_missing_colours_widen_what_all_landmarks_move(color, widened):
    seen, usual = (
        analyze_landmarks(LANDMARKS, source=INFO, network=Network("blazepose", "heavy"), footage=footage)
        for footage in (replace(FOOTAGE, color=color), FOOTAGE)
    )
    name = "vertical_oscillation_pct_leg"
    assert (half_width(seen.metrics[name].overall) > 1.3 * half_width(usual.metrics[name].overall)) == widened
    assert ("no_colors" in [r.code for r in seen.quality.reasons]) == widened


@pytest.mark.parametrize(
    ("seen", "height", "part"),
    [
        (window(top=at("shoulder", 1) + 15), 720, "head and shoulders are"),
        (window(bottom=at("knee", 1) + 50), at("knee", 1) + 50, "feet are"),
        (window(left=at("hip", 0)), 720, "feet are"),
    ],
    ids=["top", "bottom", "side"],
)
def test_a_body_cut_off_is_the_reason_and_not_its_effects(seen, height, part):
    analysis = analysed(seen, height)
    assert analysis.quality.verdict == "refused"
    assert analysis.quality.reasons[-1].code == "cut_off"
    assert part in analysis.quality.reasons[-1].message


@pytest.mark.parametrize(
    ("code", "footage", "named"),
    [
        ("slow_motion", replace(FOOTAGE, hidden=("knee",)), "occluded"),
        ("too_few_steps", replace(FOOTAGE, hidden=("hip", "knee")), "occluded"),
        ("not_running", replace(FOOTAGE, hidden=("hip",)), "occluded"),
        ("not_running", replace(FOOTAGE, brightness=np.full(N, 10.0)), "dark"),
        ("legs_confused", replace(FOOTAGE, blur=np.full(N, 0.7)), "blurred"),
        ("walking", replace(FOOTAGE, blur=np.full(N, 0.7)), "walking"),
        ("too_few_steps", FOOTAGE, "too_few_steps"),
        ("too_few_steps", None, "too_few_steps"),
    ],
)
def test_an_error_is_explained_by_what_the_pictures_show(code, footage, named):
    assert cause_of(CannotMeasure(code, "Film again."), LANDMARKS, INFO, footage).code == named


def test_a_runner_too_small_to_be_followed_is_refused_for_that():
    small = replace(LANDMARKS, position_px=LANDMARKS.position_px / 4)
    error = cause_of(CannotMeasure("not_running", "Film again."), small, INFO, FOOTAGE)
    assert error.code == "too_small"
    assert "115 pixels" in str(error)


def test_an_unseen_trunk_explains_nothing():
    unseen = hidden(LANDMARKS, points=columns("left", "hip") + columns("right", "hip"))
    assert cause_of(CannotMeasure("not_running", "Film again."), unseen, INFO, FOOTAGE).code == "not_running"


def test_who_runs_behind_something_is_hidden_and_who_stands_there_stands():
    error = CannotMeasure("not_running", "Nobody runs.")
    behind = replace(FOOTAGE, hidden=("knee",))
    still = replace(
        LANDMARKS, position_px=np.repeat(LANDMARKS.position_px[:1], len(LANDMARKS.time_s), axis=0)
    )
    assert cause_of(error, LANDMARKS, INFO, behind).code == "occluded"
    assert cause_of(error, still, INFO, behind).code == "not_running"


def test_a_clip_in_a_larger_picture_is_named():
    around = replace(INFO, window=Window(0, 300, INFO.width, INFO.height))
    reasons = [analyze_landmarks(LANDMARKS, source=seen).quality.reasons for seen in (INFO, around)]
    assert ["framed" in [reason.code for reason in some] for some in reasons] == [False, True]
