from datetime import timedelta

from runners import START, baseline, calf, done, session, settings, with_done

from coaching import Entry, logged, make_plan


def test_for_a_week_after_severe_pain_there_is_rest_or_walking(plan):
    hurt = with_done(plan, "w1-sun", pain=calf(9))
    after = [s for week in hurt.weeks[1:] for s in week.sessions if s.day <= START + timedelta(days=13)]
    assert after
    assert {part.effort for s in after for part in s.segments} == {"walk"}
    assert {s.title for s in after} == {"Rest, or walk"}


def test_pain_above_three_on_the_last_day_eases_the_days_after_it(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    hurt = with_done(plan, "w4-sun", pain=calf(4))
    soon, later = (session(hurt, f"w5-{day}") for day in ("tue", "thu"))
    assert (soon.title, session(hurt, "w5-tue-drills").title) == ("Easy run, or rest", "Walk, or rest")
    assert any(part.cadence_spm for part in later.segments)


def test_a_week_that_is_mostly_eased_comes_again():
    plan = make_plan(baseline(150.0), settings(days=("mon", "wed"), usual_effort=3.0))
    plan = done(done(plan, 1), 2)
    sore = logged(plan, Entry(day=START + timedelta(days=13), minutes=20.0, pain=calf(4)))
    assert [week.decision.rule for week in sore.weeks[:4]] == ["programme", "pain", "eased", "programme"]
    assert [week.stage for week in sore.weeks[:5]] == [1, 2, 1, 1, 2]


def test_the_rest_of_a_week_with_severe_pain_is_rest(plan):
    hurt = with_done(plan, "w1-tue", pain=calf(8))
    rest = [s for s in hurt.weeks[0].sessions if s.day > session(plan, "w1-tue").day]
    assert rest and {part.effort for s in rest for part in s.segments} == {"walk"}
    assert {s.title for s in rest} == {"Rest, or walk"}


def test_pain_on_a_late_run_eases_the_week_it_was_run_in(plan):
    hurt = with_done(with_done(plan, "w1-tue", "w1-thu"), "w1-sun", late=1, pain=calf(5))
    assert (hurt.weeks[0].decision.rule, hurt.weeks[1].stage) == ("pain", 0)
    assert not any(part.cadence_spm for s in hurt.weeks[1].sessions for part in s.segments)
