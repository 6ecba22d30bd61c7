"""Files for other tools over HTTP, made when they are asked for."""

import io
import json
import zipfile

import exported
import measured
import numpy as np
import polars as pl
import pytest
import works
from serving import finished, upload
from synthetic_runner import STATURE_CM

from service.exports import making, routes
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
    assert {kind for kind, _ in routes.MADE.values()} == set(EXPORTS)
    assert {name for name in routes.MADE if not name.endswith(".zip")} <= {e.name for e in EXPORTS.values()}


@pytest.mark.slow
def test_every_file_is_what_its_tool_reads(done, tmp_path):
    client, address = done
    content = {}
    for name, (_, media_type) in routes.MADE.items():
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


def corrected(client, address, number, *corrections, **more):
    """The revision after this one; where its files lie."""
    body = {"corrections": list(corrections), **more}
    answer = client.post(f"{address}/corrections", json=body, headers={"If-Match": f'"{number}"'})
    assert answer.status_code == 201, answer.text
    return f"{address}/revisions/{number + 1}"


def table(client, place, name):
    answer = client.get(f"{place}/exports/{name}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    read = pl.read_parquet if name.endswith(".parquet") else pl.read_csv
    return read(io.BytesIO(answer.content))


def test_a_revision_has_files_of_its_own(done, tmp_path):
    client, address = done
    before, _, *_ = client.get(f"{address}/report.json").json()["events"]
    later_s = before["time_s"] + 0.02
    moved = {"kind": "event_moved", "side": before["side"], "event": before["kind"]}
    place = corrected(
        client,
        address,
        0,
        {"kind": "facts_corrected", "height_cm": 1.1 * STATURE_CM},
        moved | {"time_s": before["time_s"], "to_s": later_s},
    )
    assert table(client, address, "events.csv")["time_s"][0] == pytest.approx(before["time_s"])
    assert table(client, place, "events.csv")["time_s"][0] == pytest.approx(later_s)
    for name in ("steps.csv", "strides.csv"):
        first, now = (table(client, each, name) for each in (address, place))
        assert (first["initial_contact_s"] != now["initial_contact_s"]).sum() == 1
    assert table(client, place, "landmarks.parquet").equals(table(client, address, "landmarks.parquet"))
    places = []
    for number, each in enumerate((address, place, f"{address}/revisions/0")):
        (tmp_path / f"{number}.trc").write_bytes(client.get(f"{each}/exports/markers.trc").content)
        places.append(exported.read_trc(tmp_path / f"{number}.trc")[2])
    np.testing.assert_allclose(np.ptp(places[1], axis=0), 1.1 * np.ptp(places[0], axis=0), atol=0.1)
    np.testing.assert_array_equal(places[2], places[0])


def test_what_was_all_undone_is_the_first_report_and_what_is_not_there_is_unknown(done):
    client, address = done
    corrected(client, address, 0, {"kind": "facts_corrected", "height_cm": 190})
    made = client.get(f"{address}/corrections").json()[0]["id"]
    place = corrected(client, address, 1, undoes=[made])
    for name in ("steps.csv", "strides.csv"):
        first, undone = (client.get(f"{each}/exports/{name}") for each in (address, place))
        assert undone.content == first.content
    missing = client.get(f"{address}/revisions/3/exports/steps.csv")
    assert (missing.status_code, missing.json()["type"]) == (404, f"{TYPE}unknown-revision")


def test_no_file_has_other_numbers_than_its_revision(done, tmp_path):
    client, address = done
    place = corrected(client, address, 0, {"kind": "facts_corrected", "height_cm": 190})
    (report,) = tmp_path.rglob("revisions/*/report.json")
    document = json.loads(report.read_text())
    document["metrics"]["cadence_spm"]["value"] += 1
    report.write_text(json.dumps(document))
    refused = client.get(f"{place}/exports/markers.trc")
    assert (refused.status_code, refused.json()["type"]) == (409, f"{TYPE}of-another-version")


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
