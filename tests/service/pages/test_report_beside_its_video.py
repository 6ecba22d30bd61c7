"""The report page in a browser: numbers show their frames; video, time line and charts follow each other."""
# ruff: noqa: RUF001  the page writes true signs

import json
import shutil

import pytest
from axe import violations

from service.exports.routes import MADE

HALF_A_FRAME = 0.5 / 30
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
JUMPS_BACK = """() => {
  const before = window.seen ?? 0
  window.seen = document.getElementById('video').currentTime
  return window.seen < before
}"""


def report_of(server, id):
    return server.get(f"/v1/analyses/{id}/report.json").json()


def at_rest(page):
    """Where the video stands, in its own seconds, once it has gone where it was sent."""
    page.wait_for_function(
        "() => { const v = document.getElementById('video'); return v.readyState >= 2 && !v.seeking }"
    )
    return page.evaluate("document.getElementById('video').currentTime")


def where(page):
    return page.locator("#where").inner_text()


@pytest.fixture
def page(analysed, visit):
    server, id = analysed
    opened = visit(server, f"/analyses/{id}")
    at_rest(opened)
    return opened


def test_files_for_other_tools_are_of_the_revision_that_is_shown(page, analysed):
    server, id = analysed
    address = f"/v1/analyses/{id}"
    assert not page.get_by_role("link", name="C3D").is_visible()
    page.get_by_text("Take it elsewhere").click()
    links = page.locator(".elsewhere a")
    made = [name for name in MADE if name in " ".join(each.get_attribute("href") for each in links.all())]
    assert len(made) == len(MADE) == links.count()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="MOT").click()
    assert download.value.suggested_filename == "angles.mot"

    body = {"corrections": [{"kind": "facts_corrected", "height_cm": 180}]}
    assert server.post(f"{address}/corrections", json=body, headers={"If-Match": '"0"'}).status_code == 201
    page.reload()
    page.get_by_text("Take it elsewhere").click()
    trc = page.get_by_role("link", name="TRC").get_attribute("href")
    assert trc == f"{address}/revisions/1/exports/markers.trc"
    assert server.get(trc).content != server.get(f"{address}/exports/markers.trc").content
    assert (
        page.get_by_role("link", name="steps.csv").get_attribute("href").startswith(f"{address}/revisions/1")
    )


def test_a_number_shows_its_frames_one_after_the_other(page, analysed):
    evidence = report_of(*analysed)["metrics"]["trunk_lean_mean_deg"]["evidence"]
    assert len(evidence) == 2
    number = page.get_by_role("button", name="show me trunk lean, mean").first
    number.click()
    for at, told in enumerate(evidence, 1):
        page.get_by_text(f"frame {told['frame']}, {at} of 2").wait_for()
        assert at_rest(page) == pytest.approx(told["time_s"], abs=HALF_A_FRAME + 0.001)
        assert where(page).endswith(f"frame {told['frame']}")
        picture = page.get_by_role("img", name=f"Frame {told['frame']} with")
        assert picture.get_attribute("src").endswith(f"/frames/{told['frame']}.jpg")
        page.wait_for_function("() => document.getElementById('evidence-picture').naturalWidth > 0")
        page.get_by_role("button", name="Next one").click()
    page.get_by_role("button", name="Back to the number").click()
    assert number.evaluate("it => it === document.activeElement")


def test_numbers_cannot_be_pressed_before_anything_follows(analysed, visit):
    server, id = analysed
    page = visit(server, f"/analyses/{id}", java_script_enabled=False)
    number = page.get_by_role("button", name="show me trunk lean, mean", disabled=True).first
    assert "°" in number.locator("xpath=..").inner_text()
    assert page.get_by_role("button", name="show me", disabled=False).count() == 0


def test_a_single_step_shows_the_frame_in_which_it_landed(page, analysed):
    report = report_of(*analysed)
    page.get_by_text("Every step with its own values").click()
    steps = page.get_by_role("button", name="show me this step")
    assert steps.count() == len(report["steps"])
    steps.nth(2).click()
    landed = report["steps"][2]["initial_contact_s"]
    frame = next(each["frame"] for each in report["events"] if each["time_s"] == landed)
    page.get_by_text(f"frame {frame}", exact=True).wait_for()
    assert at_rest(page) == pytest.approx(landed, abs=HALF_A_FRAME + 0.001)


def test_keys_step_by_single_frames_and_from_contact_to_contact(page, analysed):
    times = [e["time_s"] for e in report_of(*analysed)["events"] if e["kind"] == "initial_contact"]
    page.keyboard.press(".")
    page.keyboard.press(".")
    page.keyboard.press(",")
    assert where(page).endswith("frame 1") and at_rest(page) == pytest.approx(1 / 30, abs=HALF_A_FRAME)
    page.keyboard.press("]")
    page.keyboard.press("]")
    assert at_rest(page) == pytest.approx(times[1], abs=HALF_A_FRAME + 0.001)
    slider = page.get_by_role("slider", name="Time line")
    slider.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert at_rest(page) == pytest.approx(times[2], abs=HALF_A_FRAME + 0.001)
    page.keyboard.press("ArrowLeft")
    assert float(slider.get_attribute("aria-valuenow")) < times[2]
    page.keyboard.press("End")
    assert where(page).endswith(f"frame {report_of(*analysed)['source']['frames'] - 1}")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press(",")
    assert where(page).endswith(f"frame {report_of(*analysed)['source']['frames'] - 1}")


def test_charts_follow_the_video_and_move_it(page, analysed):
    report = report_of(*analysed)
    side = report["quality"]["near_side"]
    contacts = [e["time_s"] for e in report["events"] if e["kind"] == "initial_contact" and e["side"] == side]
    page.get_by_role("slider", name="Time line").focus()
    page.keyboard.press("Home")
    chart = page.get_by_role("slider", name="Knee flexion")
    box = chart.bounding_box()
    x, y = 40 + 0.5 * (312 - 40), 80
    chart.click(position={"x": x * box["width"] / 320, "y": y * box["width"] / 320})
    half_way = (contacts[0] + contacts[1]) / 2
    assert at_rest(page) == pytest.approx(half_way, abs=HALF_A_FRAME + 0.002)
    now = int(chart.get_attribute("aria-valuenow"))
    assert now == pytest.approx(50, abs=100 * HALF_A_FRAME / (contacts[1] - contacts[0]) + 1)
    cursor = chart.locator(".cursor.followed")
    assert float(cursor.get_attribute("x1")) == pytest.approx(40 + now / 100 * 272, abs=1.5)
    chart.focus()
    page.keyboard.press("ArrowRight")
    assert int(chart.get_attribute("aria-valuenow")) > now
    page.get_by_role("group", name="Leg whose").get_by_role("button").last.click()
    assert page.locator("#phase").inner_text().startswith("Left" if side == "right" else "Right")


def test_it_plays_slowly_and_loops_one_stride(page, analysed):
    page.get_by_role("button", name="0.25×").click()
    page.keyboard.press("]")
    page.get_by_role("button", name="Loop stride").click()
    page.wait_for_function("() => !document.getElementById('video').paused")
    assert page.evaluate("document.getElementById('video').playbackRate") == 0.25
    assert page.get_by_role("button", name="Loop stride").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="1×", exact=True).click()
    page.wait_for_function(JUMPS_BACK)
    report = report_of(*analysed)
    near = report["quality"]["near_side"]
    contacts = [e["time_s"] for e in report["events"] if e["kind"] == "initial_contact" and e["side"] == near]
    assert contacts[0] - 0.1 < page.evaluate("window.seen") < contacts[1]
    page.wait_for_function(JUMPS_BACK)
    page.get_by_role("button", name="Pause").click()


def test_the_page_is_whole_while_the_video_is_held_back(analysed, visit):
    server, id = analysed
    page = visit(server, "/login")
    held = []
    page.route("**/annotated.mp4", lambda route: held.append(route))
    page.goto(f"/analyses/{id}", wait_until="domcontentloaded")
    page.get_by_text("Loading the video").wait_for()
    evidence = report_of(server, id)["metrics"]["trunk_lean_mean_deg"]["evidence"]
    page.get_by_role("button", name="show me trunk lean, mean").first.click()
    assert where(page).endswith(f"frame {evidence[0]['frame']}")
    page.wait_for_function("() => document.getElementById('evidence-picture').naturalWidth > 0")
    page.keyboard.press(".")
    assert where(page).endswith(f"frame {evidence[0]['frame'] + 1}")
    assert page.get_by_role("slider", name="Knee flexion").get_attribute("aria-valuetext")
    for route in held:
        route.abort()


@pytest.mark.slow
def test_numbers_of_a_clip_from_behind_show_its_own_video(analysed, visit, tmp_path):
    """Of a report into which the same clip is put once more, as one from behind."""
    server, id = analysed
    (file,) = (tmp_path / "data").rglob("report.json")
    report = json.loads(file.read_text("utf-8"))
    cadence = report["metrics"]["cadence_spm"]
    kept = {name: report[name] for name in ("source", "quality", "scale")}
    report["rear_clip"] = kept | {"cadence_spm": cadence, "steps": 9}
    report["metrics"]["trunk_lean_mean_deg"]["evidence"] = [{"time_s": 1.0, "frame": 30, "clip": "rear"}]
    file.write_text(json.dumps(report), "utf-8")
    shutil.copy(file.with_name("annotated.mp4"), file.with_name("rear_annotated.mp4"))
    page = visit(server, f"/analyses/{id}")
    page.get_by_role("button", name="show me trunk lean, mean").first.click()
    assert at_rest(page) == pytest.approx(1.0, abs=0.002)
    assert page.locator("#video").evaluate("it => it.currentSrc").endswith("/rear_annotated.mp4")
    assert page.locator("#evidence-picture").get_attribute("src").endswith("/rear_frames/30.jpg")
    page.get_by_text("No picture of this frame was kept").wait_for()
    page.get_by_role("button", name="From the side").click()
    at_rest(page)
    assert page.locator("#video").evaluate("it => it.currentSrc").endswith("/annotated.mp4")


@pytest.mark.parametrize(
    ("size", "colours"),
    [
        (DESKTOP, "light"),
        (PHONE, "dark"),
        pytest.param(DESKTOP, "dark", marks=pytest.mark.slow),
        pytest.param(PHONE, "light", marks=pytest.mark.slow),
    ],
)
def test_everybody_can_use_it(analysed, visit, size, colours):
    server, id = analysed
    page = visit(server, f"/analyses/{id}", size=size, color_scheme=colours)
    page.get_by_role("button", name="show me trunk lean, mean").first.click()
    at_rest(page)
    page.wait_for_function("() => document.getElementById('evidence-picture').naturalWidth > 0")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.locator("#video").evaluate("it => it.getBoundingClientRect().bottom") <= size["height"]


def test_ten_minutes_of_steps_stay_small(analysed, visit, tmp_path):
    server, id = analysed
    (file,) = (tmp_path / "data").rglob("report.json")
    report = json.loads(file.read_text("utf-8"))
    many = range(1 + 1700 // len(report["steps"]))
    for name in ("steps", "events"):
        told = report[name]
        report[name] = [
            {k: v + 8 * i if k.endswith("_s") and k != "uncertainty_s" and v else v for k, v in each.items()}
            for i in many
            for each in told
        ]
    report["source"]["frames"] *= len(many)
    file.write_text(json.dumps(report), "utf-8")
    sizes = []
    page = visit(server, "/login")
    page.on("response", lambda got: sizes.append(_weight(got)))
    page.goto(f"/analyses/{id}")
    page.get_by_text("are in the table").wait_for()
    assert len(report["events"]) > 3000
    assert 100_000 < sum(sizes) < 500_000


def _weight(response):
    is_picture = response.url.endswith((".mp4", ".jpg"))
    return 0 if is_picture or response.status != 200 else len(response.body())


@pytest.mark.slow
def test_a_corrected_report_says_so_and_leads_to_the_first(analysed, visit):
    server, id = analysed
    address = f"/v1/analyses/{id}"
    event = report_of(server, id)["events"][6]
    moved = {
        "kind": "event_moved",
        "side": event["side"],
        "event": event["kind"],
        "time_s": event["time_s"],
        "to_s": event["time_s"] + 0.02,
    }
    made = server.post(f"{address}/corrections", json={"corrections": [moved]}, headers={"If-Match": '"0"'})
    assert made.status_code == 201, made.text
    page = visit(server, f"/analyses/{id}")
    page.get_by_text("this is revision 1").wait_for()
    page.get_by_text("Corrections changed").wait_for()
    page.get_by_text("contacts and toe-offs in it are as first found").wait_for()
    page.get_by_role("button", name="show me trunk lean, mean").first.click()
    page.wait_for_function("() => document.getElementById('evidence-picture').naturalWidth > 0")
    assert "/revisions/1/frames/" in page.locator("#evidence-picture").get_attribute("src")
    assert violations(page) == []
    page.get_by_role("link", name="See the first report").click()
    page.get_by_role("link", name="see revision 1").wait_for()
    assert page.get_by_text("as first found").count() == 0
    assert server.get(f"/analyses/{id}?revision=2").status_code == 404
