import numpy as np
import pytest
import recorded

from coaching.watch.activity import activity
from coaching.watch.blocks import BLOCKS_MAX, blocks, effective, mean_estimate, persistence


def cut(columns):
    run = recorded.recording(columns)
    return blocks(run, activity(run).running)


def test_blocks_are_means_of_what_was_run():
    cadence = np.repeat([160.0, 170.0, 100.0, 180.0], 30)
    run = cut(recorded.steady(120, cadence=cadence, speed=np.where(cadence == 100, 1.2, 3.0)))
    assert run.start_s.tolist() == [0, 30, 90] and run.length_s == 30
    assert run.means["cadence_spm"].tolist() == [160, 170, 180]


def test_a_block_of_which_much_is_unknown_is_left_out():
    columns = recorded.steady(90, heart_rate_bpm=140)
    columns["cadence_spm"][30:40] = np.nan
    columns["heart_rate_bpm"][70:] = np.nan
    run = cut(columns)
    assert run.start_s.tolist() == [0, 60]
    assert run.means["heart_rate_bpm"].tolist() == pytest.approx([140, np.nan], nan_ok=True)


def test_long_runs_have_longer_blocks():
    run = cut(recorded.steady(36_000))
    assert len(run.start_s) <= BLOCKS_MAX and run.length_s == pytest.approx(60)


def test_a_run_without_cadence_has_no_blocks():
    run = cut(recorded.steady(300, cadence=np.nan))
    assert len(run.start_s) == 0 and len(run.means["cadence_spm"]) == 0


def test_independent_blocks_tell_as_many_as_they_are():
    values = np.random.default_rng(1).normal(0, 1, 2000)
    assert effective(2000, persistence([values])) == pytest.approx(2000, rel=0.1)


def test_persistence_is_that_of_the_process():
    rng = np.random.default_rng(2)
    wander = recorded.wander(3000, rng, sd=1, over_s=3)
    assert persistence([wander]) == pytest.approx(np.exp(-1 / 3), abs=0.05)
    parts = [
        part + level for part, level in zip(np.array_split(wander, 30), rng.normal(0, 9, 30), strict=True)
    ]
    assert persistence(parts) == pytest.approx(np.exp(-1 / 3), abs=0.08)


@pytest.mark.parametrize(("blocks_run", "over"), [(60, 1), (60, 3), (120, 10)])
def test_the_interval_holds_the_level_about_which_cadence_wanders(blocks_run, over):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(200):
        wander = recorded.wander(blocks_run, rng, sd=1.5, over_s=over)
        found.append(mean_estimate(165 + wander, persistence([wander])))
    told = [each for each in found if each.value is not None]
    missed = [each for each in told if not each.low <= 165 <= each.high]
    assert len(told) > 60 and len(missed) <= 0.09 * len(told)


def test_a_short_run_that_wanders_slowly_tells_no_level():
    drifting = np.linspace(160, 170, 12)
    told = mean_estimate(drifting, persistence([drifting]))
    assert told.value is None and "too short" in told.why_missing
    assert mean_estimate(np.array([]), 0.0).value is None
