"""Two sessions, two legs and two parts of a clip: what differs is said, and the videos go in step."""
# ruff: noqa: RUF001  the page writes true signs

import re

import pytest
from axe import violations

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
IN_STEP = """async ([address, first, second, times]) => {
    const { inStep, within } = await import(address)
    return [times.map((time) => inStep(first, second, time, 0.02)), within(second, 11, 12).length]
}"""


def at_rest(page):
    """Where both videos stand, in their own seconds, once they have gone where they were sent."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].every((v) => v.readyState >= 2 && !v.seeking)"
    )
    return page.eval_on_selector_all("video", "all => all.map((v) => v.currentTime)")


def contacts(server, id, side):
    events = server.get(f"/v1/analyses/{id}/report.json").json()["events"]
    return [e["time_s"] for e in events if e["kind"] == "initial_contact" and e["side"] == side]


def test_the_second_is_as_far_in_its_stride_as_the_first(analysed, visit):
    server, id = analysed
    page = visit(server, f"/analyses/{id}/compare-legs")
    address = (
        page.locator("script[type=module]").last.get_attribute("src").replace("compare.js", "together.js")
    )
    first, second = [[1.0, 2.0], [2.0, 3.0], [3.5, 4.0]], [[10.0, 10.5], [11.0, 13.0]]
    found, within = page.evaluate(IN_STEP, [address, first, second, [1.5, 2.25, 3.6, 3.2, 0.99, 0.5]])
    assert [each and each["time"] for each in found] == pytest.approx([10.25, 11.5, 10.1, None, 10.0, None])
    assert [each and each["pace"] for each in found] == pytest.approx([0.5, 2.0, 1.0, None, 0.5, None])
    assert found[1]["phase"] == pytest.approx(25) and [each["stride"] for each in found[:3]] == [0, 1, 0]
    assert within == 1


def test_two_legs_go_in_step_when_a_chart_is_clicked_and_when_they_play(analysed, visit):
    server, id = analysed
    page = visit(server, f"/analyses/{id}/compare-legs")
    left, right = contacts(server, id, "left"), contacts(server, id, "right")
    page.get_by_role("button", name="One over the other").click()
    one, other = (page.get_by_label(f"Annotated clip {name}").bounding_box() for name in ("Left", "Right"))
    assert one == other
    share = page.get_by_label("How much of Right is seen")
    assert share.get_attribute("aria-valuetext") == "50 %"
    share.press("ArrowRight")
    upper = page.get_by_label("Annotated clip Right")
    assert upper.evaluate("video => getComputedStyle(video).opacity") == "0.55"
    chart = page.get_by_role("slider", name="Knee flexion")
    chart.scroll_into_view_if_needed()
    at_rest(page)
    box = chart.bounding_box()
    chart.click(position={"x": (40 + 0.5 * 272) * box["width"] / 320, "y": 80 * box["width"] / 320})
    page.wait_for_function("document.querySelector('#phase').textContent.match(/^(4|5)\\d %/)")
    a, b = at_rest(page)
    assert a == pytest.approx((left[0] + left[1]) / 2, abs=0.02)
    assert b == pytest.approx((right[0] + right[1]) / 2, abs=0.04)
    page.get_by_role("button", name="Side by side").press("Enter")
    assert page.get_by_role("button", name="Side by side").get_attribute("aria-pressed") == "true"
    assert share.is_hidden() and upper.evaluate("video => getComputedStyle(video).opacity") == "1"
    page.get_by_role("button", name="0.5×").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("from => document.getElementById('video-a').currentTime > from + 0.3", arg=a)
    page.get_by_role("button", name="Pause").click()
    a, b = at_rest(page)
    stride = max(i for i, each in enumerate(left) if each <= a + 0.02)
    share = (a - left[stride]) / (left[stride + 1] - left[stride])
    wanted = right[stride] + share * (right[stride + 1] - right[stride])
    assert b == pytest.approx(wanted, abs=0.05)


def test_a_session_is_chosen_and_nothing_has_changed_in_it(analysed, visit):
    server, id = analysed
    page = visit(server, "/")
    page.get_by_role("link", name="Compare").click()
    for name in ("Session A", "Session B"):
        page.get_by_label(name).select_option(id)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Two sessions").wait_for()
    assert "Both reports are of one clip" in page.get_by_role("main").inner_text()
    assert page.get_by_text("No real change:").is_visible()
    assert page.get_by_role("heading", name="A real change").count() == 0
    row = page.get_by_role("row", name="Trunk lean, mean")
    assert row.get_by_role("cell").nth(2).inner_text().startswith("0.0°")


def test_a_split_parts_the_clip_and_one_outside_says_where(analysed, visit):
    server, id = analysed
    page = visit(server, f"/analyses/{id}/compare-parts")
    assert page.get_by_text("first and the last third").is_visible()
    page.get_by_label("Split at").fill("4")
    page.get_by_role("button", name="Split here").click()
    page.get_by_text(re.compile(r"Earlier .* to 4\.0 s")).wait_for()
    assert at_rest(page)[1] >= 4.0 - 0.04
    answer = server.get(f"/analyses/{id}/compare-parts?split_s=4000", headers={"Accept": "text/html"})
    assert answer.status_code == 422 and "where its steps are" in answer.text


@pytest.mark.slow
@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_everybody_can_compare(analysed, visit, size, colours):
    server, id = analysed
    page = visit(server, "/compare", size=size, color_scheme=colours)
    for path in (
        None,
        f"/compare?a={id}&b={id}",
        f"/analyses/{id}/compare-legs",
        f"/analyses/{id}/compare-parts",
    ):
        if path:
            assert len(page.goto(path).body()) < 400_000
            at_rest(page)
            page.get_by_role("button", name="One over the other").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
