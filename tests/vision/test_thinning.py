"""Which frames of a fast clip are looked at."""

from dataclasses import replace

import numpy as np
import pytest

from tests.vision.synthetic_runner import STATURE_CM, Runner, source
from vision import Settings, analyze_landmarks
from vision.datatypes import Analysis, Floats, Frame, Landmarks
from vision.pictures import RgbPicture
from vision.thinning import looked_at, thinned, with_frames_between


def times(rate_hz: float, n: int = 50) -> Floats:
    return np.arange(n) / rate_hz


@pytest.mark.parametrize(
    ("rate_hz", "every"), [(30, 1), (60, 1), (120, 1), (180, 1), (239.76, 2), (240, 2), (480, 4), (1000, 8)]
)
def test_at_least_120_frames_a_second_are_looked_at(rate_hz, every):
    time_s = times(rate_hz)
    picture = RgbPicture(np.zeros((4, 4, 3), np.uint8))
    seen = thinned((Frame(i, float(t), picture) for i, t in enumerate(time_s)), time_s)
    assert [frame.index for frame in seen] == list(range(0, 50, every))


@pytest.mark.parametrize("rate_hz", [240, 480])
def test_a_slower_stretch_of_a_clip_is_looked_at_in_full(rate_hz):
    slow = times(rate_hz, 200)[-1] + np.arange(1, 31) / 30
    time_s = np.concatenate([times(rate_hz, 200), slow, slow[-1] + 1 / rate_hz + times(rate_hz, 200)])
    wanted = looked_at(time_s)
    assert wanted[200:229].all()
    assert max(wanted[:190].sum(), wanted[-190:].sum()) < 100


def test_two_frames_at_least_make_a_rate():
    assert looked_at(times(240, n=1)).all()


def test_a_frame_between_is_unknown_and_as_sure_as_its_neighbours():
    full = Runner(fps=240.0, duration_s=1.0).landmarks()
    full.confidence[::2] = 0.8
    seen = with_frames_between(full)
    assert np.isnan(seen.position_px[1::2]).all() and np.allclose(seen.confidence, 0.8)
    assert np.array_equal(seen.position_px[::2], full.position_px[::2], equal_nan=True)


def test_slower_clips_stay_as_they_are():
    full = Runner(fps=120.0, duration_s=1.0).landmarks()
    seen = with_frames_between(full)
    assert np.array_equal(seen.position_px, full.position_px, equal_nan=True)
    assert np.array_equal(seen.confidence, full.confidence)


def test_a_clip_whose_frames_are_not_all_looked_at_measures_the_same():
    """Each value to a tenth of its interval: half of the frames hold less of the noise."""
    runner = Runner(fps=240.0, noise_px=1.0)
    full = runner.landmarks()
    whole, part = (
        analyze_landmarks(landmarks, source=source(full), settings=Settings(height_cm=STATURE_CM))
        for landmarks in (full, with_frames_between(full))
    )
    assert whole.events and part.events
    assert [e.kind for e in part.events.events] == [e.kind for e in whole.events.events]
    assert len(part.flags) <= len(whole.flags) + 1
    for name, metric in whole.metrics.items():
        value, other = metric.overall, part.metrics[name].overall
        assert (value.value is None) == (other.value is None), name
        if value.value is not None and value.high is not None:
            assert abs(value.value - other.value) <= 0.1 * (value.high - value.low), name


def analysis_of(landmarks: Landmarks) -> Analysis:
    return analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(height_cm=STATURE_CM))


def test_the_rate_of_filming_is_that_of_the_clip():
    runner = Runner(fps=240.0, duration_s=4.0)
    quality = analysis_of(with_frames_between(runner.landmarks())).quality
    assert quality.capture_fps == pytest.approx(240)


def test_a_few_steps_of_somebody_who_passes_are_enough():
    runner = Runner(fps=240.0, duration_s=2.6, ground_mps=3.0, parallax=0.0)
    whole, part = (
        analysis_of(landmarks) for landmarks in (runner.landmarks(), with_frames_between(runner.landmarks()))
    )
    assert whole.quality.verdict == part.quality.verdict == "limited"


@pytest.mark.parametrize("lost", [(400, 480), (500, 520)])
def test_a_leap_between_frames_that_are_looked_at_is_seen(lost):
    full = Runner(fps=240.0, duration_s=6.0).landmarks()
    kept = np.r_[0 : lost[0], lost[1] : len(full.time_s)]
    cut = replace(
        full,
        time_s=full.time_s[: len(kept)],
        position_px=full.position_px[kept],
        confidence=full.confidence[kept],
    )
    found = [analyze_landmarks(some, source=source(some)) for some in (cut, with_frames_between(cut))]
    codes = [{reason.code for reason in analysis.quality.reasons} for analysis in found]
    assert {"scene_cut", "dropped_frames", "speed_ramp"} & codes[0]
    assert {"scene_cut", "dropped_frames", "speed_ramp"} & codes[1]
