import json

import builders
import pytest
from admitting import kept, record
from serving import serving
from sqlalchemy import insert

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings
from service.tables import revisions
from vision.report import report_json, write_json


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of a server with three analyses: two with reports, and one whose report is not whole."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with serving(settings.data, None) as client:
        engine = connect(settings.database_url)
        for id in ("01", "02", "03"):
            folder = kept(settings, id) / "outputs"
            folder.mkdir(parents=True)
            write_json(builders.analysis(), folder / "report.json")
            with engine.begin() as connection:
                Analyses(engine).add(connection, record(id, status="done"), f"{id}-job", "outputs")
        (kept(settings, "03") / "outputs" / "report.json").write_text('{"schema_version": 1}')
        corrected = report_json(builders.analysis())
        corrected["metrics"]["cadence_spm"] |= {"value": 178.3, "low": 177.6, "high": 179.0}
        folder = kept(settings, "02") / "revisions" / "1-a"
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(corrected))
        row = {"analysis": "02", "number": 1, "author": "local", "created_at": record("02").created_at}
        with engine.begin() as connection:
            connection.execute(insert(revisions).values(report="1-a", **row))
        yield client
        engine.dispose()


def test_two_analyses_are_compared(client):
    answer = client.get("/v1/compare?a=01&b=01")
    assert answer.status_code == 200
    cadence = answer.json()["metrics"][0]
    assert (cadence["name"], cadence["overall"]["value"]) == ("cadence_spm", 0)
    assert cadence["overall"]["beyond_both"] is False
    assert answer.json()["cautions"][0]["code"] == "same_clip"


def test_a_corrected_report_is_compared_as_it_was_corrected(client):
    cadence = client.get("/v1/compare?a=01&b=02").json()["metrics"][0]["overall"]
    assert cadence["value"] == pytest.approx(10.0) and cadence["beyond_both"] is True


@pytest.mark.parametrize(
    ("asked", "status", "name"),
    [
        ("a=01&b=04", 404, "unknown-analysis"),
        ("a=01", 422, "invalid-request"),
        ("a=03&b=01", 409, "unreadable-report"),
    ],
)
def test_what_cannot_be_compared_is_a_problem(client, asked, status, name):
    answer = client.get(f"/v1/compare?{asked}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:midstance:problem:{name}")
