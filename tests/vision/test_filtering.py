"""Smoothing that delays nothing, held to sinusoids whose fate is known."""

from dataclasses import replace

import numpy as np
import pytest

from vision.datatypes import Floats, Landmarks
from vision.filtering import CONFIDENCE_MIN, cutoff_hz, smooth_track
from vision.skeletons import BLAZEPOSE_33, Skeleton

ONE_POINT = Skeleton("one", ("nose",), ())


def a_point(time_s: Floats, position: Floats) -> Landmarks:
    """A single landmark; its second coordinate is the negative of the first."""
    xy = np.column_stack([position, -position])[:, None]
    return Landmarks(ONE_POINT, time_s, xy, np.isfinite(xy[..., 0]).astype(float))


def smoothed(landmarks: Landmarks) -> Floats:
    return smooth_track(landmarks, exchanged=np.zeros(len(landmarks.time_s), bool)).position_px[:, 0, 0]


def amplitude_and_phase_deg(time_s: Floats, signal: Floats, frequency_hz: float) -> tuple[float, float]:
    middle = slice(len(time_s) // 4, -len(time_s) // 4)
    turn = 2 * np.pi * frequency_hz * time_s[middle]
    c, s = np.linalg.lstsq(np.column_stack([np.cos(turn), np.sin(turn)]), signal[middle], rcond=None)[0]
    return float(np.hypot(c, s)), float(np.degrees(np.arctan2(s, c)))


@pytest.mark.parametrize("fps, cutoff", [(15, 6.0), (30, 7.07), (60, 10.0), (120, 14.0), (240, 14.0)])
def test_the_cutoff_rises_with_the_frame_rate_up_to_what_feet_need(fps, cutoff):
    assert cutoff_hz(fps) == pytest.approx(cutoff, abs=0.01)


@pytest.mark.parametrize("fps", [120, 240])
@pytest.mark.parametrize("frequency, share", [(1.4, 1.0), (7.0, 0.94), (14.0, 0.5), (28.0, 0.06)])
def test_half_of_the_amplitude_is_left_at_the_cutoff_and_nothing_is_delayed(fps, frequency, share):
    time_s = np.arange(6 * fps) / fps
    wave = np.cos(2 * np.pi * frequency * time_s - 0.7)
    amplitude, phase_deg = amplitude_and_phase_deg(time_s, smoothed(a_point(time_s, wave)), frequency)
    assert amplitude == pytest.approx(share, abs=0.04)
    assert phase_deg == pytest.approx(np.degrees(0.7), abs=0.1)


def test_noise_is_reduced():
    time_s = np.arange(600) / 240
    noise = np.random.default_rng(0).normal(0, 1, len(time_s))
    assert smoothed(a_point(time_s, noise)).std() < 0.5


def test_uniform_motion_comes_through_untouched():
    time_s = np.arange(120) / 60
    assert smoothed(a_point(time_s, 3 + 40 * time_s)) == pytest.approx(3 + 40 * time_s, abs=1e-6)


@pytest.mark.parametrize("fps, lost", [(60, 5), (30, 2), (29.97, 2)])
def test_a_gap_of_up_to_a_tenth_of_a_second_is_filled_with_the_motion(fps, lost):
    time_s = np.arange(240) / fps
    wave = 50 * np.sin(2 * np.pi * 1.4 * time_s)
    seen = wave.copy()
    seen[100 : 100 + lost] = np.nan
    filled = smoothed(a_point(time_s, seen))[100 : 100 + lost]
    assert filled == pytest.approx(wave[100 : 100 + lost], abs=1.5)


def test_a_longer_gap_stays_unknown_and_both_sides_are_smoothed_alone():
    time_s = np.arange(240) / 60
    seen = np.where(time_s < 2, 0.0, 500.0)
    seen[110:130] = np.nan
    result = smoothed(a_point(time_s, seen))
    assert np.isnan(result[110:130]).all()
    assert np.delete(result, np.s_[110:130]) == pytest.approx(np.delete(seen, np.s_[110:130]), abs=1e-6)


def test_a_glimpse_of_four_frames_is_not_smoothed():
    time_s = np.arange(120) / 60
    seen = np.full(120, np.nan)
    seen[50:54] = 1.0
    assert np.isnan(smoothed(a_point(time_s, seen))).all()


def test_irregular_frame_times_are_taken_as_they_are():
    rng = np.random.default_rng(4)
    time_s = np.cumsum(rng.uniform(0.004, 0.029, 400))
    wave = 50 * np.sin(2 * np.pi * 2.0 * time_s)
    assert smoothed(a_point(time_s, wave))[5:-5] == pytest.approx(wave[5:-5], abs=2.0)


def test_doubtful_points_are_masked_in_the_raw_track_and_bridged_in_the_smooth_one():
    time_s = np.arange(120) / 60
    landmarks = a_point(time_s, 40 * time_s)
    landmarks.position_px[60] = 900
    landmarks.confidence[60] = 0.02
    track = smooth_track(landmarks, exchanged=np.zeros(120, bool))
    assert np.isnan(track.raw_px[60]).all()
    assert track.position_px[60, 0, 0] == pytest.approx(40.0, abs=0.01)
    assert landmarks.position_px[60, 0, 0] == 900, "the input stays as it was"
    landmarks.confidence[60] = CONFIDENCE_MIN
    assert smooth_track(landmarks, exchanged=np.zeros(120, bool)).raw_px[60, 0, 0] == 900


def test_every_landmark_is_smoothed_by_itself():
    n = len(BLAZEPOSE_33.landmarks)
    position = np.random.default_rng(5).normal(0, 1, (120, n, 2))
    landmarks = Landmarks(BLAZEPOSE_33, np.arange(120) / 60, position, np.ones((120, n)))
    hidden = replace(landmarks, confidence=landmarks.confidence * (np.arange(n) != 7))
    marks = np.arange(120) % 2 == 0
    both = [smooth_track(x, exchanged=marks) for x in (landmarks, hidden)]
    assert np.isnan(both[1].position_px[:, 7]).all()
    np.testing.assert_array_equal(
        np.delete(both[0].position_px, 7, axis=1), np.delete(both[1].position_px, 7, axis=1)
    )
    assert (both[0].exchanged == marks).all()
