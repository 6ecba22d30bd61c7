"""What a process of its own does for a file for other tools: measure the clip again, and write it."""

import io
import zipfile
from pathlib import Path

from vision import ExportFormat, Progress, export_analysis, read_kept, restore


def made(kept: Path, kind: ExportFormat, out: Path, progress: Progress) -> bytes:
    """The file, or a folder of files as ZIP. Raises MidstanceError, OSError."""
    progress("measure", 0.0)
    written = export_analysis(restore(read_kept(kept)), kind, out)
    return _zipped(written) if written.is_dir() else written.read_bytes()


def _zipped(folder: Path) -> bytes:
    """The same bytes each time: the files bear no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            named = zipfile.ZipInfo(f"{folder.name}/{file.name}")
            archive.writestr(named, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
