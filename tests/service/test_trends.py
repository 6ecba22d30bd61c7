import json
import shutil

import builders
import pytest
from admitting import kept, record
from serving import serving
from sqlalchemy import update

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings
from service.tables import analyses
from vision.report import report_json


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A client, and an athlete with two reports, a clip at work, and reports that are not whole or gone."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with serving(settings.data, None) as client:
        athlete = client.post("/v1/athletes", json={"name": "Ada"}).json()["id"]
        engine = connect(settings.database_url)
        for id, cadence, owner in (
            ("01", 168.3, athlete),
            ("02", 178.3, athlete),
            ("03", 0, athlete),
            ("04", 9, None),
        ):
            document = report_json(builders.analysis())
            document["metrics"]["cadence_spm"] |= {
                "value": cadence,
                "low": cadence - 0.7,
                "high": cadence + 0.7,
            }
            folder = kept(settings, id) / "outputs"
            folder.mkdir(parents=True)
            (folder / "report.json").write_text(json.dumps(document) if cadence else '{"schema_version": 1}')
            with engine.begin() as connection:
                row = record(id, status="done", athlete=owner)
                Analyses(engine).add(connection, row, f"{id}-job", "outputs")
        shutil.copytree(kept(settings, "01"), kept(settings, "00"))  # in whose clip "01" was chosen
        with engine.begin() as connection:
            Analyses(engine).add(connection, record("05", status="running", athlete=athlete), "05-job")
            gone = record("000", status="done", athlete=athlete)  # its report is being deleted
            Analyses(engine).add(connection, gone, "000-job")
            row = record("00", status="done", athlete=athlete)
            Analyses(engine).add(connection, row, "00-job", "outputs")
            connection.execute(update(analyses).where(analyses.c.id == "01").values(again_of="00"))
        yield client, athlete
        engine.dispose()


def test_the_measures_of_an_athletes_sessions_are_followed(known):
    client, athlete = known
    told = client.get(f"/v1/athletes/{athlete}/trend").json()
    assert [each["analysis"] for each in told["sessions"]] == ["01", "02"]
    assert (told["unreadable"], told["more"], told["athlete"]) == (2, False, athlete)
    cadence = next(each for each in told["trend"]["metrics"] if each["name"] == "cadence_spm")
    assert cadence["change"]["value"] == pytest.approx(10.0) and cadence["change"]["beyond_both"] is True


def test_only_as_many_of_the_newest_as_are_asked_for(known):
    client, athlete = known
    told = client.get(f"/v1/athletes/{athlete}/trend?limit=2").json()
    assert [each["analysis"] for each in told["sessions"]] == ["02"] and told["more"] is True


def test_a_clip_counts_once_where_another_person_was_chosen_in_it(known):
    client, athlete = known
    told = client.get(f"/v1/athletes/{athlete}/trend").json()
    assert "00" in {each["id"] for each in client.get(f"/v1/analyses?athlete={athlete}").json()}
    assert "00" not in {each["analysis"] for each in told["sessions"]}


def test_another_speed_leaves_nothing_to_compare(known):
    client, athlete = known
    told = client.get(f"/v1/athletes/{athlete}/trend?speed_mps=5").json()
    assert {each["why_apart"]["code"] for each in told["trend"]["sessions"]} == {"other_speed"}
    assert all(each["change"] is None for each in told["trend"]["metrics"])


@pytest.mark.parametrize(("path", "status"), [("x/trend", 404), ("{}/trend?speed_mps=99", 422)])
def test_what_cannot_be_followed_is_a_problem(known, path, status):
    client, athlete = known
    assert client.get(f"/v1/athletes/{path.format(athlete)}").status_code == status
