import time

import pytest
from serving import upload, wait_until

from service.app import create_app
from service.reports import analyze_upload
from service.settings import Settings
from vision import missing_networks


def test_a_probe_learns_that_the_server_is_up(serve):
    with serve(None) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_the_first_page_has_the_clips(serve):
    with serve(None) as client:
        answer = client.get("/")
    assert "There are none yet" in answer.text


def test_no_page_that_loads_scripts_from_elsewhere(serve):
    with serve(None) as client:
        assert client.get("/docs").status_code == 404
        assert client.get("/redoc").status_code == 404


def test_nothing_is_written_before_the_start(tmp_path):
    create_app(Settings(data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(bool(missing_networks()), reason="the pose networks are not cached")
@pytest.mark.slow
def test_a_real_analysis_over_http_leaves_the_server_quick(serve):
    with serve(analyze_upload) as client:
        address = upload(client, speed_mps="4.2", height_cm="171")
        wait_until(lambda: (client.get(address).json()["progress"] or {}).get("stage") == "landmarks")
        times_s = []
        while client.get(address).json()["status"] == "running":
            start = time.perf_counter()
            assert client.get("/v1/analyses").status_code == 200
            times_s.append(time.perf_counter() - start)
            time.sleep(0.05)
        assert client.get(address).json()["status"] == "done"
        report = client.get(f"{address}/report.json").json()
    assert report["metrics"]["cadence_spm"]["value"] == pytest.approx(184.2, abs=1)
    assert len(times_s) > 20
    assert sorted(times_s)[int(0.95 * len(times_s))] < 0.1
