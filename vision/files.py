"""Writing a file so that a reader sees either the old one or the whole new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def whole(path: str | Path, *, lasting: bool = True) -> Iterator[Path]:
    """Where to write, beside `path`, what takes its place once it is all there. Raises OSError.

    By then it is on the disk; without `lasting` a machine that stops may still lose it.
    """
    target = Path(path)
    part = target.with_name(f".{target.stem}.{uuid4().hex}.part{target.suffix}")
    try:
        yield part
        if lasting:
            with part.open("rb+") as file:
                os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Put `content`, a text as UTF-8, at `path` by way of a file beside it. Raises OSError."""
    with whole(path) as part:
        part.write_bytes(content.encode(errors="replace") if isinstance(content, str) else content)
