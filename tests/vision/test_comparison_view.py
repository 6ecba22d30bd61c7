import copy

import builders
import pytest

from vision import UnreadableReport, compare, comparison_view, overlaid_charts
from vision.report import report_json

REPORT = report_json(builders.analysis())


def changed(**values):
    other = copy.deepcopy(REPORT)
    other["metrics"]["cadence_spm"] |= values
    return other


def test_each_measure_stands_in_one_list():
    view = comparison_view(compare(REPORT, changed(value=178.3, low=177.6, high=179.0)).metrics)
    assert [row.name for row in view.changed] == ["cadence_spm"]
    row = view.changed[0]
    assert row.a.startswith("168.3 spm") and row.difference.startswith("+10.0 spm")
    assert row.detectable == "1.0 spm"  # of 0.7 and 0.7, as squares
    titles = [t for each in view.unknown for t in each.titles] + [each[0] for each in view.words]
    rows = [row.title for row in (*view.changed, *view.unchanged)]
    assert len({*titles, *rows}) == len(titles + rows) == len(REPORT["metrics"])


def test_a_reason_that_holds_on_both_sides_is_said_once():
    reasons = [each.reason for each in comparison_view(compare(REPORT, REPORT).metrics).unknown]
    assert "it can be seen only from behind" in reasons


def test_curves_of_one_leg_are_drawn_on_each_other():
    other = copy.deepcopy(REPORT)
    for curve in other["curves"]:
        curve["mean"] = [value + 5 for value in curve["mean"]]
    charts = overlaid_charts(REPORT, other)
    assert set(charts) == {"left", "right"}
    lines = charts["left"][0].lines
    assert [line.style for line in lines] == ["a", "b"] and lines[0].mean != lines[1].mean
    own = next(c for c in REPORT["curves"] if c["side"] == "left")
    assert charts["left"][0].summary.startswith(f"a from {min(own['mean']):.0f} to")


def test_curves_that_are_none_say_so():
    with pytest.raises(UnreadableReport):
        overlaid_charts(REPORT, {"curves": [{}]})
