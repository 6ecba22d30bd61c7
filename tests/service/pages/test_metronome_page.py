"""The metronome as somebody uses it who runs."""

import re

import numpy as np
import pytest
from axe import violations
from playwright.sync_api import expect
from runners import baseline, settings
from serving import serving

from coaching import make_plan, read_plan, write_plan

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
WATCHED = """() => {
  window.starts = []
  window.awake = []
  const { start, stop } = AudioBufferSourceNode.prototype
  AudioBufferSourceNode.prototype.start = function (at) {
    starts.push({ at, source: this })
    start.call(this, at)
  }
  AudioBufferSourceNode.prototype.stop = function () {
    window.starts = starts.filter((each) => each.source !== this)
    stop.call(this)
  }
  const { get } = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'currentTime')
  window.ahead = 0
  const later = { get() { return get.call(this) + ahead } }
  Object.defineProperty(BaseAudioContext.prototype, 'currentTime', later)
  navigator.wakeLock.request = async (kind) => {
    awake.push(kind)
    return { release: () => awake.push('released') }
  }
}"""
WEIGHT = """[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')[0]]
  .reduce((sum, each) => sum + each.decodedBodySize, 0)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), None) as client:
        yield client


@pytest.fixture
def page(server, visit):
    """What is given to the audio engine is written down, less what is taken back; its clock can be set on."""
    page = visit(server, "/metronome", size=PHONE)
    page.evaluate(WATCHED)
    return page


def starts_s(page):
    return np.array(page.evaluate("starts.map((each) => each.at)"))


def wait_until(page, condition):
    """The page's policy forbids the driver's own way of waiting."""
    waited_s = 0.0
    while not page.evaluate(condition):
        page.wait_for_timeout(50)
        waited_s += 0.05
        assert waited_s < 20, condition


def test_clicks_come_evenly_on_the_clock_of_the_sound_and_stop(page):
    page.get_by_label("Cadence, steps a minute").fill("172")
    page.get_by_role("button", name="Play").evaluate("(play) => { play.click(); play.click() }")
    wait_until(page, "starts.length > 8")
    np.testing.assert_allclose(np.diff(starts_s(page)), 60 / 172, atol=1e-9)
    assert page.evaluate("awake") == ["screen"]
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("Paused.")
    assert page.evaluate("awake") == ["screen", "released"]
    left = len(starts_s(page))
    assert left < 9  # what was not heard yet was taken back
    page.wait_for_timeout(600)  # more than two of its timers
    assert len(starts_s(page)) == left


def test_a_step_quicker_goes_on_from_the_step_under_way(page):
    page.get_by_label("Cadence, steps a minute").fill("150")
    page.get_by_role("heading", name="Metronome").click()
    page.locator("body").press("p")
    page.wait_for_timeout(1500)
    page.locator("body").press("+")
    expect(page.locator("#cadence")).to_have_text("151")
    expect(page.get_by_role("status").first).to_have_text("151 steps a minute.")
    wait_until(page, "starts.at(-1).at - starts.at(-3).at < 0.7999")
    gaps = np.diff(starts_s(page))
    slow, quick = np.isclose(gaps, 60 / 150, atol=1e-9), np.isclose(gaps, 60 / 151, atol=1e-9)
    between = gaps[~slow & ~quick]
    assert (gaps > 0).all() and slow.any() and quick.any() and len(between) <= 1
    assert all(60 / 151 < gap < 60 / 150 for gap in between)
    page.locator("body").press("-")
    expect(page.locator("#cadence")).to_have_text("150")


@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_everybody_can_use_it_while_it_plays(server, visit, size, colours):
    page = visit(server, "/metronome", size=size, color_scheme=colours)
    page.get_by_role("radio", name="A ladder of several").check()
    page.get_by_role("radio", name="left foot").check()
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#cadence")).to_have_text("160")
    expect(page.get_by_role("button", name="One step a minute faster")).to_be_hidden()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert 10_000 < page.evaluate(WEIGHT) < 200_000


def test_a_ladder_tells_its_parts_and_its_end(page):
    said = page.get_by_role("status").first
    page.get_by_role("radio", name="A ladder of several").check()
    page.get_by_label("Cadences, steps a minute").fill("171, 174.5")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#cadence")).to_have_text("171")
    expect(page.locator("#part")).to_contain_text(re.compile(r"1 of 2, (2:00|1:5\d) left"))
    expect(said).to_have_text("1 of 2: 171 steps a minute.")
    page.evaluate("window.ahead = 120")
    expect(said).to_have_text("2 of 2: 174.5 steps a minute.")
    page.get_by_role("button", name="From the start").click()
    expect(said).to_have_text("1 of 2: 171 steps a minute.")
    page.evaluate("window.ahead += 242")
    expect(said).to_have_text("That was all of it.")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("awake.at(-1)") == "released"


def test_a_page_that_slept_makes_up_for_nothing(page):
    page.get_by_label("Cadence, steps a minute").fill("180")
    page.get_by_role("button", name="Play").click()
    wait_until(page, "starts.length > 8")
    before_s = starts_s(page)
    page.evaluate("window.ahead = 60")
    wait_until(page, f"starts.length > {len(before_s) + 3}")
    after_s = starts_s(page)[len(before_s) :]
    assert after_s[0] > before_s[0] + 59
    steps = (after_s - before_s[0]) * 3
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)  # still on the beat


def test_what_cannot_be_clicked_is_said_at_its_field(page):
    page.get_by_label("Cadence, steps a minute").fill("17")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("Write a number from 60 to 300 steps a minute.")).to_be_visible()
    expect(page.get_by_label("Cadence, steps a minute")).to_be_focused()
    page.get_by_role("radio", name="A ladder of several").check()
    page.get_by_label("Cadences, steps a minute").fill("160, fast")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("Write numbers from 60 to 300 steps a minute.")).to_be_visible()
    assert len(starts_s(page)) == 0


def test_a_session_of_a_plan_plays_and_its_file_stays_here(page, tmp_path):
    write_plan(make_plan(baseline(), settings()), tmp_path)
    asked = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.get_by_role("radio", name="A session of a plan").check()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("Choose the plan.json that midstance plan wrote.")).to_be_visible()
    page.get_by_label("plan.json").set_input_files(tmp_path / "plan.html")
    expect(page.get_by_text("This is no plan; choose the plan.json")).to_be_visible()
    page.get_by_label("plan.json").set_input_files(tmp_path / "plan.json")
    page.get_by_label("Session", exact=True).select_option("w1-tue")
    plan = read_plan(tmp_path)
    segments = next(each for each in plan.weeks[0].sessions if each.id == "w1-tue").segments
    first = next(at for at, segment in enumerate(segments) if segment.clicks)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#unit")).to_have_text("easy, as it comes")
    expect(page.locator("#part")).to_contain_text(f"1 of {len(segments)}, ")
    begins_s = sum(segment.duration_s for segment in segments[:first])
    page.evaluate(f"window.ahead = {begins_s}")
    expect(page.locator("#cadence")).to_have_text(f"{segments[first].cadence_spm:g}")
    said = f"{first + 1} of {len(segments)}: {segments[first].cadence_spm:g} steps a minute."
    expect(page.get_by_role("status").first).to_have_text(said)
    assert asked == []


def test_what_was_chosen_is_there_the_next_time(page):
    page.get_by_label("Cadence, steps a minute").fill("166")
    page.get_by_role("radio", name="both").check()
    page.get_by_role("radio", name="one foot only").check()
    expect(page.get_by_role("radio", name="both")).to_be_disabled()
    expect(page.get_by_role("radio", name="none")).to_be_checked()
    page.get_by_role("radio", name="right foot").check()
    page.reload()
    expect(page.locator("#cadence")).to_have_text("166")
    expect(page.get_by_role("radio", name="one foot only")).to_be_checked()
    expect(page.get_by_role("radio", name="right foot")).to_be_checked()
