import re

import pytest
from runners import baseline, estimate

from coaching import advise
from vision import Estimate

HIGH_SHANK = estimate(12.0, 1.5)
UNKNOWN = Estimate(None, None, None, 0, "hidden")


def code(*, pain="none", **runner):
    return advise(baseline(**runner), pain).code


def test_a_cadence_below_the_band_warrants_a_change():
    found = advise(baseline(155.0), "none")
    assert found.offered
    assert "160 to 176 steps a minute" in found.message


def test_below_the_mean_a_change_needs_a_reason_beside():
    assert code(cadence_spm=164.0) == "no_reason"
    assert code(cadence_spm=164.0, shank=HIGH_SHANK) == "offered"
    assert code(cadence_spm=164.0, pain="knee_or_hip_under_care") == "offered"


def test_a_cadence_above_the_mean_is_typical_however_wide_its_interval():
    assert code(cadence_spm=168.4, half_spm=7.0, shank=HIGH_SHANK) == "typical"
    assert code(cadence_spm=172.0, half_spm=7.0, height_cm=None) == "uncertain"


def test_a_typical_cadence_gets_no_plan_whatever_stands_beside():
    found = advise(baseline(170.0, shank=HIGH_SHANK), "knee_or_hip_under_care")
    assert (found.offered, found.code) == (False, "typical")
    assert found.message.startswith("No change suggested.")


@pytest.mark.parametrize(
    "runner",
    [
        {"cadence_spm": 160.3, "half_spm": 1.0},
        {"cadence_spm": 164.0, "shank": estimate(9.0, 2.0)},
        {"cadence_spm": 167.6, "half_spm": 1.0, "shank": HIGH_SHANK},
        {"cadence_spm": 155.0, "height_cm": None},
    ],
)
def test_an_interval_on_both_sides_of_a_boundary_offers_nothing_and_says_so(runner):
    found = advise(baseline(**runner), "none")
    assert (found.offered, found.code) == (False, "uncertain")
    assert "both sides" in found.message


def test_who_told_no_height_is_asked_for_it():
    assert "--height-cm" in advise(baseline(155.0, height_cm=None), "none").message
    assert code(cadence_spm=140.0, height_cm=None) == "offered"
    unsure_of_the_shank = advise(baseline(164.0, shank=estimate(9.0, 2.0)), "none").message
    assert "One camera tells it hardly closer" in unsure_of_the_shank


def test_the_shank_counts_only_where_it_is_known_and_the_heel_lands_first():
    assert code(cadence_spm=164.0, shank=HIGH_SHANK, rearfoot=False) == "no_reason"
    assert code(cadence_spm=164.0, shank=estimate(3.0, 1.0), rearfoot=None) == "no_reason"


@pytest.mark.parametrize(
    ("runner", "told"),
    [
        ({"shank": UNKNOWN}, "exceeds 8\N{DEGREE SIGN}: hidden. Film"),
        ({"shank": Estimate(None, None, None, 0)}, "exceeds 8\N{DEGREE SIGN}: it was not measured. Film"),
        (
            {"shank": HIGH_SHANK, "rearfoot": None},
            "your heel lands first: how the foot lands was not measured. Film",
        ),
    ],
)
def test_what_was_not_measured_is_unknown_and_the_page_says_what_would_tell(runner, told):
    found = advise(baseline(164.0, **runner), "none")
    assert (found.offered, found.code) == (False, "uncertain")
    assert told in found.message
    assert "in full view" in found.message


def test_what_was_not_measured_hinders_nothing_where_a_reason_is_known():
    assert code(cadence_spm=155.0, shank=UNKNOWN) == "offered"
    assert code(cadence_spm=155.0, rearfoot=None) == "offered"
    assert code(cadence_spm=175.0, shank=UNKNOWN) == "typical"


def test_a_second_clip_is_asked_for_where_there_is_one():
    wide = {"cadence_spm": 157.0, "half_spm": 6.0}
    assert "Film a second clip on another day" in advise(baseline(**wide, clips=1), "none").message
    assert "two new clips" in advise(baseline(**wide, clips=2), "none").message


def test_other_pain_comes_first():
    assert code(cadence_spm=150.0, pain="other") == "pain_first"


def test_a_speed_that_nobody_studied_has_no_plan():
    assert code(cadence_spm=150.0, speed_mps=5.5) == "speed_not_studied"


def test_no_advice_says_more_than_the_evidence_does():
    runners = [baseline(c, shank=s) for c in (150.0, 164.0, 167.9, 175.0) for s in (HIGH_SHANK, UNKNOWN)]
    told = " ".join(advise(runner, "none").message for runner in runners)
    assert not re.search(r"injur|inefficient|correct|fault|\b180\b", told)
