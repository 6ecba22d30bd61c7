import re

import pytest
from runners import START, baseline, settings
from seasons import Injured, season

from coaching import Entry, Segment, logged, make_plan, plan_html
from coaching.page_view import page_view, parts_text
from coaching.rules import RULES


@pytest.fixture(scope="module")
def plan():
    return season(make_plan(baseline(150.0), settings(usual_effort=3.0)), Injured(0), weeks=4)


def test_every_week_session_and_rule_is_on_the_page(plan):
    page = plan_html(plan)
    assert all(f"Week {week.number}: target 157 spm" in page for week in plan.weeks)
    ids = {session.id for week in plan.weeks for session in week.sessions}
    assert set(re.findall(r'"id">(w\d+-[a-z-]+)<', page)) == ids
    assert all(rule.when in page for rule in RULES)
    assert "not medical advice" in page


def test_the_newest_decision_stands_first_and_past_weeks_bear_theirs(plan):
    page = plan_html(plan)
    assert "What the log says of week 4: step back" in page
    assert len(re.findall(r'class="chip (look|typical)"', page)) == 4


@pytest.mark.parametrize(("clips", "half_spm", "wanted"), [(1, 6.7, True), (2, 4.5, False)])
def test_a_second_clip_is_asked_for_before_the_first_run(clips, half_spm, wanted):
    made = make_plan(baseline(150.0, half_spm, clips=clips), settings())
    told = page_view(made).first
    assert (told is not None) is ("Before you start" in plan_html(made)) is wanted
    assert not wanted or ("by 7 steps a minute" in told and "asks for 7 more" in told)
    assert page_view(logged(made, Entry(day=START, session="w1-tue"))).first is None


def test_who_is_suggested_no_change_needs_no_second_clip():
    assert page_view(make_plan(baseline(170.0, clips=1), settings())).first is None


def test_the_page_says_when_to_stop(plan):
    page = plan_html(plan)
    assert "Stop a run when something hurts more than 3 of 10" in page
    assert "calf and Achilles tendon" in page


def test_a_run_of_no_minutes_is_not_ticked():
    made = make_plan(baseline(150.0), settings())
    none, some = (plan_html(logged(made, Entry(day=START, session="w1-tue", minutes=m))) for m in (0.0, 5.0))
    assert ("✓" in none, "✓" in some) == (False, True)


def test_the_page_is_one_file_that_loads_nothing(plan):
    page = plan_html(plan)
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_what_a_runner_wrote_is_text(plan):
    noted = logged(plan, Entry(day=START, minutes=1.0, notes="<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)" in plan_html(noted)
    assert "<script" not in plan_html(noted)


def test_a_withdrawn_entry_is_struck_out(plan):
    page = plan_html(logged(plan, Entry(day=START, withdraws=1)))
    assert "withdraws entry 1" in page
    assert "</s> withdrawn" in page


def test_no_change_is_said_with_its_reason():
    page = plan_html(make_plan(baseline(170.0), settings()))
    assert "<h1>No change suggested</h1>" in page
    assert "not below what is typical" in page
    assert "Week 1" not in page


def test_no_page_says_more_than_the_evidence_does(plan):
    words = re.sub(r"<style>.*?</style>", "", plan_html(plan), flags=re.S)
    assert not re.search(r"injury risk|inefficient|\bcorrect|\bfault|\b180\b", words)


def test_parts_that_come_again_are_told_once():
    easy = Segment(duration_s=60, effort="easy")
    quick = Segment(duration_s=120, effort="easy", cadence_spm=160.0, clicks=True)
    silent = Segment(duration_s=60, effort="easy", cadence_spm=160.0, distance_m=200.0)
    told = parts_text([easy, quick, easy, quick, easy, silent])
    assert (
        told
        == "2 \N{MULTIPLICATION SIGN} (1 min easy, 2 min at 160), 1 min easy, 200 m at 160 without clicks"
    )
