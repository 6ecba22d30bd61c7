"""Writing a file so that a reader sees either the old one or the whole new one."""

import os
from pathlib import Path
from uuid import uuid4


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Put `content`, a text as UTF-8, at `path` by way of a file beside it. Raises OSError."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            file.write(content.encode(errors="replace") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
