"""Files of uploads that no analysis has taken yet."""

import fcntl
import hashlib
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Self

from service.blobs import sync


class GrowingFile:
    """A file that is written at its end, by one request at a time.

    What was written counts once it is settled; a file that could not be settled must not be again, since
    the system forgets what it failed to write.
    """

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError when another request writes to it, OSError."""
        is_new = not path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if is_new:
                sync(path.parent)
            self.path, self.size = path, os.lseek(self._file, 0, os.SEEK_END)
        except BaseException:
            os.close(self._file)
            raise
        self._failed = False

    def cut(self, size: int) -> None:
        """Leave the first `size` bytes: what comes after them was never settled."""
        os.ftruncate(self._file, size)
        self.size = os.lseek(self._file, 0, os.SEEK_END)

    def write(self, data: bytes) -> None:
        """Raises OSError; `size` says how much of the data was written before."""
        view = memoryview(data)
        while view:
            written = os.write(self._file, view)
            self.size += written
            view = view[written:]

    def settle(self) -> int:
        """The size, all of which is on the disk now. Raises OSError."""
        if self._failed:
            raise OSError(f"{self.path} could not be written before")
        try:
            os.fsync(self._file)
        except OSError:
            self._failed = True
            raise
        return self.size

    def close(self) -> None:
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Spool:
    """The folder of the uploads' files, named by their ids; one that begins with a dot is passing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self) -> None:
        """Make the folder, which only its owner can look into. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, id: str) -> Path:
        """Where the file of an upload lies."""
        return self.root / id

    def size(self, id: str) -> int:
        """How much of a file there is."""
        try:
            return self.path(id).stat().st_size
        except FileNotFoundError:
            return 0

    def sha256(self, id: str) -> str:
        """Of what is in the file; raises OSError."""
        with self.path(id).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def remove(self, id: str) -> None:
        """Delete the file of an upload, if there is one."""
        self.path(id).unlink(missing_ok=True)

    def sweep(self, known: Collection[str], *, keep_s: float) -> None:
        """Remove what a crash left: files in passing, and those of no upload once they are `keep_s` old.

        Until then they stay: the database may be the wrong one.
        """
        for file in self.root.iterdir():
            old = time.time() - file.stat().st_mtime > keep_s
            if file.name.startswith(".") or (old and file.name not in known):
                file.unlink()
