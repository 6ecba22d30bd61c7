"""Watch files over HTTP: read aside, told, and forgotten."""

import json

import numpy as np
import pytest
import recorded
from admitting import kept, record
from runners import report
from serving import serving

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings

TYPE = "urn:midstance:problem:"
RUN = recorded.steady(1200, speed=np.full(1200, 3.0), cadence=np.full(1200, 164.0))


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A client with an analysis of a runner at 3 m/s whose cadence is 164, and its settings."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with serving(settings.data, None) as client:
        folder = kept(settings, "01") / "outputs"
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(report(164.0)))
        engine = connect(settings.database_url)
        with engine.begin() as connection:
            Analyses(engine).add(connection, record("01", status="done"), "01-job", "outputs")
        yield client, settings
        engine.dispose()


@pytest.mark.parametrize("write", [recorded.fit_file, recorded.gpx_file])
def test_what_a_watch_recorded_is_told_beside_a_video_and_forgotten(known, write):
    client, settings = known
    content = write(RUN)
    answer = client.post("/v1/recordings", params={"analysis": "01"}, content=content)
    assert answer.status_code == 200, answer.text
    run = answer.json()["runs"][0]
    assert run["cadence_spm"]["level"]["value"] == pytest.approx(164.0, abs=0.5)
    assert run["video"] is not None
    assert not list(settings.scratch.rglob("*file*"))


def test_what_is_no_watch_file_is_said(known, monkeypatch):
    client, settings = known
    whole = recorded.fit_file(RUN)
    for wrong in (b"", b"no watch file", whole[: len(whole) // 2]):
        answer = client.post("/v1/recordings", content=wrong)
        assert (answer.status_code, answer.json()["type"]) == (422, f"{TYPE}unreadable-watch-file")
        assert answer.json()["detail"].startswith("The file ")
    missing = client.post("/v1/recordings", params={"analysis": "09"}, content=whole)
    assert missing.json()["type"] == f"{TYPE}unknown-analysis"
    monkeypatch.setattr("service.recordings.reading._MOST", 1000)
    assert client.post("/v1/recordings", content=whole).json()["type"] == f"{TYPE}too-large"
    assert not list(settings.scratch.rglob("*file*"))
