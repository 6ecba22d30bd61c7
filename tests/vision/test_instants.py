"""A rolling shutter put on known motion, and taken off again."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import STATURE_CM, Runner, source

from vision import InvalidSetting, Settings, analyze_landmarks
from vision.datatypes import Landmarks, Metric, VideoInfo
from vision.instants import read_share, without_rolling_shutter

RUNNER = Runner(duration_s=6.0)
LANDSCAPE = source(RUNNER.landmarks())
PORTRAIT = replace(LANDSCAPE, width=720, height=1280)


def filmed(runner: Runner, readout_ms: float, info: VideoInfo = LANDSCAPE) -> Landmarks:
    """The runner as a shutter shows that takes `readout_ms` from the first row to the last."""
    dense, seen = replace(runner, fps=32 * runner.fps).landmarks(), runner.landmarks()
    shown = seen.position_px.copy()
    for k in range(shown.shape[1]):
        for _ in range(4):
            own_s = seen.time_s + readout_ms / 1000 * (read_share(shown[:, k], info) - 0.5)
            shown[:, k] = np.stack(
                [np.interp(own_s, dense.time_s, dense.position_px[:, k, axis]) for axis in (0, 1)], axis=1
            )
    return replace(seen, position_px=shown)


def metrics(landmarks: Landmarks, readout_ms: float | None = None) -> dict[str, Metric]:
    settings = Settings(height_cm=STATURE_CM, readout_ms=readout_ms)
    return dict(analyze_landmarks(landmarks, source=LANDSCAPE, settings=settings).metrics)


@pytest.mark.parametrize("readout_ms", [8.0, -8.0])
@pytest.mark.parametrize(
    "info", [LANDSCAPE, replace(PORTRAIT, rotation_deg=90)], ids=["landscape", "portrait"]
)
def test_the_shutter_is_taken_off(readout_ms, info):
    still, rolling = RUNNER.landmarks(), filmed(RUNNER, readout_ms, info)
    back = without_rolling_shutter(rolling, info, readout_ms=readout_ms)
    ankle = [still.skeleton.index(f"{side}_ankle") for side in ("left", "right")]
    away = [
        np.abs(seen.position_px[2:-2, ankle] - still.position_px[2:-2, ankle]) for seen in (rolling, back)
    ]
    assert np.percentile(away[0], 95) > 1
    assert np.percentile(away[1], 95) < 0.5


def test_measures_of_a_known_shutter_are_those_of_none():
    still, known = metrics(RUNNER.landmarks()), metrics(filmed(RUNNER, 15.0), 15.0)
    for name, sd in {
        "shank_angle_deg": 2.5,
        "ankle_dorsiflexion_peak_deg": 4.0,
        "contact_time_s": 0.004,
    }.items():
        assert known[name].value == pytest.approx(still[name].value, abs=0.05 * sd), name


def test_an_unknown_shutter_of_todays_phones_moves_no_measure_by_a_tenth_of_its_interval():
    still, rolling = metrics(RUNNER.landmarks()), metrics(filmed(RUNNER, 10.0))
    for name, metric in still.items():
        if metric.value is not None and metric.high > metric.low:
            change = abs(rolling[name].value - metric.value)
            assert change < 0.1 * (metric.high - metric.low) / 2 + 1e-5 * abs(metric.value), name


@pytest.mark.parametrize(
    "rotation_deg, size, corner, share",
    [
        (0, (1280, 720), (100, 0), 0.0),
        (0, (1280, 720), (100, 720), 1.0),
        (180, (1280, 720), (100, 720), 0.0),
        (90, (720, 1280), (720, 300), 0.0),
        (90, (720, 1280), (0, 300), 1.0),
        (270, (720, 1280), (0, 300), 0.0),
        (0, (720, 1280), (720, 300), 0.0),
        (0, (1280, 720), (100, -50), 0.0),
    ],
)
def test_rows_are_read_in_the_order_in_which_the_picture_is_stored(rotation_deg, size, corner, share):
    info = replace(LANDSCAPE, width=size[0], height=size[1], rotation_deg=rotation_deg)
    assert read_share(np.array(corner, dtype=float), info) == pytest.approx(share)


def test_unknown_landmarks_stay_unknown_and_known_ones_known():
    landmarks = RUNNER.landmarks()
    position = landmarks.position_px.copy()
    position[40:44, 3] = np.nan
    position[:, 5] = np.nan
    position[10:, 7] = np.nan
    position[:7, 7] = np.nan
    back = without_rolling_shutter(replace(landmarks, position_px=position), LANDSCAPE, readout_ms=10.0)
    assert np.array_equal(np.isfinite(back.position_px), np.isfinite(position))


def test_a_readout_longer_than_a_frame_is_a_mistake():
    fast = replace(RUNNER, fps=240.0, duration_s=1.0).landmarks()
    with pytest.raises(InvalidSetting, match=r"lasts 4\.2 milliseconds"):
        without_rolling_shutter(fast, LANDSCAPE, readout_ms=15.0)
