"""Of a clip that was cut, frozen, slowed in parts or robbed of frames, one honest stretch is left."""

import re
from dataclasses import replace

import numpy as np
import pytest
from bad_twins import taken
from synthetic_runner import Runner, source

from vision import analyze_landmarks
from vision.continuity import longest_stretch
from vision.datatypes import Continuous, Footage, Landmarks
from vision.repeats import repeated
from vision.tracks import repair_legs

RUNNER = Runner(noise_px=1.0, duration_s=8.0)
N = len(RUNNER.time_s)
FPS = RUNNER.fps


def mended(landmarks: Landmarks, footage: Footage | None = None) -> Continuous:
    return longest_stretch(landmarks, footage, repair=lambda some: repair_legs(some).landmarks)


def shown_at(landmarks: Landmarks, rows: np.ndarray, time_s: np.ndarray | None = None) -> Landmarks:
    """These frames one after the other, at an even rate if no times are given."""
    spacing_s = float(np.median(np.diff(landmarks.time_s)))
    times = np.arange(len(rows)) * spacing_s if time_s is None else time_s
    return replace(taken(landmarks, rows), time_s=times)


def pictures(n: int, *, still: np.ndarray | None = None, cuts: tuple[int, ...] = ()) -> Footage:
    """Pictures that change by as much as real ones, but where they are still or cut."""
    rng = np.random.default_rng(3)
    change, novelty = rng.uniform(3.5, 7.0, n), rng.uniform(0.01, 0.05, n)
    change[0] = novelty[0] = np.nan
    change[still if still is not None else []] = 0.05
    novelty[list(cuts)] = 0.8
    return Footage(novelty, change, np.full(n, 120.0), np.full(n, 0.3))


def codes(found: Continuous) -> list[str]:
    return [reason.code for reason in found.reasons]


def stride_error(found: Continuous, runner: Runner = RUNNER) -> float:
    """Relative error of the stride time in the mended landmarks."""
    period_s = repair_legs(found.landmarks).period_s
    return period_s / runner.stride_time_s - 1


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_a_steady_run_stays_as_it_is(fps):
    landmarks = replace(RUNNER, fps=fps, noise_px=2.0).landmarks()
    found = mended(landmarks, pictures(len(landmarks.time_s)))
    assert found.reasons == ()
    assert found.used.all()
    assert found.timed
    np.testing.assert_array_equal(found.landmarks.position_px, landmarks.position_px)
    np.testing.assert_array_equal(found.landmarks.time_s, landmarks.time_s)


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_the_time_of_dropped_frames_is_put_back(fps):
    landmarks = replace(RUNNER, fps=fps).landmarks()
    gone = np.linspace(20, len(landmarks.time_s) - 20, 5).astype(int)
    rows = np.delete(np.arange(len(landmarks.time_s)), gone)
    found = mended(shown_at(landmarks, rows))
    assert codes(found) == ["dropped_frames"]
    assert "5 frames" in found.reasons[0].message
    assert found.timed
    np.testing.assert_allclose(found.landmarks.time_s, landmarks.time_s[rows], atol=3.5 / fps)
    assert found.landmarks.time_s[-1] == pytest.approx(landmarks.time_s[-1], abs=0.1 / fps)


@pytest.mark.parametrize("seed", range(4))
def test_losses_that_may_hide_are_counted_as_doubt(seed):
    """Two losses beside each other and at the ends are not found one by one."""
    lost = np.random.default_rng(seed).random(N) < 0.02
    found = mended(shown_at(replace(RUNNER, noise_px=2.0).landmarks(), np.flatnonzero(~lost)))
    assert found.timed
    put_back_s = np.ptp(found.landmarks.time_s) - (N - lost.sum() - 1) / FPS
    hidden_s = lost.sum() / FPS - put_back_s
    assert hidden_s < found.unseen_share * 8.0 + 1e-9
    assert "more may be" in found.reasons[0].message


def test_a_change_of_cadence_is_told_with_both_rates():
    slow = replace(RUNNER, cadence_spm=150, contact_time_s=0.28, speed_mps=2.6, duration_s=4.0).landmarks()
    quick = replace(RUNNER, cadence_spm=182, contact_time_s=0.22, speed_mps=3.4, duration_s=6.0).landmarks()
    both = replace(
        slow,
        time_s=np.arange(len(slow.time_s) + len(quick.time_s)) * slow.spacing_s,
        position_px=np.concatenate([slow.position_px, quick.position_px]),
        confidence=np.concatenate([slow.confidence, quick.confidence]),
    )
    told = next(reason for reason in mended(both).reasons if reason.code == "cadence_change")
    rates = re.search(r"about (\d+), then (\d+) steps a minute", told.message)
    assert [float(rate) for rate in rates.groups()] == pytest.approx([150, 182], abs=1)


def test_a_whole_clip_has_no_doubt_of_lost_time():
    assert mended(RUNNER.landmarks()).unseen_share == 0


@pytest.mark.parametrize("start_s, end_s, faster", [(3.0, 4.2, 1.5), (2.0, 4.0, 1.5), (3.0, 6.0, 1.3)])
def test_a_part_that_plays_faster_is_told_and_no_wrong_cadence_given(start_s, end_s, faster):
    now = RUNNER.time_s
    rows = np.cumsum(np.where((now >= start_s) & (now < end_s), faster, 1.0))
    landmarks = shown_at(RUNNER.landmarks(), np.round(rows[rows < N - 1]).astype(int))
    assert {"speed_ramp", "scene_cut"} & set(codes(mended(landmarks)))
    cadence = analyze_landmarks(landmarks, source=source(landmarks)).metrics.get("cadence_spm")
    if cadence and cadence.value is not None:
        assert cadence.low <= RUNNER.cadence_spm <= cadence.high


def test_a_picture_that_stands_still_and_goes_on_is_no_cut():
    again = round(0.3 * FPS)
    landmarks = shown_at(RUNNER.landmarks(), np.insert(np.arange(N), 240, np.full(again, 240)))
    seen = pictures(N + again, still=np.arange(241, 241 + again))
    found = mended(landmarks, seen)
    assert codes(found)[0] == "frozen_frames"
    assert "scene_cut" not in codes(found)
    assert abs(stride_error(found)) < 0.003


def test_times_of_a_clip_that_lost_every_eighth_frame_are_not_believed():
    rows = np.flatnonzero(np.random.default_rng(1).random(N) > 0.125)
    found = mended(shown_at(RUNNER.landmarks(), rows))
    assert "dropped_frames" in codes(found)
    assert not found.timed


def test_a_picture_shown_in_place_of_a_missing_one_is_left_out():
    held = np.arange(30, N - 30, 40)
    rows = np.arange(N)
    rows[held] -= 1
    landmarks = shown_at(RUNNER.landmarks(), rows)
    found = mended(landmarks, pictures(N, still=held))
    assert codes(found) == ["repeated_frames"]
    assert np.isnan(found.landmarks.position_px[held]).all()
    np.testing.assert_array_equal(found.landmarks.time_s, landmarks.time_s)


def test_a_converted_frame_rate_is_spread_evenly():
    """Filmed at 50 frames a second, shown at 60: every sixth picture is there twice."""
    filmed = replace(RUNNER, fps=50.0).landmarks()
    rows = np.arange(N - 6) * 5 // 6
    landmarks = replace(taken(filmed, rows), time_s=np.arange(len(rows)) / 60)
    twice = np.flatnonzero(np.diff(rows) == 0) + 1
    found = mended(landmarks, pictures(len(rows), still=twice))
    assert codes(found) == ["repeated_frames"]
    kept = np.delete(np.arange(len(rows)), twice)
    np.testing.assert_allclose(found.landmarks.time_s[kept], filmed.time_s[rows[kept]], atol=0.02)
    assert np.diff(found.landmarks.time_s[kept]) == pytest.approx(1 / 50, rel=0.01)


@pytest.mark.parametrize(
    ("filmed_fps", "shown_fps"), [(30.0, 60.0), (24.0, 30.0), (24.0, 60.0), (25.0, 60.0)]
)
def test_pictures_shown_more_than_once_are_one_and_the_rate_is_that_of_filming(filmed_fps, shown_fps):
    filmed = replace(RUNNER, fps=filmed_fps).landmarks()
    shown = np.arange(round(RUNNER.duration_s * shown_fps) - 6)
    rows = (shown * filmed_fps // shown_fps).astype(int)
    landmarks = replace(taken(filmed, rows), time_s=shown / shown_fps)
    twice = np.flatnonzero(np.diff(rows) == 0) + 1
    found = mended(landmarks, pictures(len(rows), still=twice))
    assert codes(found) == ["repeated_frames"]
    assert f"{len(twice)} of {len(rows)} " in found.reasons[0].message
    assert found.timed
    assert 1 / found.landmarks.spacing_s == pytest.approx(filmed_fps, rel=0.02)
    assert abs(stride_error(found)) < 0.003


def test_a_short_freeze_loses_its_frames_only():
    still = np.arange(201, 213)
    rows = np.arange(N)
    rows[still] = 200
    found = mended(shown_at(RUNNER.landmarks(), rows), pictures(N, still=still))
    assert codes(found) == ["repeated_frames"]
    assert found.used.all()
    assert abs(stride_error(found)) < 0.003


def test_after_a_long_freeze_the_longer_side_is_kept():
    still = np.arange(150, 240)
    rows = np.arange(N)
    rows[still] = 149
    found = mended(shown_at(RUNNER.landmarks(), rows), pictures(N, still=still))
    assert codes(found)[0] == "frozen_frames"
    assert not found.used[:240].any()
    assert found.used[245:].all()


def test_of_two_scenes_the_longer_one_is_kept():
    found = mended(RUNNER.landmarks(), pictures(N, cuts=(120,)))
    assert codes(found) == ["scene_cut"]
    np.testing.assert_array_equal(found.used, np.arange(N) >= 120)
    assert np.isnan(found.landmarks.position_px[:120]).all()
    assert "6.0 of 8.0 s, from 2.0 s on" in found.reasons[0].message


@pytest.mark.parametrize("lost_s", [0.2, 0.3, 0.45, 1.1])
def test_a_leap_within_one_view_is_seen_in_the_stride(lost_s):
    rows = np.delete(np.arange(N), np.arange(160, 160 + round(lost_s * FPS)))
    found = mended(shown_at(RUNNER.landmarks(), rows))
    assert codes(found) == ["scene_cut"]
    assert not found.used[:160].any()
    assert found.used[235:].all()
    assert abs(stride_error(found)) < 0.003


@pytest.mark.parametrize("off_s", [-0.320, -0.016])
def test_a_clock_that_is_off_for_a_blink_loses_no_time(off_s, monkeypatch):
    """As small runners have it: legs taken for each other, or drawn on one another, for four frames."""
    clock = np.random.default_rng(2).normal(0, 0.001, N)
    clock[200:204] += off_s

    def known(landmarks: Landmarks) -> np.ndarray:
        return np.where(np.isfinite(landmarks.position_px).all(axis=(1, 2)), clock, np.nan)

    monkeypatch.setattr("vision.continuity.ahead_s", known)
    monkeypatch.setattr("vision.lost_frames.ahead_s", known)
    landmarks = RUNNER.landmarks()
    found = longest_stretch(landmarks, None, repair=lambda some: some)
    assert found.reasons == ()
    np.testing.assert_array_equal(found.landmarks.time_s, landmarks.time_s)


def test_clips_without_a_stride_are_left_to_others():
    rng = np.random.default_rng(0)
    landmarks = RUNNER.landmarks()
    for position in (
        np.full_like(landmarks.position_px, np.nan),
        landmarks.position_px[:1] + rng.normal(0, 3, landmarks.position_px.shape),
        640 + np.cumsum(rng.normal(0, 30, landmarks.position_px.shape), axis=0),
    ):
        found = mended(replace(landmarks, position_px=position))
        assert "dropped_frames" not in codes(found)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_repeats_in_turn_are_seen_through_strong_compression(times):
    """Spoilt pictures that repeat change by up to 0.4 of what new ones do."""
    n = 240
    again = np.flatnonzero(np.arange(n) % times)
    seen = pictures(n)
    seen.change[again] = np.random.default_rng(4).uniform(1.2, 2.1, len(again))
    np.testing.assert_array_equal(np.flatnonzero(repeated(seen)), again)


@pytest.mark.parametrize("step_frames", [8, 9, 10, 11, 12, 20, 24])
def test_a_step_of_whole_frames_is_no_repeat(step_frames):
    """A runner's pictures change by 0.6 to 1.4 of the usual, again and again in the same frames of a step."""
    seen = pictures(240)
    seen.change[:] = 5 + 2 * np.cos(2 * np.pi * np.arange(240) / step_frames)
    assert not repeated(seen).any()


def test_repeated_pictures_are_those_that_hardly_change():
    still = np.array([40, 41, 42, 100])
    np.testing.assert_array_equal(np.flatnonzero(repeated(pictures(200, still=still))), still)
    assert not repeated(pictures(5, still=np.array([2]))).any(), "too few to know what is usual"


def test_of_a_boomerang_the_part_that_plays_forwards_is_kept():
    landmarks = RUNNER.landmarks()
    rows = np.arange(240)
    for order, kept in (
        (np.concatenate([rows, rows[::-1]]), slice(0, 240)),
        (np.concatenate([rows[::-1], rows]), slice(240, 480)),
    ):
        found = mended(shown_at(landmarks, order), pictures(480))
        assert codes(found)[0] == "boomerang"
        assert found.used[kept].mean() > 0.98
        assert found.used.sum() <= 240
        assert abs(stride_error(found)) < 0.003


def test_of_a_loop_only_the_first_showing_counts():
    """Three strides and a frame: at every seam the legs go back by one frame."""
    landmarks = replace(RUNNER, noise_px=3.0).landmarks()
    found = mended(shown_at(landmarks, np.tile(np.arange(130), 3)), pictures(390))
    assert codes(found) == ["loop"]
    assert found.used.sum() == pytest.approx(130, abs=2)
    assert "2.2 of 6.5 s, from 0.0 s on" in found.reasons[0].message
    assert abs(stride_error(found)) < 0.005


def test_of_a_clip_whose_speed_glides_times_are_left_out_and_angles_are_not():
    landmarks = RUNNER.landmarks()
    gliding = replace(landmarks, time_s=np.cumsum(np.linspace(1.0, 1.6, N)) / FPS)
    analysis = analyze_landmarks(gliding, source=source(gliding))
    (reason,) = [r for r in analysis.quality.reasons if r.code == "speed_ramp"]
    assert "times are left out" in reason.message
    assert analysis.quality.time_base == "unknown"
    assert analysis.metrics["cadence_spm"].value is None
    assert analysis.metrics["shank_angle_deg"].value is not None
