import builders
import pytest
from admitting import kept, record
from serving import serving

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings
from vision.report import write_json


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
        yield client
        engine.dispose()


def test_two_analyses_are_compared(client):
    answer = client.get("/v1/compare?a=01&b=02")
    assert answer.status_code == 200
    cadence = answer.json()["metrics"][0]
    assert (cadence["name"], cadence["overall"]["value"]) == ("cadence_spm", 0)
    assert cadence["overall"]["beyond_both"] is False
    assert answer.json()["cautions"][0]["code"] == "same_clip"


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
