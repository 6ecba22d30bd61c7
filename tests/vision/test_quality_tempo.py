"""Clips that play slower or faster than they were filmed are caught, and never give a sure wrong time."""

from dataclasses import replace

import pytest
from bad_twins import slowed
from hypothesis import given
from hypothesis import strategies as st
from synthetic_runner import STATURE_CM, Runner, scene_of, source

from vision import Settings, analyze_landmarks, read_landmarks, read_landmarks_source
from vision.datatypes import Analysis, Estimate, Landmarks, Measures, Metric
from vision.errors import CannotMeasure
from vision.exports import LandmarksSource, write_landmarks_parquet
from vision.instants import in_true_time
from vision.measure_groups import TIMED
from vision.quality import read_tempo, require_true_tempo

RUNNER = Runner(noise_px=1.0, duration_s=8.0)
SCALELESS = replace(scene_of(RUNNER)[1], scale=None)


def analysed(landmarks: Landmarks, **told: float) -> Analysis:
    return analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(**told))


def codes(analysis: Analysis) -> list[str]:
    return [reason.code for reason in analysis.quality.reasons]


# ---- from the first landmark to the verdict ----------------------------------------------------------


@pytest.mark.parametrize("fps, times_slower", [(60, 2), (120, 4), (240, 8)])
@pytest.mark.parametrize("cadence_spm", [150, 168, 186])
def test_slow_motion_that_nobody_told_of_is_refused_with_the_rate_to_give(fps, times_slower, cadence_spm):
    runner = replace(RUNNER, fps=fps, cadence_spm=cadence_spm, duration_s=8.0 / times_slower + 1.5)
    analysis = analysed(slowed(runner.landmarks(), times_slower))
    assert codes(analysis) == ["slow_motion"]
    assert analysis.metrics == {}
    assert analysis.quality.time_base == "slow_motion"
    message = analysis.quality.reasons[0].message
    assert f"about {times_slower} times" in message
    assert f"capture rate of {fps}" in message


@pytest.mark.parametrize("times", [1.25, 1.4, 1.5])
@pytest.mark.parametrize(
    "cadence_spm, contact_s, speed", [(160, 0.26, 2.8), (175, 0.22, 3.4), (200, 0.18, 4.5)]
)
def test_slight_slow_motion_is_said_to_be_possible_and_its_times_are_left_out(
    times, cadence_spm, contact_s, speed
):
    runner = replace(RUNNER, cadence_spm=cadence_spm, contact_time_s=contact_s, speed_mps=speed)
    analysis = analysed(slowed(runner.landmarks(), times))
    if analysis.quality.verdict == "refused":
        assert codes(analysis) == ["slow_motion"]
        return
    assert "perhaps_slow_motion" in codes(analysis)
    assert analysis.quality.time_base == "unknown"
    given = [name for name in TIMED if analysis.metrics[name].value is not None]
    assert given == []
    assert "filmed" in analysis.metrics["cadence_spm"].overall.why_missing
    assert analysis.metrics["duty_factor"].value == pytest.approx(contact_s * cadence_spm / 120, abs=0.02)


@pytest.mark.parametrize(
    "cadence_spm, contact_s, speed",
    [(152, 0.29, 2.4), (160, 0.27, 2.7), (168, 0.25, 3.0), (180, 0.21, 3.8), (192, 0.17, 5.0)],
)
def test_runners_of_every_speed_are_not_taken_for_slow_motion(cadence_spm, contact_s, speed):
    runner = replace(RUNNER, cadence_spm=cadence_spm, contact_time_s=contact_s, speed_mps=speed)
    analysis = analysed(runner.landmarks())
    assert codes(analysis) == []
    assert analysis.quality.time_base == "true"


def test_a_stated_rate_of_filming_settles_the_doubt():
    landmarks = slowed(RUNNER.landmarks(), 1.3)
    assert "perhaps_slow_motion" in codes(analysed(landmarks))
    analysis = analysed(landmarks, capture_fps=60.0)
    assert "perhaps_slow_motion" not in codes(analysis)
    assert analysis.quality.time_base == "slow_motion"
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.3)


@pytest.mark.parametrize("fps, times_slower", [(60, 2), (120, 4)])
def test_slow_motion_that_is_told_is_measured_in_true_time(fps, times_slower):
    runner = replace(RUNNER, fps=fps, duration_s=5.0)
    analysis = analysed(slowed(runner.landmarks(), times_slower), capture_fps=fps)
    assert analysis.quality.verdict != "refused"
    assert analysis.quality.time_base == "slow_motion"
    assert analysis.quality.capture_fps == fps
    assert analysis.metrics["cadence_spm"].value == pytest.approx(runner.cadence_spm, abs=0.3)
    assert analysis.metrics["contact_time_s"].value == pytest.approx(runner.contact_time_s, abs=0.005)


def test_the_rate_that_the_phone_wrote_down_is_used():
    landmarks = slowed(replace(RUNNER, fps=120, duration_s=5.0).landmarks(), 4)
    told = replace(source(landmarks), capture_fps=120.0)
    analysis = analyze_landmarks(landmarks, source=told)
    assert analysis.quality.time_base == "slow_motion"
    assert analysis.quality.capture_fps == 120
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.3)


@pytest.mark.parametrize("times", [0.5, 2 / 3])
def test_time_lapse_is_refused(times):
    assert codes(analysed(slowed(RUNNER.landmarks(), times))) == ["sped_up"]


# ---- true time ---------------------------------------------------------------------------------------


def test_true_time_is_scaled_once_however_often_it_is_asked_for():
    played = slowed(replace(RUNNER, fps=240, duration_s=1.0).landmarks(), 8)
    filmed = in_true_time(played, 240.0)
    assert filmed.time_s[-1] == pytest.approx(played.time_s[-1] / 8)
    assert in_true_time(filmed, 240.0).time_s == pytest.approx(filmed.time_s)


def test_a_landmark_file_holds_true_times_and_is_not_scaled_again(tmp_path):
    played = slowed(replace(RUNNER, fps=120, duration_s=5.0).landmarks(), 4)
    first = analysed(played, capture_fps=120.0)
    file = tmp_path / "landmarks.parquet"
    write_landmarks_parquet(first.track, file, source=LandmarksSource(first.source))
    filmed, told = read_landmarks(file), read_landmarks_source(file).video
    for source_of, capture_fps in ((told, 120.0), (told, None), (first.source, 120.0)):
        again = analyze_landmarks(filmed, source=source_of, settings=Settings(capture_fps=capture_fps))
        cadence = again.metrics["cadence_spm"].value
        assert cadence == pytest.approx(first.metrics["cadence_spm"].value, abs=0.1)
        assert again.quality.capture_fps == pytest.approx(120)


def test_rates_that_differ_by_rounding_leave_the_times_alone():
    landmarks = slowed(replace(RUNNER, fps=30.0, duration_s=1.0).landmarks(), 1.001)
    assert in_true_time(landmarks, 30.0).time_s == pytest.approx(landmarks.time_s)
    slow = in_true_time(landmarks, 240.0)
    assert slow.time_s == pytest.approx(landmarks.time_s / 8), "8 times 29.97, not 8.008 times"


# ---- the rule by itself ------------------------------------------------------------------------------


def bouncing(share_of_leg_pct: float, contact_s: float, flight_s: float) -> Measures:
    values = {
        "vertical_oscillation_pct_leg": share_of_leg_pct,
        "contact_time_s": contact_s,
        "flight_time_s": flight_s,
        "cadence_spm": 60 / (contact_s + flight_s),
    }
    return Measures({n: Metric(n, "", Estimate(v, v, v, 20)) for n, v in values.items()})


def test_bounce_and_step_times_fix_the_clock():
    """0.25 s of contact and 0.10 s of flight make 7.2 cm, or 8.6 % of a leg of 84 cm."""
    assert read_tempo(bouncing(8.6, 0.25, 0.10), SCALELESS).times_slower == pytest.approx(1.0, abs=0.05)
    slow = bouncing(8.6, 0.50, 0.20)
    tempo = read_tempo(slow, SCALELESS)
    assert tempo.times_slower == pytest.approx(2.0, abs=0.1)
    with pytest.raises(CannotMeasure, match="capture rate of 60"):
        require_true_tempo(tempo, slow, 30.0)


def test_a_doubt_raised_by_the_bounce_alone_is_told_with_the_factor_of_the_bounce():
    """186 steps a minute look faster than usual, and half of their bounce is missing."""
    tempo = read_tempo(bouncing(4.0, 0.25, 0.0725), SCALELESS)
    assert tempo.times_slower < 1.1, "all together see nothing"
    assert tempo.perhaps_slower
    assert tempo.suspected > 1.2


@given(st.floats(2, 12), st.floats(0.15, 0.45), st.floats(-0.05, 0.2), st.none() | st.floats(1.5, 6))
def test_a_doubt_is_never_told_with_a_factor_that_is_none(share_pct, contact_s, flight_s, speed_mps):
    tempo = read_tempo(bouncing(share_pct, contact_s, flight_s), SCALELESS, speed_mps=speed_mps)
    assert not tempo.perhaps_slower or float(f"{tempo.suspected:.2g}") >= 1.1


def test_feet_that_stand_longer_than_on_any_spring_leave_the_clock_to_the_step_rate():
    tempo = read_tempo(bouncing(5.0, 0.50, -0.18), scene_of(RUNNER)[1])
    assert tempo.known
    assert tempo.times_slower < 1.2, "188 steps a minute are no slow motion"


def test_what_is_not_measured_tells_nothing():
    empty = Measures(
        {n: Metric(n, "", Estimate(None, None, None, 0)) for n in bouncing(8, 0.25, 0.1).metrics}
    )
    tempo = read_tempo(empty, scene_of(RUNNER)[1])
    assert not tempo.known
    assert not tempo.perhaps_slower


@pytest.mark.parametrize("seen_mps, slow", [(2.4, True), (3.0, False), (float("nan"), True)])
def test_a_belt_of_known_speed_settles_the_doubt(seen_mps, slow):
    """154 steps a minute at 3 m/s with little bounce; the ground may pass at 2.4 m/s."""
    measures, scene = bouncing(7.6, 0.28, 0.11), scene_of(RUNNER)[1]
    assert read_tempo(measures, scene, speed_mps=3.0).perhaps_slower
    px_s = seen_mps / scene.scale.m_per_px
    assert read_tempo(measures, scene, speed_mps=3.0, belt_px_s=lambda: px_s).perhaps_slower == slow


def test_a_belt_is_asked_only_in_doubt():
    measures, scene = bouncing(8.6, 0.25, 0.10), scene_of(RUNNER)[1]
    asked = []
    read_tempo(measures, scene, speed_mps=3.0, belt_px_s=lambda: asked.append(1) or 1.0)
    assert asked == []


def test_a_known_height_is_used_for_the_bounce():
    """A bounce of 8.6 % of the leg is small for a child's."""
    track_scene = scene_of(RUNNER)[1]
    measures = bouncing(8.6, 0.25, 0.10)
    small = replace(track_scene, scale=replace(track_scene.scale, m_per_px=0.6 * track_scene.scale.m_per_px))
    assert STATURE_CM > 150
    assert read_tempo(measures, small).times_slower > read_tempo(measures, SCALELESS).times_slower
