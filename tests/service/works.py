# ruff: noqa: ARG001
"""What a worker process does in these tests, in place of the analysis."""

import errno
import hashlib
import json
import os
import signal
import time
from dataclasses import asdict
from pathlib import Path

from service.attempts import Result
from service.folders import report_folder
from service.models import Record
from service.store import REAR_VIDEO
from vision import NetworksUnavailable, Progress, Quality, Reason, UnreadableVideo

HANGING = "hang.mp4"
NOBODY = Reason("no_runner", "Nobody runs in this clip; film one runner from the side.")


def _result(verdict: str, *reasons: Reason) -> Result:
    return Result(Quality(verdict, reasons, "running", "true", 60.0, 1.0), video_s=8.0)


def report(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    assert video.is_file()
    progress("landmarks", 0.5)
    with report_folder(out) as partial:
        (partial / "report.json").write_text('{"quality": {"verdict": "ok"}}')
        (partial / "report.html").write_text("<!doctype html><title>Report</title>")
        (partial / "annotated.mp4").write_bytes(video.read_bytes())
        (partial / "events.csv").write_text(f"speed,{record.settings.speed_mps}\n")
        (partial / "frames").mkdir()
        (partial / "frames" / "000042.jpg").write_bytes(b"\xff\xd8")
        (partial / "frames" / "initial_contact.jpg").write_bytes(b"\xff\xd8")
        if record.rear_file_name:
            (partial / "rear_frames").mkdir()
            (partial / "rear_frames" / "000007.jpg").write_bytes(b"\xff\xd8")
            (partial / "rear_annotated.mp4").write_bytes((video.parent / REAR_VIDEO).read_bytes())
    return _result("ok")


def refuse(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    with report_folder(out) as partial:
        quality = {"verdict": "refused", "reasons": [asdict(NOBODY)]}
        (partial / "report.json").write_text(json.dumps({"quality": quality}))
        (partial / "report.html").write_text("<!doctype html><title>Refused</title>")
    return _result("refused", NOBODY)


def as_named(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Ends as the name of the clip says, with a measure where there is a report."""
    if record.file_name.startswith("broken"):
        raise UnreadableVideo("The clip is broken.")
    if record.file_name.startswith("refused"):
        return refuse(video, out, record, progress)
    result = report(video, out, record, progress)
    cadence = {"value": 171.5, "low": 170.0, "high": 173.0, "category": None}
    document = {
        "source": {"sha256": hashlib.sha256(video.read_bytes()).hexdigest()},
        "quality": {"verdict": "limited", "reasons": [{"code": "blur", "message": "It is blurred."}]},
        "metrics": {"cadence_spm": cadence, "flight_time_s": dict.fromkeys(cadence)},
    }
    (out / "report.json").write_text(json.dumps(document))
    return result


def take_a_while(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Says in a file beside the clip that it has begun, with its process id, and ends a second later."""
    with video.with_suffix(".begun").open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    time.sleep(1.0)
    return as_named(video, out, record, progress)


def lack_networks(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    raise NetworksUnavailable("The pose networks are missing; run `midstance doctor --fetch`.")


def fill_the_disk(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    raise OSError(errno.ENOSPC, "No space left on device")


def stumble_once(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Finds no room at the first try, after half its work, and reports at the second."""
    if not (video.parent / "stumbled").exists():
        (video.parent / "stumbled").touch()
        out.mkdir()
        (out / "report.json").write_text("half")
        fill_the_disk(video, out, record, progress)
    return report(video, out, record, progress)


def stumble_by_name(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Reports, of a clip that is called so at the second try."""
    return (stumble_once if record.file_name.startswith("stumble") else report)(video, out, record, progress)


def die(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hang(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Runs until it is killed; its process id lies beside the upload."""
    (video.parent / "pid").write_text(str(os.getpid()))
    progress("landmarks", 0.25)
    time.sleep(600)
    raise AssertionError


def hang_by_name(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Hangs with a clip that is called so, and reports on all others."""
    return (hang if record.file_name == HANGING else report)(video, out, record, progress)


def kill_the_worker(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Takes the process down that waits for it, unless the clip is called harmless."""
    if record.file_name == "harmless.mp4":
        return report(video, out, record, progress)
    os.kill(os.getppid(), signal.SIGKILL)
    return hang(video, out, record, progress)


def wait_for_a_sign(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    (video.parent / "pid").write_text(str(os.getpid()))
    while not (video.parent / "sign").exists():
        time.sleep(0.1)
    return report(video, out, record, progress)


def hang_once(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Hangs at the first try and reports at the second."""
    again = (video.parent / "pid").exists()
    return (report if again else hang)(video, out, record, progress)
