"""Clips on their way from a browser to a report, whatever breaks between them."""

import base64
import hashlib
import socket

import pytest
import works
from axe import violations
from serving import CLIP, serving

from service.reports import analyze_upload

PHONE = {"width": 390, "height": 844}
SEEN_MS = 90_000  # of a busy machine, on which looking into clips yields to all others
HERE = "All of it is here"
PADDING = (3 << 20).to_bytes(4) + b"free" + bytes((3 << 20) - 8)  # which a reader of MP4 passes over
LARGE = CLIP.read_bytes() + PADDING


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), works.as_named) as client:
        yield client


@pytest.fixture
def clip(tmp_path):
    """Make a file that a browser can choose twice."""

    def clip(name="tuesday.mp4", content=LARGE):
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return clip


def row(page, name):
    chosen = page.get_by_role("list", name="Clips that were chosen")
    return chosen.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def choose(page, *files):
    page.get_by_label("Choose clips").set_input_files(files)


def wait_for(place, text):
    place.get_by_text(text).first.wait_for(timeout=SEEN_MS)


def test_clips_come_are_analysed_and_end_in_a_report_or_a_reason(server, clip, visit):
    page = visit(server)
    names = ("tuesday.mp4", "refused at dusk.mp4", "letter.mp4")
    choose(page, *(clip(name, b"Dear runner" if name == "letter.mp4" else LARGE) for name in names))
    for name in names:
        wait_for(row(page, name), HERE)
    assert violations(page) == []
    speed = page.get_by_label("Speed", exact=True)
    speed.fill("0,9")
    page.get_by_label("Unit of the speed").select_option("min/km")
    analyse = page.get_by_role("button", name="Analyse 3 clips")
    analyse.click()
    assert "1:23 min/km" in speed.evaluate("field => field.validationMessage")
    speed.fill("5:00")
    analyse.click()
    row(page, "tuesday.mp4").get_by_role("link", name="Open the report").wait_for(timeout=SEEN_MS)
    wait_for(row(page, "refused at dusk.mp4"), "Nobody runs in this clip")
    wait_for(row(page, "letter.mp4"), "is damaged or is no")
    assert violations(page) == []
    newest = server.get("/v1/analyses?status=done&limit=1").json()[0]
    assert newest["settings"]["speed_mps"] == 3.3333
    report = page.get_by_role("link", name="Open the report")
    assert report.get_attribute("href") == f"/analyses/{newest['id']}"


@pytest.mark.slow
def test_a_real_clip_shows_its_stages_and_its_page_turns_into_the_report(visit, tmp_path):
    with serving(tmp_path, analyze_upload) as server:
        page = visit(server)
        choose(page, CLIP)
        wait_for(page, HERE)
        page.get_by_label("Speed", exact=True).fill("11.5")
        page.get_by_role("button", name="Analyse", exact=True).click()
        wait_for(page, "Follow the body through every frame")
        page.goto("/")
        page.get_by_role("link", name=CLIP.name).click()
        page.get_by_role("heading", name="Draw the video").wait_for(timeout=SEEN_MS)
        page.get_by_role("heading", name="In short").wait_for(timeout=SEEN_MS)


def test_a_clip_is_dropped_and_a_second_from_behind_joins_it(server, clip, visit):
    page = visit(server)
    content = base64.b64encode(CLIP.read_bytes()).decode()
    dropped = page.evaluate_handle(
        """content => {
            const data = new DataTransfer()
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
            data.items.add(new File([bytes], 'side.mp4', { type: 'video/mp4' }))
            return data
        }""",
        content,
    )
    page.locator("#drop").dispatch_event("drop", {"dataTransfer": dropped})
    page.get_by_label("Add a clip from behind to side.mp4").set_input_files(clip("behind.mp4"))
    wait_for(page, "side.mp4 and behind.mp4")
    wait_for(page, HERE)
    page.get_by_role("button", name="Analyse", exact=True).click()
    page.get_by_role("link", name="Open the report").wait_for(timeout=SEEN_MS)
    assert server.get("/v1/analyses?limit=1").json()[0]["rear_file_name"] == "behind.mp4"


def test_a_connection_that_breaks_in_a_piece_is_taken_up_where_it_broke(server, clip, visit):
    page = visit(server)
    offsets = []

    def break_once(route):
        offset = int(route.request.headers["upload-offset"])
        offsets.append(offset)
        if offset == 0 or len(offsets) > 2:
            return route.continue_()
        send_half(server, route.request, LARGE[offset : offset + 400_000])
        return route.abort("connectionreset")

    page.route("**/v1/uploads/*", lambda route: break_once(route) if is_piece(route) else route.continue_())
    choose(page, clip())
    wait_for(page, "Nothing is lost, and it goes on by itself.")
    wait_for(page, HERE)
    assert offsets[1] < offsets[2] < offsets[1] + 400_000
    page.get_by_role("button", name="Analyse", exact=True).click()
    page.get_by_role("link", name="Open the report").wait_for(timeout=SEEN_MS)
    report = server.get(f"/v1/analyses/{server.get('/v1/analyses?limit=1').json()[0]['id']}/report.json")
    assert report.json()["source"]["sha256"] == hashlib.sha256(LARGE).hexdigest()


def is_piece(route):
    return route.request.method == "PATCH"


def send_half(server, request, content):
    """Begin to send a piece to the server, and let the connection break in the middle."""
    path = request.url.removeprefix(str(server.base_url).rstrip("/"))
    headers = {**request.headers, "host": server.base_url.netloc.decode(), "content-length": len(content)}
    lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    with socket.create_connection((server.base_url.host, server.base_url.port)) as connection:
        connection.sendall("\r\n".join(lines).encode() + content[: len(content) // 2])


def test_an_upload_goes_on_after_a_reload_with_the_same_file_and_can_be_discarded(server, clip, visit):
    page = visit(server)
    file, offsets = clip(), []

    def stop(route):
        if not is_piece(route):
            return route.continue_()
        offsets.append(int(route.request.headers["upload-offset"]))
        return route.continue_() if offsets == [0] else route.abort("connectionreset")

    page.route("**/v1/uploads/*", stop)
    choose(page, file)
    page.get_by_label("Speed", exact=True).fill("12.5")
    page.get_by_label("Unit of the speed").select_option("kmh")
    wait_for(page, "Nothing is lost")
    page.unroute("**/v1/uploads/*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_for(row(page, "tuesday.mp4"), "Choose the same file again to go on.")
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        choose(page, file)
    assert int(first.value.headers["upload-offset"]) == 262_144
    assert page.get_by_label("Speed", exact=True).input_value() == "12.5"
    wait_for(row(page, "tuesday.mp4"), HERE)
    page.reload()
    wait_for(row(page, "tuesday.mp4"), "Choose the same file again to go on.")
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Remove tuesday.mp4").click()
    assert deleted.value.status == 204
    page.reload()
    assert row(page, "tuesday.mp4").count() == 0
    page.reload()  # what was of that clip alone is not there for another
    assert page.get_by_label("Speed", exact=True).input_value() == ""


def test_what_stands_in_the_way_of_a_clip_is_said_and_it_comes_once_it_does_not(server, clip, visit):
    page = visit(server)
    full = {"type": "urn:midstance:problem:storage-full", "detail": "The server has no room for this clip."}
    page.route("**/v1/uploads", lambda route: route.fulfill(status=507, json=full))
    choose(page, clip())
    wait_for(row(page, "tuesday.mp4"), "no room for this clip")
    page.unroute("**/v1/uploads")
    page.route("**/v1/uploads", lambda route: route.fulfill(status=401, json={"detail": "not known"}))
    choose(page, clip("again.mp4"))
    wait_for(row(page, "again.mp4"), "Your login has ended.")
    page.unroute("**/v1/uploads")
    page.context.set_offline(True)
    page.get_by_role("button", name="Try again").click()
    wait_for(row(page, "tuesday.mp4"), "check the connection")
    page.context.set_offline(False)
    wait_for(row(page, "tuesday.mp4"), HERE)


def test_a_clip_that_is_too_large_is_turned_away_before_it_is_sent(clip, visit, tmp_path):
    with serving(tmp_path / "data", None, upload_limit_mib=1) as server:
        page = visit(server)
        choose(page, clip())
        wait_for(page, "larger than 1 MiB; trim")
        page.get_by_role("button", name="Remove tuesday.mp4").click()
        assert row(page, "tuesday.mp4").count() == 0


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_phone_shows_it_all_and_films(server, visit, colours):
    page = visit(server, size=PHONE, color_scheme=colours, has_touch=True, is_mobile=True)
    assert page.get_by_text("Film now").is_visible()
    assert page.get_by_label("Film now").get_attribute("capture") == "environment"
    page.get_by_text("What you know of it").click()
    page.get_by_label("Height, cm").scroll_into_view_if_needed()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
