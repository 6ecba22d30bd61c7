import numpy as np
import pytest

from coaching.watch import units
from coaching.watch.units import in_steps

RECORDS = 600
RUNNERS_MPS = (1.7, 2.0, 2.5, 3.0, 3.5, 4.5, 5.5)
WALKERS_MPS = (1.1, 1.3, 1.5, 1.7, 1.9)


def told(cadence, speed, *, by_format):
    """What becomes of an even cadence at a speed: steps a minute, None for unknown; and the notice."""
    counted, notice = in_steps(
        np.full(RECORDS, float(cadence)), np.full(RECORDS, float(speed)), strides_by_format=by_format
    )
    return (None if np.isnan(counted).all() else counted[0]), notice.code


def expected_spm(speed):
    """Of a runner: van Oeveren 2019."""
    return 150 + 6 * speed


def walked_spm(speed, ratio=0.006):
    return np.sqrt(60 * speed / ratio)


@pytest.mark.parametrize("by_format", [True, False])
@pytest.mark.parametrize("off", [-8, 0, 8])
@pytest.mark.parametrize("speed", RUNNERS_MPS)
def test_a_runner_is_counted_in_steps_however_it_was_recorded(speed, off, by_format):
    steps = expected_spm(speed) + off
    assert told(steps / 2, speed, by_format=by_format) == (steps, "cadence_doubled")
    assert told(steps, speed, by_format=by_format) == (steps, "cadence_in_steps")


@pytest.mark.parametrize("speed", WALKERS_MPS)
def test_a_walker_is_counted_in_steps_or_not_at_all(speed):
    steps = walked_spm(speed)
    assert told(steps / 2, speed, by_format=True) == (pytest.approx(steps), "cadence_doubled")
    for by_format in (True, False):
        assert told(steps / 2, speed, by_format=by_format)[0] in (None, pytest.approx(steps))
        assert told(steps, speed, by_format=by_format)[0] in (None, pytest.approx(steps))


@pytest.mark.parametrize(
    ("cadence", "speed", "by_format", "steps"),
    [
        (84, np.nan, True, 168),  # nothing contradicts what the format says
        (84, np.nan, False, None),  # a walk, or half of a run
        (168, np.nan, True, 168),  # no runner makes 336 steps
        (168, np.nan, False, 168),
        (165, 0.0, False, 165),  # a treadmill of which the watch knew no speed
        (125, 3.0, False, None),
        (125, 3.0, True, None),
        (69, 2.6, True, 138),
        (69, 2.6, False, None),
        (260, 3.0, True, None),
    ],
)
def test_nothing_is_guessed_between_steps_and_strides(cadence, speed, by_format, steps):
    assert told(cadence, speed, by_format=by_format)[0] == steps


def test_of_steps_where_the_format_counts_strides_it_is_said():
    _, notice = in_steps(np.full(RECORDS, 168.0), np.full(RECORDS, 3.0), strides_by_format=True)
    assert "The format counts strides" in notice.message


def test_a_file_of_both_is_not_guessed():
    cadence = np.where(np.arange(RECORDS) % 2, 84.0, 168.0)
    counted, notice = in_steps(cadence, np.full(RECORDS, 3.0), strides_by_format=False)
    assert np.isnan(counted).all() and notice.code == "cadence_unit_unknown"


def test_no_cadence_needs_no_word():
    counted, notice = in_steps(np.full(9, np.nan), np.full(9, 3.0), strides_by_format=True)
    assert np.isnan(counted).all() and notice is None


@pytest.mark.parametrize("factor", [0.7, 1.3])
@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("SLOWEST_RUN_MPS", 1),
        ("FASTEST_WALK_MPS", 1),
        ("MEASURED_MPS", 1),
        ("DECIDING_RECORDS", 1),
        ("CONTRADICTING_SHARE", 1),
        ("WALK_RATIO", 2),
    ],
)
def test_no_threshold_makes_steps_of_strides(monkeypatch, name, members, factor):
    """Moved by 30 %, more may be unknown; but nobody's cadence is halved or doubled."""
    own = getattr(units, name)
    monkeypatch.setattr(units, name, own * factor if members == 1 else tuple(each * factor for each in own))
    for speed in RUNNERS_MPS[1:]:
        for cadence in (expected_spm(speed), expected_spm(speed) / 2):
            for by_format in (True, False):
                assert told(cadence, speed, by_format=by_format)[0] in (None, expected_spm(speed))
