"""Files for other tools over HTTP, made when they are asked for."""

import io
import json
import zipfile

import exported
import measured
import pytest
import works
from serving import finished, upload

from service import downloads
from service.exports import making
from vision import EXPORTS

TYPE = "urn:midstance:problem:"


@pytest.fixture
def done(serve, tmp_path):
    """A client and the address of a finished analysis; no request leaves a file behind."""
    with serve(measured.measure) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        yield client, address
        assert not any((tmp_path / "scratch").iterdir())


def test_there_is_a_file_for_every_format():
    assert {kind for kind, _ in downloads.MADE.values()} == set(EXPORTS)
    assert {name for name in downloads.MADE if not name.endswith(".zip")} <= {
        e.name for e in EXPORTS.values()
    }


def test_every_file_is_what_its_tool_reads(done, tmp_path):
    client, address = done
    content = {}
    for name, (_, media_type) in downloads.MADE.items():
        answer = client.get(f"{address}/exports/{name}")
        assert answer.status_code == 200, (name, answer.text)
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        content[name] = answer.content
    (tmp_path / "markers.trc").write_bytes(content["markers.trc"])
    names, time_s, _ = exported.read_trc(tmp_path / "markers.trc")
    assert "center_of_mass" in names and len(time_s) == measured.RUNNER.landmarks().time_s.size
    with zipfile.ZipFile(io.BytesIO(content["openpose.zip"])) as archive:
        files = archive.namelist()
        assert len(files) == len(time_s)
        assert len(json.loads(archive.read(files[0]))["people"]) == 1
    with zipfile.ZipFile(io.BytesIO(content["figures.zip"])) as archive:
        assert {"figures/knee_flexion.svg", "figures/knee_flexion.png"} <= set(archive.namelist())
    assert content["strides.csv"].startswith(b"stride,side,leg,")


def test_without_a_scale_the_answer_says_what_to_give(serve):
    with serve(measured.measure_untold) as client:
        address = upload(client)
        finished(client, address)
        answer = client.get(f"{address}/exports/markers.c3d")
        assert (answer.status_code, answer.json()["type"]) == (409, f"{TYPE}cannot-export")
        assert "height or speed" in answer.json()["detail"]
        assert client.get(f"{address}/exports/angles.mot").status_code == 200


def test_an_analysis_of_which_nothing_was_kept_says_so(serve):
    with serve(works.report) as client:
        address = upload(client)
        finished(client, address)
        answer = client.get(f"{address}/exports/markers.trc")
        assert (answer.status_code, answer.json()["type"]) == (409, f"{TYPE}not-exportable")


def test_who_comes_while_many_wait_is_asked_to_come_again(done, monkeypatch):
    client, address = done
    monkeypatch.setattr(making, "MOST_WAITING", 0)
    answer = client.get(f"{address}/exports/markers.trc")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
