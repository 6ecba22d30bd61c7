"""What a process of its own does with a watch file: read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coaching import read_recording, summarise_run, watch_document
from vision import Progress

NAME = "The file"


def told(file: Path, report: Mapping[str, Any] | None, progress: Progress) -> dict[str, Any]:
    """The document of watch.json; raises UnreadableWatchFile."""
    progress("measure", 0.0)
    return watch_document([summarise_run(read_recording(file, name=NAME), report=report)])
