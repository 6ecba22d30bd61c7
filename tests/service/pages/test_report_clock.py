"""Frames of a clip, pictures of its annotated video, and times of its report, turned into each other."""

import base64
from fractions import Fraction

import numpy as np
import pytest

from vision.video import VideoWriter

RUN = """async ([static, name, told]) => {
  const { Clock, timesOf, uniformTimes } = await import(`${static}/clock.js`)
  const bytes = Uint8Array.from(atob(told.head ?? ''), (c) => c.charCodeAt(0))
  if (name === 'stamps') return Array.from(timesOf(new DataView(bytes.buffer)) ?? [])
  const times = told.times ? Float64Array.from(told.times) : uniformTimes(told.frames, told.fps)
  const clock = new Clock(times, told.frames, told.events)
  return {
    every: clock.every,
    tempo: clock.tempo,
    at: told.ask.map((frame) => clock.reportTime(clock.indexOf(frame))),
    back: told.ask.map((frame) => clock.frameOf(clock.indexAt(clock.reportTime(clock.indexOf(frame))))),
  }
}"""


FIRST = """async ([static, told]) => {
  const { timesAtFirst } = await import(`${static}/clock.js`)
  return timesAtFirst(told).then((times) => Array.from(times), (error) => error.message)
}"""


@pytest.fixture
def run(serve, visit):
    with serve(None) as server:
        page = visit(server)
        static = page.locator("link[href*=desk]").get_attribute("href").rpartition("/")[0]
        yield lambda name, **told: page.evaluate(RUN, [static, name, told])


def events(time_s, instants_s):
    """As a report has them: the first frame at or after each instant."""
    return [{"time": float(t), "frame": int(np.searchsorted(time_s, t))} for t in instants_s]


def test_a_clip_whose_rate_is_not_known_has_no_times_but_its_own(serve, visit):
    with serve(None) as server:
        page = visit(server)
        static = page.locator("link[href*=desk]").get_attribute("href").rpartition("/")[0]
        known, unknown = (
            page.evaluate(FIRST, [static, {"video": "/v1/analyses/0/annotated.mp4", "frames": 3, "fps": fps}])
            for fps in (10, None)
        )
    assert known == pytest.approx([0, 0.1, 0.2])
    assert unknown == "no frame rate and no stamps of /v1/analyses/0/annotated.mp4"


def test_the_stamps_are_those_of_the_video_itself(run, tmp_path):
    uneven_s = np.cumsum(np.random.default_rng(3).uniform(0.01, 0.05, 40)) - 0.02
    uneven_s[0] = 0
    path = tmp_path / "a.mp4"
    with VideoWriter(path, width=64, height=48) as writer:
        for at in uneven_s:
            writer.write(np.zeros((48, 64, 3), np.uint8), float(at))
    head = base64.b64encode(path.read_bytes()).decode()
    np.testing.assert_allclose(run("stamps", head=head), uneven_s, atol=float(Fraction(1, 90000)))
    cut = base64.b64encode(path.read_bytes()[:700]).decode()
    assert run("stamps", head=cut) == []


def test_an_even_clip_is_on_one_clock_with_its_report(run):
    time_s = np.arange(480) / 60
    told = run(
        "clock", frames=480, fps=60, events=events(time_s, np.arange(0.2, 7.5, 0.357)), ask=[0, 100, 479]
    )
    assert (told["every"], told["tempo"], told["back"]) == (1, 1, [0, 100, 479])
    np.testing.assert_allclose(told["at"], time_s[[0, 100, 479]], atol=1e-9)


def test_of_a_fast_clip_every_so_many_frames_are_in_the_video(run):
    time_s = np.arange(962) / 240
    told = run(
        "clock", frames=962, fps=240, events=events(time_s, np.arange(0.1, 3.9, 0.357)), ask=[400, 401, 961]
    )
    assert (told["every"], told["back"]) == (4, [400, 400, 960])
    np.testing.assert_allclose(told["at"], time_s[[400, 400, 960]], atol=1e-9)


def test_slow_motion_is_told_in_true_time(run):
    true_s = np.arange(960) / 240
    seen = events(true_s, np.arange(0.1, 3.9, 0.357))
    told = run("clock", frames=960, fps=29.97, events=seen, ask=[0, 480])
    assert (told["every"], told["tempo"]) == (1, 8)
    np.testing.assert_allclose(told["at"], true_s[[0, 480]], atol=0.003)


def test_lost_frames_are_counted(run):
    """Three frames are missing in the file, whose stamps do not tell; the report put their time back."""
    stamped_s = np.arange(480) / 60
    true_s = stamped_s + np.where(np.arange(480) >= 240, 3 / 60, 0)
    seen = events(true_s, np.arange(0.2, 7.9, 0.178))
    told = run("clock", frames=480, fps=60, events=seen, ask=[100, 400])
    np.testing.assert_allclose(told["at"], true_s[[100, 400]], atol=1e-6)
    assert told["back"] == [100, 400]
