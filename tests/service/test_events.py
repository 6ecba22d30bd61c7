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
            analyses.add(connection, record("01"), "01-job")
        runs.begin("01", "01-job", "run")
        yield client, runs
        engine.dispose()


def first_event(client, **headers):
    """The first event of a stream, as fields by their names."""
    fields = {}
    with client.stream("GET", "/v1/analyses/01/events", headers=headers) as stream:
        for line in stream.iter_lines():
            if not line and fields:
                break
            name, _, value = line.partition(": ")
            fields |= {name: value} if line else {}
    return fields


def test_a_stream_is_taken_up_where_it_broke_and_ends_for_good(server):
    client, runs = server
    first = first_event(client)
    assert int(first["retry"]) > 0
    assert first_event(client) == first  # whoever has seen nothing is told how it stands

    runs.advance("01", "run", Progress(stage="landmarks", fraction=0.5))
    second = first_event(client, **{"Last-Event-ID": first["id"]})
    assert '"fraction":0.5' in second["data"]

    runs.end("01", "run", "refused", (), None)
    last = first_event(client, **{"Last-Event-ID": second["id"]})
    assert '"status":"refused"' in last["data"]
    over = client.get("/v1/analyses/01/events", headers={"Last-Event-ID": last["id"]})
    assert (over.status_code, over.content) == (204, b"")
