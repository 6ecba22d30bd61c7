import pytest
from admitting import record
from serving import serving

from service.analyses import Analyses
from service.database import connect
from service.models import Progress
from service.runs import Runs
from service.settings import Settings


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serving(data, None) as client:
        engine = connect(Settings(data=data).database_url)
        analyses, runs = Analyses(engine), Runs(engine)
        with engine.begin() as connection:
            for id in ("01", "02"):
                analyses.add(connection, record(id, status="running"), f"{id}-job")
        for id in ("01", "02"):
            runs.begin(id, f"{id}-job", "run")
        yield client, runs
        engine.dispose()


@pytest.mark.parametrize("address", ["/v1/analyses/01", "/v1/analyses", "/openapi.json"])
def test_what_has_not_changed_is_not_sent_again(server, address):
    client, _ = server
    first = client.get(address)
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-length" not in again.headers
    assert client.get(address, headers={"if-none-match": '"other"'}).json() == first.json()
    assert client.head(address).headers["etag"] == tag


def test_a_change_changes_the_tag(server):
    client, runs = server
    tag = client.get("/v1/analyses/01").headers["etag"]
    runs.advance("01", "run", Progress(stage="landmarks", fraction=0.75))
    assert client.get("/v1/analyses/01", headers={"if-none-match": tag}).status_code == 200


def test_only_what_was_seen_is_changed(server):
    client, runs = server
    seen = client.get("/v1/analyses/02").headers["etag"]
    runs.end("02", "run", "refused", (), None)
    answer = client.delete("/v1/analyses/02", headers={"if-match": seen})
    assert answer.status_code == 412
    assert answer.json()["type"] == "urn:midstance:problem:changed-meanwhile"
    seen = client.get("/v1/analyses/02").headers["etag"]
    assert client.delete("/v1/analyses/02", headers={"if-match": seen}).status_code == 204
    assert client.delete("/v1/analyses/02", headers={"if-match": "*"}).status_code == 404


def test_a_problem_has_no_tag(server):
    client, _ = server
    assert "etag" not in client.get("/v1/analyses/none", headers={"if-none-match": "*"}).headers


def test_what_is_just_made_has_its_tag_where_it_lies(server):
    client, _ = server
    made = client.post("/v1/athletes", json={"name": "Jane"})
    assert (made.status_code, "etag" in made.headers) == (201, False)
    seen = client.get(made.headers["location"]).headers["etag"]
    changed = client.put(made.headers["location"], json={"name": "June"}, headers={"if-match": seen})
    assert changed.status_code == 200
