"""Clips that play slower or faster than they were filmed are caught, and never give a sure wrong time."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from bad_twins import slowed
from hypothesis import given
from hypothesis import strategies as st
from synthetic_runner import STATURE_CM, Runner, scene_of, source

from vision import Network, Settings, analyze_landmarks, read_landmarks, read_landmarks_source
from vision.clip_measures import RunnerFacts
from vision.datatypes import Analysis, Estimate, Landmarks, LandmarksSource, Measures, Metric
from vision.errors import CannotMeasure
from vision.exports import write_landmarks
from vision.instants import in_true_time
from vision.measure_groups import TIMED
from vision.norms import CADENCE_LOG_SD, DUTY_FACTOR_LOG_SD, expected_cadence_spm, expected_duty_factor
from vision.quality import Tempo, read_tempo, require_true_tempo
from vision.spring import dip_m, rise_m

RUNNER = Runner(noise_px=1.0, duration_s=8.0)


@cache
def scaleless():
    return replace(scene_of(RUNNER)[1], scale=None)


def analysed(landmarks: Landmarks, **told: float) -> Analysis:
    return analyze_landmarks(
        landmarks, source=source(landmarks), network=Network("blazepose", "heavy"), settings=Settings(**told)
    )


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


@pytest.mark.parametrize("told", [120, 240])
@pytest.mark.parametrize("cadence_spm", [140, 168, 200])
def test_a_rate_of_filming_that_makes_steps_impossibly_quick_is_said_to_be_wrong(told, cadence_spm):
    analysis = analysed(replace(RUNNER, cadence_spm=cadence_spm).landmarks(), capture_fps=float(told))
    assert codes(analysis) == ["wrong_capture_fps"]
    said = re.search(r"take (\d+) steps", analysis.quality.reasons[0].message)
    assert float(said[1]) == pytest.approx(cadence_spm * told / 60, rel=0.02)


@pytest.mark.parametrize(
    ("told", "verdict", "code"),
    [
        (48, "limited", "perhaps_slow_motion"),
        (75, "limited", "perhaps_sped_up"),
        (90, "refused", "wrong_capture_fps"),
    ],
)
def test_a_told_rate_of_filming_that_the_motion_does_not_fit_is_doubted(told, verdict, code):
    landmarks = RUNNER.landmarks()
    analysis = analysed(landmarks, capture_fps=float(told), height_cm=STATURE_CM)
    assert analysis.quality.verdict == verdict
    (message,) = (reason.message for reason in analysis.quality.reasons if reason.code == code)
    assert "rate of filming and the height that were given" in message or "check that setting" in message
    if verdict == "limited":
        assert analysis.quality.time_base == "unknown"
        assert analysis.metrics["cadence_spm"].value is None


def test_and_one_that_makes_them_impossibly_slow():
    analysis = analysed(slowed(RUNNER.landmarks(), 2), capture_fps=30.0)
    assert codes(analysis) == ["wrong_capture_fps"]


def test_whole_milliseconds_make_no_other_frame_rate():
    landmarks = slowed(replace(RUNNER, fps=240.0, duration_s=4.0).landmarks(), 8)
    stamped = replace(landmarks, time_s=np.round(landmarks.time_s, 3))
    filmed = in_true_time(stamped, 240.0)
    assert np.ptp(filmed.time_s) == pytest.approx(np.ptp(stamped.time_s) / 8, rel=1e-9)
    assert analysed(stamped, capture_fps=240.0).quality.capture_fps == 240.0


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


@pytest.mark.parametrize("times", [1.25, 1.4])
@pytest.mark.parametrize(
    "cadence_spm, contact_s, speed", [(160, 0.26, 2.8), (170, 0.24, 3.4), (182, 0.19, 4.5)]
)
def test_play_that_is_slightly_too_fast_is_said_to_be_possible_and_its_times_are_left_out(
    times, cadence_spm, contact_s, speed
):
    runner = replace(RUNNER, cadence_spm=cadence_spm, contact_time_s=contact_s, speed_mps=speed)
    analysis = analysed(slowed(runner.landmarks(), 1 / times))
    if analysis.quality.verdict == "refused":
        assert codes(analysis) == ["sped_up"]
        return
    assert "perhaps_sped_up" in codes(analysis)
    assert analysis.quality.time_base == "unknown"
    assert [name for name in TIMED if analysis.metrics[name].value is not None] == []
    assert "filmed" in analysis.metrics["cadence_spm"].overall.why_missing
    assert analysis.metrics["duty_factor"].value == pytest.approx(contact_s * cadence_spm / 120, abs=0.02)


def test_a_stated_rate_of_filming_puts_right_what_plays_too_fast():
    analysis = analysed(slowed(RUNNER.landmarks(), 1 / 1.3), capture_fps=60.0)
    assert "perhaps_sped_up" not in codes(analysis)
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.3)


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
    write_landmarks(first.track, file, source=LandmarksSource(first.source))
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


def bouncing(share_of_leg_pct: float, contact_s: float, flight_s: float, *, sd_pct: float = 0.0) -> Measures:
    values = {
        "vertical_oscillation_pct_leg": share_of_leg_pct,
        "contact_time_s": contact_s,
        "flight_time_s": flight_s,
        "duty_factor": contact_s / (contact_s + flight_s) / 2,
        "cadence_spm": 60 / (contact_s + flight_s),
    }
    reach = {"vertical_oscillation_pct_leg": 1.96 * sd_pct}
    return Measures(
        {
            n: Metric(n, "", Estimate(v, v - reach.get(n, 0), v + reach.get(n, 0), 20))
            for n, v in values.items()
        }
    )


def at_speed(speed_mps: float | None) -> RunnerFacts:
    return RunnerFacts(speed_mps, None, None)


def played(times_slower: float, share_of_leg_pct: float = 9.4, **more: float) -> Measures:
    """A spring of 0.25 s contact, 0.10 s flight bounces by 7.2 cm, hips by a tenth more: 9.4 % of a leg."""
    return bouncing(share_of_leg_pct, 0.25 * times_slower, 0.10 * times_slower, **more)


@pytest.mark.parametrize("times", [0.5, 0.8, 1.0, 1.25, 2.0])
def test_bounce_and_step_times_fix_the_clock(times):
    tempo = read_tempo(played(times), scaleless())
    assert tempo.times_slower == pytest.approx(times, rel=0.04)
    assert tempo.low < times < tempo.high
    assert (tempo.perhaps_faster, tempo.perhaps_slower) == (times < 1, times > 1)


@pytest.mark.parametrize(
    "times, code, advice",
    [(2.0, "slow_motion", "capture rate of 60"), (2 / 3, "sped_up", "use the original")],
)
def test_what_surely_plays_at_another_speed_is_refused(times, code, advice):
    with pytest.raises(CannotMeasure, match=advice) as caught:
        require_true_tempo(read_tempo(played(times), scaleless()), played(times), 30.0)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "share_pct, contact_s, flight_s, speed_mps",
    [
        (9.8, 0.34, 0.06, 2.2),  # a jogger
        (12.0, 0.28, 0.09, 3.0),
        (7.8, 0.22, 0.12, 3.0),
        (8.5, 0.18, 0.14, 5.0),
        (7.0, 0.14, 0.15, 7.0),
        (4.8, 0.105, 0.13, 9.3),  # a sprinter at full speed
    ],
)
@pytest.mark.parametrize("told", [False, True])
def test_runners_of_every_speed_fit_real_time(share_pct, contact_s, flight_s, speed_mps, told):
    measures = bouncing(share_pct, contact_s, flight_s)
    tempo = read_tempo(measures, scaleless(), told=at_speed(speed_mps if told else None))
    assert not tempo.doubtful


def test_the_interval_holds_for_as_many_runners_as_it_says():
    """Runners as different as runners are, at true speed and 1.25 times faster."""
    rng = np.random.default_rng(3)
    held, named = [], []
    for _ in range(300):
        speed = 3.0 * np.exp(0.25 * rng.normal())
        step_s = 60 / (expected_cadence_spm(speed, None) * np.exp(CADENCE_LOG_SD * rng.normal()))
        contact_s = 2 * step_s * expected_duty_factor(speed) * np.exp(DUTY_FACTOR_LOG_SD * rng.normal())
        flight_s = step_s - contact_s
        if flight_s < 0.03:
            continue
        spring_m = float(dip_m(np.array(contact_s), np.array(flight_s)) + rise_m(np.array(flight_s)))
        leg_m = 0.84 * np.exp(0.06 * rng.normal())
        share_pct = 100 * 1.1 * spring_m / leg_m * np.exp(0.16 * rng.normal())
        held.append(not read_tempo(bouncing(share_pct, contact_s, flight_s), scaleless()).doubtful)
        named.append(
            read_tempo(bouncing(share_pct, contact_s / 1.25, flight_s / 1.25), scaleless()).perhaps_faster
        )
    assert 0.92 < np.mean(held) < 0.98
    assert np.mean(named) > 0.97


@given(st.floats(2, 12), st.floats(0.15, 0.45), st.floats(-0.05, 0.2), st.none() | st.floats(1.5, 6))
def test_a_doubt_is_never_told_with_a_factor_that_is_none(share_pct, contact_s, flight_s, speed_mps):
    tempo = read_tempo(bouncing(share_pct, contact_s, flight_s), scaleless(), told=at_speed(speed_mps))
    assert not tempo.perhaps_slower or float(f"{tempo.times_slower:.1f}") >= 1.1
    assert not tempo.perhaps_faster or float(f"{1 / tempo.times_slower:.1f}") >= 1.1


def test_a_bounce_that_is_hardly_known_counts_little():
    sure, unsure = (read_tempo(played(1.0, 5.0, sd_pct=sd), scaleless()) for sd in (0.2, 5.0))
    assert sure.times_slower > unsure.times_slower + 0.05
    assert unsure.high - unsure.low > sure.high - sure.low


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
    assert not tempo.doubtful


def at_height_scale(measures: Measures, seen_mps: float) -> Tempo:
    """Told 3 m/s and a height, where the ground passes at `seen_mps`."""
    scene = scene_of(RUNNER)[1]
    px_s = seen_mps / scene.scale.m_per_px
    return read_tempo(measures, scene, told=RunnerFacts(3.0, STATURE_CM, None), belt_px_s=px_s)


@pytest.mark.parametrize("times", [1 / 1.09, 1.09])
def test_a_belt_of_known_speed_shows_what_the_body_alone_does_not(times):
    assert not read_tempo(played(times), scaleless()).doubtful
    tempo = at_height_scale(played(times), 3.0 / times)
    assert tempo.times_slower == pytest.approx(times, rel=0.03)
    assert (tempo.perhaps_faster, tempo.perhaps_slower) == (times < 1, times > 1)
    assert not at_height_scale(played(1.0), 3.0).doubtful


def test_a_belt_settles_the_doubt_about_an_unusual_runner():
    slow_stepper = bouncing(9.0, 0.29, 0.11)
    assert read_tempo(slow_stepper, scaleless()).perhaps_slower
    assert not at_height_scale(slow_stepper, 3.0).doubtful
    assert at_height_scale(slow_stepper, float("nan")).perhaps_slower, "the ground is not seen"


def test_the_length_of_leg_that_a_belt_gives_tells_of_another_tempo():
    """A scale from a belt that seems to run 1.2 times faster makes legs of 71 cm out of 85."""
    scene = scene_of(RUNNER)[1]
    belt = replace(scene.scale, source="belt_speed", m_per_px=scene.scale.m_per_px / 1.2)
    with_belt = read_tempo(played(1 / 1.2), replace(scene, scale=belt), told=at_speed(3.0))
    without = read_tempo(played(1 / 1.2), scaleless(), told=at_speed(3.0))
    assert with_belt.perhaps_faster
    assert with_belt.high - with_belt.low < without.high - without.low


def test_a_known_height_is_used_for_the_bounce():
    """A bounce of 8.6 % of the leg is small for a child's."""
    track_scene = scene_of(RUNNER)[1]
    measures = bouncing(8.6, 0.25, 0.10)
    small = replace(track_scene, scale=replace(track_scene.scale, m_per_px=0.6 * track_scene.scale.m_per_px))
    assert STATURE_CM > 150
    assert read_tempo(measures, small).times_slower > read_tempo(measures, scaleless()).times_slower
