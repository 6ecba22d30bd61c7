"""The table of single steps: what it shows, and what it shows in grey."""

from dataclasses import replace
from pathlib import Path

import builders
import numpy as np

from vision.datatypes import Measures
from vision.report import write_html
from vision.report.document import report_json
from vision.report.single_steps import SingleSteps, single_steps

WHY = "one step is not timed exactly at this frame rate"


def table_of(measures: Measures) -> SingleSteps:
    document = report_json(replace(builders.analysis(), measures=measures))
    return single_steps(document["steps"], document["withheld"], document["events"])


def test_a_withheld_measure_keeps_its_single_values_and_says_why(tmp_path: Path) -> None:
    analysis = builders.analysis()
    withheld = replace(analysis, measures=replace(analysis.measures, withheld={"contact_time_s": WHY}))
    table = table_of(withheld.measures)
    assert {c.name: c.why_withheld for c in table.columns if c.why_withheld} == {"contact_time_s": WHY}
    assert len(table.rows) == len(analysis.measures.steps)
    write_html(withheld, [], tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text("utf-8")
    rows = html.partition('id="steps"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count('class="grey"') == len(table.rows)
    assert rows.count(f'title="{WHY.capitalize()}."') == len(table.rows)


def test_unknown_values_are_dashes_and_unknown_columns_are_left_out() -> None:
    measures = builders.analysis().measures
    table = table_of(measures)
    column = [c.name for c in table.columns].index("foot_strike_angle_deg")
    far = [row.values[column] for row in table.rows if row.leg.startswith("far")]
    assert set(far) == {"\N{EN DASH}"}
    nothing = tuple(replace(s, values=dict.fromkeys(s.values, np.nan)) for s in measures.steps)
    assert table_of(replace(measures, steps=nothing)).columns == ()
    assert table_of(Measures({})).rows == ()


def test_shares_of_the_leg_stand_in_where_there_is_no_scale() -> None:
    def lengths(measures: Measures) -> list[str]:
        return [c.name for c in table_of(measures).columns if c.name.startswith("foot_hip")]

    steps = builders.analysis().measures.steps
    both = {"foot_hip_distance_m": 0.2, "foot_hip_distance_pct_leg": 23.0}
    share = {"foot_hip_distance_m": np.nan, "foot_hip_distance_pct_leg": 23.0}
    assert lengths(Measures({}, tuple(replace(s, values=both) for s in steps))) == ["foot_hip_distance_m"]
    assert lengths(Measures({}, tuple(replace(s, values=share) for s in steps))) == [
        "foot_hip_distance_pct_leg"
    ]


def test_legs_are_sides_where_near_and_far_are_not_known() -> None:
    assert {row.leg for row in table_of(builders.analysis().measures).rows} == {
        "near (right)",
        "far (left)",
    }
    unsided = table_of(builders.analysis_without_scale().measures)
    assert {row.leg for row in unsided.rows} == {"left", "right"}
