"""Plain frames, cut from a clip in a process of its own."""

from pathlib import Path

from vision import Progress, Window, plain_pictures


def cut(video: Path, frames: range, window: Window | None, progress: Progress) -> dict[int, bytes]:
    """Those of these frames that there are, as JPEGs; a process's work."""
    progress("report", 0.0)
    return plain_pictures(video, frames, window=window)
