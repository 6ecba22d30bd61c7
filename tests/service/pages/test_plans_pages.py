"""Plans as a runner makes and follows one: from the clips to the weeks, run by run."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from admitting import kept, record
from axe import violations
from playwright.sync_api import expect
from runners import report
from serving import serving

from coaching import WEEKDAYS
from service.analyses import Analyses
from service.database import connect
from service.settings import Settings

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TODAY = datetime.now(UTC).date()
START = TODAY - timedelta(days=6)  # today is the last day of the first week
RUNS = [f"w1-{WEEKDAYS[day.weekday()]}" for day in (START + timedelta(days=i) for i in range(7))
        if WEEKDAYS[day.weekday()] in ("mon", "wed", "fri")]  # fmt: skip
WEIGHT = """[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')[0]]
  .reduce((sum, each) => sum + each.decodedBodySize, 0)"""
WATCHED = """() => {
  window.contexts = []
  const { resume } = AudioContext.prototype
  AudioContext.prototype.resume = function () { contexts.push(this); return resume.call(this) }
}"""


def _keep(data, id, cadence_spm, *, why=None, **facts):
    """A finished analysis of somebody who runs at this cadence, or whose cadence is withheld, and why."""
    settings = Settings(data=data)
    folder = kept(settings, id) / "outputs"
    folder.mkdir(parents=True)
    document = report(cadence_spm, shank_deg=12.0, **{"speed_mps": 2.8, "clip": id[-1]} | facts)
    if why:
        withheld = {"value": None, "low": None, "high": None, "why_missing": why}
        document["metrics"]["cadence_spm"] |= withheld
    (folder / "report.json").write_text(json.dumps(document))
    engine = connect(settings.database_url)
    with engine.begin() as connection:
        named = record(id, status="done", file_name=f"easy-{id}.mp4")
        Analyses(engine).add(connection, named, f"{id}-job", "outputs")
    engine.dispose()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serving(data, None) as client:
        for id, cadence in (("01", 152.0), ("02", 188.0)):
            _keep(data, id, cadence)
        _keep(data, "04", 171.0, speed_mps=3.6)
        client.data = data
        yield client


@pytest.fixture
def unusable(tmp_path):
    """A server whose only clip is finished, from the side and at a known speed, and yet makes no plan."""
    with serving(tmp_path, None) as client:
        _keep(tmp_path, "21", 150.0, why="the clip may not play as fast as it was filmed")
        client.data = tmp_path
        yield client


def test_a_clip_that_makes_no_plan_is_told_with_the_reason(unusable, visit):
    answer = unusable.post(
        "/v1/plans", json={"analyses": ["21"], "start": str(START), "days": ["mon", "fri"]}
    )
    reason = answer.json()["detail"]
    assert answer.status_code == 422 and "may not play as fast" in reason
    page = visit(unusable, "/plans", size=PHONE)
    form = page.get_by_role("region", name="A new plan")
    expect(form).to_contain_text("No plan can be made of the finished clips.")
    expect(form.get_by_role("listitem")).to_contain_text(reason)
    expect(form.get_by_role("link", name="easy-21.mp4")).to_have_attribute("href", "/analyses/21")
    assert violations(page) == []
    _keep(unusable.data, "22", 152.0)
    page.reload()
    expect(form.get_by_label("Clip", exact=True).locator("option")).to_have_count(2)
    expect(form.get_by_role("listitem")).to_be_hidden()
    form.get_by_text("Clips that cannot be chosen").click()
    expect(form.get_by_role("listitem")).to_contain_text(reason)


def test_an_entry_that_is_gone_is_told_and_the_plan_shown_as_it_is(server, visit):
    place = _made(server)
    entry = {"day": str(TODAY), "session": RUNS[0], "effort": 3}
    logged = server.post(f"/v1/plans/{place}/entries", json=entry)
    page = visit(server, f"/plans/{place}")
    assert server.delete(logged.headers["location"]).status_code == 204  # in another window
    log = page.get_by_role("region", name="Log", exact=True)
    _strike(page, log)
    expect(page.get_by_role("status").filter(has_text="already removed")).to_be_visible()
    expect(page.get_by_role("button", name="Delete the entry")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("already removed")).to_have_count(0)


def _made(server, analysis="01"):
    body = {"analyses": [analysis], "start": str(START), "days": ["mon", "wed", "fri"]}
    return server.post("/v1/plans", json=body).json()["id"]


def _wait_until(page, condition):
    """The page's policy forbids the driver's own way of waiting."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_a_plan_is_made_played_logged_and_adapts(server, visit):
    page = visit(server, "/plans", size=PHONE)
    _fill_in(page)
    expect(page.get_by_role("heading", name="Cadence plan", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    expect(page.get_by_text("Your cadence is 152.0 spm")).to_be_visible()
    expect(page.get_by_role("img", name="Baseline: 152.0 spm")).to_be_visible()
    expect(page.get_by_role("region", name="Before you start")).to_contain_text("Film a second clip")
    _play(page)
    _log(page, RUNS[0], {"How hard it felt": "3"})
    expect(page.get_by_role("heading", name="What the log says of week 1")).to_be_visible()
    expect(page.get_by_role("region", name="Before you start")).to_be_hidden()
    _keep(server.data, "05", 158.6)
    _log(page, RUNS[1], {"How hard it felt": "4", "Breathing": "calm"})
    place = page.url.partition("#")[0].rpartition("/")[2]
    painful = {"Where it hurts": "calf", "How much it hurts": "5"}
    _log(page, RUNS[2], painful | {"Video check, without the metronome": "05"}, wrong=True)
    expect(page.get_by_role("heading", name="What the log says of week 1: step back")).to_be_visible()
    expect(page.locator("#latest")).to_be_focused()
    expect(page.locator("#latest")).to_contain_text("Pain of 5 of 10 was logged")
    expect(page.locator("#latest")).to_contain_text("Silbernagel 2007")
    expect(page.get_by_role("img", name="Week 2: your own cadence.")).to_be_visible()
    expect(page.get_by_role("img", name="158.6 spm")).to_be_visible()
    log = page.get_by_role("region", name="Log", exact=True)
    expect(log.get_by_role("listitem")).to_have_count(3)
    expect(log).to_contain_text("calf pain 5")
    _strike(page, log)
    expect(page.get_by_role("heading", name="What the log says of week 1: step on")).to_be_visible()
    assert len(server.get(f"/v1/plans/{place}").json()["log"]) == 2
    page.goto("/plans")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("week 1 of 8")


def _fill_in(page):
    """The form of a new plan; what the server finds wrong is said, and nothing typed is lost."""
    page.get_by_label("Clip", exact=True).select_option("01")
    page.get_by_label("Second clip").select_option("04")
    page.get_by_label("First day").fill(str(START))
    page.get_by_label("What the watch shows").fill("150")
    for day in ("Tuesday", "Thursday", "Sunday", "Monday", "Wednesday", "Friday"):
        page.get_by_label(day).set_checked(day in ("Monday", "Wednesday", "Friday"))
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("film both at one speed")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("What the watch shows")).to_have_value("150")
    page.get_by_label("Second clip").select_option("")
    page.get_by_role("button", name="Make the plan").click()


def _play(page):
    """Hear the first session: the clock of the sound runs, and the page says what is asked for."""
    page.evaluate(WATCHED)
    page.get_by_role("button", name=f"Play {RUNS[0]},").click()
    player = page.get_by_role("region", name="Now playing")
    expect(player).to_contain_text("easy, as it comes")
    _wait_until(page, "contexts.length && contexts[0].state === 'running' && contexts[0].currentTime > 0")
    page.evaluate("""() => {
      const { get } = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'currentTime')
      const later = { get() { return get.call(this) + 605 } }
      Object.defineProperty(BaseAudioContext.prototype, 'currentTime', later)
    }""")
    expect(player.locator("#cadence")).to_have_text("159")
    expect(player.get_by_role("status")).to_contain_text("159 steps a minute")
    player.get_by_role("button", name="Pause").click()
    expect(player.get_by_role("status")).to_have_text("Paused.")
    player.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name=f"Play {RUNS[0]},")).to_be_focused()


SLOW = """() => {
  window.sounded = []
  const { start, stop } = AudioBufferSourceNode.prototype
  AudioBufferSourceNode.prototype.start = function (at) {
    sounded.push({ at, source: this })
    start.call(this, at)
  }
  AudioBufferSourceNode.prototype.stop = function () {
    window.sounded = sounded.filter((each) => each.source !== this)
    stop.call(this)
  }
  const { resume } = AudioContext.prototype
  AudioContext.prototype.resume = async function () {
    await new Promise((done) => setTimeout(done, 400))
    return resume.call(this)
  }
}"""


@pytest.fixture
def slow_to_sound(server, visit):
    """A page of a plan whose sound takes its time to come."""
    page = visit(server, f"/plans/{_made(server)}")
    page.evaluate(SLOW)
    return page


def test_what_is_stopped_before_it_sounds_stays_silent(slow_to_sound):
    page = slow_to_sound
    page.get_by_role("button", name=f"Play {RUNS[0]},").click()
    page.get_by_role("button", name="Stop").click()
    page.wait_for_timeout(1000)
    assert page.evaluate("sounded") == []
    expect(page.get_by_role("region", name="Now playing")).to_be_hidden()
    expect(page.get_by_role("button", name=f"Play {RUNS[0]},")).to_be_focused()


@pytest.mark.parametrize("before", [RUNS[0], RUNS[0].replace("w1", "w4")])
def test_of_what_is_pressed_before_it_sounds_the_last_is_heard_once(slow_to_sound, before):
    """Minutes with clicks and minutes without, where those of another week have them throughout."""
    page = slow_to_sound
    page.locator(f"[data-play={before}]").evaluate("(button) => button.click()")
    page.get_by_role("button", name=f"Play {RUNS[0]},").click()
    _wait_until(page, "sounded.length > 100")
    page.wait_for_timeout(1000)
    clicked = "sounded.filter((each) => each.source.buffer === sounded[0].source.buffer)"
    times = page.evaluate(f"{clicked}.map((each) => each.at)")
    apart_s = [after - one for one, after in pairwise(times)]
    assert min(apart_s) > 0.1 and max(apart_s) > 59
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("sounded") == []


def _elsewhere():
    """A zone where it is another day than in UTC, and that day."""
    now = datetime.now(UTC)
    zone, hours = ("Pacific/Kiritimati", 14) if now.hour >= 10 else ("Etc/GMT+12", -12)
    return zone, (now + timedelta(hours=hours)).date()


def test_this_week_is_that_of_who_looks_and_what_has_passed_is_the_same_for_all(server, visit):
    zone, own = _elsewhere()
    started = max(own, TODAY)  # by one of the two days it has not begun
    body = {"analyses": ["01"], "start": str(started), "days": ["mon", "wed", "fri"]}
    place = server.post("/v1/plans", json=body).json()["id"]
    there, begun = ("The plan begins with", "not begun yet"), ("This week", "week 1 of 8")
    for timezone_id, day in (("UTC", TODAY), (zone, own)):
        heading, listed = begun if day >= started else there
        page = visit(server, f"/plans/{place}", timezone_id=timezone_id)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert page.url.endswith(f"?today={own}") is (timezone_id == zone)
        page.goto("/plans")
        expect(page.locator(f"li:has([href='/plans/{place}'])")).to_contain_text(listed)


def test_a_clock_that_is_wrong_by_years_shows_the_plan_all_the_same(server, visit):
    page = visit(server, "/plans")
    page.clock.set_fixed_time(datetime(2031, 5, 1, tzinfo=UTC))
    page.goto(f"/plans/{_made(server)}")
    page.wait_for_url("**today=2031-05-01")
    expect(page.get_by_role("heading", name="Cadence plan", level=1)).to_be_visible()


def test_a_plan_is_made_once_though_the_line_broke(server, visit):
    page = visit(server, "/plans")
    many = len(server.get("/v1/plans").json())

    def broken(route):
        route.fetch()
        route.abort()

    page.route("**/v1/plans", broken, times=1)
    page.get_by_label("Clip", exact=True).select_option("01")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="Cadence plan", level=1)).to_be_visible()
    assert len(server.get("/v1/plans").json()) == many + 1


def test_a_check_is_of_the_same_runner_since_the_plan_began(server, visit):
    ada, ben = (server.post("/v1/athletes", json={"name": name}).json()["id"] for name in ("Ada", "Ben"))
    body = {"analyses": ["01"], "athlete": ada, "days": ["mon", "wed", "fri"]}
    now, soon = (
        server.post("/v1/plans", json=body | {"start": str(START + timedelta(days=days))}).json()["id"]
        for days in (0, 14)
    )
    for id, athlete in (("11", ada), ("12", ben), ("13", None)):
        _keep(server.data, id, 158.0)
        assert server.patch(f"/v1/analyses/{id}", json={"athlete": athlete}).status_code == 200
    _keep(server.data, "14", 158.0, speed_mps=3.6)
    offered = {}
    for id in (now, soon):
        page = visit(server, f"/plans/{id}")
        options = page.get_by_label("Video check, without the metronome").locator("option")
        offered[id] = [option.get_attribute("value") for option in options.all()][1:]
    assert offered == {now: ["13", "11"], soon: []}
    trend = page.get_by_role("main").get_by_role("link", name="Trend")
    expect(trend).to_have_attribute("href", f"/athletes/{ada}/trend")


def test_the_trend_of_a_runner_shows_their_plans_and_what_the_log_says(server, visit):
    ada, ben = (server.post("/v1/athletes", json={"name": name}).json()["id"] for name in ("Ada", "Ben"))
    body = {"analyses": ["01"], "days": ["mon", "wed", "fri"], "start": str(START)}
    plan, _ = (server.post("/v1/plans", json=body | {"athlete": each}).json()["id"] for each in (ada, ben))
    weeks = server.get(f"/v1/plans/{plan}/plan.json").json()["weeks"]
    entry = {"session": weeks[0]["sessions"][0]["id"], "day": str(TODAY), "effort": 3, "pain": [["shin", 8]]}
    assert server.post(f"/v1/plans/{plan}/entries", json=entry).status_code == 201
    page = visit(server, f"/athletes/{ada}/trend")
    plans = page.get_by_role("region", name="Cadence plans").get_by_role("listitem")
    expect(plans).to_have_count(1)
    expect(plans).to_contain_text("clinician")
    plans.get_by_role("link").click()
    page.wait_for_url(f"**/plans/{plan}")


def _log(page, session, said, *, wrong=False):
    page.get_by_role("button", name=f"Log {session},").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_contain_text(session)
    dialog.get_by_label("Day").fill(str(TODAY + timedelta(days=9) if wrong else TODAY))
    for label, value in said.items():
        dialog.get_by_label(label, exact=True).select_option(value)
    dialog.get_by_label("Notes").fill(f"as in {session}")
    dialog.get_by_role("button", name="Log it").click()
    if wrong:
        expect(dialog.get_by_role("alert")).to_contain_text("log a run once it is done")
        expect(dialog.get_by_label("Notes")).to_have_value(f"as in {session}")
        dialog.get_by_label("Day").fill(str(TODAY))
        dialog.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("region", name="Log", exact=True)).to_contain_text(f"as in {session}")


def _strike(page, log):
    log.get_by_role("button", name="Delete").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    dialog.get_by_role("button", name="Delete").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_are_for_everybody(server, visit, size, scheme):
    place = _made(server)
    server.post(f"/v1/plans/{place}/entries", json={"day": str(TODAY), "session": RUNS[0], "effort": 3})
    page = visit(server, "/plans", size=size, color_scheme=scheme)
    _expect_light_and_clean(page, size)
    page.goto(f"/plans/{place}")
    page.get_by_role("button", name=f"Play {RUNS[1]},").click()
    page.locator("details.week summary").first.click()
    _expect_light_and_clean(page, size)
    page.get_by_role("button", name=f"Log {RUNS[1]},").click()
    _expect_light_and_clean(page, size)


def _expect_light_and_clean(page, size):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert 10_000 < page.evaluate(WEIGHT) < 500_000


def test_no_change_is_said_and_a_plan_deleted(server, visit):
    place = _made(server, "02")
    page = visit(server, f"/plans/{place}")
    expect(page.get_by_role("heading", name="No change suggested", level=1)).to_be_visible()
    expect(page.get_by_text("not below what is typical")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Delete the plan").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Cadence plans")).to_be_visible()
    assert server.get(f"/v1/plans/{place}").status_code == 404
