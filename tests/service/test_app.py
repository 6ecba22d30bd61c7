import works

from service.app import create_app
from service.settings import Settings


def test_a_probe_learns_that_the_server_is_up(serve):
    with serve(works.report) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_the_root_leads_to_the_documentation(serve):
    with serve(works.report) as client:
        answer = client.get("/", follow_redirects=True)
    assert answer.json()["info"]["title"] == "Midstance"


def test_no_page_that_loads_scripts_from_elsewhere(serve):
    with serve(works.report) as client:
        assert client.get("/docs").status_code == 404
        assert client.get("/redoc").status_code == 404


def test_nothing_is_written_before_the_start(tmp_path):
    create_app(Settings(data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()
