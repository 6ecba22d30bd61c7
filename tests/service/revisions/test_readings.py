from types import SimpleNamespace

import builders
import pytest
from admitting import record

from service.revisions.readings import Readings
from service.revisions.rows import CorrectedReport
from vision.report import report_json


class Shelf:
    """A store of documents that counts how often each is read."""

    def __init__(self):
        whole = report_json(builders.analysis())
        revised = whole | {"provenance": whole["provenance"] | {"revision": {"corrections": []}}}
        self.documents = {"01/first": whole, "02/first": {"schema_version": 1}}
        self.documents["01/revisions/1-a"] = revised
        self.read = []

    def document(self, place):
        self.read.append(place)
        if place not in self.documents:
            raise FileNotFoundError(place)
        return self.documents[place]


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def newest():
    return {}


@pytest.fixture
def readings(shelf, newest):
    reports = SimpleNamespace(
        place=lambda record, report: f"{record.id}/{f'revisions/{report}' if report else 'first'}",
        first_place=lambda id: f"{id}/first",
    )
    revisions = SimpleNamespace(
        newest_of=lambda _: newest, report=lambda _, number: f"{number}-a" if number else None
    )
    return Readings(shelf, reports, revisions)


def told(readings):
    """Of two analyses the revision, and whether it could be read."""
    read = readings.sessions([record("01"), record("02")])
    return [(number, values is not None) for number, values in read]


def test_a_report_is_read_once_as_long_as_it_is_the_newest(readings, shelf, newest):
    assert told(readings) == told(readings) == [(0, True), (0, False)]
    assert sorted(shelf.read) == ["01/first", "02/first"]
    newest["01"] = 1
    assert told(readings) == [(1, True), (0, False)]
    assert shelf.read[2:] == ["01/revisions/1-a"]


def test_what_is_gone_meanwhile_is_none_and_looked_for_again(readings, shelf):
    whole = shelf.documents.pop("01/first")
    assert told(readings) == [(0, False), (0, False)]
    shelf.documents["01/first"] = whole
    assert told(readings) == [(0, True), (0, False)]


def test_a_corrected_report_is_read_once_with_the_first(readings, shelf):
    corrected = [CorrectedReport("01", 1, "1-a"), CorrectedReport("03", 1, "1-b")]
    before, after = readings.pairs(corrected), readings.pairs(corrected)
    assert before == after
    assert before[0] is not None and before[1] is None
    assert shelf.read.count("01/revisions/1-a") == shelf.read.count("01/first") == 1


def test_nothing_stays_of_an_analysis_that_is_gone(readings):
    told(readings)
    assert readings.sessions_kept.analyses() == {"01", "02"}
    readings.sessions_kept.drop({"02"})
    assert readings.sessions_kept.analyses() == {"02"}
