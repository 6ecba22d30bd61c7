import copy
import json

import numpy as np
import pytest
from synthetic_runner import Runner, analysis_of

from vision import Comparison, UnreadableReport, compare, difference_text, read_report
from vision.comparison import difference
from vision.datatypes import Estimate
from vision.report import report_json


@pytest.fixture(scope="module")
def report():
    return report_json(analysis_of(Runner(duration_s=8.0)))


def estimate(value, low, high):
    return Estimate(value, low, high, 10)


def codes(comparison):
    return {caution.code for caution in comparison.cautions}


def changed(report, **metrics):
    other = copy.deepcopy(report)
    for name, values in metrics.items():
        other["metrics"][name] |= values
    return other


def test_half_widths_add_as_squares():
    found = difference(estimate(10, 7, 13), estimate(20, 16, 24))
    assert (found.value, found.low, found.high) == (10, 5, 15)
    assert found.beyond_both


def test_a_lopsided_interval_leans_the_right_way():
    found = difference(estimate(10, 9, 14), estimate(10, 7, 18))
    assert (found.low, found.high) == pytest.approx((-5, np.hypot(8, 1)))
    assert not found.beyond_both


def test_the_interval_holds_the_true_difference_in_95_of_100_cases():
    rng = np.random.default_rng(7)
    sd_a, sd_b, cases = 1.0, 2.5, 4000
    held = 0
    for a, b in zip(rng.normal(160, sd_a, cases), rng.normal(165, sd_b, cases), strict=True):
        found = difference(
            estimate(a, a - 1.96 * sd_a, a + 1.96 * sd_a), estimate(b, b - 1.96 * sd_b, b + 1.96 * sd_b)
        )
        held += found.low <= 5 <= found.high
    assert held / cases == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / cases))


def test_a_report_does_not_differ_from_itself(report):
    comparison = compare(report, report)
    assert "same_clip" in codes(comparison)
    assert comparison.settings == ()
    known = [metric.overall for metric in comparison.metrics if metric.overall.value is not None]
    assert len(known) > 15
    assert {(d.value, d.beyond_both) for d in known} == {(0, False)}


def test_a_difference_is_told_per_side_too(report):
    cadence = report["metrics"]["contact_time_s"]
    left = {name: value + 0.1 for name, value in cadence["left"].items() if name in ("value", "low", "high")}
    other = changed(report, contact_time_s={"left": cadence["left"] | left})
    found = next(m for m in compare(report, other).metrics if m.name == "contact_time_s")
    assert found.left.value == pytest.approx(0.1)
    assert (found.right.value, found.overall.value) == (0, 0)


def test_what_one_report_lacks_has_no_difference_but_a_reason(report):
    unknown = {"value": None, "low": None, "high": None, "why_missing": "too few steps show it"}
    found = next(
        m.overall
        for m in compare(report, changed(report, cadence_spm=unknown)).metrics
        if m.name == "cadence_spm"
    )
    assert (found.value, found.low, found.high, found.beyond_both) == (None, None, None, None)
    assert found.why_missing == "in b: too few steps show it"
    assert difference_text(found, "spm") == "not known"


def test_a_pattern_is_a_word_and_has_no_difference(report):
    a = changed(report, foot_strike_pattern={"category": "rearfoot", "value": 1.0, "low": 1.0, "high": 1.0})
    b = changed(report, foot_strike_pattern={"category": None, "value": None})
    found = next(m for m in compare(a, b).metrics if m.name == "foot_strike_pattern")
    assert found.categories == ("rearfoot", None)
    assert found.overall.value is None


def test_what_else_may_have_changed_the_numbers_is_told(report):
    other = copy.deepcopy(report)
    other["source"]["sha256"] = "other"
    other["quality"]["view"] = "rear"
    other["provenance"] |= {
        "network": "lite",
        "settings": report["provenance"]["settings"] | {"speed_mps": 3.5},
    }
    slower = copy.deepcopy(report)
    slower["provenance"]["settings"] = report["provenance"]["settings"] | {"speed_mps": 3.2}
    comparison = compare(slower, other)
    assert codes(comparison) == {"other_view", "other_speed", "other_software"}
    assert ("speed_mps", 3.2, 3.5) in [(s.name, s.a, s.b) for s in comparison.settings]
    slower["provenance"]["settings"]["speed_mps"] = 3.48  # less than a display shows
    assert "other_speed" not in codes(compare(slower, other))
    slower["provenance"]["settings"]["speed_mps"] = None
    slower["metrics"]["speed_mps"]["value"] = None
    assert "unknown_speed" in codes(compare(slower, other))


def test_a_refused_report_brings_its_reasons(report):
    refused = copy.deepcopy(report)
    refused["quality"] |= {"verdict": "refused", "reasons": [{"code": "dark", "message": "It is dark."}]}
    comparison = compare(refused, report)
    assert (comparison.a.verdict, comparison.a.reasons[0].message) == ("refused", "It is dark.")


@pytest.mark.parametrize(
    ("text", "expected"), [(0.012, "+12 ms (3\N{EN DASH}21)"), (-0.012, "\N{MINUS SIGN}12 ms")]
)
def test_a_difference_is_written_with_its_sign(text, expected):
    found = difference(estimate(0.2, 0.2, 0.2), estimate(0.2 + text, 0.191 + text, 0.209 + text))
    assert difference_text(found, "s").startswith(expected)


def test_a_report_is_read_from_its_file_or_folder(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert read_report(tmp_path) == read_report(tmp_path / "report.json") == report
    assert isinstance(compare(read_report(tmp_path), report), Comparison)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema_version": 2}', "[" * 100_000, '{"a": NaN}', "\xff"]
)
def test_what_is_no_report_is_said_to_be_none(tmp_path, text):
    (tmp_path / "report.json").write_text(text, encoding="latin-1")
    with pytest.raises(UnreadableReport, match="is no report"):
        read_report(tmp_path)


def test_half_a_report_is_said_to_be_none(report, tmp_path):
    with pytest.raises(UnreadableReport, match="analyse its clip again"):
        compare(report, {"schema_version": 1})
    with pytest.raises(UnreadableReport, match="cannot be opened"):
        read_report(tmp_path / "nothing")
