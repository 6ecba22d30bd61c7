"""The clips and reports of the analyses: what lies under which key, and how it gets there.

Of an analysis, `ID/video` is the clip, `ID/rear` the one from behind, `ID/runs/RUN/` the report of a run, and
`ID/revisions/NAME/` one that was corrected.
Which report is shown is in the database alone: so it is seen whole, and of one run, wherever the blobs lie.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.blobs import blobs_at
from service.folders import parsed
from service.models import Record
from service.settings import Settings
from vision import REPORT_FILE

VIDEO, REAR_VIDEO = "video", "rear"
FORMER_REPORT = "outputs"  # where versions put it whose database named no report
REVISIONS = "revisions"
_RUNS = "runs"


def revision_place(id: str, report: str) -> str:
    """Where a report lies that was corrected."""
    return f"{id}/{REVISIONS}/{report}"


class Store:
    """Where clips and reports are kept."""

    def __init__(self, settings: Settings) -> None:
        self.blobs = blobs_at(settings.analyses)

    def keep_clips(self, id: str, clips: Mapping[str, Path]) -> None:
        """Store the clips of an analysis. Raises OSError."""
        for name, file in clips.items():
            self.blobs.put(file, f"{id}/{name}")

    def copy_clips(self, record: Record, to: str) -> None:
        """Store the clips of an analysis as those of another. Raises OSError."""
        for name in (VIDEO, *([REAR_VIDEO] if record.rear_file_name else [])):
            self.blobs.copy(f"{record.id}/{name}", f"{to}/{name}")

    def fetch_clips(self, record: Record, folder: Path) -> Path:
        """The clip as a file, with the one from behind beside it. Raises OSError."""
        if record.rear_file_name:
            self.blobs.fetch(f"{record.id}/{REAR_VIDEO}", folder)
        return self.blobs.fetch(f"{record.id}/{VIDEO}", folder)

    def keep_report(self, id: str, run: str, folder: Path) -> str | None:
        """Store what a run wrote; where the report then lies, None if it wrote nothing. Raises OSError."""
        report = f"{_RUNS}/{run}"
        return report if self.keep_files(f"{id}/{report}", folder) else None

    def keep_files(self, prefix: str, folder: Path) -> int:
        """Store all that is in a folder; how many files that was. Raises OSError."""
        files = [file for file in folder.rglob("*") if file.is_file()]
        for file in files:
            self.blobs.put(file, f"{prefix}/{file.relative_to(folder)}")
        return len(files)

    def fetch_files(self, prefix: str, folder: Path) -> None:
        """Have all that lies under a prefix in a folder. Raises OSError."""
        for key in self.blobs.keys(prefix):
            place = folder / Path(key).relative_to(prefix)
            place.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory() as fetched:
                shutil.copyfile(self.blobs.fetch(key, Path(fetched)), place)

    def shown(self, id: str, report: str | None) -> list[str]:
        """The keys of the clips, of the report that is shown and of its revisions."""
        clips = [f"{id}/{name}" for name in (VIDEO, REAR_VIDEO)]
        reports = (f"{id}/{REVISIONS}/", *([f"{id}/{report}/"] if report else []))
        return [key for key in self.blobs.keys(id) if key in clips or key.startswith(reports)]

    def content(self, key: str) -> bytes:
        """A small blob. Raises OSError."""
        with TemporaryDirectory() as folder:
            return self.blobs.fetch(key, Path(folder)).read_bytes()

    def document(self, report: str) -> dict[str, Any]:
        """What the report that lies there says. Raises OSError, ValueError."""
        return parsed(self.content(f"{report}/{REPORT_FILE}"))

    def drop_report(self, id: str, run: str) -> None:
        """Remove what a run stored. Raises OSError."""
        self.blobs.remove(f"{id}/{_RUNS}/{run}")

    def tidy(self, id: str, report: str | None) -> None:
        """Remove the reports that are not shown, as runs left them that were cut off. Raises OSError."""
        for run in self.blobs.folders(f"{id}/{_RUNS}"):
            if f"{_RUNS}/{run}" != report:
                self.drop_report(id, run)

    def remove(self, id: str) -> None:
        """Remove all that is kept of an analysis. Raises OSError."""
        self.blobs.remove(id)
