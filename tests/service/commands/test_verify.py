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
def test_other_numbers_end_with_1(midstance, tmp_path, cadence, verdict):
    again = report(tmp_path / "again", sha256="a", cadence_spm=cadence)
    code, said, _ = midstance(again)
    assert code == 1
    assert "Cadence" in said
    code, said, _ = midstance(again, "--json")
    assert (code, json.loads(said)["verdict"]) == (1, verdict)


def test_what_cannot_be_tried_ends_with_3_and_one_line(midstance):
    code, _, complaint = midstance(CannotVerify("Name the clip with --video."))
    assert (code, complaint.count("\n")) == (3, 1)
    assert "cannot be made again here. Name the clip" in complaint


def test_what_is_no_report_ends_with_2(midstance, tmp_path):
    (tmp_path / "first" / "report.json").write_text("{}")
    assert midstance(tmp_path)[0] == 2
