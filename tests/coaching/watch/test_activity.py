import numpy as np
import pytest
import recorded

from coaching.watch.activity import activity, durations


def found(**columns):
    """What an even recording is."""
    parts = activity(recorded.recording(recorded.steady(30, **columns)))
    kinds = ("running", "walking", "standing")
    whole = [kind for kind in kinds if getattr(parts, kind).all()]
    assert not whole or not any(getattr(parts, kind).any() for kind in kinds if kind not in whole)
    return whole[0] if whole else None


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"cadence": 168, "speed": 3.0}, "running"),
        ({"cadence": 145, "speed": 1.8}, "running"),
        ({"cadence": 118, "speed": 1.4}, "walking"),
        ({"cadence": 0, "speed": 0.0}, "standing"),
        ({"cadence": np.nan, "speed": 0.1}, "standing"),
        ({"cadence": np.nan, "speed": 3.4}, "running"),
        ({"cadence": np.nan, "speed": 2.2}, None),  # some walk, some run
        ({"cadence": 90, "speed": 3.5}, None),  # steps were lost, or it is no step's cadence
        ({"cadence": 168, "speed": np.nan}, "running"),
        ({"cadence": 168, "speed": 0.0}, "running"),  # on a treadmill
        ({"cadence": np.nan, "speed": np.nan}, None),
        ({"cadence": 136, "speed": 2.2, "contact_time_s": 0.30}, "running"),  # a duty factor of 0.34
        ({"cadence": 138, "speed": 2.0, "contact_time_s": 0.55}, "walking"),  # of 0.63
        ({"cadence": 114, "speed": 1.4, "contact_time_s": 0.25}, "walking"),  # that of the run before it
        ({"cadence": 150, "speed": 2.0, "contact_time_s": 0.45}, None),  # of 0.56: neither of both
    ],
)
def test_running_is_told_from_walking_and_standing(columns, kind):
    assert found(**columns) == kind


def test_without_cadence_only_what_is_named_as_a_run_is_told_by_speed():
    ride = recorded.recording(recorded.steady(30, cadence=np.nan, speed=6.0), sport=None)
    assert not activity(ride).running.any()


def test_a_record_holds_until_the_next_but_not_over_a_pause():
    assert durations(np.array([0.0, 1.0, 2.0, 62.0, 63.0])).tolist() == [1, 1, 1, 1, 1]


def test_a_watch_that_records_now_and_then_has_no_pauses():
    assert durations(np.array([0.0, 15.0, 35.0, 50.0])).tolist() == [15, 20, 15, 15]
