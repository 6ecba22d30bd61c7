import numpy as np
import pytest
import recorded

from coaching.watch.summary import summarise_run


def distribution(columns):
    return summarise_run(recorded.recording(columns)).cadence


def test_percentiles_are_of_the_time_and_not_of_the_records():
    columns = recorded.steady(70, cadence=160.0)
    columns["time_s"] = np.concatenate([np.arange(60.0), 60 + 6 * np.arange(10.0)])  # a minute each
    columns["cadence_spm"][60:] = 180.0
    found = distribution(columns)
    assert [found.percentiles[name] for name in ("25", "75")] == [160, 180]
    assert {each.low_spm: round(each.share, 1) for each in found.bins if each.share} == {160: 0.5, 180: 0.5}


def test_walking_breaks_and_pauses_do_not_count():
    cadence = np.repeat([168.0, 110.0, 168.0], 100)
    columns = recorded.steady(300, cadence=cadence, speed=np.where(cadence == 110, 1.3, 3.0))
    columns["time_s"][250:] += 600
    found = summarise_run(recorded.recording(columns))
    assert found.cadence.percentiles["5"] == 168
    assert (found.running_s, found.walking_s) == (200, 100)


def test_the_level_of_a_long_run_has_an_interval_and_that_of_a_short_one_is_not_told():
    rng = np.random.default_rng(5)
    level = distribution(recorded.varied(3600, rng)).level
    assert level.low < level.value < level.high and level.n == 120
    assert distribution(recorded.varied(900, rng)).level.value is None


def test_no_cadence_has_no_distribution():
    assert distribution(recorded.steady(300, cadence=np.nan)) is None


def test_shares_add_up():
    found = distribution(recorded.varied(1800, np.random.default_rng(6)))
    assert sum(each.share for each in found.bins) == pytest.approx(1)
    assert list(found.percentiles.values()) == sorted(found.percentiles.values())
