"""`midstance metronome`, as somebody calls it."""

import sys

import av
import pytest
from runners import baseline, settings

from coaching import clicks, make_plan, write_plan
from service.cli import main


@pytest.fixture
def metronome(monkeypatch, capsys, tmp_path):
    """Runs the command in an empty folder; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", "metronome", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


def duration_s(path):
    with av.open(str(path)) as container:
        return container.duration / av.time_base


def test_one_cadence_is_written_as_flac(metronome, tmp_path):
    code, out, _ = metronome("--spm", 172, "--minutes", 0.5)
    assert code == 0 and out.splitlines()[-2:] == [
        "clicks.flac: 0:30, 86 clicks",
        "     0:00     0:30  easy, 172 spm",
    ]
    assert duration_s(tmp_path / "clicks.flac") == pytest.approx(31)


def test_a_ladder_and_a_fading_cue_say_their_parts(metronome, tmp_path):
    ladder = ("--ladder", "160,164.5", "--step-minutes", 0.25, "--click-every", "stride", "--out", "a.mp3")
    code, out, _ = metronome(*ladder)
    assert code == 0 and out.splitlines()[-3:] == [
        "a.mp3: 0:30, 41 clicks",
        "     0:00     0:15  easy, 160 spm",
        "     0:15     0:15  easy, 164.5 spm",
    ]
    fading = ("--spm", 170, "--minutes", 1, "--on-m", 100, "--off-m", 50, "--speed-mps", 2.5)
    code, out, _ = metronome(*fading, "--out", "a.wav")
    assert code == 0 and out.splitlines()[-2:] == [
        "     0:00     0:40  100 m easy, 170 spm",
        "     0:40     0:20  50 m easy, 170 spm, no clicks",
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"a.mp3", "a.wav"}


@pytest.fixture
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    made = make_plan(baseline(), settings())
    write_plan(made, folder)
    return folder, {session.id: session for week in made.weeks for session in week.sessions}


def test_a_session_of_a_plan_is_written_with_all_its_parts(metronome, plan, tmp_path):
    folder, sessions = plan
    session = sessions["w1-tue"]
    code, out, _ = metronome("--plan", folder, "--session", "w1-tue", "--accent", "both")
    assert code == 0
    lines = [line for line in out.splitlines() if not line.startswith("clicks: ")]
    many = sum(1 for _ in clicks(session.segments))
    assert lines[0].startswith("clicks.flac: ") and lines[0].endswith(f", {many} clicks")
    assert len(lines) == 1 + len(session.segments)
    lasts_s = sum(segment.duration_s for segment in session.segments)
    assert duration_s(tmp_path / "clicks.flac") == pytest.approx(lasts_s + 1, abs=1e-4)


def test_a_session_that_has_no_clicks_is_told_from_those_that_do(metronome, plan):
    folder, sessions = plan
    silent = next(each.id for each in sessions.values() if not any(part.clicks for part in each.segments))
    for wanted in (("--session", silent), ("--session", "w99-tue"), ()):
        code, _, err = metronome("--plan", folder / "plan.json", *wanted)
        assert code == 2 and err.startswith("midstance: --session must be one with clicks: w1-tue, ")
        assert f" {silent}," not in err


def test_a_plan_that_suggests_no_change_has_nothing_to_click(metronome, tmp_path):
    write_plan(make_plan(baseline(175.0), settings()), tmp_path / "plan")
    code, _, err = metronome("--plan", "plan", "--session", "w1-tue")
    assert (code, err) == (2, "midstance: No session of plan has clicks; run as it comes.\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Say what to click: --spm, or --ladder, or --plan with --session."),
        (
            ["--spm", 172, "--ladder", "160,164"],
            "Say what to click: --spm, or --ladder, or --plan with --session.",
        ),
        (["--spm", 172, "--plan", "plan"], "Say what to click"),
        (["--plan", "nothing.json", "--session", "w1-tue"], "nothing.json cannot be opened"),
        (["--spm", 172, "--session", "w1-tue"], "--session is one of a plan; name it with --plan."),
        (["--spm", 17], "--spm must be at least 60, not 17."),
        (["--spm", "fast"], "--spm must be a number, not fast."),
        (["--spm", "nan"], "--spm must be a number, not nan."),
        (["--ladder", "160;164"], "--ladder is a list of cadences such as 160,164,168, not 160;164."),
        (["--ladder", "160,"], "--ladder is a list of cadences"),
        (["--ladder", "160,400"], "from 60 to 300 steps a minute, not 400."),
        (["--ladder", "160,170", "--on-m", 100], "A ladder has clicks throughout"),
        (["--spm", 172, "--on-m", 100], "need --on-m, --off-m and --speed-mps"),
        (["--spm", 172, "--out", "a.ogg"], ".wav, .flac or .mp3, not as .ogg."),
        (
            ["--spm", 172, "--minutes", 90, "--longest-h", 1],
            "longer than 1 h; shorten it, or say more with --longest-h",
        ),
        (["--spm", 172, "--accent", "both", "--click-every", "stride"], "is for one foot"),
        (["--spm", 172, "--accent", "loud"], "--accent must be none, left, right or both, not loud."),
    ],
)
def test_a_mistake_is_one_plain_line_and_writes_nothing(metronome, tmp_path, arguments, complaint):
    code, out, err = metronome(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("midstance: ") and err.count("\n") == 1 and complaint in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(metronome):
    code, _, err = metronome("--spm", 172, "--out", "nowhere/a.wav")
    assert code == 1 and err.startswith("midstance: nowhere/a.wav cannot be used (No such file")
