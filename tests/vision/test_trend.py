import copy

import builders
import pytest

from vision import UnreadableReport, session_values, trend
from vision.comparison import DISPLAY_STEP_MPS
from vision.report import report_json

REPORT = report_json(builders.analysis())
SPEED = 3.2


def session(cadence=168.3, speed=SPEED, **quality):
    other = copy.deepcopy(REPORT)
    other["metrics"]["cadence_spm"] |= {"value": cadence, "low": cadence - 0.7, "high": cadence + 0.7}
    other["metrics"]["speed_mps"] |= {"value": None}
    other["provenance"]["settings"]["speed_mps"] = speed
    other["quality"] |= quality
    return other


def followed(*documents, **settings):
    return trend([session_values(each) for each in documents], **settings)


def cadence_of(found):
    return next(metric for metric in found.metrics if metric.name == "cadence_spm")


def apart(found):
    return [each.why_apart and each.why_apart.code for each in found.sessions]


def test_the_change_is_from_the_first_to_the_last_comparable_session():
    found = followed(session(168), session(190, speed=4.0), session(172), session(173))
    cadence = cadence_of(found)
    assert apart(found) == [None, "other_speed", None, None] and found.speed_mps == SPEED
    assert (cadence.first, cadence.last, cadence.change.value) == (0, 3, pytest.approx(5.0))
    assert cadence.change.beyond_both and cadence.change.detectable == pytest.approx(0.7 * 2**0.5)
    assert [point.value for point in cadence.points] == [168, 190, 172, 173]


def test_a_change_within_both_intervals_is_none():
    assert cadence_of(followed(session(168), session(168.8))).change.beyond_both is False


def test_speeds_that_a_display_shows_alike_are_one_speed():
    near, far = SPEED + 0.99 * DISPLAY_STEP_MPS, SPEED + 1.01 * DISPLAY_STEP_MPS
    assert apart(followed(session(speed=near), session(speed=far), session())) == [None, "other_speed", None]


def test_a_session_of_unknown_speed_or_from_elsewhere_stands_apart():
    found = followed(session(speed=None), session(view="rear"), session())
    assert apart(found) == ["unknown_speed", "other_view", None]
    assert cadence_of(found).change is None and cadence_of(found).points[0].value == 168.3


def test_where_no_speed_is_known_nothing_is_judged():
    found = followed(session(speed=None), session(speed=None))
    assert (found.speed_mps, apart(found)) == (None, ["unknown_speed"] * 2)
    assert cadence_of(found).change is None


def test_a_speed_may_be_chosen():
    found = followed(session(170, speed=2.8), session(168), session(175, speed=2.8), session(), speed_mps=2.8)
    assert apart(found) == [None, "other_speed", None, "other_speed"]
    assert cadence_of(found).change.value == pytest.approx(5.0)


def test_other_software_among_comparable_sessions_is_said():
    other = session()
    other["provenance"]["version"] = "0.0.1"
    assert [each.code for each in followed(other, session()).cautions] == ["other_software"]
    other["provenance"]["settings"]["speed_mps"] = 4.0
    assert followed(other, session()).cautions == ()


def test_what_no_session_knows_and_what_is_a_word_is_left_out():
    names = {metric.name for metric in followed(session(), session()).metrics}
    assert "cadence_spm" in names and not names & {"pelvic_drop_deg", "foot_strike_pattern"}


def test_no_sessions_have_no_trend():
    assert followed().metrics == ()


def test_what_is_no_whole_report_says_so():
    with pytest.raises(UnreadableReport):
        session_values({"schema_version": 1})
