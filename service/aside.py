"""Work that a request waits for, done aside: in a process of its own, within the limits of an analysis."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from service import problems
from service.child import SYSTEM_ERROR, Child, ChildDied, ChildRefused, ChildSilent, ChildSlow, Limits

log = logging.getLogger("midstance")

Value = TypeVar("Value")


class Aside:
    """Where such work is done, and how; nothing of one piece of work stays for the next."""

    def __init__(self, scratch: Path, limits: Limits) -> None:
        self._scratch, self._limits = scratch, limits

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder of this machine, of which nothing is left afterwards. Raises OSError."""
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._scratch, prefix="revision-") as folder:
            yield Path(folder)

    def run(self, function: Callable[..., Value], *args: object) -> Value:
        """What `function(*args, progress)` returns; raises ChildRefused, and Problem where it breaks."""
        try:
            return Child(function, *args, limits=self._limits).result(lambda *_: None)
        except ChildRefused as error:
            if error.reason.code == SYSTEM_ERROR:
                raise problems.storage_full() from error
            raise
        except (ChildDied, ChildSilent, ChildSlow) as error:
            log.error("%s broke its process (%s)", function.__name__, type(error).__name__)
            raise problems.server_error() from error
