"""Each clip that cannot be measured is refused for its own reason; each limit of the others is said."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import (
    at_irregular_times,
    blocks,
    exchanged,
    hidden,
    leaving_half_way,
    moved,
    standing_still,
    taken,
    walker,
)
from synthetic_runner import SIDES, Runner, events_of, scene_of, source

from vision import Settings, analyze_landmarks, make_track
from vision.datatypes import Analysis, Landmarks, Quality, Reason
from vision.errors import CannotMeasure
from vision.quality import MeasuredClip, Tempo, judge, refuse, require_runner, require_running, require_steps
from vision.quality.runner import STEPS_CUT
from vision.skeletons import BLAZEPOSE_33
from vision.thinning import with_frames_between

RUNNER = Runner(noise_px=1.0, duration_s=8.0)
INFO = source(RUNNER.landmarks())


def analysed(landmarks: Landmarks, **told: float) -> Analysis:
    return analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(**told))


def reason_of(analysis: Analysis) -> str:
    """The code of a refusal, which has a sentence and no numbers."""
    assert analysis.quality.verdict == "refused"
    (reason,) = analysis.quality.reasons
    assert reason.message.endswith(".")
    assert analysis.metrics == {}
    assert analysis.events is None
    return reason.code


# ---- refused -----------------------------------------------------------------------------------------


def test_a_runner_is_measured():
    quality = analysed(RUNNER.landmarks()).quality
    assert (quality.verdict, quality.reasons, quality.activity) == ("ok", (), "running")
    assert (quality.time_base, quality.coverage, quality.capture_fps) == ("true", 1.0, pytest.approx(60))


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("direction", SIDES)
def test_a_walker_is_told_apart_from_a_runner(fps, direction):
    analysis = analysed(replace(walker(), fps=fps, direction=direction).landmarks())
    assert reason_of(analysis) == "walking"
    assert analysis.quality.activity == "walking"


@pytest.mark.parametrize("noise_px", [0.0, 1.0, 4.0])
def test_a_still_person_is_told_apart_from_a_runner(noise_px):
    analysis = analysed(standing_still(replace(RUNNER, noise_px=noise_px)))
    assert reason_of(analysis) == "not_running"
    assert analysis.quality.activity == "other"


def test_someone_who_glides_is_no_runner():
    """On a cross-trainer the legs pass each other and the trunk stays where it is."""
    landmarks = RUNNER.landmarks()
    rise_px = RUNNER.px_per_m * RUNNER.rise_m(RUNNER.time_s)
    upper = [
        k for k, n in enumerate(BLAZEPOSE_33.landmarks) if not n.endswith(("knee", "ankle", "heel", "toe"))
    ]

    def hold(position: np.ndarray) -> None:
        position[:, upper, 1] += rise_px[:, None]

    assert reason_of(analysed(moved(landmarks, hold))) == "not_running"


def test_two_steps_are_too_few():
    steps = taken(RUNNER.landmarks(), slice(0, round(2.4 * RUNNER.step_time_s * RUNNER.fps)))
    assert reason_of(analysed(steps)) == "too_few_steps"


@pytest.mark.parametrize("frames", [0, 1, 2, 5, 12])
def test_a_handful_of_frames_is_refused(frames):
    assert reason_of(analysed(taken(RUNNER.landmarks(), slice(0, frames)))) in (
        "too_few_steps",
        "runner_hidden",
    )


def test_frames_too_far_apart_are_refused():
    assert reason_of(analysed(taken(RUNNER.landmarks(), slice(None, None, 5)))) == "low_frame_rate"


def test_a_runner_who_is_seen_for_a_fifth_of_the_clip_is_hidden():
    analysis = analysed(hidden(RUNNER.landmarks(), slice(96, None)))
    assert reason_of(analysis) == "runner_hidden"
    assert "20%" in analysis.quality.reasons[0].message


def test_nobody_is_hidden_too():
    analysis = analysed(hidden(RUNNER.landmarks()))
    assert reason_of(analysis) == "runner_hidden"
    assert analysis.quality.coverage == 0.0


@pytest.mark.parametrize("direction", ["left", "right"])
@pytest.mark.parametrize("fps", [30, 120, 240])
def test_a_run_played_backwards_is_told_from_the_feet(direction, fps):
    run = replace(RUNNER, direction=direction, fps=fps)
    forwards = with_frames_between(run.landmarks())
    backwards = replace(taken(forwards, slice(None, None, -1)), time_s=forwards.time_s)
    assert reason_of(analysed(backwards)) == "reversed"
    assert analysed(forwards).quality.verdict != "refused"


def test_from_the_front_the_stride_is_not_shown():
    analysis = analysed(replace(RUNNER, yaw_deg=-90).landmarks())
    assert reason_of(analysis) == "front_view"
    assert analysis.scene.view == "front"


# ---- limited -----------------------------------------------------------------------------------------


LIMITS = {
    "low_frame_rate": replace(RUNNER, fps=30).landmarks(),
    "variable_frame_rate": at_irregular_times(RUNNER.landmarks()),
    "oblique_view": replace(RUNNER, yaw_deg=18).landmarks(),
    "partly_hidden": leaving_half_way(replace(RUNNER, duration_s=14.0).landmarks()),
    "few_steps": taken(RUNNER.landmarks(), slice(0, 240)),
}


@pytest.mark.parametrize(("yaw_deg", "uncertain"), [(0.0, "contact times"), (90.0, "the times of steps")])
def test_a_low_frame_rate_costs_the_times_that_a_view_gives(yaw_deg, uncertain):
    seen = replace(RUNNER, fps=30, yaw_deg=yaw_deg, parallax=0.0)
    messages = {r.code: r.message for r in analysed(seen.landmarks()).quality.reasons}
    assert f"make {uncertain} uncertain" in messages["low_frame_rate"]


@pytest.mark.parametrize("code", LIMITS)
def test_what_limits_a_clip_is_said(code):
    analysis = analysed(LIMITS[code])
    assert analysis.quality.verdict == "limited"
    assert [r.code for r in analysis.quality.reasons] == [code]
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.5)


def test_a_moving_camera_is_said():
    analysis = analyze_landmarks(RUNNER.landmarks(), source=INFO, camera="moving")
    assert [r.code for r in analysis.quality.reasons] == ["moving_camera"]
    assert np.isnan(analysis.scene.ground_y_px)


def test_the_frame_rate_may_vary_and_the_time_base_says_so():
    landmarks = LIMITS["variable_frame_rate"]
    assert analysed(landmarks).quality.time_base == "variable"


def test_every_limit_is_listed():
    track, scene = scene_of(RUNNER)
    seen = MeasuredClip(
        source=replace(INFO, variable_frame_rate=True),
        scene=replace(scene, camera="moving"),
        track=replace(track, time_s=track.time_s * 2),
        events=replace(events_of(RUNNER), steps=events_of(RUNNER).steps[:8]),
        tempo=Tempo(1.2, 1.3, 1.1),
        footage=None,
        found=(Reason("pause", "It pauses."),),
        filmed=True,
        chosen=False,
        timed=True,
        coverage=0.8,
        capture_fps=None,
    )
    assert [reason.code for reason in judge(seen).reasons] == [
        "pause", "low_frame_rate", "variable_frame_rate", "perhaps_slow_motion", "moving_camera",
        "partly_hidden", "few_steps",
    ]  # fmt: skip


def test_coverage_is_the_share_of_frames_that_show_the_runner():
    gaps = blocks(len(RUNNER.time_s), 0.3, frames=15)
    analysis = analysed(hidden(RUNNER.landmarks(), gaps))
    assert analysis.quality.coverage == pytest.approx(1 - gaps.mean(), abs=0.02)


# ---- the rules by themselves -------------------------------------------------------------------------


def test_the_same_rules_hold_for_those_who_call_the_stages():
    track, scene = scene_of(RUNNER)
    assert require_runner(track) == 1.0
    require_running(track, scene)
    require_steps(events_of(RUNNER), scene_of(RUNNER)[0])
    still = make_track(standing_still(RUNNER))
    with pytest.raises(CannotMeasure) as error:
        require_running(still, scene)
    assert error.value.code == "not_running"
    with pytest.raises(CannotMeasure, match="1 whole step is seen"):
        require_steps(replace(events_of(RUNNER), steps=events_of(RUNNER).steps[:1]), scene_of(RUNNER)[0])


def test_a_few_steps_of_a_long_run_are_those_of_confused_legs():
    events = events_of(RUNNER)
    few = replace(events, steps=events.steps[:5])
    run = round(RUNNER.duration_s / RUNNER.step_time_s) - STEPS_CUT
    with pytest.raises(CannotMeasure, match=f"^Only 5 of about {run} steps .* could be followed; .*\\.$"):
        require_steps(few, scene_of(RUNNER)[0])


def test_a_refusal_keeps_what_is_known():
    quality: Quality = refuse(CannotMeasure("walking", "Walks."), coverage=0.7, capture_fps=120.0)
    assert (quality.verdict, quality.activity, quality.coverage) == ("refused", "walking", 0.7)
    assert quality.reasons[0].code == "walking"
    assert quality.time_base == "unknown", "nothing was measured by which to check it"


def test_legs_that_are_mostly_confused_are_refused():
    landmarks = Runner().landmarks()
    half = np.random.default_rng(5).random(len(landmarks.time_s)) < 0.42
    analysis = analyze_landmarks(exchanged(landmarks, half), source=source(landmarks))
    assert analysis.quality.verdict == "refused"
    assert analysis.quality.reasons[0].code == "legs_confused"
