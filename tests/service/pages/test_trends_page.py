"""How an athlete's measures went, on a page."""
# ruff: noqa: RUF001  the page writes true signs

import json

import builders
import pytest
from admitting import kept, record
from axe import violations
from serving import serving

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings
from vision.report import report_json

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def ada(tmp_path_factory):
    """A server with four sessions of an athlete, one run faster, one at nobody knows what speed."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with serving(settings.data, None) as server:
        athlete = server.post("/v1/athletes", json={"name": "Ada"}).json()["id"]
        engine = connect(settings.database_url)
        for id, cadence, speed in (("01", 168, 3.2), ("02", 180, 4.0), ("03", 170, None), ("04", 173, 3.2)):
            document = report_json(builders.analysis())
            document["metrics"]["cadence_spm"] |= {"value": cadence, "low": cadence - 1, "high": cadence + 1}
            document["provenance"]["settings"]["speed_mps"] = speed
            document["metrics"]["speed_mps"] |= {"value": None}
            folder = kept(settings, id) / "outputs"
            folder.mkdir(parents=True)
            (folder / "report.json").write_text(json.dumps(document))
            with engine.begin() as connection:
                row = record(id, status="done", athlete=athlete)
                Analyses(engine).add(connection, row, f"{id}-job", "outputs")
        yield server, f"/athletes/{athlete}"
        engine.dispose()


def test_a_real_change_is_told_of_sessions_at_one_speed(ada, visit):
    server, address = ada
    page = visit(server, address)
    page.get_by_role("link", name="Trend of the measures").click()
    page.get_by_role("heading", name="Trend of Ada").wait_for()
    assert page.get_by_text("2 of 4 sessions").is_visible()
    assert page.get_by_text("Apart: It was run at 4.00 m/s.").is_visible()
    assert page.get_by_text("Apart: A speed is not known").is_visible()
    cadence = page.get_by_role("img", name="Cadence over 4 sessions. +5.0 spm")
    assert cadence.locator("circle.apart").count() == 2 and cadence.locator("circle").count() == 4
    assert page.get_by_text("1 of ").is_visible()
    page.get_by_role("link", name="4.00 m/s").click()
    page.get_by_text("1 of 4 sessions").wait_for()
    assert page.get_by_text("No change is judged:").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_everybody_can_follow(ada, visit, size, colours):
    server, address = ada
    page = visit(server, f"{address}/trend", size=size, color_scheme=colours)
    page.get_by_text("Values of Cadence").click()
    assert page.get_by_text("180.0 spm (179.0–181.0) (apart)").is_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert len(server.get(f"{address}/trend").content) < 300_000
