import math
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runners import baseline
from runners import settings as plan_settings

from coaching.clicks import FEET, Change, changes, clicks, length_s, require_clickable
from coaching.datatypes import Segment
from coaching.errors import InvalidEntry
from coaching.plan import make_plan

cadences = st.integers(600, 3000).map(lambda tenths: tenths / 10)
durations = st.integers(1, 40_000).map(lambda hundredths: hundredths / 100)
clicked = st.builds(
    Segment, duration_s=durations, effort=st.just("easy"), cadence_spm=cadences, clicks=st.just(True)
)
left_alone = st.builds(
    Segment,
    duration_s=durations,
    effort=st.sampled_from(["rest", "walk", "jog"]),
    cadence_spm=st.none(),
    clicks=st.just(False),
)
faded = st.builds(
    Segment, duration_s=durations, effort=st.just("easy"), cadence_spm=cadences, clicks=st.just(False)
)
sessions = st.lists(clicked | left_alone | faded, min_size=1, max_size=6).map(tuple)


def easy(duration_s, cadence_spm, clicks=True):
    return Segment(duration_s=duration_s, effort="easy", cadence_spm=cadence_spm, clicks=clicks)


def decimal(number):
    """What was written, exactly."""
    return Fraction(repr(number))


@settings(deadline=None, max_examples=50)
@given(sessions)
def test_clicks_come_one_after_the_other_inside_the_segments_that_have_them(segments):
    found = [click.time_s for click in clicks(segments)]
    assert all(before < after for before, after in pairwise(found))
    edges = [Fraction(0), *accumulate(decimal(segment.duration_s) for segment in segments)]
    spans = [span for segment, span in zip(segments, pairwise(edges), strict=True) if segment.clicks]
    assert all(any(start <= time_s < end for start, end in spans) for time_s in found)
    assert length_s(segments) == edges[-1]


@settings(deadline=None, max_examples=50)
@given(sessions)
def test_a_click_falls_where_the_steps_since_the_beat_began_are_whole_and_feet_take_turns(segments):
    """Counted anew from the plan: cadence times time, summed over the segments before."""
    expected = {}
    start_s, before = Fraction(0), Fraction(0)
    for segment in segments:
        duration_s = decimal(segment.duration_s)
        expected[start_s, start_s + duration_s] = (before, segment.cadence_spm)
        if segment.cadence_spm is None:
            before = Fraction(0)
        else:
            before += decimal(segment.cadence_spm) * duration_s / 60
        start_s += duration_s
    for click in clicks(segments):
        (start_s, _), (before, cadence) = next(
            item for item in expected.items() if item[0][0] <= click.time_s < item[0][1]
        )
        steps = before + decimal(cadence) * (click.time_s - start_s) / 60
        assert steps.denominator == 1
        assert click.foot == FEET[int(steps) % 2]


@settings(deadline=None, max_examples=50)
@given(cadences, st.integers(1, 1200))
def test_there_are_as_many_clicks_as_cadence_times_time(cadence, duration_s):
    many = sum(1 for _ in clicks([easy(duration_s, cadence)]))
    assert many == math.ceil(decimal(cadence) * duration_s / 60)


@settings(deadline=None, max_examples=50)
@given(cadences, st.lists(durations, min_size=1, max_size=8))
def test_cutting_a_segment_moves_no_click(cadence, parts):
    whole = easy(float(sum(map(decimal, parts))), cadence)
    assert list(clicks([easy(part, cadence) for part in parts])) == list(clicks([whole]))


def test_nothing_drifts_over_hours():
    *_, last = clicks([easy(20.0, 171.3)] * 900)  # five hours in pieces that are no whole number of steps
    assert last.time_s == Fraction(60 * 10, 1713) * (math.ceil(Fraction(1713, 600) * 18_000) - 1)


def test_where_cadence_changes_no_step_is_shorter_or_longer_than_both():
    """1.25 steps are left over at the change: the rest of the last one takes its share of either cadence."""
    found = [click.time_s for click in clicks([easy(1.25, 120), easy(2, 180)])]
    gaps = [after - before for before, after in pairwise(found)]
    assert gaps == [Fraction(1, 2)] * 2 + [Fraction(1, 4) + Fraction(1, 2) / 3] + [Fraction(1, 3)] * 5


def test_the_beat_goes_on_unheard_through_a_faded_cue():
    segments = [easy(500 / 2.8, 168), easy(500 / 2.8, 168, clicks=False), easy(60, 168)]
    found = list(clicks(segments))
    assert len(found) == 500 + 168 and found[500].time_s == Fraction(2500, 7) and found[500].foot == "left"


def test_after_a_part_without_cadence_the_beat_begins_anew_with_the_left_foot():
    walk = Segment(duration_s=30.1, effort="walk")
    found = list(clicks([easy(10.1, 171), walk, easy(10, 171)]))
    second = next(click for click in found if click.time_s >= 40)
    assert (second.time_s, second.foot) == (Fraction(402, 10), "left")


def test_of_one_foot_every_second_click_is_heard():
    segments = [easy(60, 170), easy(60, 175)]
    both = list(clicks(segments))
    for foot, first in (("left", 0), ("right", 1)):
        assert list(clicks(segments, feet=(foot,))) == both[first::2]


def test_changes_say_whether_more_or_less_is_asked():
    jog = Segment(duration_s=60, effort="jog")
    segments = [jog, easy(60, 160), easy(60, 164), easy(60, 164), easy(60, 164, clicks=False), jog]
    assert list(changes(segments)) == [
        Change(Fraction(60), "up"),
        Change(Fraction(120), "up"),
        Change(Fraction(240), "down"),
        Change(Fraction(300), "down"),
        Change(Fraction(360), "end"),
    ]


def test_every_session_of_a_plan_can_be_clicked():
    weeks = make_plan(baseline(), plan_settings()).weeks
    sessions = [session for week in weeks for session in week.sessions]
    for session in sessions:
        require_clickable(session.segments)
    assert any(any(clicks(session.segments)) for session in sessions)


@pytest.mark.parametrize(
    ("segment", "complaint"),
    [
        (easy(60, None), "clicks and no cadence"),
        (easy(60, 17.0), "from 60 to 300 steps a minute, not 17"),
        (easy(60, math.nan), "not nan"),
        (easy(0, 170), "longer than 0 s, not 0 s"),
        (easy(math.inf, 170), "longer than 0 s, not inf s"),
        (easy(math.nan, 170), "longer than 0 s, not nan s"),
    ],
)
def test_what_cannot_be_clicked_is_refused(segment, complaint):
    with pytest.raises(InvalidEntry, match=complaint):
        list(clicks([segment]))
