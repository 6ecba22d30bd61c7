"""Sheets over HTTP: prefilled, written by one after the other, signed and printed."""

import io
from concurrent.futures import ThreadPoolExecutor

import measured
import pytest
from databases import sqlite_first
from pypdf import PdfReader
from serving import finished, upload

SHEET = {
    "remarks": {"knee": "Bends well."},
    "cues": ["Run tall", "Quick, light steps"],
    "words": "Film again in May.",
}


@pytest.fixture
def report(serve, database, tmp_path, monkeypatch):
    """A client and the address of a finished analysis; sheets are typeset in other processes or nowhere."""
    monkeypatch.setattr("vision.report.sheet.typst", None)
    with serve(measured.measure, database=database) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        yield client, address
        assert not any((tmp_path / "scratch").iterdir())


def write(client, address, sheet=SHEET, *, seen):
    return client.put(f"{address}/sheet", json=sheet, headers={"If-Match": f'"{seen}"'})


def printed(client, address, **query):
    answer = client.get(f"{address}/report.pdf", params=query)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


@sqlite_first
def test_a_sheet_is_prefilled_written_signed_and_printed_as_it_was_signed(report):
    client, address = report
    first = client.get(f"{address}/sheet")
    assert (first.headers["etag"], first.json()["author"], first.json()["sheet"]["cues"]) == ('"0"', None, [])
    assert "nobody has signed" in printed(client, address)
    by_accept = client.get(f"{address}/report", headers={"Accept": "application/pdf"})
    assert by_accept.content == client.get(f"{address}/report.pdf").content
    assert (by_accept.headers["content-type"], by_accept.headers["vary"]) == ("application/pdf", "Accept")

    assert write(client, address, seen=0).json()["edition"] == 1
    assert client.get(f"{address}/sheet").json()["sheet"] == SHEET
    signed = client.post(f"{address}/sign-off", json={"revision": 0, "sheet": SHEET})
    assert signed.status_code == 201 and signed.json()["sheet"] == SHEET
    page = printed(client, address)
    assert "Signed off on" in page and "nobody has signed" not in page
    assert all(
        word in page for word in ("Bends well.", "Run tall", "Quick, light steps", "Film again in May.")
    )

    assert write(client, address, SHEET | {"words": "Something else."}, seen=1).status_code == 200
    assert "Film again in May." in printed(client, address)
    assert "Something else." in printed(client, address, draft=True)


@sqlite_first
def test_a_page_says_that_the_report_was_corrected_since(report):
    client, address = report
    client.post(f"{address}/sign-off", json={"revision": 0, "sheet": SHEET})
    flag = client.get(f"{address}/flags").json()[0]["id"]
    body = {"corrections": [{"kind": "flag_dismissed", "flag": flag}]}
    made = client.post(f"{address}/corrections", json=body, headers={"If-Match": '"0"'})
    assert made.status_code == 201, made.text
    assert "corrected after this was signed" in printed(client, address)
    assert "nobody has signed" in printed(client, address, draft=True)


@sqlite_first
def test_of_two_who_write_at_once_one_is_told_and_nothing_of_theirs_is_lost(report):
    client, address = report
    sheets = [SHEET | {"words": word} for word in ("one", "two")]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda sheet: write(client, address, sheet, seen=0), sheets))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    kept = sheets[[answer.status_code for answer in answers].index(200)]
    assert client.get(f"{address}/sheet").json()["sheet"] == kept
    assert write(client, address, seen=0).status_code == 412
    assert client.put(f"{address}/sheet", json=SHEET).status_code == 428


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_does_not_fit_on_a_page_is_refused(report):
    client, address = report
    wrong = [
        {"cues": ["a"] * 4},
        {"cues": [""]},
        {"cues": ["  "]},
        {"cues": ["x" * 121]},
        {"words": "x" * 1201},
        {"remarks": {"soul": "calm"}},
        {"remarks": {"knee": "x" * 301}},
        {"more": 1},
    ]
    assert [write(client, address, each, seen=0).status_code for each in wrong] == [422] * len(wrong)
    assert client.get(f"{address}/sheet").json()["edition"] == 0


@sqlite_first
def test_a_sheet_goes_with_its_analysis(report):
    client, address = report
    write(client, address, seen=0)
    assert client.delete(address).status_code == 204
    assert (
        client.get(f"{address}/sheet").status_code == client.get(f"{address}/report.pdf").status_code == 404
    )
    assert write(client, address, seen=1).status_code == 404
