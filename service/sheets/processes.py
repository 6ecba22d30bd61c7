"""What a process of its own does for a sheet: typeset it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vision import Progress, SheetPicture, SheetWords, sheet_pdf


def typeset(
    document: Mapping[str, Any],
    words: SheetWords,
    pictures: tuple[SheetPicture, ...],
    scratch: Path,
    progress: Progress,
) -> bytes:
    """The page as PDF; what it is made of lies in the folder `scratch` meanwhile."""
    progress("report", 0.0)
    return sheet_pdf(document, words, pictures, scratch=scratch)
