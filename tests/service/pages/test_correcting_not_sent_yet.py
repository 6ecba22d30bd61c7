"""What the editor makes of corrections that are not sent yet, in the browser that runs it."""

import pytest

RUN = """async ([static, told]) => {
  const { Draft, correctionInWords, overruled, withFactsHeld } = await import(`${static}/draft.js`)
  const { eventsNow, moved, nearestTo } = await import(`${static}/events.js`)
  const { degrees } = await import(`${static}/shapes.js`)
  return eval(told)
}"""
FOUND = """const FOUND = [
    { side: 'left', kind: 'initial_contact', time_s: 1.0 },
    { side: 'left', kind: 'toe_off', time_s: 1.25, by_hand: true },
    { side: 'left', kind: 'initial_contact', time_s: 1.7, by_hand: true },
    { side: 'right', kind: 'initial_contact', time_s: 1.4 },
];
const LEFT = { side: 'left' };
const HELD = [
    { id: 'a', correction: { ...LEFT, kind: 'event_moved', event: 'toe_off', time_s: 1.22, to_s: 1.25 } },
    { id: 'b', correction: { ...LEFT, kind: 'event_added', event: 'initial_contact', time_s: 1.7 } },
    { id: 'c', correction: { kind: 'facts_corrected', speed_mps: 3, height_cm: null } },
];
const now = (items, more) => eventsNow(FOUND, HELD, items, { side: 'left', ...more });
"""


@pytest.fixture
def run(serve, visit):
    with serve(None) as server:
        page = visit(server, bypass_csp=True)
        static = page.locator("link[href*=desk]").get_attribute("href").rpartition("/")[0]
        yield lambda told: page.evaluate(RUN, [static, f"{FOUND} {told}"])


def test_events_are_told_by_the_clock_of_the_first_report_whatever_was_corrected(run):
    events = run("now([])")
    assert [event["origin_s"] for event in events] == [1.0, 1.22, None]
    assert [event["replaces"] for event in events] == [None, "a", "b"]
    slower = run("eventsNow(FOUND.slice(0, 1), [], [], { side: 'left', slower: 8 })")
    assert slower[0]["origin_s"] == slower[0]["time_s"] == 0.125


def test_moving_what_was_moved_or_added_before_takes_its_place(run):
    again = run("moved(now([])[1], 1.3)")
    assert again["correction"] | {"time_s": 1.22, "to_s": 1.3} == again["correction"]
    added = run("moved(now([])[2], 1.75)")
    assert (added["correction"]["kind"], added["replaces"]) == ("event_added", "b")
    ids = run("overruled([moved(now([])[1], 1.3), moved(now([])[2], 1.75)], HELD)")
    assert ids == {"a": 0, "b": 1}
    assert run("overruled([{ correction: null, replaces: 'b' }, moved(now([])[1], 1.3)], HELD)") == {
        "a": 0,
        "b": None,
    }


def test_the_time_line_shows_what_is_not_sent_yet(run):
    told = """const drag = (event, time) => moved(event, time);
    const one = drag(now([])[0], 1.1); const two = drag(now([one])[0], 1.15);
    now([{ ...two }, { correction: null, replaces: 'b' }])"""
    events = run(told)
    assert [(event["time_s"], event["state"]) for event in events] == [(1.15, "moved"), (1.25, "by hand")]
    assert run("nearestTo(now([]), 1.3, 'initial_contact').time_s") == 1.0


def test_a_draft_holds_one_correction_of_a_thing_and_is_there_after_a_reload(run):
    told = """const one = new Draft('x');
    const put = (x) => one.put({ kind: 'landmark_moved', frame: 3, landmark: 'left_toe', x_px: x, y_px: 1 });
    put(1); put(2); one.undo('b', 'undone'); one.upon(4); one.takeLast();
    const two = new Draft('x'); const kept = [two.items, two.seen];
    two.clear(); [kept, sessionStorage.length]"""
    (items, seen), left = run(told)
    assert [item["correction"]["x_px"] for item in items] == [2]
    assert (seen, left) == (4, 0)


def test_facts_that_were_corrected_before_are_kept_beside_new_ones(run):
    item = "[{ correction: { kind: 'facts_corrected', height_cm: 181 }, replaces: null }]"
    (sent,) = run(f"withFactsHeld({item}, HELD)")
    assert (sent["correction"]["speed_mps"], sent["correction"]["height_cm"]) == (3, 181)
    assert run(f"overruled({item}, HELD)") == {"c": 0}


def test_a_fact_that_is_emptied_is_as_the_clip_came_with_it(run):
    emptied = "{ correction: { kind: 'facts_corrected', speed_mps: '' }, replaces: null }"
    (sent,) = run(f"withFactsHeld([{emptied}], HELD)")
    assert (sent["correction"], sent["replaces"]) == (None, "c")
    both = emptied.replace("''", "'', height_cm: 181")
    (sent,) = run(f"withFactsHeld([{both}], HELD)")
    assert sent["correction"] == {"kind": "facts_corrected", "height_cm": 181}
    assert run(f"correctionInWords(({both}).correction)") == "speed as the clip came with it, height 181 cm"


@pytest.mark.parametrize(
    ("points", "expected"),
    [("[[0, -1], [0, 0], [1, 0]]", 90), ("[[-1, 0], [0, 0], [1, 0]]", 180), ("[[1, 1], [0, 0], [1, 0]]", 45)],
)
def test_an_angle_is_that_at_its_middle_point(run, points, expected):
    assert run(f"degrees({points})") == pytest.approx(expected)
