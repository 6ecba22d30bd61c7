"""Files of the analyses: a folder each, with the clips and the report."""

import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

VIDEO, REAR_VIDEO, OUTPUTS = "video", "rear", "outputs"
_UNCOMMITTED = ".uncommitted"


class Store:
    """The folder that holds the analyses' folders; workers on other machines must see it too.

    A folder whose name begins with a dot is on its way in or out. One that bears the mark of the uncommitted
    is in, but perhaps not in the database yet.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self) -> None:
        """Make the folder, which only its owner can look into. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sweep(self, known: Collection[str]) -> None:
        """Remove what a crash left half way; `known` are the ids in the database.

        A folder of an unknown id stays unless it bears the mark: the database may be the wrong one.
        """
        for folder in self.root.glob(".*/"):
            shutil.rmtree(folder)
        for mark in self.root.glob(f"*/{_UNCOMMITTED}"):
            if mark.parent.name in known:
                mark.unlink()
            else:
                shutil.rmtree(mark.parent)

    @contextmanager
    def incoming(self, clips: Mapping[str, Path]) -> Iterator[str]:
        """A new id for clips, which are whole and on the disk; they stay where they are, too.

        What came in is gone after the block unless `admitted` took it. Raises OSError.
        """
        id = f"{time.time_ns():016x}{secrets.token_hex(8)}"
        folder = self.root / f".{id}"
        folder.mkdir(mode=0o700)
        try:
            for name, clip in clips.items():
                (folder / name).hardlink_to(clip)
            yield id
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def admitted(self, id: str) -> Iterator[None]:
        """An incoming upload in its place while the block commits its row; gone if the block fails."""
        folder = self.root / id
        (self.root / f".{id}" / _UNCOMMITTED).touch()
        _sync(self.root / f".{id}")
        (self.root / f".{id}").rename(folder)
        _sync(self.root)
        try:
            yield
        except BaseException:
            shutil.rmtree(folder)
            raise
        (folder / _UNCOMMITTED).unlink()

    def folder(self, id: str) -> Path:
        """Where the files of an analysis lie."""
        return self.root / id

    def run_folder(self, id: str, run: str) -> Path:
        """Where a run writes its report, apart from those of other runs."""
        return self.folder(id) / f".{run}"

    def settle(self, id: str, run: str) -> None:
        """Have the report of a run on the disk, whatever befalls the machine. Raises OSError."""
        folder = self.run_folder(id, run)
        for place, _, files in os.walk(folder):
            for file in files:
                _sync(Path(place, file))
            _sync(Path(place))

    def publish(self, id: str, run: str) -> None:
        """Make what a run wrote, if it wrote anything, the report, in one stroke. Raises OSError.

        For the one run that holds the analysis, in the transaction that says so.
        """
        mine, report = self.run_folder(id, run), self.folder(id) / OUTPUTS
        if not mine.exists():
            return
        if report.exists():  # of a run that was cut off before its transaction ended
            report.rename(self.folder(id) / f".{run}.replaced")
        mine.rename(report)
        _sync(self.folder(id))

    def tidy(self, id: str) -> None:
        """Remove what runs of an analysis left; none may be under way."""
        for folder in self.folder(id).glob(".*/"):
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def deleted(self, id: str) -> Iterator[None]:
        """The files of an analysis out of sight while the block forgets its row; then they are gone."""
        leaving = self.root / f".{id}"
        with suppress(FileNotFoundError):
            self.folder(id).rename(leaving)
        yield
        shutil.rmtree(leaving, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
