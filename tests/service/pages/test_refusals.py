import pytest
from club import found

HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html"), ("*/*", "application/problem+json")]
)
def test_what_is_not_there_is_said_as_the_one_who_asks_reads_it(serve, accept, kind):
    with serve(None) as server:
        answer = server.get("/nothing", headers={"Accept": accept})
    assert answer.status_code == 404 and answer.headers["content-type"].startswith(kind)
    assert "There is nothing at this address" in answer.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/v1/shared/gone", {}), ("/v1/analyses/gone/report.pdf", {"Sec-Fetch-Mode": "navigate"})],
)
def test_whoever_opens_a_link_or_a_file_that_is_not_there_reads_a_page(serve, path, headers):
    with serve(None) as server:
        read = server.get(path, headers={"Accept": "text/html"} | headers)
        assert (read.status_code, read.headers["content-type"].partition(";")[0]) == (404, "text/html")
        told = server.get(path)
        assert told.headers["content-type"] == "application/problem+json"


def test_whoever_is_not_known_is_sent_to_log_in_and_back(serve, settings):
    with serve(None, database=settings.database) as server:
        found(server, settings).access.close()
        answer = server.get("/?status=done", headers=HTML)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/login?to=%2F%3Fstatus%3Ddone"
        assert server.get("/").status_code == server.get("/v1/analyses", headers=HTML).status_code == 401
