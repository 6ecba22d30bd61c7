import csv
import io
import json

import pytest
from studies import report, study_table

from lab import (
    beside_reference,
    read_reference,
    read_reported_clips,
    study,
    study_document,
    study_html,
    write_study,
)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    reported = read_reported_clips([study_table(folder)])
    rows = [f"{clip.name},cadence_spm,{clip.values['cadence_spm'] - 0.5}" for clip in reported.clips]
    (folder / "reference.csv").write_text("\n".join(["clip,measure,value", *rows]))
    reference = beside_reference(reported.clips, read_reference(folder / "reference.csv", reported.clips))
    return study(reported, {}, reference)


def test_the_table_has_a_row_for_each_number(known, tmp_path):
    write_study(known, "", tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "repeatability.csv").read_text())))
    cadence = {(r["part"], r["statistic"]): r for r in rows if r["measure"] == "cadence_spm"}
    assert float(cadence["within_session", "sem"]["value"]) == pytest.approx(0.3 / 2**0.5)
    assert cadence["within_session", "sem"]["unit"] == "spm"
    assert cadence["between_sessions", "icc"]["unit"] == ""
    assert float(cadence["reference", "bias"]["value"]) == pytest.approx(0.5)
    assert {part for part, _ in cadence} == {
        "all", "within_session", "between_sessions", "crossed_sessions", "reference",
    }  # fmt: skip
    assert any(row["part"] == "steps" for row in rows)


def test_the_document_holds_the_same_and_no_nan(known, tmp_path):
    write_study(known, "", tmp_path)
    document = json.loads((tmp_path / "repeatability.json").read_text(), parse_constant=pytest.fail)
    assert document == json.loads(json.dumps(study_document(known)))
    (cadence,) = (each for each in document["measures"] if each["name"] == "cadence_spm")
    assert (cadence["runners"], cadence["sessions"], cadence["clips"]) == (3, 6, 12)


def test_the_page_says_all_parts_and_what_stands_in_the_way(known):
    page = study_html(known)
    for text in ("3 runners, 6 sessions, 12 clips", "Smallest detectable change", "ICC(2,1)", "ICC(3,1)"):
        assert text in page
    assert "3 runners tell an ICC roughly" in page
    assert "Beside the reference" in page
    assert "1 less 0" in page
    assert "<script" not in page


def test_other_speeds_are_cautioned_against(tmp_path):
    report(tmp_path / "a", sha256="a", speed_mps=2.5)
    report(tmp_path / "b", sha256="b", speed_mps=3.5)
    found = study(read_reported_clips([tmp_path]), {})
    assert "other_speed" in {caution.code for caution in found.cautions}
    assert "2.50 m/s to 3.50 m/s" in study_html(found)


def test_names_of_people_cannot_break_the_page(tmp_path):
    path = study_table(tmp_path)
    report(tmp_path / "again", sha256="r0s0c0")
    path.write_text(path.read_text() + "\nagain,<script>x</script>,1")
    found = study(read_reported_clips([path]), {})
    assert "<script" not in study_html(found)


def test_few_runners_beside_a_reference_are_cautioned_against(tmp_path):
    reported = read_reported_clips([study_table(tmp_path, runners=2)])
    rows = [f"{clip.name},cadence_spm,{clip.values['cadence_spm'] - 0.5}" for clip in reported.clips]
    (tmp_path / "reference.csv").write_text("\n".join(["clip,measure,value", *rows]))
    beside = beside_reference(reported.clips, read_reference(tmp_path / "reference.csv", reported.clips))
    assert "hold for these alone" in study_html(study(reported, {}, beside))
