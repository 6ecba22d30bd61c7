"""What network and watch see of a trap, kept in a cache folder."""

from ast import literal_eval
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from accuracy import FILMED, FILMED_CADENCE_SPM, FILMED_FPS
from trap_clips import Trap
from truth import Truth, read_labelled, read_rendered

from vision import Landmarks, VideoInfo, following, make_estimator, open_video
from vision.datatypes import (
    ASSUMED_VERTICAL,
    BackgroundMotion,
    Camera,
    Footage,
    Frame,
    Regions,
    Vertical,
    Window,
)
from vision.errors import CannotMeasure
from vision.footage import Watch
from vision.opening import Opening
from vision.progress import silent
from vision.skeletons import BLAZEPOSE_33
from vision.vertical import find_vertical
from vision.video import VideoWriter

KEPT_FRAMES = 4
PER_FRAME = ("novelty", "change", "brightness", "blur", "sharpening", "contrast", "mixing")


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What the network and the watch saw of a video, or why nobody was looked at."""

    info: VideoInfo
    camera: Camera = "static"
    landmarks: Landmarks | None = None
    regions: Regions | None = None
    footage: Footage | None = None
    vertical: Vertical = ASSUMED_VERTICAL
    refused: str | None = None


def video_of(name: str, data: Path) -> Path:
    return data / ("real" if name == FILMED else "rendered") / f"{name}.mp4"


def truth_of(trap: Trap, data: Path) -> Truth:
    if trap.clip == FILMED:
        return read_labelled(video_of(FILMED, data), fps=FILMED_FPS, cadence_spm=FILMED_CADENCE_SPM)
    return read_rendered(data / "rendered" / f"{trap.clip}.json")


def look_at(trap: Trap, data: Path, folder: Path) -> Sight:
    """What is seen of a trap, from the cache folder where it was looked at before."""
    plain = trap.picture is None and trap.every == 1
    name = trap.clip if plain else "".join(c if c.isalnum() else "_" for c in trap.name)
    video = video_of(trap.clip, data) if plain else folder / f"{name}.mp4"
    if not plain and not video.exists():
        write_pictures(trap, data, video)
    kept = folder / f"{name}.npz"
    seen = load(kept, video) if kept.exists() else estimate(video)
    if not kept.exists():
        save(seen, kept)
    return in_other_order(seen, trap, video) if trap.order else seen


def write_pictures(trap: Trap, data: Path, path: Path) -> None:
    source = open_video(video_of(trap.clip, data))
    fps = source.info.container_fps / trap.every
    count = min(int(trap.seconds * fps), source.info.frames // trap.every)
    writer: VideoWriter | None = None
    for k, frame in enumerate(islice(source.sample(range(0, count * trap.every, trap.every)), count)):
        image = trap.picture(frame.image, k) if trap.picture else frame.image
        if writer is None:
            writer = VideoWriter(path, width=image.shape[1], height=image.shape[0], crf=18).__enter__()
        writer.write(image, k / fps)
    if writer is not None:
        writer.__exit__(None, None, None)


def estimate(video: Path) -> Sight:
    opening, estimator = Opening.of(open_video(video)), make_estimator()
    source = opening.clip
    try:
        seen = following.look_at(opening, estimator, progress=silent)
    except CannotMeasure as error:
        return Sight(source.info, refused=error.code)
    survey = seen.survey
    vertical = find_vertical(survey.edges, seen.landmarks, camera=survey.camera, source=source.info)
    return Sight(source.info, survey.camera, seen.landmarks, survey.runner, seen.footage, vertical)


def in_other_order(seen: Sight, trap: Trap, video: Path) -> Sight:
    """Rows of landmarks and pictures in the trap's order and times; the pictures are looked at anew."""
    full = seen.landmarks
    assert full is not None and seen.regions is not None and trap.order is not None
    fps = seen.info.container_fps
    rows, time_s = trap.order(len(full.time_s), fps)
    landmarks = Landmarks(BLAZEPOSE_33, time_s, full.position_px[rows], full.confidence[rows])
    r = seen.regions
    regions = Regions(time_s, r.center_px[rows], r.size_px[rows], r.rotation_rad[rows])
    watch = Watch(regions)
    for _ in watch.frames(reordered(video, rows, time_s)):
        pass
    spacing = np.diff(time_s)
    info = replace(
        seen.info,
        frames=len(rows),
        duration_s=float(time_s[-1]),
        container_fps=float(1 / np.median(spacing)),
        variable_frame_rate=bool(np.ptp(spacing) > 0.05 * np.median(spacing)),
        capture_fps=trap.capture_fps,
    )
    assert seen.footage is not None
    anew = {name: getattr(watch.footage, name) for name in PER_FRAME}
    footage = replace(seen.footage, background=None, **anew)
    return replace(seen, info=info, landmarks=landmarks, regions=regions, footage=footage)


def reordered(video: Path, rows: np.ndarray, time_s: np.ndarray) -> Iterator[Frame]:
    """Frames of a video in another order, which goes back by a few frames at most."""
    source, kept = open_video(video).frames(), deque[Frame](maxlen=KEPT_FRAMES)
    for k, row in enumerate(rows):
        while not kept or kept[-1].index < row:
            kept.append(next(source))
        yield Frame(k, float(time_s[k]), next(frame.picture for frame in kept if frame.index == row))


def save(seen: Sight, path: Path) -> None:
    arrays: dict[str, np.ndarray] = {"camera": np.array(seen.camera), "refused": np.array(seen.refused or "")}
    if seen.landmarks and seen.regions and seen.footage:
        arrays |= {
            "time_s": seen.landmarks.time_s,
            "position_px": seen.landmarks.position_px,
            "confidence": seen.landmarks.confidence,
            "center_px": seen.regions.center_px,
            "size_px": seen.regions.size_px,
            "rotation_rad": seen.regions.rotation_rad,
        }
        arrays["window"] = np.array(repr(astuple(seen.info.window) if seen.info.window else None))
        arrays["vertical"] = np.array(repr(asdict(seen.vertical)))
        arrays |= {name: getattr(seen.footage, name) for name in PER_FRAME}
        arrays |= {"persons": np.array(seen.footage.persons), "hidden": np.array(seen.footage.hidden, str)}
        arrays["blank_share"] = np.array(seen.footage.blank_share)
        arrays["color"] = np.array(seen.footage.color)
        arrays |= _columns(seen.footage.background) if seen.footage.background else {}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load(path: Path, video: Path) -> Sight:
    with np.load(path) as kept:
        window = literal_eval(str(kept["window"])) if "window" in kept else None
        info = open_video(video).within(Window(*window) if window else None).info
        if str(kept["refused"]):
            return Sight(info, refused=str(kept["refused"]))
        time_s = kept["time_s"]
        return Sight(
            info,
            "moving" if str(kept["camera"]) == "moving" else "static",
            Landmarks(BLAZEPOSE_33, time_s, kept["position_px"], kept["confidence"]),
            Regions(time_s, kept["center_px"], kept["size_px"], kept["rotation_rad"]),
            Footage(
                **{name: kept[name] for name in PER_FRAME if name in kept},
                persons=int(kept["persons"]),
                hidden=tuple(kept["hidden"].tolist()),
                blank_share=float(kept["blank_share"]) if "blank_share" in kept else 0.0,
                color=float(kept["color"]) if "color" in kept else float("nan"),
                background=_background(kept["background"]) if "background" in kept else None,
            ),
            Vertical(**literal_eval(str(kept["vertical"]))) if "vertical" in kept else ASSUMED_VERTICAL,
        )


def _columns(motion: BackgroundMotion) -> dict[str, np.ndarray]:
    middle = np.broadcast_to(motion.middle_px, motion.shift_px_s.shape)
    columns = (motion.time_s, motion.shift_px_s, motion.growth_per_s, motion.turn_per_s, middle)
    return {"background": np.column_stack(columns)}


def _background(kept: np.ndarray) -> BackgroundMotion | None:
    if not len(kept):
        return None
    return BackgroundMotion(kept[:, 0], kept[:, 1:3], kept[:, 3], kept[:, 4], (kept[0, 5], kept[0, 6]))
