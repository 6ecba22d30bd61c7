"""A cadence that changes within the clip is told from strides that only scatter."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import Runner, analysis_of, source

from vision import analyze_landmarks
from vision.datatypes import Estimate, Floats, GaitEvent, GaitEvents, Measures, Metric
from vision.steadiness import find_cadence_change, holding_all, reasons_of

STEP_S = 0.35
RUNNER = Runner(fps=120.0, duration_s=12.0, noise_px=1.0)


def persistent(n: int, hurst: float, rng: np.random.Generator) -> Floats:
    """Fractional Gaussian noise of unit variance, exactly (Davies & Harte 1987)."""
    k = np.arange(n + 1.0)
    covariance = ((k + 1) ** (2 * hurst) - 2 * k ** (2 * hurst) + np.abs(k - 1) ** (2 * hurst)) / 2
    power = np.fft.fft(np.concatenate([covariance, covariance[-2:0:-1]])).real.clip(0)
    white = rng.normal(size=(2, len(power)))
    noise: Floats = np.fft.fft(np.sqrt(power / len(power)) * (white[0] + 1j * white[1])).real[:n]
    return noise


def steady(seed: int, *, steps: int, scatter: float = 0.015, timing_s: float = 0.004) -> Floats:
    """Step times of somebody who runs on, with the long memory that runners' strides have."""
    rng = np.random.default_rng(seed)
    read_s = np.diff(rng.normal(0, timing_s, steps + 1))
    times: Floats = STEP_S * (1 + scatter * persistent(steps, 0.8, rng)) + read_s
    return times


def events(step_s: Floats) -> GaitEvents:
    contacts = (
        GaitEvent(("left", "right")[k % 2], ("near", "far")[k % 2], "initial_contact", float(t), 0, 0.006)
        for k, t in enumerate(np.concatenate([[0.2], 0.2 + np.cumsum(step_s)]))
    )
    return GaitEvents(tuple(contacts), (), 2 * float(np.median(step_s)))


@pytest.mark.parametrize("steps", [16, 34, 80, 300])
def test_steady_strides_raise_less_than_one_false_alarm_in_a_hundred(steps):
    alarms = [find_cadence_change(events(steady(seed, steps=steps))) is not None for seed in range(200)]
    assert sum(alarms) <= 2


@pytest.mark.parametrize("share", [0.08, -0.08])
def test_a_change_by_eight_percent_is_found_where_it_is(share):
    late_s, ratio = [], []
    for seed in range(50):
        step_s = steady(seed, steps=34)
        step_s[20:] /= 1 + share
        change = find_cadence_change(events(step_s))
        if change is not None and not change.gradual:
            late_s.append(change.at_s[0] - 0.2 - step_s[:20].sum())
            ratio.append(change.cadence_spm[-1] / change.cadence_spm[0])
    assert len(ratio) >= 45
    assert np.median(np.abs(late_s)) < STEP_S
    assert np.median(ratio) == pytest.approx(1 + share, abs=0.01)


def test_a_treadmill_that_speeds_up_is_a_gradual_change():
    step_s = steady(1, steps=60, scatter=0.01) / np.linspace(1.0, 1.12, 60)
    change = find_cadence_change(events(step_s))
    assert change is not None
    assert change.gradual
    assert change.cadence_spm == pytest.approx([60 / STEP_S, 1.12 * 60 / STEP_S], rel=0.02)
    assert "little by little" in next(reasons_of(change)).message


def test_a_rate_that_comes_back_has_three_parts():
    step_s = steady(2, steps=75, scatter=0.008)
    step_s[25:50] /= 1.10
    change = find_cadence_change(events(step_s))
    assert change is not None
    assert len(change.cadence_spm) == 3
    assert change.cadence_spm.argmax() == 1
    assert next(reasons_of(change)).message.count(" on ") == 2


def without_contacts(step_s: Floats) -> GaitEvents:
    whole = events(step_s)
    return replace(whole, events=tuple(e for k, e in enumerate(whole.events) if k % 9))


def with_misread_contacts(step_s: Floats) -> GaitEvents:
    late = step_s.copy()
    late[[6, 15, 22]] += 0.08
    late[[7, 16, 23]] -= 0.08
    return events(late)


@pytest.mark.parametrize("seen", [without_contacts, with_misread_contacts])
def test_contacts_that_are_missed_or_misread_change_no_rate(seen: Callable[[Floats], GaitEvents]):
    assert find_cadence_change(seen(steady(3, steps=34))) is None


def test_too_few_strides_tell_nothing():
    assert find_cadence_change(events(np.array([0.35, 0.35, 0.30]))) is None
    assert find_cadence_change(GaitEvents((), (), 0.7)) is None


def made(cadence_spm: float) -> Measures:
    values = {"cadence_spm": cadence_spm, "step_time_s": 60 / cadence_spm}
    return Measures({n: Metric(n, "", Estimate(v, 0.998 * v, 1.002 * v, 30)) for n, v in values.items()})


def test_intervals_hold_both_rates():
    step_s = np.repeat([60 / 163, 60 / 177], 20)
    wide, change = holding_all(made(170.0), events(step_s))
    assert change is not None
    cadence, step_time = wide.metrics["cadence_spm"], wide.metrics["step_time_s"]
    assert cadence.value == 170
    assert cadence.low < 163.2 < 176.8 < cadence.high
    assert step_time.low < 60 / 176.8 < 60 / 163.2 < step_time.high


def test_a_steady_clip_keeps_its_intervals_but_for_time_that_may_be_lost():
    steady_events = events(np.full(34, 60 / 170))
    measures = made(170.0)
    assert holding_all(measures, steady_events) == (measures, None)
    doubted, _ = holding_all(measures, steady_events, unseen_share=0.01)
    assert doubted.metrics["cadence_spm"].low < 0.99 * 170
    assert doubted.metrics["step_time_s"].high > 60 / 170 / 0.99


def test_a_clip_whose_second_half_is_quicker_says_so():
    landmarks = RUNNER.landmarks()
    quicker = np.where(landmarks.time_s < 6, 1.0, 1 / 1.08)
    landmarks = replace(landmarks, time_s=np.cumsum(quicker) / RUNNER.fps)
    analysis = analyze_landmarks(landmarks, source=source(landmarks))
    (reason,) = (r for r in analysis.quality.reasons if r.code == "cadence_change")
    assert "168 steps a minute, from 6." in reason.message
    assert "on 181" in reason.message
    cadence = analysis.metrics["cadence_spm"]
    assert cadence.low < 168 < 181.4 < cadence.high
    assert "changes" in analysis.metrics["stride_time_cv_pct"].overall.why_missing


def test_a_steady_clip_says_nothing():
    assert "cadence_change" not in {reason.code for reason in analysis_of(RUNNER).quality.reasons}
