import json
import os
import subprocess
from collections import Counter
from dataclasses import replace
from hashlib import sha256

import builders
import pytest
from faults import PROCESSES, inflict
from faults_checks import expected, stray_files, wrong_ends, wrong_report, wrong_webhooks
from faults_client import Order, Told
from faults_clips import UploadedClip
from faults_outcome import Kill, Outcome, summary, table
from faults_service import Service, kill

from vision.datatypes import LandmarksSource
from vision.exports import write_landmarks

CLIP = UploadedClip("fast", b"clip")
FIRST, SECOND = Order(0, CLIP), Order(1, CLIP)
DONE = {"status": "done", "reasons": []}


def write_report(folder, order, cadence_spm=180.0):
    digest = sha256(order.content).hexdigest()
    (folder / "frames").mkdir(parents=True)
    report = {
        "source": {"sha256": digest, "file": order.file_name, "width": 480},
        "metrics": {"cadence_spm": cadence_spm},
        "provenance": {"created_at": f"2026-05-04T12:00:0{order.number}Z", "engine": "blazepose"},
    }
    (folder / "report.json").write_text(json.dumps(report))
    (folder / "report.html").write_text(f"<title>{order.file_name}</title>")
    (folder / "annotated.mp4").write_bytes(b"pictures")
    (folder / "frames" / "000042.jpg").write_bytes(b"picture")
    source = LandmarksSource(replace(builders.video_info(), sha256=digest))
    write_landmarks(builders.track(2), folder / "landmarks.parquet", source=source)
    return folder


@pytest.fixture
def right(tmp_path):
    return expected(DONE, write_report(tmp_path / "undisturbed", FIRST))


@pytest.fixture
def folder(tmp_path):
    return write_report(tmp_path / "report", SECOND)


def test_a_report_of_its_own_clip_is_right(folder, right):
    assert list(wrong_report(folder, SECOND, right)) == []


@pytest.mark.parametrize("name", ["report.json", "report.html", "landmarks.parquet"])
def test_a_report_with_a_file_of_another_analysis_is_wrong(folder, right, name, tmp_path):
    (tmp_path / "undisturbed" / name).replace(folder / name)
    assert len(list(wrong_report(folder, SECOND, right))) == 1


@pytest.mark.parametrize("name", ["annotated.mp4", "frames/000042.jpg", "frames/000043.jpg"])
def test_a_report_with_other_pictures_or_too_many_is_wrong(folder, right, name):
    (folder / name).write_bytes(b"others")
    assert [name in words for words in wrong_report(folder, SECOND, right)] == [True]


def test_a_report_that_lacks_a_file_is_wrong(folder, right):
    (folder / "annotated.mp4").unlink()
    assert len(list(wrong_report(folder, SECOND, right))) == 1


def test_a_report_with_other_values_is_wrong(tmp_path, right):
    other = write_report(tmp_path / "other", SECOND, cadence_spm=181.0)
    assert ["other values" in words for words in wrong_report(other, SECOND, right)] == [True]


def record(order, id, status="done", *codes):
    return {
        "id": id,
        "file_name": order.file_name,
        "status": status,
        "reasons": [{"code": code} for code in codes],
    }


@pytest.mark.parametrize(
    "second",
    [
        [],
        [record(SECOND, "b"), record(SECOND, "c")],
        [record(SECOND, "other")],
        [record(SECOND, "b", "running")],
        [record(SECOND, "b", "refused")],
        [record(SECOND, "b", "failed", "system_error")],
        [record(SECOND, "b", "failed", "crashed")],
        [record(SECOND, "b"), record(Order(2, CLIP), "c")],
    ],
)
def test_an_analysis_that_is_lost_doubled_unfinished_or_ends_otherwise_is_wrong(right, second):
    known = [FIRST, SECOND], {0: "a", 1: "b"}, [record(FIRST, "a"), *second], {"fast": right}
    assert len(list(wrong_ends(*known, Counter({"b": 2})))) == 1


def test_each_analysis_ends_once_as_undisturbed_or_killed_three_times(right):
    ends = [record(FIRST, "a"), record(SECOND, "b", "failed", "interrupted")]
    assert list(wrong_ends([FIRST, SECOND], {0: "a", 1: "b"}, ends, {"fast": right}, Counter({"b": 3}))) == []


@pytest.mark.parametrize(
    "place",
    ["scratch/serve-0/report/report.json", "uploads/.3f", "uploads/3f", "analyses/b/video", "analyses/a/.3f",
     "analyses/a/runs/old/report.json", "analyses/a/runs/run/.3f", "analyses/b/runs", "midstance.db-journal"],
)  # fmt: skip
def test_what_belongs_to_nothing_is_a_stray(tmp_path, place):
    for own in ("analyses/a/video", "analyses/a/runs/run/frames/1.jpg", "workers/a.lock", "midstance.db"):
        (tmp_path / own).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / own).touch()
    (tmp_path / "scratch").mkdir()
    assert stray_files(tmp_path, {"a": "runs/run"}) == []
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).mkdir() if place.endswith("runs") else (tmp_path / place).touch()
    assert stray_files(tmp_path, {"a": "runs/run"}) == [place]


def test_an_end_is_told_in_one_message_that_may_come_twice():
    told = Told({"m1": {"id": "a", "status": "done"}}, Counter(m1=2))
    assert list(wrong_webhooks(told, [record(FIRST, "a")])) == []
    for messages in (
        {},
        {"m1": {"id": "a", "status": "failed"}},
        told.messages | {"m2": told.messages["m1"]},
    ):
        assert len(list(wrong_webhooks(Told(messages), [record(FIRST, "a")]))) == 1


def test_a_process_of_the_service_that_goes_on_is_found(tmp_path):
    service = Service(tmp_path, None, {})
    environment = os.environ | {"MIDSTANCE_DATA": str(service.data)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    orphan = subprocess.Popen(["sh", "-c", "echo; read _"], env=environment, **pipes)
    with orphan:
        assert orphan.stdout.readline(), "only a program that runs has its environment in /proc"
        try:
            assert list(service.processes()) == [orphan.pid]
            assert service.below([os.getpid()]) == {os.getpid(), orphan.pid}
        finally:
            kill([orphan.pid])
    assert service.processes() == {}


def killed(**known):
    return Kill("worker", 0.0, interrupted={"a": "run"}, below={7}, **known)


def test_a_kill_after_which_all_goes_on_is_right():
    assert list(killed(answers_after_s=1.0, goes_on_after_s={"a": 2.0}).wrong()) == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"goes_on_after_s": {}}, "analysis a did not go on"),
        ({"answers_after_s": None}, "not answered again"),
        ({"outlived": {7}}, "process 7 outlived"),
        ({"missed": True}, "no worker to be killed"),
    ],
)
def test_a_kill_that_met_nobody_or_after_which_something_stays_away_is_wrong(other, words):
    kill_ = killed(**{"answers_after_s": 1.0, "goes_on_after_s": {"a": 2.0}} | other)
    assert [words in told for told in kill_.wrong()] == [True]


def test_a_kill_that_met_nobody_is_not_counted():
    kills = [killed(answers_after_s=1.0), killed(answers_after_s=1.0, missed=True)]
    outcome = Outcome(1, kills, [], Counter(), Counter(), 0, 60.0)
    assert "| worker | 1 |" in "\n".join(table(outcome))
    assert ", 1 kills, " in summary(outcome)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_mixed_while_everything_is_killed(tmp_path, database):
    kills = len(PROCESSES) + (2 if database == "postgresql" else 0)
    outcome = inflict(tmp_path, database=database, analyses=kills + 3, kills=kills, seed=2)
    assert outcome.wrong == []
    assert len({kill_.what for kill_ in outcome.kills}) == kills
