import pytest
import works
from serving import CLIP, finished, serving, upload, wait_until


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A client and the address of a finished analysis."""
    data = tmp_path_factory.mktemp("data")
    with serving(data, works.report) as client:
        address = upload(client)
        finished(client, address)
    with serving(data, None) as client:  # there can be one worker in a process, and others have theirs
        yield client, address


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/html;q=0.4, application/json;q=0.5", "application/json"),
        ("text/*", "text/html"),
        ("application/json;charset=utf-8;q=0.1,text/html;level=1;q=0.2", "text/html"),
        ("text/html; Q=.2, application/json;q=.1", "text/html"),
        ("text/html;q=1.2.3, application/json;q=0.1", "application/json"),
    ],
)
def test_the_report_comes_as_the_client_accepts_it(done, accept, kind):
    client, address = done
    answer = client.get(f"{address}/report", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "accept", ["image/png", "text/html;q=0", "text/html;q=1.2.3", "nonsense", "a" * 20_000]
)
def test_a_report_in_another_form_is_not_to_be_had(done, accept):
    client, address = done
    answer = client.get(f"{address}/report", headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.json", "application/json"),
        ("report.html", "text/html"),
        ("annotated.mp4", "video/mp4"),
        ("frames/42.jpg", "image/jpeg"),
        ("frames/000042.jpg", "image/jpeg"),
        ("frames/initial_contact.jpg", "image/jpeg"),
        ("exports/events.csv", "text/csv"),
    ],
)
def test_each_file_comes_with_its_media_type(done, name, kind):
    client, address = done
    answer = client.get(f"{address}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind


def test_players_can_seek_in_the_annotated_clip(done):
    client, address = done
    answer = client.get(f"{address}/annotated.mp4", headers={"range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.content == CLIP.read_bytes()[100:200]
    assert answer.headers["content-range"] == f"bytes 100-199/{CLIP.stat().st_size}"


@pytest.mark.parametrize("asked", ["bytes", "bytes=", "bytes=a-b", "bytes=9-3", "items=0-5", "nonsense"])
def test_a_range_that_means_nothing_is_ignored(done, asked):
    client, address = done
    answer = client.get(f"{address}/annotated.mp4", headers={"range": asked})
    assert answer.status_code == 200
    assert answer.content == CLIP.read_bytes()


def test_a_range_beyond_the_end_is_a_problem(done):
    client, address = done
    answer = client.get(f"{address}/annotated.mp4", headers={"range": "bytes=900000000-"})
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"] == f"bytes */{CLIP.stat().st_size}"
    assert answer.json()["type"] == "urn:midstance:problem:beyond-the-end"


@pytest.mark.parametrize(
    "name", ["frames/43.jpg", "frames/..%2F..%2Fvideo.jpg", "frames/.jpg", "exports/video"]
)
def test_nothing_else_is_served(done, name):
    client, address = done
    answer = client.get(f"{address}/{name}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_refused_clip_has_reasons_instead_of_a_report(serve):
    with serve(works.refuse) as client:
        address = upload(client)
        finished(client, address)
        for name in ("report", "annotated.mp4", "frames/42.jpg", "exports/steps.csv"):
            answer = client.get(f"{address}/{name}")
            assert answer.status_code == 422
            assert answer.json()["type"] == "urn:midstance:problem:refused-clip"
            assert answer.json()["detail"] == works.NOBODY.message
            assert answer.json()["reasons"][0]["code"] == "no_runner"
        assert client.get(f"{address}/report.json").json()["quality"]["verdict"] == "refused"
        assert client.get(f"{address}/report.html").text == "<!doctype html><title>Refused</title>"


def test_a_report_that_is_not_there_yet_says_so(serve):
    with serve(works.hang) as client:
        address = upload(client)
        wait_until(lambda: client.get(address).json()["status"] == "running")
        answer = client.get(f"{address}/report")
        assert answer.status_code == 409
        assert f"{address}/events" in answer.json()["detail"]


def test_a_failed_analysis_says_why_there_is_no_report(serve):
    with serve(works.die) as client:
        address = upload(client)
        finished(client, address)
        answer = client.get(f"{address}/report.json")
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:midstance:problem:failed-analysis"
