"""What coaches corrected against what the software read, as a table, a file and for programs."""

import csv
import re

import pytest
from axe import violations

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def corrected(analysed):
    """A server with one report in which a toe-off was moved 20 ms back."""
    server, id = analysed
    report = server.get(f"/v1/analyses/{id}/report.json").json()
    toe_off = [e for e in report["events"] if e["kind"] == "toe_off"][4]
    moved = {"kind": "event_moved", "side": toe_off["side"], "event": "toe_off", "time_s": toe_off["time_s"]}
    body = {"corrections": [moved | {"to_s": toe_off["time_s"] - 0.020}]}
    answer = server.post(f"/v1/analyses/{id}/corrections", json=body, headers={"If-Match": '"0"'})
    assert answer.status_code == 201, answer.text
    return server, report, server.get(f"/v1/analyses/{id}/revisions/1/report.json").json()


def test_a_correction_is_told_apart(corrected, visit):
    server, first, newest = corrected
    told = server.get("/v1/agreement").json()
    assert (told["table"]["reports"], told["unreadable"], told["more"]) == (1, 0, False)
    toe_off = next(each for each in told["table"]["events"] if each["name"] == "toe_off")
    assert toe_off["limits"]["n"] == 1 and toe_off["limits"]["bias"] == pytest.approx(20.0)
    changed = [name for name, metric in newest["metrics"].items() if metric.get("corrected")]
    for measure in told["table"]["measures"]:
        before, after = (report["metrics"][measure["name"]]["value"] for report in (first, newest))
        assert measure["name"] in changed and measure["limits"]["bias"] == pytest.approx(before - after)
    assert "duty_factor" in [measure["name"] for measure in told["table"]["measures"]]
    rows = list(csv.DictReader(server.get("/v1/agreement.csv").text.splitlines()))
    assert [row["name"] for row in rows][-2:] == ["initial_contact", "toe_off"]
    assert rows[-1]["lower"] == "" and rows[-1]["why_missing"].startswith("fewer than 5 pairs")
    for size, colours in ((DESKTOP, "light"), (PHONE, "dark")):
        page = visit(server, "/agreement", size=size, color_scheme=colours)
        row = page.get_by_role("row", name=re.compile("^Toe-off"))
        assert row.get_by_role("cell", name=re.compile(r"^(Bias ?)?20 ms$")).is_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_where_nobody_corrected_anything_it_says_so(analysed, visit):
    page = visit(analysed[0], "/")
    page.get_by_role("link", name="Agreement").click()
    page.get_by_text("Nobody has corrected a report that you see.").wait_for()
    assert violations(page) == []
