"""Two hundred short clips for `batch.py`, made from the sample clips; thirty are bad, in ten ways."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import count, islice
from pathlib import Path

import av
import numpy as np
from faults_clips import FAST, FPS, PLAIN, cut, encoded
from trap_clips import Picture
from trap_pictures import darker, mirrored, on_its_side, upside_down
from trap_scenes import median_picture, standing

from vision.datatypes import Image

GOOD, BAD_OF_EACH = 170, 3
SECONDS = 4.0
CADENCE_SPM = {FAST: 184.2, PLAIN: 168.3}  # as sample_videos/manifest.toml has it
_SIZE = (960, 540)
_NOISE = 2.0  # of a camera that looks at what does not move
_NOBODY = frozenset({"no_person", "not_running", "runner_hidden", "body_hidden"})


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A file, and what must become of it: one of `codes` for a reason, or a cadence where there are none."""

    name: str
    codes: frozenset[str] = frozenset()
    cadence_spm: float | None = None


def write_clips(folder: Path) -> list[MadeClip]:
    """Write all clips, each unlike any other; what is expected of each."""
    made = []
    for number, (source, start_s, mirror) in enumerate(islice(_parts(), GOOD)):
        images = cut(source, start_s, seconds=SECONDS)
        clip = MadeClip(f"good_{number:03}.mp4", cadence_spm=CADENCE_SPM[source])
        (folder / clip.name).write_bytes(_clip(_shown(mirrored, images) if mirror else images))
        made.append(clip)
    for name, (codes, make) in _WAYS.items():
        for number in range(BAD_OF_EACH):
            clip = MadeClip(f"bad_{name}_{number}.mp4", codes)
            (folder / clip.name).write_bytes(make(0.5 + number))
            made.append(clip)
    return made


def _parts() -> Iterator[tuple[Path, float, bool]]:
    """Parts of both clips that begin at other frames, as filmed and mirrored."""
    for number in count():
        for source in (FAST, PLAIN):
            for mirror in (False, True):
                yield source, number * 2 / FPS, mirror


def _clip(images: Iterable[Image]) -> bytes:
    return encoded(images, size=_SIZE)


def _shown(picture: Picture, images: Iterable[Image]) -> Iterator[Image]:
    return (picture(image, number) for number, image in enumerate(images))


def _changed(picture: Picture, start_s: float) -> bytes:
    return _clip(_shown(picture, cut(FAST, start_s, seconds=SECONDS)))


def _slowed(start_s: float) -> bytes:
    """Sixty frames a second, shown as thirty."""
    return _clip(cut(PLAIN, start_s, seconds=SECONDS, fps=2 * FPS))


def _short(start_s: float) -> bytes:
    return _clip(cut(FAST, start_s, seconds=0.5))


def _empty(start_s: float) -> bytes:
    gym = median_picture(cut(FAST, start_s, seconds=SECONDS))
    return _changed(standing(gym, _NOISE), start_s)


def _still(start_s: float) -> bytes:
    return _changed(standing(next(cut(FAST, start_s)), _NOISE), start_s)


def _truncated(start_s: float) -> bytes:
    whole = _changed(lambda image, _: image, start_s)
    return whole[: len(whole) // 2]


def _text(start_s: float) -> bytes:
    return f"The clip from {start_s} s on is on the other disk.\n".encode()


def _sound(start_s: float) -> bytes:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48000)
        tone = np.sin(np.arange(48000) * start_s)[None].astype(np.float32)
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


_WAYS: dict[str, tuple[frozenset[str], Callable[[float], bytes]]] = {
    "truncated": (frozenset({"unreadable_video"}), _truncated),
    "text": (frozenset({"unreadable_video"}), _text),
    "sound": (frozenset({"unreadable_video"}), _sound),
    "empty": (_NOBODY, _empty),
    "still": (_NOBODY | {"frozen_frames"}, _still),
    "upside_down": (_NOBODY | {"not_upright"}, partial(_changed, upside_down)),
    "on_its_side": (_NOBODY | {"not_upright"}, partial(_changed, on_its_side)),
    "slow_motion": (frozenset({"slow_motion"}), _slowed),
    "short": (frozenset({"too_few_steps", "few_steps"}), _short),
    "dark": (_NOBODY | {"dark"}, partial(_changed, darker(0.03, 5))),
}
