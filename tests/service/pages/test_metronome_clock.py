"""When the browser's metronome clicks: against the plan, and heard in what its own scheduling sounds like."""

from dataclasses import replace

import numpy as np
import pytest
from serving import serving

from coaching import Segment, clicks
from coaching.clicks import FEET, changes
from coaching.cues import faded, ladder
from coaching.tones import SOUNDS, waveform

REST = Segment(duration_s=33.3, effort="walk")
SESSIONS = {
    "ladder": ladder(cadences_spm=(160, 164.5, 171.3), step_s=50),
    "fading": faded(cadence_spm=168, duration_s=900, on_m=500, off_m=300, speed_mps=2.8),
    "intervals": (*ladder(cadences_spm=(173,), step_s=61.7), REST) * 5,
    "hours": ladder(cadences_spm=(171.3, 169.9, 170.1), step_s=2401.1),
}
HALF = Segment(duration_s=60.0, effort="easy", cadence_spm=168.0, clicks=True)
FADING = (HALF, replace(HALF, clicks=False, duration_s=120.0), HALF)
RATE_HZ = 48_000

PLAYED = """async ([folder, session, seconds, rate, apart]) => {
  const { Clicker } = await import(`${folder}/clicker.js`)
  const table = JSON.parse(document.getElementById('metronome-table').textContent)
  const turns = Object.values(table.turns).flatMap((name) => table.sounds[name])
  for (const tone of turns) tone.level = 0 // only clicks are to be heard
  const context = new OfflineAudioContext(1, seconds * rate, rate)
  const clicker = new Clicker(context, table, context.destination)
  clicker.start(session)
  let at = 0, seed = 1
  while (at < seconds - apart - 0.1) {
    seed = (seed * 16807) % 2147483647
    at += 0.05 + apart * seed / 2147483647  // timers come when they come
    context.suspend(at).then(() => { clicker.tick(); context.resume() })
  }
  const samples = (await context.startRendering()).getChannelData(0)
  const found = []
  let loud = -rate
  for (let i = 0; i < samples.length; i++) {
    const level = Math.abs(samples[i])
    if (level > 0.02 && i - loud > rate / 20) found.push(i)
    if (level > 0.02) loud = i
  }
  return found
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), None) as client:
        yield client


@pytest.fixture
def page(server, visit):
    return visit(server, "/metronome")


def folder_of(page):
    return page.locator("link[href$='desk.css']").get_attribute("href").rpartition("/")[0]


def ask(page, module, expression, *values):
    """Of a module; `told` are the values."""
    call = f"([path, told]) => import(path).then((module) => {expression})"
    return page.evaluate(call, [f"{folder_of(page)}/{module}.js", values])


def plain(segments):
    names = ("duration_s", "effort", "cadence_spm", "clicks")
    return [{name: getattr(segment, name) for name in names} for segment in segments]


def test_the_browser_counts_as_the_click_tracks_do(page):
    for name, segments in SESSIONS.items():
        told = plain(segments)
        for feet in (FEET, ("right",)):
            expected = list(clicks(segments, feet=feet))
            found = ask(page, "beats", "module.clicksBetween(told[0], 0, 1e9, told[1])", told, feet)
            assert [click["foot"] for click in found] == [click.foot for click in expected], name
            gap_s = [a["time_s"] - float(b.time_s) for a, b in zip(found, expected, strict=True)]
            assert np.abs(gap_s).max() < 1e-8
        turns = ask(page, "beats", "module.changesBetween(told[0], 0, 1e9)", told)
        expected = list(changes(segments))
        assert [each["turn"] for each in turns] == [each.turn for each in expected]
        assert [each["time_s"] for each in turns] == pytest.approx([float(each.time_s) for each in expected])


def test_asked_piece_by_piece_no_click_is_lost_or_told_twice(page):
    piece = "module.clicksBetween(told[0], i * 0.0713, (i + 1) * 0.0713)"
    pieces = f"Array.from({{length: 4000}}, (_, i) => {piece}).flat()"
    told = plain(SESSIONS["intervals"])
    found = ask(page, "beats", pieces, told)
    assert found == ask(page, "beats", "module.clicksBetween(told[0], 0, 4000 * 0.0713)", told)
    assert len(found) > 400


def test_what_is_given_ahead_is_counted_in_clicks(page):
    """Over a part without clicks to those that come after it; to the end where there are too few."""
    told = plain((HALF, replace(HALF, clicks=False, duration_s=300.0), HALF))
    for since, seconds, until in ((0, 40, 40), (50, 40, 390), (100, 40, 400), (30, 90, 420), (30, 91, None)):
        found = ask(page, "beats", "module.afterClicked(...told)", told, since, seconds)
        assert found == (until or float("inf"))
    endless = ask(page, "beats", "module.afterClicked(module.steady(170), 1000, 75)")
    assert endless == 1075


def test_another_cadence_goes_on_from_the_step_that_is_under_way(page):
    """As a session planned so: 20 s at 170, then 180."""
    changed = "module.clicksBetween(module.withCadence(module.steady(170), 20, 180), 0, 60)"
    found = [click["time_s"] for click in ask(page, "beats", changed)]
    planned = clicks([*ladder(cadences_spm=(170,), step_s=20), *ladder(cadences_spm=(180,), step_s=40)])
    assert found == pytest.approx([float(click.time_s) for click in planned], abs=1e-9)


def test_the_sounds_are_those_of_the_click_tracks(page):
    for name, tones in SOUNDS.items():
        told = "JSON.parse(document.getElementById('metronome-table').textContent).sounds[told[0]]"
        found = ask(page, "tones", f"Array.from(module.waveform({told}, told[1]))", name, RATE_HZ)
        np.testing.assert_allclose(found, waveform(tones, RATE_HZ), atol=1e-6)


@pytest.mark.parametrize("apart_s", [1.9, 60.0], ids=["shown", "hidden"])
@pytest.mark.parametrize(
    "segments", [ladder(cadences_spm=(164.5, 171.3), step_s=120), FADING], ids=["ladder", "fading"]
)
def test_what_the_browser_plays_keeps_time_whenever_its_timers_come(page, segments, apart_s):
    """Four minutes in its own audio engine: < 1 ms, and no drift.

    A page that is hidden gets its timers up to a minute apart, and so the more where it was silent.
    """
    session = {"segments": plain(segments), "accent": "none", "every": "step"}
    found = page.evaluate(PLAYED, [folder_of(page), session, 240, RATE_HZ, apart_s])
    began_s = 0.1  # from asking to sounding
    heard_s = np.array(found) / RATE_HZ - began_s
    planned_s = np.array([float(click.time_s) for click in clicks(segments)])
    planned_s = planned_s[planned_s < 240 - began_s]
    assert len(heard_s) == len(planned_s) > 300
    late_s = heard_s - planned_s
    assert np.abs(late_s).max() < 0.001
    drift_s_per_min = np.polyfit(planned_s / 60, late_s, 1)[0]
    assert abs(drift_s_per_min) < 1e-5
