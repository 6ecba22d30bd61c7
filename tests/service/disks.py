"""Small disks of the tests' own, which can be full."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SIZE_MIB = 64


@contextmanager
def mounted(kind: str, place: Path) -> Iterator["Disk"]:
    """A disk of some MiB at an empty folder, "tmpfs" or "ext4"; skips the test where none can be mounted."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    source, options = "none", f"size={SIZE_MIB}m"
    if kind == "ext4":
        source, options = str(place.with_suffix(".image")), "loop"
        with Path(source).open("wb") as image:
            image.truncate(SIZE_MIB << 20)
        _run("mkfs.ext4", "-q", "-m", "0", source)
    _run("mount", "-t", kind, "-o", options, source, str(place))
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{command[0]} does not work here: {error}")


class Disk:
    """A mounted disk, whose room others can take and give back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._others = folder / "others"

    def fill(self) -> None:
        """Leave no byte."""
        with self._others.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))
            os.fsync(file.fileno())

    def make_room(self) -> None:
        """As somebody does who sees what is wrong."""
        self._others.unlink()

    def fill_after(self, first: bytes, then: bytes) -> Callable[[], Iterator[bytes]]:
        """A body during which the disk becomes full."""

        def body() -> Iterator[bytes]:
            yield first
            self.fill()
            yield then

        return body
