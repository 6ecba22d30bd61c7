"""What pages show of report.json: the same as report.html, from the document alone."""

import json
from pathlib import Path

import builders
import pytest
from jinja2 import DictLoader

from tests.vision.synthetic_runner import Runner, analysis_of
from vision import UnreadableReport, report_templates, report_view
from vision.datatypes import KeyFrame
from vision.report import report_json, write_json


def test_a_document_read_from_its_file_is_shown_as_the_analysis_is(tmp_path: Path) -> None:
    write_json(builders.analysis(), tmp_path / "report.json")
    read = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report_view(read) == report_view(report_json(builders.analysis()))


def test_rows_bear_the_frames_that_show_them() -> None:
    document = report_json(builders.analysis())
    rows = {row.name: row for group in report_view(document).groups for row in group.rows}
    for name, row in rows.items():
        assert list(row.overall.shown_by) == document["metrics"][name]["evidence"]


def test_the_number_of_a_leg_shows_its_own_frame_alone() -> None:
    document = report_json(analysis_of(Runner(duration_s=6.0)))
    view = report_view(document)
    rows = {row.name: row for group in view.groups for row in group.rows}
    contact = rows["contact_time_s"]
    assert [column.side for column in view.columns] == [
        leg.shown_by[0]["side"] for leg in contact.legs if leg and len(leg.shown_by) == 1
    ]
    parts = rows["symmetry_angle_pct"].overall.shown_by
    assert parts == contact.overall.shown_by and len(parts) == 2


def test_the_key_frames_stand_by_leg_and_in_order_of_time() -> None:
    kinds = ("toe_off", "initial_contact", "midstance")
    frames = [
        KeyFrame(leg, side, kind, 1.25, 75, f"frames/{leg}_{kind}.jpg")
        for leg, side in reversed(builders.LEGS)
        for kind in kinds
    ]
    near, far = report_view(report_json(builders.analysis(), frames)).key_frames
    assert (near.column.leg, far.column.leg) == ("near", "far")
    assert [frame["kind"] for frame in near.frames] == ["initial_contact", "midstance", "toe_off"]
    assert report_view(report_json(builders.analysis())).key_frames == ()


@pytest.mark.parametrize("missing", ["metrics", "quality", "curves", "provenance"])
def test_half_a_report_is_none(missing: str) -> None:
    document = report_json(builders.analysis())
    del document[missing]
    with pytest.raises(UnreadableReport, match="analyse the clip again"):
        report_view(document)


def test_other_pages_take_parts_of_the_report() -> None:
    report = report_json(builders.analysis())
    others = DictLoader({"own": '<main>{% include "report/facts.html.jinja" %}</main>'})
    page = report_templates(others).get_template("own").render(report=report, view=report_view(report))
    assert "22, 11 near leg, 11 far leg" in page
