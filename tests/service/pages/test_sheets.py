"""The sheet in a browser: written, signed, sent, revoked; and two coaches at once."""

import re

import measured
import pytest
from axe import violations
from playwright.sync_api import expect
from serving import finished, upload

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def sheet(serve, sqlite_database):
    """A server, and the addresses of an analysis and of its sheet's page."""
    with serve(measured.measure, database=sqlite_database) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        yield client, address, f"{address.removeprefix('/v1')}/sheet"


def test_a_coach_writes_signs_sends_and_revokes(sheet, visit):
    client, address, path = sheet
    page = visit(client, path)
    page.get_by_label("Cue 1").fill("Run tall")
    page.get_by_role("textbox", name="Knee").fill("Bends well.")
    page.reload()
    expect(page.get_by_label("Cue 1")).to_have_value("Run tall")  # though nobody saved it
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Sign off").dblclick()
    expect(page.locator("#signature")).to_contain_text("Signed off on")
    signed = client.get(f"{address}/sign-off").json()["sheet"]
    assert signed["cues"] == ["Run tall"] and signed["remarks"]["knee"] == "Bends well."

    page.get_by_role("button", name="Make a link").dblclick()
    field = page.get_by_label("The link, which is told only now")
    expect(field).to_have_value(re.compile("/v1/shared/"))
    expect(page.get_by_role("button", name="Revoke")).to_have_count(1)
    assert [url.rpartition("/")[2] for url in sent] == ["sign-off", "shares"]
    link = field.input_value()
    shown = visit(client, link)
    expect(shown.get_by_role("heading", name="Running form report")).to_be_visible()
    said = shown.get_by_role("region", name="What the coach says")
    expect(said.get_by_role("listitem").get_by_text("Run tall")).to_be_visible()
    expect(said.get_by_role("definition")).to_have_text("Bends well.")
    outside = shown.context.new_page()  # in the sandbox of the page no script of a checker runs either
    outside.set_content(shown.content())
    assert violations(outside) == []
    pdf = said.get_by_role("link", name="One page to print (PDF)").evaluate("link => link.href")
    assert client.get(pdf).headers["content-type"] == "application/pdf"
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    assert shown.goto(link).status == 404


def test_of_two_coaches_neither_loses_a_word(sheet, visit):
    client, address, path = sheet
    one, two = visit(client, path), visit(client, path)
    one.get_by_role("textbox", name="The coach's words").fill("One was here.")
    one.get_by_role("button", name="Save").click()
    expect(one.get_by_text("Saved.")).to_be_visible()
    two.get_by_role("textbox", name="The coach's words").fill("Two as well.")
    two.get_by_role("button", name="Save").click()
    dialog = two.get_by_role("dialog")
    expect(dialog).to_contain_text("One was here.")
    assert violations(two) == []
    dialog.get_by_role("button", name="Go on writing").click()
    two.get_by_role("textbox", name="The coach's words").fill("One was here. Two as well.")
    two.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Write mine over theirs").click()
    expect(two.get_by_text("Saved.")).to_be_visible()
    assert client.get(f"{address}/sheet").json()["sheet"]["words"] == "One was here. Two as well."


@pytest.mark.slow
def test_who_signs_over_another_sheet_has_it_signed(sheet, visit):
    client, address, path = sheet
    page = visit(client, path)
    page.get_by_role("textbox", name="The coach's words").fill("Mine.")
    other = {"remarks": {}, "cues": [], "words": "Theirs."}
    assert client.put(f"{address}/sheet", json=other, headers={"If-Match": '"0"'}).status_code == 200
    page.route("**/sheet", lambda route: _lost(route) if route.request.method == "GET" else route.continue_())
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_role("status").filter(has_text="cannot be reached")).to_be_visible()
    page.unroute("**/sheet")
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_role("dialog")).to_contain_text("Theirs.")
    page.get_by_role("button", name="Write mine over theirs, and sign off").click()
    expect(page.locator("#signature")).to_contain_text("Signed off on")
    assert client.get(f"{address}/sign-off").json()["sheet"]["words"] == "Mine."


def _lost(route):
    route.abort("connectionreset")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_everybody_can_use_it_also_on_a_phone(sheet, visit, scheme):
    client, _, path = sheet
    page = visit(client, path, size=PHONE, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
