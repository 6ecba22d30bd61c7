"""`midstance plan` and `midstance log`, as they are called."""

import json
import sys
from datetime import date, timedelta

import pytest
from runners import report

from coaching import read_plan
from service.cli import main

MONDAY = date.today() - timedelta(days=date.today().weekday())


@pytest.fixture
def midstance(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def reports(tmp_path):
    for clip, cadence in (("a", 152.0), ("b", 152.6), ("c", 170.0)):
        (tmp_path / f"{clip}.json").write_text(json.dumps(report(cadence, clip=clip)))


@pytest.mark.usefixtures("reports")
def test_a_season_by_hand(midstance, tmp_path):
    code, said, _ = midstance(
        "plan", "a.json", "b.json", "--out", "p", "--start", MONDAY, "--usual-effort", 3
    )
    assert code == 0
    assert "target 159 steps a minute" in said
    assert {path.name for path in (tmp_path / "p").iterdir()} == {"plan.json", "plan.ics", "plan.html"}
    first = read_plan("p").weeks[0].sessions[0]
    today = ("--day", min(date.today(), first.day))
    code, said, _ = midstance("log", "p", "--session", first.id, *today, "--pain", "calf:5")
    assert (code, "step back: Pain of 5 of 10" in said) == (0, True)
    assert "Week 1, step back" in said
    assert "Week 2" in said
    assert "at your own cadence" in said
    code, said, _ = midstance("log", "p", "--withdraw", 1)
    assert (code, "Entry 2 is in the log." in said) == (0, True)
    assert [week.stage for week in read_plan("p").weeks] == list(range(1, 9))
    assert "withdraws entry 1" in (tmp_path / "p" / "plan.html").read_text()
    code, said, _ = midstance("log", "p", "--recheck", "c.json", "--day", MONDAY)
    assert (code, "The video shows 170.0 spm" in said, "hold: The video" in said) == (0, True, True)
    code, _, complaint = midstance("plan", "a.json", "--out", "p")
    assert (code, "holds a plan with a log" in complaint) == (2, True)


@pytest.mark.usefixtures("reports")
def test_a_session_that_was_done_on_another_day_is_told_its_own(midstance):
    midstance("plan", "a.json", "b.json", "--out", "p", "--start", MONDAY)
    code, said, _ = midstance("log", "p", "--session", "w3-tue", "--day", MONDAY)
    assert (code, f"w3-tue is planned for Tue {MONDAY + timedelta(days=15)}" in said) == (0, True)
    assert "If that is a mistake: --withdraw 1." in said


def test_what_may_be_left_out_has_no_empty_default(midstance):
    _, said, _ = midstance("log", "--help")
    assert "What else you noticed." in said
    assert "Default" not in said


@pytest.mark.usefixtures("reports")
def test_of_one_clip_a_second_is_asked_for_before_the_first_run(midstance):
    _, one, _ = midstance("plan", "a.json", "--out", "one")
    _, two, _ = midstance("plan", "a.json", "b.json", "--out", "two")
    asked = "Before you start: Film a second clip on another day"
    assert (asked in one, asked in two) == (True, False)


@pytest.mark.usefixtures("reports")
def test_a_typical_runner_is_told_that_no_change_is_suggested(midstance):
    code, said, _ = midstance("plan", "c.json", "--out", "t")
    assert (code, said.startswith("No change suggested.")) == (0, True)
    assert read_plan("t").weeks == ()


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["plan"], "Missing argument"),
        (["plan", "a.json"], "--out"),
        (["plan", "a.json", "a.json", "--out", "q"], "Both reports are of one clip"),
        (["plan", "a.json", "c.json", "b.json", "--out", "q"], "one report or two"),
        (["plan", "none.json", "--out", "q"], "cannot be opened"),
        (["plan", "a.json", "--out", "q", "--days", "tue,tue"], "different days of the week"),
        (["plan", "a.json", "--out", "q", "--days", "today"], "--days must be mon, tue"),
        (["plan", "a.json", "--out", "q", "--easy-min", "5"], "--easy-min must be at least 15"),
        (["plan", "a.json", "--out", "q", "--start", "soon"], "--start must be a day such as"),
        (["plan", "a.json", "--out", "q", "--days", "tue,thu", "--runs", "3"], "not both"),
        (
            ["plan", "a.json", "--out", "q", "--easy-min", "60", "--long-run-min", "45"],
            "The long run is of 45 minutes, and an easy one 60",
        ),
        (["log", "q", "--withdraw", "1", "--session", "w1-tue"], "--withdraw stands in place of a run"),
        (["log", "q", "--minutes", "3"], "q cannot be opened"),
        (["log", "q", "--pain", "calf"], "--pain must be a place with a number, such as calf:2, not calf."),
        (["log", "q", "--pain", "calf:2,knee"], "such as calf:2, not knee."),
    ],
)
def test_mistakes_are_told_in_one_line(midstance, tmp_path, arguments, complaint):
    code, said, told = midstance(*arguments)
    assert (code, said, told.count("\n")) == (2, "", 1)
    assert complaint in told
    assert not (tmp_path / "q").exists()
