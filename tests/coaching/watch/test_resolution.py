import numpy as np
import pytest
import recorded

from coaching import read_recording, summarise_run
from coaching.watch.resolution import resolution

HOUR_S = 3600


@pytest.mark.parametrize(
    ("cadence_spm", "step"),
    [
        ([164, 166, 168, 170], 2),  # whole strides, doubled
        ([164, 165, 170], 1),  # strides with halves, or whole steps
        ([164.5, 165], 0.5),
        ([164 + 3 / 64, 170], 1 / 64),
        ([166.6, 167], 0.2),
        ([166.666, 161.0], 0.002),
        ([160 + np.pi, 170], 0),
        ([np.nan, 0, 166], 2),
        ([np.nan, 0], 2),
    ],
)
def test_the_step_in_which_cadence_was_recorded_is_seen(cadence_spm, step):
    assert resolution(np.array(cadence_spm, dtype=np.float64), "spm") == pytest.approx(step)


@pytest.mark.parametrize(
    ("values", "unit", "step"),
    [
        ([149, 150, 152], "bpm", 1),
        ([149.5, 150.25], "bpm", 0.05),
        ([0.249, 0.25], "s", 0.001),
        ([0.2491, 0.25], "s", 0.0001),
        ([0.081, np.nan], "m", 0.001),
        ([2.9, 3.0], "m/s", 0.1),
        ([2.998, 3.0], "m/s", 0.001),
        ([np.pi, 3.0], "m/s", 0),
    ],
)
def test_the_step_of_all_else_is_seen_in_its_unit(values, unit, step):
    found = resolution(np.array(values, dtype=np.float64), unit)
    assert found == pytest.approx(step)


@pytest.mark.parametrize("kind", ["fit", "tcx", "gpx"])
def test_a_steady_cadence_is_known_to_half_its_step_at_best(tmp_path, kind):
    file = tmp_path / f"run.{kind}"
    file.write_bytes(getattr(recorded, f"{kind}_file")(recorded.steady(1800, cadence=164.0)))
    found = summarise_run(read_recording(file)).cadence
    assert (found.resolution_spm, found.level.value) == (2, 164)
    assert found.level.low <= 163 and found.level.high >= 165


@pytest.mark.parametrize("step", [1.0, 2.0])
@pytest.mark.parametrize("sd", [0.05, 0.5, 2.0])
def test_the_interval_holds_the_level_however_steady_the_rounded_run(step, sd):
    rng, held, told = np.random.default_rng(9), 0, 0
    for true in rng.uniform(160, 170, 60):
        cadence = true + recorded.wander(HOUR_S, rng, sd=sd, over_s=30)
        level = _level(step * np.round(cadence / step))
        told += level.value is not None
        held += level.value is not None and level.low <= true <= level.high
    assert told >= 50 and held >= 0.93 * told


def _level(cadence):
    return summarise_run(recorded.recording(recorded.steady(HOUR_S, cadence=cadence))).cadence.level


def test_late_against_early_is_no_change_below_what_rounding_hides():
    cadence = np.where(np.arange(2 * HOUR_S) < HOUR_S, 164.9, 165.1)
    columns = recorded.steady(2 * HOUR_S, cadence=2 * np.round(cadence / 2), speed=np.nan)
    change = summarise_run(recorded.recording(columns)).drift["cadence_spm"].change
    assert change.value is None or change.low <= 0.2 <= change.high
    steady = recorded.steady(2 * HOUR_S, cadence=164.0, speed=np.nan)
    change = summarise_run(recorded.recording(steady)).drift["cadence_spm"].change
    assert change.low <= -1.4 and change.high >= 1.4 and change.beyond_both is False


COLUMNS = {
    "heart_rate_bpm": (150.4, 1.0),
    "contact_time_s": (0.2503, 0.001),
    "vertical_oscillation_m": (0.0803, 0.001),
    "speed_mps": (3.04, 0.1),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_no_measure_of_a_watch_is_known_better_than_its_step(name):
    """It rises by seven tenths of its step, and the watch shows the same or a whole step more."""
    level, step = COLUMNS[name]
    for early, late in ((level, level), (level - 0.7 * step, level), (level, level + 0.7 * step)):
        true = np.where(np.arange(2 * HOUR_S) < HOUR_S, early, late)
        columns = recorded.steady(2 * HOUR_S, **{"speed": np.nan, name: step * np.round(true / step)})
        change = summarise_run(recorded.recording(columns)).drift[name].change
        assert change.value is None or change.low <= late - early <= change.high
        assert early != late or (change.high >= 0.75 * step and change.beyond_both is False)


def test_how_a_heart_rate_in_whole_beats_goes_with_speed_is_not_told_too_sharply():
    rng = np.random.default_rng(3)
    columns = recorded.varied(2 * HOUR_S, rng)
    beats = 150 + 6 * (columns["speed_mps"] - 3.0)
    told = [
        summarise_run(recorded.recording({**columns, "heart_rate_bpm": each})).drift["heart_rate_bpm"].change
        for each in (beats, np.round(beats))
    ]
    sharp, rounded = (change.high - change.low for change in told)
    assert rounded > sharp and rounded >= 2 * 0.8
