import html
import io
from pathlib import Path

import measured
import pytest
import works
from admitting import record
from club import ATHLETE, found
from pypdf import PdfReader
from serving import finished, upload

from service.access.callers import Caller
from service.analyses import Analyses
from service.database import connect
from service.problems import Problem
from service.revisions.asking import editable


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def test_a_link_shows_the_page_and_nothing_else_until_its_maker_may_not(serve, settings):
    with serve(works.report) as client:
        club = found(client, settings)
        known = club.belongings()
        analysis = f"/v1/analyses/{known['analysis']}"
        made = club.ask("coach", "POST", f"{analysis}/shares", json={"days": 1})
        assert made.headers["cache-control"] == "no-store"
        url = made.json()["url"]
        page = client.get(url)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in page.headers["content-security-policy"]
        assert client.head(url).status_code == 200
        for other in ("/report.json", "/annotated.mp4", "/../../analyses"):
            assert client.get(url + other).status_code in (401, 404)
        assert client.delete(url).status_code == 401
        club.ask("owner", "PATCH", analysis, json={"athlete": None})
        gone = client.get(url)
        assert (gone.status_code, gone.json()["type"]) == (404, "urn:midstance:problem:unknown-share")
        assert client.get(f"/v1/shared/{known['link']}").status_code == 200
        assert club.ask("owner", "DELETE", analysis).status_code == 204
        assert client.get(f"/v1/shared/{known['link']}").status_code == 404
        club.access.close()


@pytest.mark.slow
def test_a_link_shows_and_prints_what_was_signed_and_nothing_that_was_not_and_names_nobody(serve, settings):
    sheet = {"remarks": {"knee": "Bends well."}, "cues": ["Run <tall>"], "words": "Film again in May."}
    with serve(measured.measure) as client:
        club = found(client, settings)
        known = club.belongings()
        address, link = f"/v1/analyses/{known['analysis']}", f"/v1/shared/{known['link']}"
        draft = sheet | {"words": "Not to be told yet."}
        seen = {"If-Match": '"0"'}
        assert club.ask("coach", "PUT", f"{address}/sheet", json=draft, headers=seen).status_code == 200
        assert client.get(link).content == club.ask("owner", "GET", f"{address}/report.html").content
        early = client.get(link, params={"as": "pdf"})
        assert (early.status_code, early.json()["type"]) == (404, "urn:midstance:problem:not-signed-off")

        signing = {"revision": 0, "sheet": sheet}
        assert club.ask("coach", "POST", f"{address}/sign-off", json=signing).status_code == 201
        page = client.get(link)
        printed = client.get(link, params={"as": "pdf", "draft": "true"})
        for answer in (page, printed):
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
        assert "sandbox" in page.headers["content-security-policy"]
        assert 'href="?as=pdf"' in page.text and known["link"] not in page.text
        assert page.text.count("Run &lt;tall&gt;") == 1
        for shown in (html.unescape(page.text), _text(printed)):
            assert all(word in shown for word in ("Bends well.", "Run <tall>", "Film again in May."))
            assert "Signed off on" in shown
            assert not any(word in shown for word in ("by coach", ATHLETE, "Not to be told yet."))
        assert "Signed off by coach on" in _text(club.ask("owner", "GET", f"{address}/report.pdf"))
        for other in ({"as": "json"}, {"as": "docx"}):
            assert client.get(link, params=other).status_code == 422

        assert club.ask("owner", "DELETE", f"{address}/shares/{known['share']}").status_code == 204
        for form in ("html", "pdf"):
            assert client.get(link, params={"as": form}).status_code == 404
        club.access.close()


def _text(printed):
    return " ".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())


def test_an_athlete_reads_what_a_coach_gave_them_and_neither_corrects_it_nor_links_to_it(serve, settings):
    with serve(None) as client:
        club = found(client, settings)
        for number, who in enumerate(("runner", "admin"), start=1):
            entry = {"name": "Jane", "user": club.ids[who], "coach": club.ids["rival"]}
            athlete = club.ask("coach", "POST", "/v1/athletes", json=entry).json()["id"]
            engine = connect(settings.database_url)
            given = record(f"0{number}", owner=club.ids["coach"]).model_copy(update={"athlete": athlete})
            with engine.begin() as connection:
                Analyses(engine).add(connection, given, f"job-{number}")
            engine.dispose()
            address = f"/v1/analyses/{given.id}"
            assert club.ask(who, "GET", address).status_code == 200
            refused = club.ask(who, "POST", f"{address}/shares", json={})
            assert (refused.status_code, refused.json()["type"]) == (
                403,
                "urn:midstance:problem:not-the-coach",
            )
            assert club.ask("rival", "POST", f"{address}/shares", json={}).status_code == 201
            caller = Caller(club.ids[who], club.access.accounts.read(club.ids[who]).role)
            with pytest.raises(Problem, match="runner's coach"):
                editable(given, Path(), caller)
        club.access.close()


def test_without_accounts_athletes_and_links_are_there_too(serve):
    with serve(works.report) as client:
        athlete = client.post("/v1/athletes", json={"name": "Jane"}).json()
        address = upload(client, athlete=athlete["id"])
        assert finished(client, address)["athlete"] == athlete["id"]
        assert len(client.get(f"/v1/analyses?athlete={athlete['id']}").json()) == 1
        assert client.get("/v1/analyses?athlete=0").json() == []
        share = client.post(f"{address}/shares", json={})
        assert client.get(share.json()["url"]).status_code == 200
        assert client.get(share.headers["location"]).json()["used_at"]
        assert client.delete(share.headers["location"]).status_code == 204
        assert client.get(share.json()["url"]).status_code == 404
        refused = client.patch(address, json={"athlete": "0"})
        assert (refused.status_code, refused.json()["detail"][:22]) == (404, "There is no athlete of")
        assert client.delete(f"/v1/athletes/{athlete['id']}").status_code == 204
        assert client.get(address).json()["athlete"] is None
