"""`midstance verify`, as it is called; what is made again stands aside."""

import json
import sys

import pytest
from studies import report

from lab import reproduction
from service.cli import main
from service.verification import CannotVerify


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


def test_what_is_no_report_ends_with_2(midstance, tmp_path):
    (tmp_path / "first" / "report.json").write_text("{}")
    assert midstance(tmp_path)[0] == 2
