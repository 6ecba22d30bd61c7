# ruff: noqa: ARG001
"""What a worker process does in these tests, in place of the analysis."""

import errno
import os
import signal
import time
from pathlib import Path

from service.models import Record
from service.reports import report_folder
from service.store import REAR_VIDEO
from vision import NetworksUnavailable, Progress, Quality, Reason

NOBODY = Reason("no_runner", "Nobody runs in this clip; film one runner from the side.")


def _quality(verdict: str, *reasons: Reason) -> Quality:
    return Quality(verdict, reasons, "running", "true", 60.0, 1.0)


def report(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
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
    return _quality("ok")


def refuse(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    with report_folder(out) as partial:
        (partial / "report.json").write_text('{"quality": {"verdict": "refused"}}')
        (partial / "report.html").write_text("<!doctype html><title>Refused</title>")
    return _quality("refused", NOBODY)


def lack_networks(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    raise NetworksUnavailable("The pose networks are missing; run `midstance doctor --fetch`.")


def fill_the_disk(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    raise OSError(errno.ENOSPC, "No space left on device")


def die(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hang(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    """Runs until it is killed; its process id lies beside the upload."""
    (video.parent / "pid").write_text(str(os.getpid()))
    progress("landmarks", 0.25)
    time.sleep(600)
    raise AssertionError


def hang_once(video: Path, out: Path, record: Record, progress: Progress) -> Quality:
    """Hangs at the first try and reports at the second."""
    again = (video.parent / "pid").exists()
    return (report if again else hang)(video, out, record, progress)
