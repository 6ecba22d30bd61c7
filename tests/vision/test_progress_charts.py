import pytest

from vision import Estimate, sessions_chart
from vision.report.progress_charts import BOTTOM, LEFT, RIGHT, TOP


def test_values_and_intervals_stand_where_the_axis_says():
    points = [Estimate(0.2, 0.1, 0.3, 9), None, Estimate(0.4, 0.3, 0.5, 9)]
    chart = sessions_chart(points, [False, False, True], "s")
    first, last = chart.marks
    room = RIGHT - LEFT
    assert (first.x, last.x) == (
        pytest.approx(LEFT + room / 6, abs=0.1),
        pytest.approx(RIGHT - room / 6, abs=0.1),
    )
    assert (first.low_y, last.high_y) == (
        pytest.approx(BOTTOM - (BOTTOM - TOP) * 0.05 / 1.1, abs=0.1),
        pytest.approx(TOP + (BOTTOM - TOP) * 0.05 / 1.1, abs=0.1),
    )
    assert first.y - last.y == pytest.approx(first.low_y - first.high_y, abs=0.2)
    assert [tick.label for tick in chart.ticks] == ["100", "200", "300", "400", "500"]  # ms
    assert (first.apart, last.apart, chart.line) == (False, True, "")


def test_a_line_joins_what_is_compared():
    points = [Estimate(float(i), i - 1.0, i + 1.0, 9) for i in range(3)]
    chart = sessions_chart(points, [False, True, False], "deg")
    a, _, c = chart.marks
    assert chart.line == f"M{a.x},{a.y} {c.x},{c.y}"
