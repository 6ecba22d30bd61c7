"""Analyses as folders: `<id>/` holds the clips, the record and the report, and nothing lies elsewhere."""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from service.models import FINAL, Record

VIDEO, REAR_VIDEO, RECORD, OUTPUTS = "video", "rear", "record.json", "outputs"


class UnknownAnalysis(Exception):
    """There is no analysis of this id, or no longer."""


class Store:
    """The analyses on disk. Ids begin with the time, so that their order is that of arrival.

    A folder whose name begins with a dot is on its way in or out and is removed at the next start.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Own the data folder and sweep what a crash left; raises BlockingIOError when it is taken."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for leftover in self.root.glob(".*/"):
                shutil.rmtree(leftover)
            yield

    @contextmanager
    def incoming(self, upload: IO[bytes], rear: IO[bytes] | None = None) -> Iterator[tuple[str, list[Path]]]:
        """A new id and the clips on disk; gone after the block unless `admit` took them. Raises OSError."""
        id = f"{time.time_ns():016x}{secrets.token_hex(8)}"
        folder = self.root / f".{id}"
        folder.mkdir(mode=0o700)
        try:
            clips = {VIDEO: upload} if rear is None else {VIDEO: upload, REAR_VIDEO: rear}
            for name, clip in clips.items():
                _keep(clip, folder / name)
            yield id, [folder / name for name in clips]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def admit(self, record: Record) -> None:
        """Make an incoming upload an analysis, in one stroke."""
        folder = self.root / f".{record.id}"
        _write(folder / RECORD, record)
        folder.rename(self.root / record.id)

    def folder(self, id: str) -> Path:
        """Where an analysis lies; raises UnknownAnalysis."""
        folder = self.root / id
        if not id.isalnum() or not folder.is_dir():
            raise UnknownAnalysis
        return folder

    def read(self, id: str) -> Record:
        """The record of an analysis; raises UnknownAnalysis."""
        try:
            return Record.model_validate_json((self.folder(id) / RECORD).read_bytes())
        except FileNotFoundError as error:
            raise UnknownAnalysis from error

    def write(self, record: Record) -> None:
        """Replace the record of an analysis; raises UnknownAnalysis."""
        _write(self.folder(record.id) / RECORD, record)

    def ids(self) -> list[str]:
        """The ids of all analyses, oldest first."""
        return sorted(folder.name for folder in self.root.iterdir() if folder.name.isalnum())

    def unfinished(self) -> list[Record]:
        """The analyses that still wait for a result, oldest first."""
        return [record for id in self.ids() if (record := self.read(id)).status not in FINAL]

    def delete(self, id: str) -> None:
        """Remove an analysis with its upload; raises UnknownAnalysis."""
        leaving = self.root / f".{id}"
        self.folder(id).rename(leaving)
        shutil.rmtree(leaving)


def _keep(clip: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(clip, file, 1 << 20)
        os.fsync(file.fileno())


def _write(path: Path, record: Record) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(record.model_dump_json(indent=1, exclude={"progress"}))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
