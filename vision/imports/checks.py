"""What every file that is read here must allow: to be opened, and times that rise."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from vision.datatypes import Floats
from vision.errors import MidstanceError


@contextmanager
def opening(path: Path, unreadable: type[MidstanceError]) -> Iterator[None]:
    """Raises `unreadable` where the file cannot be opened or read."""
    try:
        yield
    except OSError as error:
        raise unreadable(f"{path.name} cannot be opened: {error.strerror}.") from error


def rise(time_s: Floats) -> bool:
    """Whether times are known and each is later than the one before."""
    return bool(np.isfinite(time_s).all() and (np.diff(time_s) > 0).all())


def require_rising(time_s: Floats, file: str, unreadable: type[MidstanceError]) -> None:
    """Raises `unreadable` for times that are unknown or stand still."""
    if not rise(time_s):
        raise unreadable(f"{file} has times that do not rise from one to the next; export it again.")
