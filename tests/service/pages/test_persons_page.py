"""Choosing another person in a clip, in a browser."""
# ruff: noqa: RUF001  the page writes true signs

import re

import pytest
from axe import violations
from made_clips import lively_picture, make_clip
from playwright.sync_api import expect
from serving import CLIP, finished, serving, upload
from two_runners import LEFT, SAMPLE_SPM, two_runners

from service.reports import analyze_upload
from vision import missing_networks, open_video

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LONG_MS = 180_000  # an analysis, on a busy machine
needs_networks = pytest.mark.skipif(bool(missing_networks()), reason="needs the networks: midstance doctor")


def click_at(page, x_px, y_px):
    """Click a place of the clip's picture."""
    picture = page.locator("#picture")
    expect(picture.locator("image")).to_have_attribute("href", re.compile("^blob:"))
    at = picture.evaluate(
        "(picture, [x, y]) => { const at = new DOMPoint(x, y).matrixTransform(picture.getScreenCTM());"
        " return [at.x, at.y] }",
        [x_px, y_px],
    )
    page.mouse.click(*at)


def wait_for_frame(page):
    expect(page.locator(".picture")).to_have_attribute("aria-busy", "false", timeout=LONG_MS)


@pytest.mark.slow
def test_whom_a_click_marks_is_asked_for_by_the_clips_own_clock(visit, analysed):
    server, id = analysed
    page = visit(server, f"/analyses/{id}")
    page.get_by_role("link", name="Choose another person").first.click()
    expect(page.get_by_role("button", name="Follow this person")).to_be_disabled()
    wait_for_frame(page)
    page.locator(".followed rect").first.wait_for(state="attached")  # whom the report is about
    page.get_by_role("button", name="+10 frames").click()
    page.get_by_role("button", name="−1 frame", exact=True).click()
    expect(page.locator("#frame-shown")).to_have_text("frame 129, 4.30 s", timeout=LONG_MS)
    click_at(page, 480, 250)
    expect(page.locator("#mark-shown")).to_have_text(
        re.compile(r"The mark is at (479|480|481), (249|250|251)\.")
    )
    page.get_by_role("button", name="Follow this person").click()
    page.wait_for_url(lambda address: "/person" not in address)
    new = page.url.rpartition("/")[2]
    page.get_by_role("heading", name="Waiting for its turn").wait_for()
    page.get_by_role("link", name="The first report").click()
    page.get_by_text("Another person was chosen in this clip since").wait_for()
    made = server.get(f"/v1/analyses/{new}").json()
    assert made["settings"]["person_time_s"] == float(open_video(CLIP).time_s[129])
    assert made["settings"]["person_x_px"] == pytest.approx(480, abs=1)
    assert made["again_of"] == id


def test_keys_alone_choose_a_person(visit, analysed):
    server, id = analysed
    page = visit(server, f"/analyses/{id}/person?frame=60")
    wait_for_frame(page)
    page.get_by_role("application", name="The frame").focus()
    page.keyboard.press("Enter")  # nobody is marked yet
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    width, height = 960, 540
    place = f"{round(width / 2 - 0.01 * width)}, {round(height / 2 + 0.04 * width)}"
    expect(page.locator("#mark-shown")).to_have_text(re.compile(f"The mark is at {place}"))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/person" not in address)
    assert len(server.get("/v1/analyses").json()) == 2


@pytest.mark.slow
def test_what_the_server_refuses_is_said_and_may_be_tried_anew(visit, analysed):
    server, id = analysed
    page = visit(server, f"/analyses/{id}/person")
    wait_for_frame(page)
    click_at(page, 480, 250)
    answer = {"status": 503, "content_type": "application/problem+json"}
    page.route("**/again", lambda route: route.fulfill(**answer, body='{"detail": "Try again in a minute."}'))
    page.get_by_role("button", name="Follow this person").click()
    expect(page.locator("#notice")).to_have_text("Try again in a minute.")
    expect(page.get_by_role("button", name="Follow this person")).to_be_enabled()


@pytest.mark.parametrize("size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.slow)])
def test_everybody_can_use_the_page(visit, analysed, size):
    server, id = analysed
    for scheme in ("light", "dark"):
        page = visit(server, f"/analyses/{id}/person", size=size, color_scheme=scheme)
        wait_for_frame(page)
        click_at(page, 480, 250)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.slow
@needs_networks
def test_of_two_runners_the_one_who_was_meant_is_measured(visit, tmp_path):
    clip = two_runners(tmp_path / "two.mp4")
    with serving(tmp_path / "data", analyze_upload) as server:
        first = upload(server, clip, model="full")
        assert finished(server, first)["status"] == "done"
        page = visit(server, first.removeprefix("/v1"))
        page.get_by_role("link", name="It is not: choose another person.").click()
        wait_for_frame(page)
        click_at(page, *LEFT)
        page.get_by_role("button", name="Follow this person").click()
        expect(page.get_by_role("heading", name="Running form report")).to_be_visible(timeout=LONG_MS)
        second = f"/v1{page.url.partition(str(server.base_url))[2]}"
        cadence = [
            server.get(f"{each}/report.json").json()["metrics"]["cadence_spm"] for each in (second, first)
        ]
        assert [each["value"] for each in cadence] == pytest.approx(SAMPLE_SPM, abs=1.5)
        assert server.delete(first).status_code == 204
        page.reload()
        expect(page.get_by_role("heading", name="Running form report")).to_be_visible()
        expect(page.get_by_text("The first report")).to_have_count(0)


@pytest.mark.slow
@needs_networks
def test_in_a_refused_clip_somebody_can_be_pointed_at_too(visit, tmp_path):
    clip = make_clip(tmp_path / "room.mp4", ticks=range(90), size=(320, 240), draw=lively_picture)
    with serving(tmp_path / "data", analyze_upload) as server:
        first = upload(server, clip, model="full")
        assert finished(server, first)["status"] == "refused"
        page = visit(server, first.removeprefix("/v1"))
        page.get_by_role("link", name="Choose another person").click()
        wait_for_frame(page)
        click_at(page, 100, 100)
        page.get_by_role("button", name="Follow this person").click()
        expect(page.get_by_text("Nobody was found at the point that was chosen, 100, 100")).to_be_visible(
            timeout=LONG_MS
        )
        expect(page.get_by_role("link", name="Choose another person")).to_be_visible()
        assert violations(page) == []
