from datetime import date, timedelta

import pytest
from icalendar import Calendar
from runners import baseline, settings
from seasons import Adherent, season

from coaching import Entry, PainReport, make_plan, plan_calendar


@pytest.fixture(scope="module")
def plan():
    return make_plan(baseline(150.0), settings(long_run_min=90.0, hard_sessions=True))


def events(plan):
    return Calendar.from_ical(plan_calendar(plan)).walk("VEVENT")


def test_every_session_is_an_event_of_its_day(plan):
    sessions = [session for week in plan.weeks for session in week.sessions]
    read = events(plan)
    assert [event.decoded("dtstart") for event in read] == [session.day for session in sessions]
    assert all(type(e.decoded("dtstart")) is date for e in read)
    assert all(e.decoded("dtend") - e.decoded("dtstart") == timedelta(days=1) for e in read)
    for event, session in zip(read, sessions, strict=True):
        assert event["summary"].startswith(f"{session.id}: {session.title}")
        assert event["description"] == f"{session.purpose}\n{session.source}\nNot medical advice."
        assert ("(optional)" in event["summary"]) == session.optional


def test_events_are_known_again_when_the_plan_is_made_anew(plan):
    later = season(plan, Adherent(0), weeks=1)
    before, after = events(plan), events(later)
    assert [e["uid"] for e in before] == [e["uid"] for e in after]
    assert len({e["uid"] for e in before}) == len(before)
    assert after[0]["sequence"] > before[0]["sequence"]


def test_what_a_plan_has_no_more_is_cancelled(plan):
    hurt = Entry(
        day=plan.settings.start,
        session=plan.weeks[0].sessions[0].id,
        pain=(PainReport(site="achilles", score=9),),
    )
    paused = make_plan(plan.baseline, plan.settings, [hurt])
    kept = {session.id for week in paused.weeks for session in week.sessions}
    gone = {session.id for week in plan.weeks for session in week.sessions} - kept
    cancelled = [event for event in events(paused) if event.get("status") == "CANCELLED"]
    assert gone
    assert {event["summary"].partition(":")[0] for event in cancelled} == gone
    before = {event["summary"].partition(":")[0]: event["uid"] for event in events(plan)}
    assert all(before[event["summary"].partition(":")[0]] == event["uid"] for event in cancelled)
    assert len({event["uid"] for event in events(paused)}) == len(events(paused))


def test_a_change_is_told_by_its_number_where_entries_go_again(plan):
    read = Calendar.from_ical(plan_calendar(plan, changes=7)).walk("VEVENT")
    assert {event["sequence"] for event in read} == {7}


def test_the_same_plan_gives_the_same_bytes_in_lines_that_every_program_reads(plan):
    written = plan_calendar(plan)
    assert written == plan_calendar(plan)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_no_plan_is_an_empty_calendar():
    assert events(make_plan(baseline(170.0), settings())) == []
