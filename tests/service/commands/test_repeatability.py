"""`midstance repeatability`, as it is called."""

import json
import sys

import pytest
from force_files import write_forces
from studies import FIRST, study_table

from service.cli import main


@pytest.fixture
def midstance(monkeypatch, capsys, tmp_path):
    study_table(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", "repeatability", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


def test_it_writes_page_table_and_document(midstance, tmp_path):
    code, said, _ = midstance("study.csv", "--out", "out", "--half-width", "contact_time_s=0.002")
    assert code == 0
    names = {f"repeatability.{kind}" for kind in ("html", "csv", "json")}
    assert {each.name for each in (tmp_path / "out").iterdir()} == names
    assert "note: There are few repeats" in said


@pytest.mark.parametrize("text", ["contact_time_s", "contact=1", "contact_time_s=0", "contact_time_s=nan"])
def test_a_half_width_that_says_nothing_is_refused(midstance, tmp_path, text):
    code, _, complaint = midstance("study.csv", "--out", "out", "--half-width", text)
    assert (code, complaint.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", ["r0s0c0", "nowhere", "study.csv/x"])
def test_what_holds_no_repeats_is_refused_and_nothing_written(midstance, tmp_path, path):
    code, _, complaint = midstance(path, "--out", "out")
    assert (code, complaint.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_a_reference_that_cannot_be_read_is_said(midstance, tmp_path):
    (tmp_path / "reference.csv").write_text("clip,measure,value\nr0s0c0.mp4,contact,1\n")
    code, _, complaint = midstance("study.csv", "--out", "out", "--reference", "reference.csv")
    assert code == 2
    assert "no report has" in complaint


def test_one_clip_is_enough_beside_a_reference(midstance, tmp_path):
    rows = [f"{e['kind']},{e['side']},{e['time_s'] + 0.01}" for e in FIRST["events"]]
    (tmp_path / "plates.csv").write_text("\n".join(["kind,side,time_s", *rows]))
    asked = ("r0s0c0", "--out", "out", "--reference", "plates.csv", "--offset-s", "0")
    assert midstance(*asked)[0] == 0
    document = json.loads((tmp_path / "out" / "repeatability.json").read_text())
    assert document["measures"] == []
    contact = next(each for each in document["reference"]["events"] if each["name"] == "initial_contact")
    assert contact["limits"]["bias"] == pytest.approx(-0.01)


def belts(path, names="belt A,belt B"):
    """The forces of the clip's own steps."""
    write_forces(path, names, [(e["side"], e["initial_contact_s"], e["toe_off_s"]) for e in FIRST["steps"]])


def test_the_plates_of_both_feet_are_named(midstance, tmp_path):
    belts(tmp_path / "belts.csv")
    asked = ("r0s0c0", "--out", "out", "--reference", "belts.csv", "--offset-s", "0")
    code, _, complaint = midstance(*asked)
    assert (code, complaint.count("\n")) == (2, 1)
    assert "It has belt A, belt B. Say it with --plate left=NAME --plate right=NAME" in complaint
    assert midstance(*asked, "--plate", "left=belt A", "--plate", "right=belt B")[0] == 0
    document = json.loads((tmp_path / "out" / "repeatability.json").read_text())
    contact = next(each for each in document["reference"]["events"] if each["name"] == "contact_time")
    assert contact["limits"]["bias"] == pytest.approx(0, abs=0.002)


def test_samples_that_are_only_counted_need_their_rate(midstance, tmp_path):
    belts(tmp_path / "belts.csv", "left_fz,right_fz")
    rows = (tmp_path / "belts.csv").read_text().splitlines()
    (tmp_path / "belts.csv").write_text("\n".join(row.partition(",")[2] for row in rows))
    asked = ("r0s0c0", "--out", "out", "--reference", "belts.csv", "--offset-s", "0")
    code, _, complaint = midstance(*asked)
    assert (code, complaint.count("\n")) == (2, 1)
    assert "how many samples a second it has. Say it with --hz N." in complaint
    assert midstance(*asked, "--hz", "1000")[0] == 0


@pytest.mark.parametrize(
    ("plates", "why"),
    [
        (("--plate", "belt A"), "--plate takes a foot and a name"),
        (("--plate", "left="), "--plate takes a foot and a name"),
        (("--plate", "L=belt A"), "left, right or both, not of 'L'"),
        (("--plate", "left=belt A", "--plate", "left=belt B"), "the plate of one foot twice"),
        (("--plate", "left=belt A", "--plate", "both=belt B"), "both feet, or that of each foot"),
        (
            ("--plate", "left=belt A", "--plate", "right=plate 2"),
            "no column 'plate 2'; it has belt A",
        ),
        (
            ("--plate", "both=belt A"),
            "say which foot lands first. Say it with --first left or --first right.",
        ),
        (("--plate", "both=belt A", "--first", "l"), "left or right, not 'l'"),
        (("--plate", "left=belt A", "--hz", "0"), "more than 0 samples, not 0"),
    ],
)
def test_plates_that_cannot_be_are_refused(midstance, tmp_path, plates, why):
    belts(tmp_path / "belts.csv")
    code, _, complaint = midstance("r0s0c0", "--out", "out", "--reference", "belts.csv", *plates)
    assert (code, complaint.count("\n")) == (2, 1)
    assert why in complaint
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "option",
    [
        ("--offset-s", "1"),
        ("--tolerance-s", "0.05"),
        ("--plate", "left=Fz1"),
        ("--first", "left"),
        ("--hz", "300"),
    ],
)
@pytest.mark.parametrize("reference", [(), ("--reference", "values.csv")])
def test_clocks_of_a_table_of_values_are_refused(midstance, tmp_path, option, reference):
    (tmp_path / "values.csv").write_text("clip,measure,value\nr0s0c0,cadence_spm,170\n")
    code, _, complaint = midstance("study.csv", "--out", "out", *reference, *option)
    assert (code, complaint.count("\n")) == (2, 1)
    assert "are about a reference of events" in complaint


def test_a_half_width_of_what_no_step_shows_is_refused(midstance):
    code, _, complaint = midstance("study.csv", "--out", "out", "--half-width", "cadence_spm=1")
    assert code == 2
    assert "No step of these clips shows cadence_spm" in complaint
