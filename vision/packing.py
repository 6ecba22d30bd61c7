"""Frozen dataclasses with arrays in one compressed file, and back, every number as it was."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np

from vision.errors import UnreadableLandmarks

T = TypeVar("T")


def pack(value: Any, path: str | Path) -> None:
    """Write a dataclass of dataclasses, arrays, numbers, texts, tuples, mappings and None. Raises OSError."""
    arrays: list[np.ndarray] = []
    tree = json.dumps(_plain(value, arrays), default=lambda number: number.item())
    with Path(path).open("wb") as file:
        np.savez_compressed(file, np.frombuffer(tree.encode(), np.uint8), *arrays)


def unpack(kind: type[T], path: str | Path) -> T:
    """What `pack` wrote; raises UnreadableLandmarks when the file is not there, damaged or of another
    version.
    """
    try:
        with Path(path).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            tree, *arrays = (file[name] for name in file.files)
        return cast(T, _built(kind, json.loads(tree.tobytes()), arrays))
    except FileNotFoundError as error:
        why = f"There is no {Path(path).name} beside the report; analyse the clip again."
        raise UnreadableLandmarks(why) from error
    except (OSError, EOFError, LookupError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableLandmarks(
            f"{Path(path).name} is damaged or of another version; analyse the clip again."
        ) from error


def _plain(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        known = [number for number, array in enumerate(arrays) if array is value]
        if not known:
            arrays.append(value)
        return known[0] if known else len(arrays) - 1
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item, arrays) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _built(hint: Any, value: Any, arrays: list[np.ndarray]) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return cast(Any, hint)(**{name: _built(hints[name], item, arrays) for name, item in value.items()})
    if origin is UnionType:  # of one kind and None
        known = next(kind for kind in arguments if kind is not NoneType)
        return None if value is None else _built(known, value, arrays)
    if origin is np.ndarray:
        return arrays[value]
    if origin is tuple:
        kinds = arguments[:1] * len(value) if arguments[-1] is ... else arguments
        return tuple(_built(kind, item, arrays) for kind, item in zip(kinds, value, strict=True))
    return value
