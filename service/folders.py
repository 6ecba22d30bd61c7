"""The folder of a report, which is there whole or not at all."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vision import KEPT_FILE, REPORT_FILE

# The document comes last and goes first: where it lies, everything beside it belongs to it.
OUTPUTS = (
    "frames",
    "rear_frames",
    "landmarks.parquet",
    KEPT_FILE,
    "steps.csv",
    "events.csv",
    "annotated.mp4",
    "rear_annotated.mp4",
    "report.html",
    REPORT_FILE,
)

FRAME_NAME = re.compile(r"\d{6,}\.jpg|(near|far|left|right)_(initial_contact|midstance|toe_off)\.jpg")


def document_in(folder: Path) -> dict[str, Any]:
    """What the report in a folder says. Raises OSError, ValueError."""
    return parsed((folder / REPORT_FILE).read_bytes())


def parsed(document: bytes) -> dict[str, Any]:
    """What a report.json says. Raises ValueError."""
    said: dict[str, Any] = json.loads(document)
    return said


def require_writable(out: Path) -> None:
    """Raises OSError where no report folder can be made at `out`, or nothing be written to it."""
    with _partial_folder(out):
        pass


@contextmanager
def report_folder(out: Path) -> Iterator[Path]:
    """A partial folder inside `out` whose outputs replace those of `out` when the block succeeds.

    An interrupted block leaves `out` as it was, or away if it was not there.
    """
    with _partial_folder(out) as partial:
        yield partial
        for name in reversed(OUTPUTS):
            _remove(out / name)
        for name in OUTPUTS:
            if (partial / name).is_dir():
                _merge(partial / name, out / name)
            elif (partial / name).exists():
                (partial / name).replace(out / name)


@contextmanager
def _partial_folder(out: Path) -> Iterator[Path]:
    """An empty folder inside `out`, which is made for it and goes with it if it stays empty."""
    created = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=out))
    try:
        yield partial
    finally:
        shutil.rmtree(partial)
        if created and not any(out.iterdir()):
            out.rmdir()


def _remove(path: Path) -> None:
    """Remove an output of an earlier run, but none of a user's own files beside the frames."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for frame in path.iterdir():
        if FRAME_NAME.fullmatch(frame.name):
            frame.unlink()
    if not any(path.iterdir()):
        path.rmdir()


def _merge(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for file in source.iterdir():
        file.replace(target / file.name)
