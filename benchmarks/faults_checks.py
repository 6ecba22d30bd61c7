"""What must hold after `faults.py` killed all it could; each check answers with what it found wrong."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults_client import Order, Told

from service.models import FINAL
from vision import read_landmarks_source

GIVEN_UP = {"crashed", "interrupted"}  # what is said of a clip that was killed each time
MOST_KILLS = 3
_OWN = {"report.json", "report.html", "observed.npz", "landmarks.parquet"}  # name the upload, or the time
_LASTING = {f"midstance.db{end}" for end in ("", "-wal", "-shm", "-migrating", "-reserve")} | {"server.lock"}


@dataclass(frozen=True, slots=True)
class Expected:
    """How the analysis of a clip ends when nothing is killed."""

    status: str
    reasons: tuple[str, ...]
    report: Mapping[str, Any] | None  # without what differs between two uploads
    files: Mapping[str, str]  # SHA-256 of the artefacts that are the same for each upload of the clip


def expected(record: Mapping[str, Any], folder: Path | None) -> Expected:
    """What an undisturbed run came to, whose report lies in the folder."""
    return Expected(
        record["status"],
        tuple(reason["code"] for reason in record["reasons"]),
        _common(json.loads((folder / "report.json").read_text())) if folder else None,
        _hashes(folder) if folder else {},
    )


def wrong_ends(
    orders: Iterable[Order],
    acknowledged: Mapping[int, str],
    records: Collection[Mapping[str, Any]],
    right: Mapping[str, Expected],
    hits: Counter[str],
) -> Iterator[str]:
    """Analyses that are missing, doubled, not over, or over for another reason than undisturbed.

    `hits` counts the kills that met each analysis: after three of them it may be given up.
    """
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        by_name.setdefault(record["file_name"], []).append(record)
    for order in orders:
        found = by_name.pop(order.file_name, [])
        if [record["id"] for record in found] != [acknowledged.get(order.number)]:
            yield f"{order.file_name}: {len(found)} analyses, or not the one that was acknowledged"
        for record in found:
            yield from _wrong_end(record, right[order.clip.name], hits[record["id"]])
    yield from (f"{name}: nobody ordered it" for name in by_name)


def _wrong_end(record: Mapping[str, Any], right: Expected, hits: int) -> Iterator[str]:
    reasons = tuple(reason["code"] for reason in record["reasons"])
    if record["status"] not in FINAL:
        yield f"{record['file_name']}: {record['status']}"
        return
    is_given_up = set(reasons) <= GIVEN_UP and hits >= MOST_KILLS
    if (record["status"], reasons) != (right.status, right.reasons) and not is_given_up:
        what = f"{record['status']} {reasons}, not {right.status} {right.reasons}"
        yield f"{record['file_name']}: {what}; killed {hits} times"


def wrong_report(folder: Path, order: Order, right: Expected) -> Iterator[str]:
    """Where a report is not its own clip's, whole, and with the values of an undisturbed run."""
    if right.report is None:
        yield f"{order.file_name}: a report where there should be none"
        return
    report = json.loads((folder / "report.json").read_text())
    sha256 = hashlib.sha256(order.content).hexdigest()
    source = report["source"]
    if (source["sha256"], source["file"]) != (sha256, order.file_name):
        yield f"{order.file_name}: report.json is of {source['file']}"
    if order.file_name not in (folder / "report.html").read_text():
        yield f"{order.file_name}: report.html is of another clip"
    parquet = folder / "landmarks.parquet"
    if parquet.exists() and read_landmarks_source(parquet).video.sha256 != sha256:
        yield f"{order.file_name}: landmarks.parquet is of another clip"
    if _common(report) != right.report:
        yield f"{order.file_name}: other values than undisturbed"
    hashes = _hashes(folder)
    for name in sorted(hashes.keys() | right.files.keys()):
        if hashes.get(name) != right.files.get(name):
            yield f"{order.file_name}: {name} is missing, too much or of another clip"


def _common(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs between two uploads of one clip: its name, its bytes, the time."""
    source = {k: v for k, v in report["source"].items() if k not in ("file", "sha256")}
    made = {k: v for k, v in report["provenance"].items() if k != "created_at"}
    return {**report, "source": source, "provenance": made}


def _hashes(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        str(file.relative_to(folder)): "there"
        if file.name in _OWN
        else hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def stray_files(data: Path, reports: Mapping[str, str | None]) -> list[str]:
    """What lies in a data folder and belongs to nothing; `reports` says where that of each analysis lies."""
    return [
        str(place)
        for path in sorted(data.rglob("*"))
        if not (path.is_dir() and (path.parent == data or any(path.iterdir())))
        and not _belongs((place := path.relative_to(data)).parts, reports)
    ]


def _belongs(place: tuple[str, ...], reports: Mapping[str, str | None]) -> bool:
    match place:
        case ("analyses", id, "video"):
            return id in reports
        case ("analyses", id, "runs", run, *rest):
            return reports.get(id) == f"runs/{run}" and not any(name.startswith(".") for name in rest)
        case ("workers", name):
            return name.endswith(".lock")
        case (name,):
            return name in _LASTING
    return False


def wrong_webhooks(told: Told, records: Collection[Mapping[str, Any]]) -> Iterator[str]:
    """Ends that were told not at all, wrongly, or in more than one message; one that comes twice is one."""
    by_analysis: dict[str, list[str]] = {}
    for message in told.messages.values():
        by_analysis.setdefault(message["id"], []).append(message["status"])
    for record in records:
        if by_analysis.get(record["id"], []) != [record["status"]]:
            yield f"{record['file_name']}: told {by_analysis.get(record['id'], 'nothing')}"
