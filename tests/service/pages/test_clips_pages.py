"""The list of clips and the page of one, as they change, and what can be changed of a clip."""

import pytest
from admitting import enter
from axe import violations
from serving import serving

from service.database import connect
from service.models import AnalysisSettings, Progress
from service.runs import Runs
from service.settings import Settings
from vision import Reason

PHONE = {"width": 390, "height": 844}
HTML = {"Accept": "text/html"}
DARK = Reason("dark", "The video is very dark; film in more light.")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(data):
    with serving(data, None) as client:
        yield client


@pytest.fixture
def engine(server, data):  # noqa: ARG001
    engine = connect(Settings(data=data).database_url)
    yield engine
    engine.dispose()


def test_a_page_follows_the_work_and_says_at_the_end_why_there_is_no_report(server, engine, visit):
    known = AnalysisSettings(speed_mps=3.3333, height_cm=178)
    enter(engine, "0a", file_name="dusk.mp4", settings=known)
    page, runs = visit(server, "/analyses/0a"), Runs(engine)
    page.get_by_role("heading", name="Waiting for its turn").wait_for()
    runs.begin("0a", "job", "run")
    runs.advance("0a", "run", Progress(stage="landmarks", fraction=0.5))
    page.get_by_role("heading", name="Follow the body through every frame").wait_for()
    page.get_by_text("37 %").wait_for()  # all of the search, 3, and half of the landmarks, 68
    assert page.get_by_role("listitem").filter(has_text="Follow the body").get_attribute("class") == "now"
    assert violations(page) == []
    runs.end("0a", "run", "refused", (DARK,), None)
    page.get_by_role("heading", name="Why this clip could not be measured").wait_for()
    page.get_by_text(DARK.message).wait_for()
    page.get_by_text("3.33 metres a second").wait_for()
    page.get_by_role("heading", name="How to film it again").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Upload again").click()
    page.get_by_role("heading", name="Upload", exact=True).wait_for()


def test_the_list_follows_what_is_at_work_and_is_filtered_by_state_and_athlete(server, engine, visit):
    ben = server.post("/v1/athletes", json={"name": "Ben"}).json()["id"]
    for id, name in (("1a", "first.mp4"), ("1b", "second.mp4"), ("1c", "third.mp4")):
        enter(engine, id, file_name=name, athlete=ben if id == "1b" else None)
    page, runs = visit(server, "/?status=queued&status=running"), Runs(engine)
    items = page.get_by_role("listitem")
    runs.begin("1b", "job", "run")
    runs.advance("1b", "run", Progress(stage="measure", fraction=0.0))
    second = items.filter(has=page.get_by_role("link", name="second.mp4"))
    second.get_by_text("at work").wait_for()
    runs.end("1b", "run", "failed", (DARK,), None)
    second.get_by_text(DARK.message).wait_for()
    page.get_by_role("link", name="Not measured").click()
    page.get_by_label("Of which athlete").select_option("of Ben")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/?status=refused&status=failed&status=cancelled&athlete=*")
    assert page.get_by_role("link", name=".mp4").all_inner_texts() == ["second.mp4"]


def test_older_clips_are_on_further_pages(server, engine, visit):
    for number in range(4):
        enter(engine, f"2{number}", file_name=f"old {number}.mp4", status="done")
    page = visit(server, "/?status=done&limit=3")
    assert page.get_by_role("link", name=".mp4").count() == 3
    page.get_by_role("link", name="Older").click()
    page.get_by_role("link", name="old 0.mp4").wait_for()
    page.get_by_role("link", name="To the newest").click()
    page.get_by_role("link", name="old 3.mp4").wait_for()


def test_a_clip_is_given_to_an_athlete_and_deleted_by_keyboard(server, engine, visit):
    ben = server.post("/v1/athletes", json={"name": "Benedict"}).json()["id"]
    enter(engine, "3a", file_name="tuesday.mp4", status="refused")
    page = visit(server)
    change = page.get_by_role("button", name="Change tuesday.mp4")
    change.press("Enter")
    dialog = page.get_by_role("dialog", name="tuesday.mp4")
    assert violations(page) == []
    dialog.get_by_label("Whom it shows").select_option("Benedict")
    dialog.get_by_role("button", name="Save").press("Enter")
    page.get_by_text("It shows Benedict now.").wait_for()
    assert server.get("/v1/analyses/3a").json()["athlete"] == ben
    change.press("Enter")
    dialog.get_by_role("button", name="Delete the clip").press("Enter")
    page.keyboard.press("Enter")  # what is in focus keeps it
    assert server.get("/v1/analyses/3a").status_code == 200
    change.press("Enter")
    dialog.get_by_role("button", name="Delete the clip").press("Enter")
    page.get_by_role("button", name="Delete it").press("Enter")
    page.get_by_text("tuesday.mp4 is deleted.").wait_for()
    assert server.get("/v1/analyses/3a").status_code == 404


def test_athletes_are_made_changed_and_forgotten(server, visit):
    page = visit(server, "/athletes", size=PHONE)
    page.get_by_label("Name").fill("Jane")
    page.get_by_label("Notes").fill("Left calf.\nTuesdays.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("heading", name="Jane", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    id = page.url.rpartition("/")[2]
    page.get_by_label("Name").fill("Jane B.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Jane B.", level=1).wait_for()
    page.get_by_text("It is saved.").wait_for()
    assert server.get(f"/v1/athletes/{id}").json()["notes"] == "Left calf.\nTuesdays."
    server.put(f"/v1/athletes/{id}", json={"name": "Jane", "notes": "by another"})
    page.get_by_label("Notes").fill("over it")
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Somebody else has written meanwhile")
    dialog.get_by_text("Notes: by another").wait_for()
    assert violations(page) == []
    assert server.get(f"/v1/athletes/{id}").json()["notes"] == "by another"
    dialog.get_by_role("button", name="Go on writing").click()
    page.get_by_label("Notes").fill("by another, and over it")
    page.get_by_role("button", name="Save").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        dialog.get_by_role("button", name="Write mine over theirs").click()
    assert server.get(f"/v1/athletes/{id}").json()["notes"] == "by another, and over it"
    page.get_by_role("button", name="Forget Jane").click()
    page.get_by_role("button", name="Forget", exact=True).click()
    page.wait_for_url("**/athletes")
    assert server.get(f"/v1/athletes/{id}").status_code == 404


def test_what_another_wrote_before_the_page_knew_is_shown_too(server, visit):
    id = server.post("/v1/athletes", json={"name": "Jane", "notes": "at first"}).json()["id"]
    held = []
    page = visit(server, "/athletes")
    entry = f"**/v1/athletes/{id}"
    page.route(entry, lambda route: route.continue_() if held else held.append(route))
    page.goto(f"/athletes/{id}")
    page.get_by_label("Notes").fill("mine")
    server.put(f"/v1/athletes/{id}", json={"name": "Jane", "notes": "theirs"})
    held[0].continue_()
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Somebody else has written meanwhile")
    dialog.get_by_text("Notes: theirs").wait_for()
    dialog.get_by_role("button", name="Take theirs instead").click()
    page.wait_for_function("document.querySelector('[name=notes]').value === 'theirs'")
    assert server.get(f"/v1/athletes/{id}").json()["notes"] == "theirs"


@pytest.mark.parametrize("path", ["/", "/athletes", "/analyses/4a"])
def test_a_page_is_light(server, engine, visit, path):
    if path.endswith("4a"):
        enter(engine, "4a")
    page = visit(server, path)
    page.wait_for_load_state("load")
    weights = "[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')[0]]"
    assert 10_000 < page.evaluate(f"{weights}.reduce((sum, each) => sum + each.decodedBodySize, 0)") < 500_000
