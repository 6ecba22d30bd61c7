"""Plain frames, cut from a clip in a process of its own, and whether it shows what is pointed at."""

from pathlib import Path

from vision import PlainPicture, Progress, Settings, Window, plain_pictures, require_shown


def cut(video: Path, frames: range, window: Window | None, progress: Progress) -> dict[int, PlainPicture]:
    """Those of these frames that there are; a process's work."""
    progress("report", 0.0)
    return plain_pictures(video, frames, window=window)


def check_person(video: Path, settings: Settings, progress: Progress) -> None:
    """Raises InvalidSetting where the person to follow lies outside the clip; a process's work."""
    progress("report", 0.0)
    require_shown(video, settings)
