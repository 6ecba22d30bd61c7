"""`midstance verify`, as it is called; what is made again mostly stands aside."""

import json
import sys

import pytest
import tracker_files
from made_clips import lively_picture, make_clip
from studies import report
from synthetic_runner import Runner

from lab import reproduction
from service.cli import main
from service.verification import CannotVerify
from vision import missing_networks


@pytest.fixture
def midstance(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    report(tmp_path / "first", sha256="a")

    def run(again, *arguments):
        def verified(folder, _source, _progress):
            if isinstance(again, Exception):
                raise again
            return reproduction(folder, again, ("report.json",))

        monkeypatch.setattr("service.commands.verify.verified", verified)
        monkeypatch.setattr(sys, "argv", ["midstance", "verify", "first", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


def test_the_same_ends_with_0(midstance, tmp_path):
    code, said, _ = midstance(report(tmp_path / "again", sha256="a"))
    assert code == 0
    assert said.splitlines()[-1] == "The report was made again, the same to the byte."


@pytest.mark.parametrize(("cadence", "verdict"), [(168.5, "inside"), (120.0, "other")])
def test_other_numbers_end_with_4(midstance, tmp_path, cadence, verdict):
    again = report(tmp_path / "again", sha256="a", cadence_spm=cadence)
    code, said, _ = midstance(again)
    assert code == 4
    assert "Cadence" in said
    code, said, _ = midstance(again, "--json")
    assert (code, json.loads(said)["verdict"]) == (4, verdict)


def test_a_number_in_other_characters_is_told(midstance, tmp_path):
    again = report(tmp_path / "again", sha256="a")
    (again / "report.json").write_text((again / "report.json").read_text() + "\n")
    code, said, _ = midstance(again)
    assert code == 4
    assert "report.json says the same in other characters, as where" in said
    assert json.loads(midstance(again, "--json")[1])["only_text"]


def test_what_cannot_be_tried_ends_with_3_and_says_why(midstance):
    code, _, complaint = midstance(CannotVerify("Name the clip with --video."))
    assert (code, complaint.splitlines()[-1][:10]) == (3, "midstance:")
    assert "cannot be made again here. Name the clip" in complaint


def test_what_cannot_be_tried_is_json_too(midstance, monkeypatch):
    monkeypatch.setattr("service.commands.verify.differences_here", lambda _: ["numpy was 1, here it is 2."])
    code, said, complaint = midstance(CannotVerify("Name the clip with --video."), "--json")
    assert (code, json.loads(said)["verdict"]) == (3, "cannot")
    assert json.loads(said)["why"] == "Name the clip with --video."
    assert "note: numpy was 1" in complaint


def test_another_word_for_the_strike_is_told(midstance, tmp_path):
    again = report(tmp_path / "again", sha256="a")
    document = json.loads((again / "report.json").read_text())
    for folder, word in ((tmp_path / "first", "rearfoot"), (again, "forefoot")):
        document["metrics"]["foot_strike_pattern"]["category"] = word
        (folder / "report.json").write_text(json.dumps(document))
    _, said, _ = midstance(again)
    assert "rearfoot before, forefoot now" in said
    assert said.splitlines()[-1].endswith("measures differ by more than their intervals tell.")


@pytest.fixture
def really(monkeypatch, capsys, tmp_path):
    """The command with nothing set aside."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


def test_landmarks_of_another_tracker_are_imported_and_the_report_is_made_again(really, tmp_path):
    tracker_files.openpose(Runner(duration_s=6.0).landmarks(), tmp_path)
    told = ("--landmarks", "openpose", "--fps", "60", "--height-cm", "180")
    assert really("analyze", *told, "--out", "run")[0] == 0
    code, said, _ = really("verify", "run")
    assert (code, said.splitlines()[-1]) == (0, "The report was made again, the same to the byte.")
    document = json.loads((tmp_path / "run" / "report.json").read_text())
    document["metrics"]["cadence_spm"]["value"] += 30
    (tmp_path / "run" / "report.json").write_text(json.dumps(document))
    code, said, _ = really("verify", "run")
    assert code == 4
    assert said.splitlines()[-1].endswith("measures differ by more than their intervals tell.")


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_networks()), reason="the pose networks are not here")
def test_a_clip_is_looked_at_again(really, tmp_path):
    make_clip(tmp_path / "nobody.mp4", ticks=range(40), size=(320, 240), draw=lively_picture)
    assert really("analyze", "nobody.mp4", "--model", "lite", "--out", "refused")[0] == 3
    code, said, _ = really("verify", "refused", "--video", "nobody.mp4")
    assert (code, said.splitlines()[0]) == (0, "2 of 2 files are the same to the byte.")
    make_clip(tmp_path / "other.mp4", ticks=range(41), size=(320, 240), draw=lively_picture)
    code, _, complaint = really("verify", "refused", "--video", "other.mp4")
    assert code == 3
    assert "other.mp4 is another clip than nobody.mp4" in complaint


def test_what_is_no_report_ends_with_2(midstance, tmp_path):
    (tmp_path / "first" / "report.json").write_text("{}")
    assert midstance(tmp_path)[0] == 2
