import copy
import errno
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import builders
import numpy as np
import pytest
from serving import CLIP, PATIENCE_S, wait_until

from service.cli import main
from service.locks import locked
from vision import Quality, Reason, missing_networks
from vision.report import report_json, write_json

needs_networks = pytest.mark.skipif(bool(missing_networks()), reason="the pose networks are not cached")


@pytest.fixture
def midstance(monkeypatch, capsys, tmp_path):
    """Runs the command in an empty folder; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["analyze"], "Name a clip"),
        (["analyze", "--landmarks", "nothing.parquet"], "nothing.parquet cannot be opened"),
        (["analyze", "--landmarks", CLIP], "is no file of landmarks that is known"),
        (
            ["analyze", "--landmarks", "nothing.json", "--size", "big"],
            "--size must be width and height such as 1280x720",
        ),
        (["analyze", CLIP, "--fps", "60"], "--fps, --size and --names are about --landmarks"),
        (["analyze", "--landmarks", "nothing.json", "--fps", "60"], "nothing.json cannot be opened"),
        (
            ["analyze", CLIP, "--speed-mps", "40"],
            "--speed-mps must be a number from 0.5 to 12 metres a second, not 40.",
        ),
        (["analyze", CLIP, "--speed-mps", "nan"], "--speed-mps must be a number"),
        (["analyze", CLIP, "--speed-mps"], "--speed-mps"),
        (
            ["analyze", CLIP, "--height-cm", "1,78"],
            "--height-cm must be a number from 100 to 230 centimetres",
        ),
        (["analyze", CLIP, "--height-cm", "9", "--mass-kg", "9"], "not 9; --mass-kg must be"),
        (["analyze", CLIP, "--incline-pct", "5%"], "--incline-pct must be a number from -30 to 40 per cent"),
        (["analyze", CLIP, "--pace", "5"], "--pace must be written as 5:30/km"),
        (["analyze", CLIP, "--pace", "0:00/km"], "--pace must be written as 5:30/km"),
        (["analyze", CLIP, "--pace", "5:00/km", "--speed-mps", "3"], "say the same"),
        (["analyze", CLIP, "--pace", "59:00/km"], "and mean 0.5 to 12 metres a second, not 59:00/km."),
        (["analyze", CLIP, "--view", "top"], "--view must be auto, side or rear, not top."),
        (["analyze", "--landmarks", CLIP, "--model", "heavy"], "--engine and --precision out"),
        (["analyze", "--landmarks", CLIP, "--engine", "mediapipe"], "--engine and --precision out"),
        (["analyze", "--landmarks", CLIP, "--person-x-px", "9"], "give all three, or none of them."),
        (["analyze", CLIP, "--person-time-s", "1"], "--person-time-s must come with person_x_px and"),
        (["analyze", CLIP, "--zoom", "2"], "--zoom"),
        (["analyze", CLIP, "--out", "/proc/report"], "written to /proc/report"),
        (["analyze", CLIP, "--out", CLIP / "report"], "name another folder with --out."),
        (["analyze", "nothing.mp4"], "There is no file nothing.mp4"),
        (["analyze", CLIP, "--rear", "nothing.mp4"], "There is no file nothing.mp4"),
        (["serve", "--port", "99999"], "--port must be at most 65535, not 99999."),
        (["serve", "--workers", "many"], "--workers must be a whole number, not many."),
        (["serve", "--data", CLIP], "choose another --data."),
        (["serve", "--database", "mysql://club"], "give postgresql://USER@HOST/NAME."),
        (["worker", "takeover"], "or write midstance worker takeover NAME."),
        (["worker", "--name", "a/b"], "--name may hold only small letters, digits, - and _, not a/b."),
        (["worker", "rest", "box"], "or write midstance worker takeover NAME."),
        (["walk"], "walk"),
        (["user", "add", "ben"], "Missing option '--role'"),
        (["user", "add", "ben", "--role", "boss"], "--role must be runner, coach or admin, not boss."),
        (["key", "add", "ben", "laptop", "--days", "0"], "--days must be at least 1, not 0."),
        (["audit", "--limit", "0"], "--limit must be at least 1, not 0."),
    ],
)
def test_a_mistake_is_one_plain_line_and_exit_code_2(midstance, tmp_path, arguments, complaint):
    code, out, err = midstance(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("midstance: ")
    assert err.count("\n") == 1
    assert complaint in err
    assert not re.search("Value error|Input should|Invalid value", err)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_video_is_one_plain_line(midstance, tmp_path):
    (tmp_path / "notes.mp4").write_text("not a video")
    code, _, err = midstance("analyze", "notes.mp4")
    assert code == 2
    assert err.count("\n") == 1
    assert "notes.mp4" in err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.mp4"]


def test_a_folder_that_cannot_be_written_is_one_plain_line(midstance, tmp_path):
    (tmp_path / "report").write_text("a file")
    code, _, err = midstance("analyze", CLIP, "--out", "report")
    assert code == 2
    assert "Nothing can be written to report (File exists); name another folder with --out." in err
    assert err.count("\n") == 1


def test_the_version_is_told(midstance):
    assert midstance("--version") == (0, "midstance 0.1.0\n", "")


def test_a_server_setting_is_named_as_the_environment_has_it(midstance, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_PORT", "abc")
    assert midstance("serve") == (2, "", "midstance: MIDSTANCE_PORT must be a whole number, not abc.\n")


def test_help_says_how_a_pace_and_a_choice_are_written(midstance):
    _, out, _ = midstance("analyze", "--help")
    assert "M:SS/km|mi" in out
    assert "auto|side|rear" in out


def test_help_lists_the_commands(midstance):
    code, out, _ = midstance("--help")
    assert code == 0
    assert all(command in out for command in ("analyze", "serve", "doctor"))


def test_a_machine_without_networks_is_not_ready(midstance, monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(tmp_path / "networks"))
    code, out, err = midstance("doctor")
    assert code == 1
    assert "no  networks" in out
    assert err.count("\n") == 1
    assert "midstance doctor --fetch" in err


def test_a_second_server_on_the_same_data_is_told_so(midstance, tmp_path):
    with locked(tmp_path / "data" / "server.lock"):
        code, _, err = midstance("serve", "--data", tmp_path / "data")
    assert code == 2
    assert "Another server works in" in err


@pytest.mark.parametrize("command", [["serve"], ["worker"], ["worker", "takeover", "box"]])
def test_a_database_that_does_not_answer_is_one_plain_line(midstance, tmp_path, command):
    nowhere = f"postgresql://me:secret@/club?host={tmp_path}"
    code, _, err = midstance(*command, "--data", tmp_path / "data", "--database", nowhere)
    assert code == 2
    assert err.startswith("midstance: The database does not answer; see that it runs")
    assert err.count("\n") == 1


def test_a_second_crew_of_one_name_is_told_so(midstance, tmp_path):
    with locked(tmp_path / "workers" / "box.lock"):
        code, _, err = midstance("worker", "--data", tmp_path, "--name", "box")
    assert code == 2
    assert err == "midstance: Workers named box are at work already; choose another --name.\n"


def test_nothing_is_taken_over_where_nobody_holds_anything(midstance, tmp_path):
    code, _, err = midstance("worker", "takeover", "box", "--data", tmp_path)
    assert (code, err) == (2, "midstance: No worker named box has jobs; nor does any other.\n")


def test_a_port_that_is_taken_is_one_plain_line(midstance, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = midstance("serve", "--data", tmp_path / "data", "--port", port)
    assert code == 2
    assert f"Nothing can listen on 127.0.0.1 port {port}" in err
    assert err.count("\n") == 1


@needs_networks
@pytest.mark.slow
@pytest.mark.parametrize("speed", [["--speed-mps", "4.2"], ["--pace", "3:58/km"]])
def test_a_clip_ends_in_a_report(midstance, tmp_path, speed):
    code, out, err = midstance("analyze", CLIP, *speed, "--height-cm", "171")
    assert code == 0, err
    report = json.loads((tmp_path / f"{CLIP.stem}-midstance" / "report.json").read_text())
    assert report["metrics"]["cadence_spm"]["value"] == pytest.approx(184.2, abs=1)
    assert out.splitlines()[-1] == f"Report: {CLIP.stem}-midstance/report.html"
    assert err == ""
    assert "landmarks: 100 %" in out
    code, out, _ = midstance(
        "analyze", "--landmarks", f"{CLIP.stem}-midstance/landmarks.parquet", *speed, "--height-cm", "171"
    )
    again = json.loads((tmp_path / "landmarks-midstance" / "report.json").read_text())
    assert code == 0
    for name, metric in report["metrics"].items():
        if metric["low"] is not None:
            tolerance = 0.05 * (metric["high"] - metric["low"]) + 1e-3  # the legs are put right once more
            assert again["metrics"][name]["value"] == pytest.approx(metric["value"], abs=tolerance), name
    assert again["source"]["sha256"] == report["source"]["sha256"]
    known = {**again["provenance"], "created_at": report["provenance"]["created_at"], "made_from": "video"}
    assert again["provenance"]["made_from"] == "landmarks"
    assert known == report["provenance"]
    (tmp_path / "other.mp4").write_bytes(CLIP.read_bytes() + b"\0")
    code, _, err = midstance(
        "analyze", "other.mp4", "--landmarks", f"{CLIP.stem}-midstance/landmarks.parquet", "--out", "x"
    )
    assert (code, err.count("\n")) == (2, 1)
    assert "was made from another clip than other.mp4" in err
    assert not (tmp_path / "x").exists()


@needs_networks
@pytest.mark.slow
def test_an_interrupt_ends_with_130_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-c", "from service.cli import main; main()", "analyze", str(CLIP)]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    for line in process.stdout:
        if line == "landmarks: 25 %\n":
            os.kill(process.pid, signal.SIGINT)
            break
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_interrupt_ends_workers_that_wait(tmp_path):
    command = [sys.executable, "-c", "from service.cli import main; main()", "worker", "--name", "anna"]
    place = {"MIDSTANCE_DATA": str(tmp_path), "MIDSTANCE_DATABASE": f"sqlite:///{tmp_path}/midstance.db"}
    process = subprocess.Popen(command, env=os.environ | place, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any(path.read_text() for path in Path(f"/proc/{process.pid}/task").glob("*/children")))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "Traceback" not in err


@needs_networks
def test_a_report_that_cannot_be_put_in_its_place_is_one_plain_line(midstance, tmp_path, empty_room):
    (tmp_path / "report" / "report.json" / "mine").mkdir(parents=True)
    code, _, err = midstance("analyze", empty_room, "--out", "report")
    assert code == 1
    assert err == "midstance: report/report.json cannot be used (Is a directory); see to it and try again.\n"


@needs_networks
@pytest.mark.parametrize("named", [True, False])
def test_a_full_disk_is_told_of_the_folder_that_was_asked_for(midstance, monkeypatch, empty_room, named):
    def fill(_analysis, _video, folder, **_):
        place = (f"file:{folder.absolute()}/.annotated-1.mp4",) if named else ()
        raise OSError(errno.ENOSPC, "No space left on device", *place)

    monkeypatch.setattr("service.commands.analyze.write_outputs", fill)
    code, _, err = midstance("analyze", empty_room, "--out", "report")
    assert code == 1
    assert err == "midstance: report cannot be used (No space left on device); see to it and try again.\n"


@pytest.fixture
def empty_room(tmp_path):
    """Three seconds without anybody."""
    path = tmp_path / "room.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        grey = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 128, np.uint8), format="rgb24")
        for _ in range(90):
            container.mux(stream.encode(grey))
        container.mux(stream.encode())
    return path


@needs_networks
def test_a_clip_that_cannot_be_measured_ends_with_3_and_the_reason(midstance, tmp_path, empty_room):
    code, out, err = midstance("analyze", empty_room, "--out", "report")
    assert code == 3
    assert out.splitlines()[-1] == "Why, and how to film again: report/report.html"
    assert err.count("\n") == 1
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["quality"]["verdict"] == "refused"
    assert err == f"midstance: {report['quality']['reasons'][0]['message']}\n"
    assert {path.name for path in (tmp_path / "report").iterdir()} == {"report.json", "report.html"}


def test_help_loads_nothing_that_it_does_not_need():
    """Everything that a command needs takes a second or more to load."""
    said = "try: main()\nexcept SystemExit: print(sorted({'numpy', 'vision', 'fastapi'} & set(sys.modules)))"
    command = [sys.executable, "-c", f"import sys\nfrom service.cli import main\n{said}", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Analyse a clip" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_analysis_loads_no_server():
    loaded = "sorted({'fastapi', 'starlette', 'sqlalchemy'} & set(sys.modules))"
    said = f"import service.commands.analyze\nprint({loaded})"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{said}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_mistyped_command_is_told_the_right_one(midstance):
    code, _, err = midstance("anlyze")
    assert code == 2
    assert "Did you mean 'analyze'?" in err


def test_two_reports_are_compared(midstance, tmp_path):
    write_json(builders.analysis(), tmp_path / "report.json")
    code, out, err = midstance("compare", tmp_path, tmp_path / "report.json")
    assert (code, err) == (0, "")
    assert re.search(r"Cadence +168\.3 spm .* 168\.3 spm .* 0\.0 spm", out)
    assert "note: Both reports are of one clip" in out
    cadence = json.loads(midstance("compare", tmp_path, tmp_path, "--json")[1])["metrics"][0]
    assert (cadence["name"], cadence["overall"]["beyond_both"]) == ("cadence_spm", False)


def test_what_tired_legs_changed_is_told_with_the_least_that_could_be(midstance, tmp_path):
    early = report_json(builders.analysis())
    early["metrics"]["shoulder_elevation_pct"] |= {"value": 36.0, "low": 30.0, "high": 42.0}
    late = copy.deepcopy(early)
    for name, change in (("cadence_spm", -20.0), ("trunk_lean_mean_deg", 0.1)):
        ends = {end: late["metrics"][name][end] + change for end in ("value", "low", "high")}
        late["metrics"][name] |= ends
    for folder, document in (("early", early), ("late", late)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.json").write_text(json.dumps(document))
    out = midstance("compare", tmp_path / "early", tmp_path / "late")[1]
    assert "told from" in out
    assert re.search(r"Cadence .*20\.0 spm \(.*\) +\d+\.\d spm +\* *\n", out)
    assert re.search(r"Trunk lean, mean .*\+0\.1° \(.*\) +\d+\.\d° *\n", out)
    titles = ("Contact time", "Foot ahead of the hip", "Trunk lean range", "Ear above the shoulder")
    assert all(re.search(rf"{title} .* \d", out) for title in titles)


def test_a_refused_report_is_not_compared(midstance, tmp_path):
    refused = Quality("refused", (Reason("dark", "It is dark; film in the light."),), None, "true", None, 0.0)
    write_json(replace(builders.analysis(), quality=refused), tmp_path / "report.json")
    code, out, err = midstance("compare", tmp_path, tmp_path)
    assert (code, out) == (3, "")
    assert "was refused, so there is nothing to compare. It is dark; film in the light." in err


def test_a_server_for_others_needs_an_account_which_one_command_makes(midstance, monkeypatch, tmp_path):
    def typed(line):
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))

    monkeypatch.setenv("MIDSTANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("service.commands.serve._require_free", lambda *_: sys.exit(99))
    code, _, err = midstance("serve", "--host", "0.0.0.0")
    assert (code, "midstance user add NAME --role admin" in err) == (2, True)
    typed("short\n")
    assert midstance("user", "add", "anna", "--role", "admin")[0] == 2
    typed("correct horse battery\n")
    assert midstance("user", "add", "anna", "--role", "admin") == (
        0,
        "anna has an account now, as admin.\n",
        "",
    )
    assert midstance("serve", "--host", "0.0.0.0")[0] == 99  # as far as listening
    code, secret, _ = midstance("key", "add", "anna", "laptop", "--scope", "read")
    id = secret.split("_")[1]
    assert re.fullmatch(
        rf"{id} read   \d{{4}}-\d\d-\d\d never +laptop\n", midstance("key", "list", "anna")[1]
    )
    assert midstance("key", "revoke", "anna", id)[:2] == (0, f"The key {id} is revoked.\n")
    assert midstance("key", "revoke", "anna", id)[0] == 2
    assert "set MIDSTANCE_OIDC_ISSUER" in midstance("user", "link", "anna", "--subject", "17")[2]
    monkeypatch.setenv("MIDSTANCE_OIDC_ISSUER", "https://login.example")
    assert midstance("user", "link", "anna", "--subject", "17")[0] == 0
    assert midstance("user", "list")[1].endswith("admin   anna (linked)\n")
    assert [midstance("user", "unlink", "anna")[0] for _ in range(2)] == [0, 2]
    assert midstance("user", "disable", "anna")[1] == "The account of anna is closed.\n"
    assert midstance("user", "list")[1].endswith("admin   anna (closed)\n")
    trail = midstance("audit")[1]
    assert re.findall(r"operator +(\w+ \w+)", trail) == [
        *("user add", "key add", "key revoke"),
        *("user link", "user unlink", "user disable"),
    ]
    assert "anna" not in trail
    assert secret.strip() not in (tmp_path / "data" / "midstance.db").read_bytes().decode("latin-1")


def test_a_batch_says_of_clips_that_are_not_there_only_that_they_failed(midstance, tmp_path):
    (tmp_path / "m.csv").write_text("file\ngone.mp4\n")
    code, out, complaint = midstance("batch", "m.csv", "--out", "made")
    assert out.startswith("1 clip: 0 done, 0 limited, 0 refused, 1 failed.")
    assert (code, len(out.splitlines())) == (1, 1)
    assert "failed for reasons that may pass" in complaint
