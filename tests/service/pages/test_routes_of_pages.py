"""The whole way of a clip through the pages: from a phone to a signed page, a link, and a comparison."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from serving import CLIP, serving

from service.reports import analyze_upload

SIZES = ({"width": 1280, "height": 800}, {"width": 390, "height": 844})
LONG_MS = 180_000  # an analysis, on a busy machine


def uploaded(page, speed_kmh):
    """The address of the page of a clip that was chosen and analysed."""
    page.goto("/")
    page.get_by_label("Choose clips").set_input_files(CLIP)
    page.get_by_text("All of it is here").first.wait_for(timeout=LONG_MS)
    page.get_by_label("Speed", exact=True).fill(speed_kmh)
    page.get_by_role("button", name="Analyse", exact=True).click()
    chosen = page.get_by_role("list", name="Clips that were chosen")
    link = chosen.get_by_role("link", name=re.compile("report", re.IGNORECASE))
    link.wait_for(timeout=LONG_MS)
    return link.get_attribute("href")


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_clip_goes_from_upload_to_a_signed_page_a_link_and_a_comparison(visit, tmp_path, size):
    with serving(tmp_path, analyze_upload) as server:
        page = visit(server, size=size)
        first, second = uploaded(page, "11.5"), uploaded(page, "11.5")
        assert first != second

        page.goto(first)
        page.get_by_role("button", name="show me trunk lean, mean").first.click()
        report = server.get(f"/v1{first}/report.json").json()
        shown = report["metrics"]["trunk_lean_mean_deg"]["evidence"][0]["frame"]
        expect(page.locator("#where")).to_contain_text(f"frame {shown}")

        page.goto(f"{first}/sheet")
        page.get_by_label("Cue 1").fill("Run tall")
        page.get_by_role("button", name="Sign off").click()
        expect(page.locator("#signature")).to_contain_text("Signed off on")
        with page.expect_popup() as popup:
            page.get_by_role("link", name="PDF", exact=True).click()
        popup.value.close()
        pdf = PdfReader(io.BytesIO(server.get(f"/v1{first}/report.pdf").content))
        assert len(pdf.pages) == 1 and "Run tall" in pdf.pages[0].extract_text()

        page.get_by_label("Blur faces").check()
        page.get_by_role("button", name="Make a link").click()
        field = page.get_by_label("The link, which is told only now")
        expect(field).to_have_value(re.compile("/v1/shared/"), timeout=LONG_MS)
        link = field.input_value()
        reader = visit(server, link, size=size)
        expect(reader.get_by_role("heading", name="Running form report")).to_be_visible()
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
        assert reader.goto(link).status == 404

        a, b = (address.rpartition("/")[2] for address in (first, second))
        page.goto(f"/compare?a={a}&b={b}")
        expect(page.get_by_text("no real change", exact=False).first).to_be_visible()
