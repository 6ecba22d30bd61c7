import copy
import json
import shutil

import pytest
from studies import FIRST, report

from lab import reproduction

FILES = ("frames", "steps.csv", "report.json")


@pytest.fixture
def folders(tmp_path):
    before, again = tmp_path / "before", tmp_path / "again"
    report(before, sha256="a")
    (before / "frames").mkdir()
    (before / "frames" / "000001.jpg").write_bytes(b"picture")
    (before / "steps.csv").write_text("step\n1\n")
    shutil.copytree(before, again)
    return before, again


def write(folder, document):
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")


def test_the_same_is_the_same(folders):
    found = reproduction(*folders, FILES)
    assert found.same
    assert found.inside
    assert [each.name for each in found.files] == ["frames/000001.jpg", "report.json", "steps.csv"]


def test_a_byte_a_missing_and_a_new_file_are_told(folders):
    before, again = folders
    (again / "steps.csv").write_text("step\n2\n")
    (again / "frames" / "000001.jpg").unlink()
    (again / "frames" / "000002.jpg").write_bytes(b"picture")
    found = reproduction(before, again, FILES)
    assert {each.name: each.verdict for each in found.files if each.verdict != "same"} == {
        "frames/000001.jpg": "only_before",
        "frames/000002.jpg": "only_again",
        "steps.csv": "other",
    }
    assert not found.same
    assert (found.measures, found.parts) == ((), ())


@pytest.mark.parametrize(("share", "inside"), [(0.5, True), (-1.5, False)])
def test_measures_that_moved_are_set_against_their_interval(folders, share, inside):
    before, again = folders
    document = json.loads((again / "report.json").read_text())
    cadence = document["metrics"]["cadence_spm"]
    moved = share * (cadence["high"] - cadence["low"]) / 2
    cadence |= {end: cadence[end] + moved for end in ("value", "low", "high")}
    document["events"] = document["events"][1:]
    write(again, document)
    found = reproduction(before, again, FILES)
    (changed,) = found.measures
    assert (changed.name, changed.inside, found.inside) == ("cadence_spm", inside, inside)
    assert changed.shift == pytest.approx(share)
    assert found.parts == ("events",)


def test_a_measure_that_is_gone_is_not_inside(folders):
    before, again = folders
    document = copy.deepcopy(FIRST) | {"source": json.loads((before / "report.json").read_text())["source"]}
    document["metrics"]["cadence_spm"] |= {"value": None, "low": None, "high": None, "why_missing": "gone"}
    write(again, document)
    found = reproduction(before, again, FILES)
    cadence = next(each for each in found.measures if each.name == "cadence_spm")
    assert (cadence.inside, cadence.shift) == (False, None)


@pytest.mark.parametrize("leg", ["left", "right", "near", "far"])
def test_a_leg_that_moved_is_not_hidden_by_both_together(folders, leg):
    before, again = folders
    document = json.loads((again / "report.json").read_text())
    values = {"value": 0.25, "low": 0.24, "high": 0.26, "n": 9, "why_missing": None}
    document["metrics"]["contact_time_s"][leg] = values
    write(before, document)
    document["metrics"]["contact_time_s"][leg] = values | {"value": 0.5, "low": 0.49, "high": 0.51}
    write(again, document)
    found = reproduction(before, again, FILES)
    (changed,) = found.measures
    assert (changed.name, changed.of, changed.inside, found.inside) == ("contact_time_s", leg, False, False)
    assert changed.shift == pytest.approx(25)
    assert found.parts == ()


def test_another_word_is_more_than_intervals_tell(folders):
    before, again = folders
    document = json.loads((again / "report.json").read_text())
    for folder, word in ((before, "rearfoot"), (again, "forefoot")):
        document["metrics"]["foot_strike_pattern"]["category"] = word
        write(folder, document)
    found = reproduction(before, again, FILES)
    (changed,) = found.measures
    assert changed.categories == ("rearfoot", "forefoot")
    assert not found.inside


def test_a_measure_that_an_older_report_lacks_is_a_part_that_differs(folders):
    before, again = folders
    document = json.loads((before / "report.json").read_text())
    del document["metrics"]["cadence_spm"]
    write(before, document)
    found = reproduction(before, again, FILES)
    assert (found.measures, found.parts) == ((), ("metrics",))


def test_other_characters_for_the_same_number_are_told_apart_from_another_number(folders):
    before, again = folders
    said = json.loads((before / "report.json").read_text())
    cadence = said["metrics"]["cadence_spm"]["value"] = 170.5
    write(before, said)
    text = json.dumps(said).replace(f": {cadence},", f": {cadence}0,", 1)
    (again / "report.json").write_text(text)
    found = reproduction(before, again, FILES)
    assert (found.same, found.only_text, found.measures, found.parts) == (False, True, (), ())
    said["metrics"]["cadence_spm"]["unit"] = "steps"
    write(again, said)
    found = reproduction(before, again, FILES)
    assert (found.only_text, found.parts) == (False, ("metrics",))
