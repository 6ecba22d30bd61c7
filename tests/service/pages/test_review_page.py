"""The review queue in a real browser, with the flags of a clip that was really analysed."""

from collections import Counter

import pytest
from axe import violations

from service.database import connect
from service.revisions.flagged import enter
from service.settings import Settings

MORE = {"side": "right", "reason_code": "crossing_knees", "message": "The knees cross; check the right knee."}
OF_A_PAGE = 500_000
SIZES = ({"width": 1280, "height": 800}, {"width": 390, "height": 844})
WEIGHT = """performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
    .filter(each => !each.name.includes("/v1/")).reduce((sum, each) => sum + each.encodedBodySize, 0)"""


@pytest.fixture
def ten(analysed, tmp_path):
    """The server, and the addresses of its analysis and of the first of ten flags, two of them another's."""
    server, id = analysed
    engine = connect(Settings(data=tmp_path / "data").database_url)
    flags = server.get(f"/v1/analyses/{id}/flags").json()
    others = [
        MORE
        | {"id": f"more-{n}", "frame": flags[0]["frame"] + n, "time_s": 1.0, "effect": "moves little"}
        | {"weight": 0.01}
        for n in range(10 - len(flags))
    ]
    with engine.begin() as connection:
        enter(connection, id, others)
    engine.dispose()
    return server, f"/v1/analyses/{id}", f"/analyses/{id}/review/{flags[0]['id']}?state=open"


def states(server):
    return Counter(flag["state"] for flag in server.get("/v1/flags?state=all").json())


class Hand:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, key):
        self.presses += 1
        self.page.wait_for_load_state()
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, text):
        self.presses += len(text)
        self.page.keyboard.type(text)


def test_ten_flags_are_reviewed_by_keys_and_the_last_decision_is_taken_back(ten, visit):
    server, _, _ = ten
    page = visit(server, "/review")
    assert page.get_by_role("listitem").count() >= 10
    page.get_by_role("link", name="Begin with the first").click()
    hand = Hand(page)
    for number, key in enumerate("AADAAADAAA"):
        page.get_by_text(f"1 of {10 - number} open").wait_for()
        if number == 4:
            page.wait_for_load_state()
            page.keyboard.press("c")
            hand.write("shoe")
            page.keyboard.press("Enter")
            hand.presses += 2
        hand.press(key.lower())  # also while the comment is on its way
    page.get_by_text("Nothing is left to review").wait_for()
    assert hand.presses <= 40
    assert states(server) == {"accepted": 8, "dismissed": 2}
    assert [flag["comment"] for flag in server.get("/v1/flags?state=all").json()].count("shoe") == 1
    page.go_back()
    hand.press("u")
    page.get_by_text("Taken back: it is open again").wait_for()
    assert states(server) == {"accepted": 7, "dismissed": 2, "open": 1}


def test_a_frame_is_looked_at_with_its_neighbours_with_and_without_landmarks(ten, visit):
    server, _, first = ten
    page = visit(server, first)
    frame = int(first.partition("-")[2][:4])
    shown = page.locator("#frame-shown")
    page.locator("[data-landmark=right_ankle]").wait_for()
    assert shown.inner_text().startswith(f"frame {frame},")
    box = page.locator("#picture").get_attribute("viewBox")
    page.keyboard.press(".")
    page.get_by_text(f"frame {frame + 1},").wait_for()
    page.keyboard.press(",")
    page.get_by_text(f"frame {frame},").wait_for()
    page.keyboard.press("l")
    assert not page.locator("[data-landmark=right_ankle]").is_visible()
    page.get_by_role("button", name="Landmarks").click()
    assert page.locator("[data-landmark=right_ankle]").is_visible()
    page.keyboard.press("w")
    assert page.locator("#picture").get_attribute("viewBox") == "0 0 960 540" != box
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").get_by_text("dismiss").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_text("2 of 10 open").wait_for()
    page.keyboard.press("p")
    page.get_by_text("1 of 10 open").wait_for()
    page.go_back()
    page.get_by_text("2 of 10 open").wait_for()


def test_what_somebody_else_said_meanwhile_is_shown_and_decided_anew(ten, visit):
    server, analysis, first = ten
    page = visit(server, first)
    page.locator(".picture[aria-busy=false]").wait_for()
    name = first.partition("/review/")[2].partition("?")[0]
    said = {"state": "dismissed", "comment": "a shadow"}
    assert server.patch(f"{analysis}/flags/{name}", json=said).status_code == 200
    page.keyboard.press("a")
    page.get_by_role("status").filter(has_text="dismissed, “a shadow”").wait_for()
    assert server.get(f"{analysis}/flags/{name}").json()["state"] == "dismissed"
    with page.expect_navigation():
        page.keyboard.press("a")
    assert server.get(f"{analysis}/flags/{name}").json()["state"] == "accepted"


def test_the_queue_is_filtered(ten, visit):
    wanted = len(ten[0].get("/v1/flags?reason_code=crossing_knees").json())
    assert 0 < wanted < 10
    page = visit(ten[0], "/review")
    page.get_by_label("Reason").select_option("crossing knees")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**reason_code=crossing_knees")
    assert page.get_by_text("An error here").count() == wanted
    page.get_by_role("link", name="Begin with the first").click()
    page.get_by_text(f"1 of {wanted} open").wait_for()
    page.goto("/review?state=accepted")
    page.get_by_text("There is nothing of this kind").wait_for()


@pytest.mark.slow
def test_everybody_can_use_the_pages_and_they_are_light(ten, visit):
    server, _, first = ten
    page = visit(server, "/review")
    expect_usable(page)
    page.goto(first)
    page.locator(".picture[aria-busy=false]").wait_for()
    expect_usable(page)


def expect_usable(page):
    """By whoever looks at it, on a phone too; and light."""
    for size, scheme in zip(SIZES, ("light", "dark"), strict=True):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert page.evaluate(WEIGHT) < OF_A_PAGE


def test_what_cannot_be_fetched_is_said(ten, visit):
    server, _, first = ten
    page = visit(server, "/review")
    page.route("**/corrections", lambda route: route.abort("connectionreset"))
    page.goto(first)
    page.get_by_role("status").filter(has_text="The server cannot be reached").wait_for()


def test_a_decision_waits_for_what_is_said_before_it(ten, visit):
    server, analysis, first = ten
    page = visit(server, first)
    page.locator(".picture[aria-busy=false]").wait_for()
    held = []
    page.route("**/flags/*", lambda route: held.append(route) if not held else route.continue_())
    page.keyboard.press("c")
    page.keyboard.type("shoe")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Comment C").and_(page.locator("[aria-expanded=false]")).wait_for()
    page.keyboard.press("d")
    with page.expect_navigation():
        held[0].continue_()
    name = first.partition("/review/")[2].partition("?")[0]
    flag = server.get(f"{analysis}/flags/{name}").json()
    assert (flag["state"], flag["comment"]) == ("dismissed", "shoe")
