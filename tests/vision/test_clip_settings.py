"""What a user may say: inside the limits everything, outside nothing."""

import json
import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision import LIMITS, PERSON, InvalidSetting, Settings

numbers = pytest.mark.parametrize("name", LIMITS)


def told(name: str, value: float) -> Settings:
    """With this setting, and with what it may not come without."""
    beside = dict.fromkeys(PERSON, 1.0) if name in PERSON else {}
    return Settings(**beside | {name: value})


@numbers
def test_both_limits_themselves_are_allowed(name):
    for limit in LIMITS[name][:2]:
        assert getattr(told(name, limit), name) == limit


@numbers
def test_a_little_beyond_a_limit_is_refused_with_the_limits(name):
    low, high, unit = LIMITS[name]
    for beyond in (low - 0.01 * (high - low), high + 0.01 * (high - low)):
        with pytest.raises(InvalidSetting) as error:
            told(name, beyond)
        message = str(error.value)
        assert name in message
        assert f"{low:g} to {high:g} {unit}" in message
        assert message.endswith(".")


@numbers
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(name, value):
    with pytest.raises(InvalidSetting):
        told(name, value)


@numbers
@given(data=st.data())
def test_everything_between_the_limits_is_allowed(name, data):
    low, high, _ = LIMITS[name]
    value = data.draw(st.floats(low, high))
    assert told(name, value).as_dict()[name] == value


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidSetting, match=r"speed_mps is 40.*; height_cm is 17 "):
        Settings(speed_mps=40.0, height_cm=17.0)


def test_what_is_not_said_is_unknown_and_only_the_incline_is_level():
    unsaid = Settings().as_dict()
    assert {name for name, value in unsaid.items() if value is None} == {
        "speed_mps", "height_cm", "mass_kg", "capture_fps", "readout_ms", "sex", *PERSON,
    }  # fmt: skip
    assert unsaid["incline_pct"] == 0.0


def test_a_person_is_pointed_at_by_a_point_and_its_time():
    person = Settings(person_x_px=640, person_y_px=360, person_time_s=1.5).person
    assert person is not None and (person.x_px, person.y_px, person.time_s) == (640, 360, 1.5)
    assert Settings().person is None


@pytest.mark.parametrize("left_out", PERSON)
def test_a_person_is_not_pointed_at_by_halves(left_out):
    with pytest.raises(InvalidSetting, match="give all three, or none of them"):
        Settings(**{name: 1.0 for name in PERSON if name != left_out})
    with pytest.raises(InvalidSetting, match="give all three, or none of them"):
        Settings(**{left_out: 1.0})


def test_settings_go_into_the_report():
    some = Settings(speed_mps=3.2, sex="f")
    assert json.loads(json.dumps(some.as_dict())) == some.as_dict()
    assert set(some.as_dict()) == {field.name for field in fields(Settings)}
