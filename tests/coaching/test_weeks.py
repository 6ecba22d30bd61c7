from dataclasses import replace
from datetime import timedelta

import pytest
from runners import START, settings

from coaching.weeks import Rhythm, week_of, week_sessions

RHYTHM = Rhythm(speed_mps=3.0, own_spm=155.0, target_spm=162.0)


def week(stage, rhythm=RHYTHM, **said):
    return week_sessions(stage or 1, stage, rhythm, settings(**said))


def kinds(sessions, *, optional=False):
    return [session.kind for session in sessions if session.optional == optional]


def clicked_share(session):
    """Of the time at the target, how much is clicked."""
    held = [segment for segment in session.segments if segment.cadence_spm]
    return sum(s.duration_s for s in held if s.clicks) / sum(s.duration_s for s in held)


def test_the_kinds_of_the_first_weeks():
    assert kinds(week(0)) == ["easy_run"] * 3
    assert kinds(week(1)) == ["intervals"] * 3
    assert kinds(week(2)) == ["blocks", "blocks", "video_check", "ladder"]
    assert kinds(week(3)) == ["blocks", "flat_repeats", "blocks"]
    assert kinds(week(4)) == ["blocks", "blocks", "video_check", "blocks"]


def test_who_runs_less_keeps_the_end_of_each_week():
    assert kinds(week(2, days=("tue", "sat"))) == ["blocks", "video_check", "ladder"]
    assert kinds(week(2, days=("tue", "sat"), long_run_min=60.0)) == ["video_check", "ladder", "long_run"]


@pytest.mark.parametrize("runs", [("tue", "sat"), ("tue", "thu", "sun"), ("mon", "tue", "thu", "sat", "sun")])
def test_the_metronome_fades_from_always_to_never(runs):
    fading = [s for stage in (5, 6, 7) for s in week(stage, days=runs) if not s.optional]
    shares = [clicked_share(s) for s in fading if any(part.cadence_spm for part in s.segments)]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, 0.0)
    assert len(set(shares)) >= 4


def test_a_faded_cue_sounds_for_200_m_of_every_500():
    session = next(s for s in week(5) if "every 500 m" in s.title)
    metres = [round(s.distance_m) for s in session.segments if s.cadence_spm]
    assert metres[:4] == [200, 300, 200, 300]


def test_half_of_the_running_is_at_the_target_once_it_is_habit():
    for sessions in (week(7), week(7, long_run_min=100.0), week(6, days=("mon", "tue", "thu", "sat", "sun"))):
        running = [segment for s in sessions if not s.optional for segment in s.segments]
        held = sum(segment.duration_s for segment in running if segment.cadence_spm)
        assert held == pytest.approx(sum(segment.duration_s for segment in running) / 2)


def test_a_long_run_gets_blocks_from_the_third_week_on():
    shares = []
    for stage in range(9):
        long = next(s for s in week(stage, long_run_min=100.0) if s.kind == "long_run")
        assert sum(segment.duration_s for segment in long.segments) == pytest.approx(6000)
        assert long.day.weekday() == 6
        shares.append(sum(part.duration_s for part in long.segments if part.cadence_spm) / 6000)
    assert shares == pytest.approx([0, 0, 0, 0.2, 0.3, 0.5, 0.5, 0.5, 0.5])


def test_hard_sessions_are_for_who_runs_them_already_and_a_fifth_at_most():
    hard = {"track_repeats", "jog_hard"}
    assert not hard & {kind for stage in range(9) for kind in kinds(week(stage), optional=True)}
    for stage, kind in ((7, "track_repeats"), (8, "jog_hard")):
        for easy_min in (15.0, 40.0, 120.0):
            slow = replace(RHYTHM, speed_mps=2.0)
            sessions = week(stage, slow, hard_sessions=True, easy_min=easy_min, days=("tue", "sat"))
            found = next(s for s in sessions if s.kind == kind)
            hard_s = sum(segment.duration_s for segment in found.segments if segment.effort == "hard")
            assert 0 < hard_s <= 0.2 * 2 * easy_min * 60
            assert found.optional
            assert not any(segment.cadence_spm for segment in found.segments)


def test_drills_and_a_free_day_stand_beside_the_runs():
    sessions = week(1)
    assert kinds(sessions, optional=True).count("drills") == 2
    rest = next(s for s in sessions if s.kind == "recovery")
    assert rest.day not in {s.day for s in sessions if not s.optional}


def test_filming_is_the_beginning_of_its_run():
    film, run = (s for s in week(2) if not s.optional and s.day == START + timedelta(days=13))
    lengths = [sum(segment.duration_s for segment in s.segments) / 60 for s in (film, run)]
    assert lengths == pytest.approx([9, 31])


def test_weeks_are_counted_from_the_day_of_the_start():
    later = settings(start=START + timedelta(days=3))
    assert [week_of(START + timedelta(days=d), later) for d in (2, 3, 9, 10)] == [0, 1, 1, 2]
