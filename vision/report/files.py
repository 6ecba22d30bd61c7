"""Writing a file so that a reader sees either the old one or the whole new one."""

import os
from pathlib import Path


def write_whole(path: str | Path, text: str) -> None:
    """Put `text` at `path` as UTF-8, by way of a file beside it. Raises OSError."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
