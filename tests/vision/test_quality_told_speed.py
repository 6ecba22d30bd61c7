"""A told speed against the feet of landmarks that come without their video."""

from dataclasses import replace

import pytest
from synthetic_runner import STATURE_CM, Runner, source

from vision import Settings, analyze_landmarks

RUNNER = Runner(speed_mps=3.0, noise_px=1.0)
ON_SPEED = ("step_length_m", "vertical_ratio_pct")


def analysed(runner: Runner = RUNNER, *, told_mps: float, height_cm: float | None = STATURE_CM):
    landmarks = runner.landmarks()
    settings = Settings(speed_mps=told_mps, height_cm=height_cm)
    return analyze_landmarks(landmarks, source=source(landmarks), settings=settings)


def codes(analysis) -> list[str]:
    return [reason.code for reason in analysis.quality.reasons]


@pytest.mark.parametrize("height_cm", [STATURE_CM, None])
@pytest.mark.parametrize("speed_mps", [2.8, 3.0, 4.0])
def test_the_true_speed_is_believed(speed_mps, height_cm):
    analysis = analysed(replace(RUNNER, speed_mps=speed_mps), told_mps=speed_mps, height_cm=height_cm)
    assert "speed_unlikely" not in codes(analysis)
    assert analysis.metrics["step_length_m"].value == pytest.approx(speed_mps * RUNNER.step_time_s, rel=0.02)


@pytest.mark.parametrize("height_cm", [STATURE_CM, None])
@pytest.mark.parametrize("times", [1 / 1.5, 1.5])
def test_what_hangs_on_a_wrong_speed_is_left_out(times, height_cm):
    analysis = analysed(told_mps=3.0 * times, height_cm=height_cm)
    assert "speed_unlikely" in codes(analysis)
    for name in ON_SPEED:
        assert analysis.metrics[name].value is None
    assert "speed" in analysis.metrics["step_length_m"].overall.why_missing
    assert analysis.metrics["cadence_spm"].value == pytest.approx(168.0, abs=0.5)


@pytest.mark.parametrize("roll_deg", [-5.0, 5.0])
@pytest.mark.parametrize("direction", ["left", "right"])
def test_direction_and_roll_raise_no_doubt(direction, roll_deg):
    assert "speed_unlikely" not in codes(
        analysed(replace(RUNNER, direction=direction, roll_deg=roll_deg), told_mps=3.0)
    )


def test_without_a_told_speed_there_is_nothing_to_doubt():
    landmarks = RUNNER.landmarks()
    assert "speed_unlikely" not in codes(analyze_landmarks(landmarks, source=source(landmarks)))
