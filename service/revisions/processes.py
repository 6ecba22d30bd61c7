"""What processes of their own do for a revision: measure it, and later draw what is asked for."""

from pathlib import Path

from vision import Correction, Progress, read_kept, revise, write_pictures, write_report


def measure_revision(
    kept: Path,
    video: Path | None,
    out: Path,
    corrections: tuple[Correction, ...],
    number: int,
    progress: Progress,
) -> None:
    """Measure a clip again and write what there is to read to the folder `out`."""
    progress("measure", 0.0)
    revised = revise(read_kept(kept), corrections, number=number, video=video)
    write_report(revised, out)


def draw_revision(
    kept: Path,
    clips: tuple[Path | None, Path | None],
    out: Path,
    corrections: tuple[Correction, ...],
    number: int,
    names: frozenset[str],
    progress: Progress,
) -> None:
    """Measure it once more, and write those of these pictures, or the page with its own, that there are."""
    progress("measure", 0.0)
    revised = revise(read_kept(kept), corrections, number=number, video=clips[0])
    write_pictures(revised, clips[0], out, names, rear_video=clips[1])
