"""Findings: what the table says, when it stays silent, and how it speaks."""

import itertools
import re
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from vision.datatypes import Estimate, Evidence, Finding, Metric
from vision.findings import find
from vision.norms import NORMS, expected_cadence_spm, expected_contact_time_s

FORBIDDEN = re.compile(r"fault|wrong|injur|inefficien|incorrect|correct|\bbad\b|\bpoor\b|should|must", re.I)


def metric(name: str, value: float | None, half_width: float = 0.0, category: str | None = None) -> Metric:
    unit = next((u for u in ("spm", "deg", "pct", "s", "m") if name.endswith(f"_{u}")), "")
    low, high = (None, None) if value is None else (value - half_width, value + half_width)
    estimate = Estimate(value, low, high, n=20, why_missing="hidden" if value is None else None)
    evidence = (Evidence(1.0, 30),)
    return Metric(name, {"pct": "%"}.get(unit, unit), estimate, category=category, evidence=evidence)


RUN = {
    "cadence_spm": 170.0,
    "contact_time_s": 0.265,
    "flight_time_s": 0.09,
    "duty_factor": 0.37,
    "shank_angle_deg": 5.0,
    "knee_flexion_initial_contact_deg": 12.0,
    "trunk_lean_mean_deg": 5.0,
    "vertical_oscillation_m": 0.08,
    "foot_hip_distance_m": 0.2,
    "foot_com_distance_m": 0.18,
    "foot_strike_angle_deg": 12.0,
    "elbow_angle_mean_deg": 80.0,
    "arm_swing_range_deg": 40.0,
    "pelvic_drop_deg": 4.0,
}


def findings(
    changed: Mapping[str, float | None] = MappingProxyType({}),
    *,
    pattern: str | None = "rearfoot",
    half_width: float = 0.0,
    speed_mps: float | None = 3.0,
) -> dict[str, Finding]:
    metrics = {name: metric(name, value, half_width) for name, value in {**RUN, **changed}.items()}
    metrics["foot_strike_pattern"] = metric("foot_strike_pattern", None, category=pattern)
    return {f.metric: f for f in find(metrics, speed_mps=speed_mps, height_cm=None)}


# ---- what is expected at a speed -------------------------------------------------------------------


@pytest.mark.parametrize(("speed_mps", "spm"), [(2.5, 165), (3.0, 168), (3.5, 171), (4.0, 174), (5.0, 180)])
def test_expected_cadence_follows_the_published_line(speed_mps: float, spm: float) -> None:
    assert expected_cadence_spm(speed_mps, None) == pytest.approx(spm, abs=0.5)


def test_tall_runners_are_expected_to_step_more_slowly() -> None:
    tall, short = (expected_cadence_spm(3.0, height_cm) for height_cm in (191.0, 171.0))
    assert short - tall == pytest.approx(12.0)


@pytest.mark.parametrize(("speed_mps", "contact_ms"), [(2.5, 310), (3.0, 271), (4.0, 221), (5.0, 192)])
def test_expected_contact_time_follows_the_published_curve(speed_mps: float, contact_ms: float) -> None:
    assert 1000 * expected_contact_time_s(speed_mps) == pytest.approx(contact_ms, abs=1)


# ---- levels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("cadence_spm", 161, "typical"),
        ("cadence_spm", 200, "typical"),
        ("cadence_spm", 156, "look"),
        ("cadence_spm", 150, "outside"),
        ("shank_angle_deg", 7, "typical"),
        ("shank_angle_deg", 10, "look"),
        ("shank_angle_deg", 13, "outside"),
        ("shank_angle_deg", -3, "grey"),
        ("knee_flexion_initial_contact_deg", 25, "typical"),
        ("knee_flexion_initial_contact_deg", 6, "look"),
        ("knee_flexion_initial_contact_deg", 2, "outside"),
        ("trunk_lean_mean_deg", 9, "typical"),
        ("trunk_lean_mean_deg", 1, "look"),
        ("trunk_lean_mean_deg", 12, "look"),
        ("trunk_lean_mean_deg", -1, "outside"),
        ("trunk_lean_mean_deg", 16, "outside"),
        ("vertical_oscillation_m", 0.07, "typical"),
        ("vertical_oscillation_m", 0.11, "look"),
        ("vertical_oscillation_m", 0.13, "outside"),
        ("vertical_oscillation_m", 0.04, "grey"),
        ("pelvic_drop_deg", 5, "typical"),
        ("pelvic_drop_deg", 7, "look"),
        ("pelvic_drop_deg", 8, "outside"),
    ],
)
def test_level_follows_the_table(name: str, value: float, level: str) -> None:
    assert findings({name: value})[name].level == level


@pytest.mark.parametrize(("value", "half_width"), [(7.5, 1.0), (8.5, 1.0), (11.5, 1.0), (5.0, 6.0)])
def test_interval_over_a_boundary_gives_no_light(value: float, half_width: float) -> None:
    assert findings({"shank_angle_deg": value}, half_width=half_width)["shank_angle_deg"].level == "grey"


def test_interval_beyond_typical_that_may_be_outside_says_so_and_matters() -> None:
    shank = findings({"shank_angle_deg": 14.0}, half_width=5.0)["shank_angle_deg"]
    assert (shank.level, shank.code, shank.headline) == ("grey", "shank_angle_high", True)
    assert "9.0° and 19.0°" in shank.message and "higher than typical" in shank.message


def test_interval_on_both_sides_of_typical_is_no_headline() -> None:
    lean = findings({"trunk_lean_mean_deg": 6.0}, half_width=12.0)["trunk_lean_mean_deg"]
    assert (lean.level, lean.code, lean.headline) == ("grey", "trunk_lean_mean_unclear", False)


def test_typical_range_of_cadence_moves_with_speed() -> None:
    slow, fast = (findings(speed_mps=v)["cadence_spm"].low for v in (2.5, 4.0))
    assert slow is not None and fast is not None
    assert fast - slow == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize("speed_mps", [None, 1.0, 7.0])
def test_cadence_gets_no_light_without_a_speed_that_was_studied(speed_mps: float | None) -> None:
    cadence = findings({"cadence_spm": 150.0}, speed_mps=speed_mps)["cadence_spm"]
    assert (cadence.level, cadence.low, cadence.high) == ("grey", None, None)
    assert "speed" in cadence.message


@pytest.mark.parametrize("pattern", ["forefoot", "midfoot", None])
def test_shank_angle_is_judged_for_rearfoot_landings_only(pattern: str | None) -> None:
    shank = findings({"shank_angle_deg": 15.0}, pattern=pattern)["shank_angle_deg"]
    assert (shank.level, shank.low, shank.high) == ("grey", None, None)


@pytest.mark.parametrize(
    "name",
    ["contact_time_s", "flight_time_s", "duty_factor", "foot_strike_angle_deg", "elbow_angle_mean_deg",
     "arm_swing_range_deg", "foot_hip_distance_m", "foot_com_distance_m"],
)  # fmt: skip
@pytest.mark.parametrize("value", [-5.0, 0.05, 0.3, 300.0])
def test_descriptive_measures_never_get_a_light(name: str, value: float) -> None:
    finding = findings({name: value})[name]
    assert finding.level == "grey"
    assert finding.code == f"describe_{name}"
    assert not finding.headline


def test_contact_time_shows_the_range_of_its_speed() -> None:
    (found,) = find({"contact_time_s": metric("contact_time_s", 0.27)}, speed_mps=3.0, height_cm=None)
    assert [found.low, found.high] == pytest.approx([0.231, 0.311], abs=0.001)


def test_distance_of_the_foot_is_compared_with_the_runner_alone() -> None:
    landing = findings({"foot_hip_distance_m": 0.4})["foot_hip_distance_m"]
    assert "40.0 cm" in landing.message and "at the same speed" in landing.message
    assert (landing.low, landing.high) == (None, None)


def test_unknown_measures_give_no_finding() -> None:
    assert "trunk_lean_mean_deg" not in findings({"trunk_lean_mean_deg": None})
    assert find({}, speed_mps=None, height_cm=None) == ()


# ---- headlines -------------------------------------------------------------------------------------


def test_headlines_are_the_three_farthest_from_typical_and_stand_first() -> None:
    found = tuple(
        findings(
            {
                "cadence_spm": 159.0,
                "shank_angle_deg": 20.0,
                "trunk_lean_mean_deg": 11.0,
                "vertical_oscillation_m": 0.13,
            }
        ).values()
    )
    assert [f.metric for f in found if f.headline] == [f.metric for f in found[:3]]
    assert [f.metric for f in found[:3]] == [
        "shank_angle_deg",
        "vertical_oscillation_m",
        "trunk_lean_mean_deg",
    ]


def test_headlines_say_what_is_typical_when_everything_is() -> None:
    headlines = [f for f in findings().values() if f.headline]
    assert len(headlines) == 3
    assert {f.level for f in headlines} == {"typical"}


def test_typical_measures_are_no_headlines_beside_one_that_differs() -> None:
    assert [f.metric for f in findings({"cadence_spm": 150.0}).values() if f.headline] == ["cadence_spm"]


# ---- words -----------------------------------------------------------------------------------------

EXTREMES = (-20.0, 0.0, 0.06, 0.11, 9.0, 300.0)


@pytest.mark.parametrize("extreme", EXTREMES)
@pytest.mark.parametrize("half_width", [0.0, 3.0])
@pytest.mark.parametrize("speed_mps", [None, 3.0])
def test_words_judge_nobody(extreme: float, half_width: float, speed_mps: float | None) -> None:
    everything = dict.fromkeys(RUN, extreme)
    for finding in findings(everything, half_width=half_width, speed_mps=speed_mps).values():
        assert not FORBIDDEN.search(finding.message + finding.reference), finding
        assert finding.message.endswith(".")
        assert finding.reference
        assert finding.evidence == (Evidence(1.0, 30),)
        assert "  " not in finding.message and "None" not in finding.message


def test_message_tells_value_and_typical_range_in_everyday_units() -> None:
    message = findings({"cadence_spm": 150.0})["cadence_spm"].message
    assert "150.0 steps a minute" in message and "for your speed" in message and "160" in message
    assert "11.0 cm" in findings({"vertical_oscillation_m": 0.11})["vertical_oscillation_m"].message
    assert "265 ms" in findings()["contact_time_s"].message


def test_codes_are_unique_and_stable() -> None:
    found = findings({"cadence_spm": 150.0, "vertical_oscillation_m": 0.11, "trunk_lean_mean_deg": 1.0})
    assert found["cadence_spm"].code == "cadence_low"
    assert found["vertical_oscillation_m"].code == "vertical_oscillation_high"
    assert found["trunk_lean_mean_deg"].code == "trunk_lean_mean_low"
    assert found["shank_angle_deg"].code == "shank_angle_typical"
    assert len({f.code for f in found.values()}) == len(found)


def test_table_has_each_measure_once_and_its_ranges_in_order() -> None:
    assert len({norm.metric for norm in NORMS}) == len(NORMS)
    for norm in NORMS:
        ends = [norm.ranges.outside[0], *norm.ranges.typical, norm.ranges.outside[1]]
        known = [end for end in ends if end is not None]
        assert all(a < b for a, b in itertools.pairwise(known)), norm
