"""Key points that somebody named freely, as landmarks of this project."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from vision.datatypes import SIDES
from vision.errors import UnreadableLandmarks
from vision.imports.checks import opening
from vision.imports.layouts import MEDIAPIPE, Layout
from vision.skeletons import BLAZEPOSE_33, BODY_21, COCO_17

SIDE_WORDS: Mapping[str, str] = {"l": "left", "left": "left", "r": "right", "right": "right"}
PART_WORDS: Mapping[str, str] = {
    **{part: part for part in ("nose", "eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")},
    **dict.fromkeys(("heel", "calcaneus", "cal"), "heel"),
    **dict.fromkeys(("toe", "toes", "bigtoe", "hallux", "footindex", "toetip"), "toe"),
}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
NEEDED = tuple(f"{side}_{part}" for part in ("shoulder", "hip", "knee", "ankle") for side in SIDES)
FEET = tuple(f"{side}_{part}" for part in ("heel", "toe") for side in SIDES)
MEDIAPIPE_NAMES = tuple(name.replace("_toe", "_foot_index") for name in BLAZEPOSE_33.landmarks)


def landmark_named(name: str) -> str | None:
    """The landmark that `left_ankle`, `LAnkle`, `ankle_left` and the like name; None for any other point."""
    words = [word.lower() for word in WORD.findall(name)]
    if words == ["nose"]:
        return "nose"
    if len(words) == 1 and words[0][1:] != "ear":  # LANKLE; the rear of something is no ear
        words = [words[0][:1], words[0][1:]]
    for at in (0, -1):
        side = SIDE_WORDS.get(words[at]) if len(words) > 1 else None
        rest = "".join(words[1:] if at == 0 else words[:-1])
        if side and rest in PART_WORDS:
            return f"{side}_{PART_WORDS[rest]}"
    return None


def _untold(name: str, mapping: Mapping[str, str]) -> str | None:
    """What the name tells, unless the mapping has another point for it."""
    landmark = landmark_named(name)
    return None if landmark in mapping.values() else landmark


def read_mapping(path: Path) -> Mapping[str, str]:
    """A JSON object from a file's own names to landmarks. Raises UnreadableLandmarks."""
    try:
        with opening(path, UnreadableLandmarks):
            mapping = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(mapping, dict) or not mapping:
            raise ValueError("no names")
    except (ValueError, RecursionError) as error:
        raise UnreadableLandmarks(f'{path.name} must be JSON like {{"own name": "left_ankle"}}.') from error
    if unknown := [name for name in mapping.values() if name not in BODY_21.landmarks]:
        raise UnreadableLandmarks(
            f"{path.name} maps to {unknown[0]!r}; the landmarks are {', '.join(BODY_21.landmarks)}."
        )
    return mapping


def layout_of(
    names: Sequence[str], mapping: Mapping[str, str] | None, *, file: str, tracker: str, least: float
) -> Layout:
    """How a file with these names is read. Raises UnreadableLandmarks where a landmark is missing."""
    if mapping is None and set(MEDIAPIPE_NAMES) <= set(names):
        theirs = tuple(name.replace("_foot_index", "_toe") for name in names)
        return Layout(MEDIAPIPE.name, BLAZEPOSE_33, theirs, MEDIAPIPE.least_confidence)
    mapping = mapping or {}
    if strange := [name for name in mapping if name not in names]:
        raise UnreadableLandmarks(
            f"{file} has no point {strange[0]!r}, which --names tells of; it has {', '.join(names)}."
        )
    points = tuple(mapping[name] if name in mapping else _untold(name, mapping) for name in names)
    if twice := [point for point in points if point and points.count(point) > 1]:
        both = [name for name, point in zip(names, points, strict=True) if point == twice[0]]
        raise UnreadableLandmarks(
            f"{file} has {' and '.join(both)} for {twice[0]}; say which one with --names."
        )
    if missing := [name for name in NEEDED if name not in points]:
        raise UnreadableLandmarks(
            f"{file} lacks {', '.join(missing)}; it has {', '.join(names) or 'no points'}. Say which of them "
            'these are with --names FILE, a JSON file such as {"its own name": "left_ankle"}.'
        )
    skeleton = BODY_21 if set(FEET) <= set(points) else COCO_17
    return Layout(tracker, skeleton, points, least)
