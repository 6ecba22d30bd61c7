"""The printed page: its order, its words, one page whatever they are, and pictures without faces."""

import io

import builders
import cv2
import numpy as np
import pytest
from pypdf import PdfReader

from vision import (
    CLINICAL_ORDER,
    SheetPicture,
    SheetWords,
    UnreadableReport,
    remarks_of,
    sheet_pdf,
    sheet_sections,
    with_sheet,
)
from vision.report.catalogue import ENTRIES
from vision.report.document import report_json
from vision.report.page import write_html
from vision.report.sheet import LONGEST_REMARK, LONGEST_WORD

NAMES = [section.name for section in CLINICAL_ORDER]


@pytest.fixture(scope="module")
def document():
    return report_json(builders.analysis())


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_every_measure_of_the_order_is_one_that_reports_have():
    assert {name for section in CLINICAL_ORDER for name in section.metrics} <= set(ENTRIES)


def test_parts_come_from_the_foot_upwards_and_then_from_behind(document):
    text = words_of(sheet_pdf(document, SheetWords("Running form")))
    places = [text.index(section.title) for section in CLINICAL_ORDER]
    assert places == sorted(places)


def test_a_page_begins_with_what_was_said_and_stays_as_it_was(tmp_path):
    write_html(builders.analysis(), (), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    words = SheetWords("x", {"knee": "Stiff & calm"}, ["<b>Tall</b>"], "Two\nlines", "Corrected.", "Signed.")
    shown = with_sheet(page, words, printed="?as=pdf")
    begin, end = shown.index('<section class="signed"'), shown.index("</section>") + len("</section>")
    assert shown[:begin] + shown[end:] == page
    said = shown[begin:end]
    told = ("Stiff &amp; calm", "&lt;b&gt;Tall&lt;/b&gt;", "Two\nlines", "Corrected.", "Signed.", "?as=pdf")
    assert [said.count(part) for part in (*told, "<dt>")] == [1] * 7
    with pytest.raises(UnreadableReport):
        with_sheet("<!doctype html><title>Else</title>", words, printed="")


def test_a_measure_in_centimetres_is_not_told_again_as_a_share(document):
    shown = {row.name for part in sheet_sections(document) for row in part.rows}
    assert "foot_hip_distance_m" in shown and "foot_hip_distance_pct_leg" not in shown
    without = report_json(builders.analysis_without_scale())
    assert "foot_hip_distance_pct_leg" in {row.name for part in sheet_sections(without) for row in part.rows}


def test_a_part_that_was_not_measured_says_why(document):
    behind = next(part for part in sheet_sections(document) if part.section.name == "rear_view")
    assert behind.rows == () and behind.missing.endswith(".")
    assert behind.missing in words_of(sheet_pdf(document, SheetWords("Running form")))


def test_the_page_bears_the_words_as_they_were_written(document):
    said = SheetWords(
        "Running form of Zoé #set page() \\ $x$ *bold*",
        remarks={"knee": "Bends <well> & early"},
        cues=("Run tall", "Quick, light steps"),
        words="Film again in May.",
        state="A draft.",
        signed="Signed off by cleo.",
    )
    text = words_of(sheet_pdf(document, said))
    for word in (said.title, said.remarks["knee"], *said.cues, said.words, said.state, said.signed):
        assert word in text


def test_the_longest_words_still_fit_on_one_page_with_pictures(document, tmp_path):
    picture = tmp_path / "picture.jpg"
    cv2.imwrite(str(picture), np.full((1200, 900, 3), 90, np.uint8))
    remarks = dict.fromkeys(NAMES, ("word " * LONGEST_REMARK)[:LONGEST_REMARK])
    said = SheetWords(
        "W" * 100, remarks=remarks, cues=("c " * 60,) * 3, words="words " * 200, state="A draft."
    )
    pdf = sheet_pdf(document, said, [SheetPicture(picture, "midstance")] * 3)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_word_longer_than_a_line_goes_on_in_the_next(document):
    text = words_of(sheet_pdf(document, SheetWords("x" * 3 * LONGEST_WORD)))
    assert "x" * LONGEST_WORD in text


@pytest.mark.parametrize("title", ["Ada", "\N{RUNNER}"])
def test_characters_that_no_font_has_are_left_out_and_said(document, title):
    said = SheetWords(
        title, cues=("Quick \N{RUNNER} feet",), words="\N{REGIONAL INDICATOR SYMBOL LETTER D} calm"
    )
    text = words_of(sheet_pdf(document, said))
    assert "Quick" in text and "feet" in text and "calm" in text
    assert ("\N{RUNNER}" in text) != ("are left out" in text)  # a computer may have such a font


def test_it_is_tagged_and_in_a_language_for_screen_readers(document):
    catalog = PdfReader(io.BytesIO(sheet_pdf(document, SheetWords("Running form")))).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and catalog["/Lang"] == "en" and "/StructTreeRoot" in catalog


def test_the_same_words_make_the_same_page(document):
    assert sheet_pdf(document, SheetWords("A")) == sheet_pdf(document, SheetWords("A"))


def test_remarks_are_what_was_found_worth_a_look(document):
    found = {each["metric"]: each for each in document["findings"]}
    said = remarks_of(document)
    for section in CLINICAL_ORDER:
        told = [
            found[m]["message"]
            for m in section.metrics
            if m in found and found[m]["level"] in ("look", "outside")
        ]
        assert (section.name in said) == bool(told)
        assert not told or told[0] in said[section.name]


def test_a_remark_that_is_too_long_ends_after_a_word(document):
    finding = next(each for each in document["findings"] if each["level"] in ("look", "outside"))
    finding["message"] = "The foot lands far ahead. " * 20
    said = next(each for each in remarks_of(document).values() if each.startswith("The foot lands far"))
    assert len(said) <= LONGEST_REMARK and said.endswith((" ahead. …", "foot …", "lands …", "far …", "The …"))
