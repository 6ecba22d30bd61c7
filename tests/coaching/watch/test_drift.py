import numpy as np
import pytest
import recorded

from coaching.watch.summary import summarise_run

TWO_HOURS_S = 7200


def drifts(columns):
    return summarise_run(recorded.recording(columns)).drift


def noisy(rng, *, late=0.0, slower=0.0):
    """Two hours whose cadence changes by `late` at one speed, and whose speed falls by `slower`."""
    speed = 3.0 + recorded.wander(TWO_HOURS_S, rng, sd=0.15, over_s=60) - np.linspace(0, slower, TWO_HOURS_S)
    cadence = 165 + 6 * (speed - 3.0) + recorded.wander(TWO_HOURS_S, rng, sd=1.0, over_s=60)
    return recorded.steady(TWO_HOURS_S, speed=speed, cadence=cadence + np.linspace(0, late, TWO_HOURS_S))


def test_a_falling_cadence_is_found():
    found = drifts(noisy(np.random.default_rng(11), late=-9.0))["cadence_spm"]
    assert found.change.beyond_both and found.at_mps == pytest.approx(3.0, abs=0.05)
    assert found.change.low <= -6.0 <= found.change.high  # two thirds of it lie between the middles


def test_who_only_slows_down_has_not_changed_cadence_at_one_speed():
    found = drifts(noisy(np.random.default_rng(12), slower=0.6))
    assert found["speed_mps"].change.beyond_both and found["speed_mps"].at_mps is None
    assert found["cadence_spm"].change.beyond_both is False


def test_a_steady_run_is_not_told_to_drift():
    told = [drifts(noisy(np.random.default_rng(seed)))["cadence_spm"].change for seed in range(20, 32)]
    known = [change for change in told if change.value is not None]
    assert len(known) >= 10 and sum(bool(change.beyond_both) for change in known) <= 2


def test_all_that_the_watch_knows_is_compared():
    columns = noisy(np.random.default_rng(13))
    columns["heart_rate_bpm"] = 140 + np.linspace(0, 20, TWO_HOURS_S)
    columns["contact_time_s"] = np.full(TWO_HOURS_S, 0.25)
    found = drifts(columns)
    assert set(found) == {"cadence_spm", "speed_mps", "heart_rate_bpm", "contact_time_s"}
    assert found["contact_time_s"].change.value == pytest.approx(0, abs=1e-9)


def test_a_treadmill_without_speed_is_compared_as_it_is():
    found = drifts(recorded.steady(TWO_HOURS_S, cadence=np.linspace(170, 160, TWO_HOURS_S), speed=np.nan))
    assert set(found) == {"cadence_spm"} and found["cadence_spm"].at_mps is None


def test_a_short_run_has_no_drift():
    assert drifts(recorded.steady(2000)) == {}
