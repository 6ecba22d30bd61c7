"""What has ended of a batch in a folder: a line for each, on the disk before it counts."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.batches.ledger import Verdict
from vision import REPORT_FILE, Reason

NAME = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class End:
    """How the analysis of one content with one set of settings ended; `report` is its folder, if any."""

    key: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    report: str | None = None


class Journal:
    """The journal in a folder, which one process at a time may write."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.ends: dict[str, End] = {}

    def read(self) -> None:
        """Learn what has ended; a line that a crash cut off, and what somebody deleted, has not."""
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            end = _end(line)
            if end and (end.report is None or (self._path.parent / end.report / REPORT_FILE).is_file()):
                self.ends[end.key] = end

    def write(self, end: End) -> None:
        """Note an end. Raises OSError."""
        line = json.dumps(asdict(end), ensure_ascii=False) + "\n"
        with self._path.open("ab") as file:
            begun = file.tell()
            torn = begun > 0 and _last_byte(self._path) != b"\n"
            file.write(b"\n" * torn + line.encode())
            file.flush()
            os.fsync(file.fileno())
        self.ends[end.key] = end


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _end(line: bytes) -> End | None:
    try:
        known: dict[str, Any] = json.loads(line)
        reasons = tuple(Reason(**reason) for reason in known.pop("reasons"))
        return End(**known, reasons=reasons)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
