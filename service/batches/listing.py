"""The clips that a command line names: files, folders, patterns and manifests."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from glob import glob
from pathlib import Path
from typing import Any

from service.batches.manifest import SUFFIXES, ListedClip, read_manifest
from service.models import AnalysisSettings
from vision import MidstanceError

VIDEOS = frozenset(
    (
        *(".3g2", ".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg"),
        *(".mpg", ".mts", ".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
    )
)


class NothingThere(MidstanceError):
    """A path names no clip."""


def list_clips(paths: Iterable[str], common: Mapping[str, Any], *, out: Path) -> list[ListedClip]:
    """Every clip as often as it is named, in order.

    Folders are searched through, but for hidden ones and `out`, which holds what was made.

    Raises NothingThere, UnusableTable, OSError.
    """
    clips: list[ListedClip] = []
    for path in paths:
        found = list(_clips(path, common, out.resolve()))
        if not found:
            raise NothingThere(_why_none(path, out))
        clips += found
    return clips


def each_once(clips: Iterable[ListedClip]) -> list[ListedClip]:
    """Without those that are named again, with the same settings, athlete and tags."""
    known: dict[ListedClip, ListedClip] = {}
    for clip in clips:
        known.setdefault(replace(clip, path=clip.path.resolve(), name=""), clip)
    return list(known.values())


def _why_none(written: str, out: Path) -> str:
    path = Path(written)
    if not written:
        return "One of the paths is empty; give videos, folders of them or a manifest."
    if not path.is_dir():
        return f"There is no clip {written}; check the path."
    if path.resolve().is_relative_to(out.resolve()):
        return f"{written} is where reports go or lies in it, so its videos are no clips; name another --out."
    return f"There is no video in {written}; give videos, folders of them or a manifest."


def _clips(written: str, common: Mapping[str, Any], out: Path) -> Iterator[ListedClip]:
    path = Path(written)
    if path.suffix.lower() in SUFFIXES and path.is_file():
        yield from read_manifest(path, common)
        return
    settings = AnalysisSettings.model_validate(dict(common))
    for file in [path] if path.is_file() else _videos(written, out):
        yield ListedClip(file, str(file), settings)


def _videos(written: str, out: Path) -> list[Path]:
    of_folder = written and Path(written).is_dir()
    files = _shown(Path(written)) if of_folder else map(Path, glob(written, recursive=True))  # noqa: PTH207
    return sorted(
        file
        for file in files
        if file.suffix.lower() in VIDEOS and file.is_file() and not file.resolve().is_relative_to(out)
    )


def _shown(folder: Path) -> Iterator[Path]:
    """All in a folder but what is hidden, as a pattern finds it."""
    for path in folder.rglob("*"):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path
