"""What a process of its own does for a file for other tools: measure the clip again, and write it."""

import io
import zipfile
from pathlib import Path

from vision import (
    Correction,
    ExportFormat,
    Progress,
    export_analysis,
    read_kept,
    restore,
    revise,
    write_outputs,
    write_report,
)


def made(kept: Path, kind: ExportFormat, out: Path, progress: Progress) -> bytes:
    """The file, or a folder of files as ZIP. Raises MidstanceError, OSError."""
    progress("measure", 0.0)
    return _content(export_analysis(restore(read_kept(kept)), kind, out))


def made_of_revision(
    kept: Path,
    video: Path | None,
    out: Path,
    corrections: tuple[Correction, ...],
    number: int,
    name: str,
    kind: ExportFormat | None,
    progress: Progress,
) -> bytes:
    """The same as corrected, or without `kind` a table as it lies beside a report; `out` has report.json."""
    progress("measure", 0.0)
    revised = revise(read_kept(kept), corrections, number=number, video=video)
    if kind is None:
        write_outputs(revised, None, out)
    written = export_analysis(revised, kind, out) if kind else out / name
    write_report(revised, out)
    return _content(written)


def _content(written: Path) -> bytes:
    return _zipped(written) if written.is_dir() else written.read_bytes()


def _zipped(folder: Path) -> bytes:
    """The same bytes each time: the files bear no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            named = zipfile.ZipInfo(f"{folder.name}/{file.name}")
            archive.writestr(named, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
