import shutil

import pytest
import works


def test_probes_and_monitors_are_answered(serve, tmp_path, monkeypatch):
    monkeypatch.setattr("service.operations.readiness.FRESH_S", 0.0)
    with serve(works.report) as client:
        assert client.get("/healthz").json()["status"] == client.get("/health").json()["status"] == "ok"
        assert client.get("/readyz").status_code == client.get("/ready").status_code == 200
        client.get("/v1/analyses/019aa8f2")
        client.head("/v1/analyses")
        answer = client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=")
        counted = 'midstance_requests_total{method="GET",route="/v1/analyses/{id}",status="404"} 1.0'
        assert counted in answer.text
        assert 'midstance_requests_total{method="GET",route="/v1/analyses",status="200"} 1.0' in answer.text
        assert "019aa8f2" not in answer.text
        assert len(client.get("/v1/analyses").headers["x-request-id"]) == 16
        shutil.rmtree(tmp_path / "analyses")
        problem = client.get("/readyz")
        assert (problem.status_code, problem.headers["retry-after"]) == (503, "30")
        assert [reason["code"] for reason in problem.json()["reasons"]] == ["store"]
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.1"])
def test_no_web_page_reads_the_metrics_of_a_local_server(serve, host):
    with serve(None) as client:
        assert client.get("/metrics", headers={"host": host}).status_code == 421
