"""Corrections in a real browser, of a clip that was really analysed: numbers move, nothing is lost."""

import pytest
from axe import violations

SIZES = ({"width": 1280, "height": 800}, {"width": 390, "height": 844})


@pytest.fixture
def place(analysed):
    """The server, the address of the analysis and that of the page of a flag about an unusual step."""
    server, id = analysed
    flags = server.get(f"/v1/analyses/{id}/flags").json()
    flag = next(flag for flag in flags if flag["reason_code"] == "unusual_step")
    return server, f"/v1/analyses/{id}", f"/analyses/{id}/review/{flag['id']}?state=open", flag


def edit(page):
    page.locator("[data-landmark]").first.wait_for()
    assert not page.locator("#loupe").is_visible()
    page.keyboard.press("e")
    page.get_by_role("slider").first.wait_for()
    return page


def recompute(page, number):
    page.keyboard.press("r")
    page.get_by_text(f"Revision {number};").wait_for()
    page.get_by_text("Nothing.", exact=True).wait_for()


def contacts(server, analysis, number, side):
    report = server.get(f"{analysis}/revisions/{number}/report.json").json()
    found = [e for e in report["events"] if (e["kind"], e["side"]) == ("initial_contact", side)]
    return [event["time_s"] for event in found]


def test_a_contact_is_moved_by_keys_the_numbers_change_and_it_is_taken_back(place, visit):
    server, analysis, path, flag = place
    page = edit(visit(server, path))
    page.locator(".handle.chosen:focus").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text(f"{flag['side']} initial contact moved from").wait_for()
    recompute(page, 1)
    page.get_by_role("row", name="Knee flexion at initial contact").wait_for()
    before, after = (contacts(server, analysis, number, flag["side"]) for number in (0, 1))
    moved = [b - a for a, b in zip(before, after, strict=True) if a != b]
    assert moved == [pytest.approx(1 / 30, abs=1e-3)]
    assert server.get(f"{analysis}/flags/{flag['id']}").json()["state"] == "corrected"
    page.get_by_text("Corrections so far").click()
    assert page.get_by_text("you, ").is_visible()
    page.locator(".handle.chosen").focus()
    page.keyboard.press("ArrowRight")
    recompute(page, 2)
    page.keyboard.press("u")
    page.get_by_text("Revision 3;").wait_for()
    page.get_by_text("what it had changed is as it was before").wait_for()
    assert contacts(server, analysis, 3, flag["side"]) == after  # what was replaced is there again
    page.get_by_role("button", name="Undo: ").click()
    page.get_by_text("Revision 4;").wait_for()
    original = server.get(f"{analysis}/report.json").content
    assert server.get(f"{analysis}/revisions/4/report.json").content == original
    assert server.get(f"{analysis}/flags/{flag['id']}").json()["state"] == "open"


def drag(page, name, x, y):
    box = page.locator(f"[data-landmark={name}]").bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + x, at[1] + y, steps=4)
    assert page.locator("#loupe").is_visible()
    page.mouse.up()


def figure(server, analysis, number, frame):
    span = {"from_frame": frame, "to_frame": frame}
    found = server.get(f"{analysis}/revisions/{number}/landmarks", params=span).json()
    row = found["figures"][0]
    return {name: place for name, *place in zip(found["landmarks"], row["x_px"], row["y_px"], strict=True)}


@pytest.mark.slow
def test_a_landmark_is_dragged_and_pushed_and_what_is_not_sent_survives_a_reload(place, visit):
    server, analysis, path, flag = place
    page = edit(visit(server, path))
    frame, ankle = flag["frame"], f"{flag['side']}_ankle"
    scale = page.evaluate("1 / document.getElementById('picture').getScreenCTM().a")
    drag(page, ankle, 12, -6)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    words = f"{ankle.replace('_', ' ')} moved in frame {frame}"
    page.get_by_text(words).wait_for()
    page.reload()
    page.get_by_text(words).wait_for()
    page.keyboard.press("n")
    page.get_by_text("is not sent yet").wait_for()
    page.get_by_role("combobox", name="Landmark").select_option(f"{flag['side']} knee")
    page.get_by_role("button", name="It cannot be seen").click()
    page.get_by_text(f"{flag['side']} knee cannot be seen").wait_for()
    page.keyboard.press("u")
    page.get_by_text(f"{flag['side']} knee cannot be seen").wait_for(state="detached")
    recompute(page, 1)
    was, now = (figure(server, analysis, number, frame)[ankle] for number in (0, 1))
    assert now[0] - was[0] == pytest.approx(12 * scale - 1, abs=0.3)
    assert now[1] - was[1] == pytest.approx(-6 * scale + 10, abs=0.3)
    page.locator("#picture").focus()
    page.get_by_role("combobox", name="Landmark").select_option(ankle.replace("_", " "))
    page.locator("#picture").focus()
    page.keyboard.press("ArrowLeft")
    recompute(page, 2)
    assert figure(server, analysis, 2, frame)[ankle][0] == pytest.approx(now[0] - 1, abs=0.02)
    held = [each for each in server.get(f"{analysis}/corrections").json() if each["undone_in"] is None]
    assert [each["correction"]["kind"] for each in held] == ["landmark_moved"]


@pytest.mark.slow
def test_of_two_coaches_neither_loses_what_they_did(place, visit):
    server, analysis, path, flag = place
    one, other = (edit(visit(server, path)) for _ in range(2))
    one.keyboard.press("ArrowRight")
    recompute(one, 1)
    other.get_by_role("combobox", name="Landmark").select_option(f"{flag['side']} hip")
    other.locator("#picture").focus()
    other.keyboard.press("Shift+ArrowUp")
    other.keyboard.press("r")
    alert = other.get_by_role("alert").filter(has_text="Somebody corrected this meanwhile")
    alert.get_by_text("initial contact moved").wait_for()
    assert other.get_by_text("hip moved in frame").is_visible()
    other.reload()
    alert.get_by_text("initial contact moved").wait_for()
    alert.get_by_role("button", name="Send mine upon theirs").click()
    other.get_by_text("Revision 2;").wait_for()
    held = server.get(f"{analysis}/corrections").json()
    assert [each["correction"]["kind"] for each in held] == ["event_moved", "landmark_moved"]
    assert not [each for each in held if each["undone_in"] is not None]


@pytest.mark.slow
def test_contacts_are_added_and_deleted_steps_left_out_legs_exchanged_and_facts_corrected(place, visit):
    server, analysis, path, flag = place
    page = edit(visit(server, path))
    page.keyboard.press("o")
    page.get_by_text("step at").wait_for()
    page.get_by_text("Speed, height").click()
    page.get_by_label("Height, cm").fill("181")
    page.get_by_role("button", name="Take these").click()
    page.locator("#draft").get_by_text("height 181 cm").wait_for()
    page.get_by_label("Height, cm").fill("")
    page.get_by_role("button", name="Take these").click()
    page.locator("#draft").get_by_text("height 181 cm").wait_for(state="detached")
    page.get_by_label("Speed, m/s").fill("")
    page.get_by_role("button", name="Take these").click()
    page.get_by_text("The clip came with its speed: write what it is instead").wait_for()
    assert page.get_by_label("Speed, m/s").input_value() == "3.2"
    page.get_by_label("Height, cm").fill("181")
    page.get_by_role("button", name="Take these").click()
    page.keyboard.press("x")
    page.keyboard.press(".")
    page.get_by_text(f"frame {flag['frame'] + 1},").wait_for()
    page.keyboard.press("x")
    page.get_by_text(f"left and right exchanged, frames {flag['frame']} to {flag['frame'] + 1}").wait_for()
    page.keyboard.press("u")
    recompute(page, 1)
    report = server.get(f"{analysis}/revisions/1/report.json").json()
    assert report["provenance"]["settings"]["height_cm"] == 181
    page.get_by_label("Height, cm").fill("")
    page.get_by_role("button", name="Take these").click()
    page.locator("#draft").get_by_text("height as the clip came with it").wait_for()
    assert page.get_by_label("Height, cm").input_value() == "178"
    page.keyboard.press("Escape")
    page.locator("#picture").focus()
    page.keyboard.press("u")
    page.locator("#draft").get_by_text("height as the clip came with it").wait_for(state="detached")
    assert page.get_by_label("Height, cm").input_value() == "181"
    page.locator(".handle.chosen").focus()
    page.keyboard.press("Delete")
    page.get_by_text("removed").wait_for()
    page.keyboard.press("i")
    page.get_by_text("initial contact added at").wait_for()
    recompute(page, 2)
    kinds = [each["correction"]["kind"] for each in server.get(f"{analysis}/corrections").json()]
    assert sorted(kinds) == ["event_added", "event_removed", "facts_corrected", "step_left_out"]


@pytest.mark.slow
def test_at_any_frame_the_editor_begins_with_what_is_nearest(place, visit):
    server, analysis, *_ = place
    events = server.get(f"{analysis}/report.json").json()["events"]
    path = f"{analysis.removeprefix('/v1')}/correct?frame="
    wanted = {(e["side"], e["kind"]): e for e in events}
    page = visit(server)
    for (side, kind), event in wanted.items():
        page.goto(path + str(event["frame"]))
        page.get_by_role("slider").first.wait_for()
        assert page.get_by_role("combobox", name="Leg").input_value() == side
        assert page.get_by_role("combobox", name="Landmark").input_value().startswith(side)
        page.get_by_text(f"{'toe-off' if kind == 'toe_off' else 'initial contact'} at ").wait_for()


@pytest.mark.slow
def test_everybody_can_use_the_editor(place, visit):
    server, _, path, _ = place
    page = edit(visit(server, path))
    for address in (path, path.partition("/review/")[0] + "/correct?frame=30"):
        if address != path:
            page.goto(address)
            page.get_by_role("slider").first.wait_for()
        for size, scheme in zip(SIZES, ("light", "dark"), strict=True):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.slow
def test_a_finger_drags_a_landmark_on_a_phone(place, visit):
    server, _, path, flag = place
    page = edit(visit(server, path, size=SIZES[1], has_touch=True, is_mobile=True, device_scale_factor=2))
    toe = page.locator(f"[data-landmark={flag['side']}_toe]")
    toe.scroll_into_view_if_needed()
    box = toe.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for kind, by in (("touchStart", 0), ("touchMove", 10), ("touchMove", 25)):
        where = [{"x": x + by, "y": y + by}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.get_by_text(f"{flag['side']} toe moved in frame {flag['frame']}").wait_for()
    moved = toe.bounding_box()
    assert moved["x"] - box["x"] == pytest.approx(25, abs=2)
    assert moved["y"] - box["y"] == pytest.approx(25, abs=2)


@pytest.mark.slow
def test_what_is_drawn_stays_on_the_frame_and_an_angle_tells_its_degrees(place, visit):
    server, analysis, path, flag = place
    page = visit(server, path)
    page.locator("[data-landmark]").first.wait_for()
    page.get_by_role("button", name="Angle").click()
    box = page.locator("#picture").bounding_box()
    for x, y in ((0, -90), (0, 0), (90, 0)):
        page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
    page.get_by_text("angle of 90°").wait_for()
    assert page.locator("#picture text").text_content() == "90°"
    page.keyboard.press("3")
    for key in ("Shift+ArrowLeft", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("plumb line by you").wait_for()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    page.keyboard.type("soft knee")
    page.keyboard.press("Enter")
    page.get_by_text("text, “soft knee”").wait_for()
    kept = server.get(f"{analysis}/drawings", params={"frame": flag["frame"]}).json()
    assert [each["shape"] for each in kept] == ["angle", "plumb_line", "text"]
    page.reload()
    page.get_by_text("angle of 90°").wait_for()
    page.keyboard.press(".")
    page.get_by_role("button", name=f"frame {flag['frame']}").click()
    page.get_by_role("button", name="Delete: plumb line").click()
    page.get_by_text("plumb line by you").wait_for(state="detached")
    assert len(server.get(f"{analysis}/drawings").json()) == 2
    assert violations(page) == []
