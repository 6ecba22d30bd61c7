"""Do the legs keep their names? Exchanged frames before and after repair, on rendered runners."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from clips import TrackedClip
from truth import Truth, true_points

from vision.datatypes import SIDES, Bools, Floats, Landmarks
from vision.skeletons import LEG_CHAIN
from vision.tracks import repair_legs

MORE_SHARE = 0.15
BLOCK_S = (0.02, 0.12)
SEED = 0


def legs_table(clips: Mapping[str, tuple[Truth, TrackedClip]]) -> Iterator[str]:
    """Share of frames in which a leg lies on the other's truth, and of legs dropped, by frame rate."""
    yield (
        "| clip | fps | exchanged, raw | repaired | dropped "
        f"| with {MORE_SHARE:.0%} more exchanged, raw | repaired | dropped |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    rng = np.random.default_rng(SEED)
    for name, (truth, clip) in clips.items():
        points = true_points(truth.video.with_suffix(".json"))
        for every in sorted({1, max(1, round(truth.fps / 60)), max(1, round(truth.fps / 30))}):
            landmarks = clip.thinned(every, 0).landmarks if every > 1 else clip.landmarks
            thinned = {joint: place[::every] for joint, place in points.items()}
            cells = [*_scores(landmarks, thinned), *_scores(_exchanged_more(landmarks, rng), thinned)]
            yield f"| {name} | {truth.fps / every:g} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |"


def _scores(landmarks: Landmarks, points: Mapping[str, Floats]) -> tuple[float, float, float]:
    repaired = repair_legs(landmarks)
    exchanged = (float(exchanged_frames(seen, points).mean()) for seen in (landmarks, repaired.landmarks))
    return *exchanged, float(repaired.dropped.mean())


def exchanged_frames(landmarks: Landmarks, points: Mapping[str, Floats]) -> Bools:
    """Frames in which knee, ankle, heel and toe of a leg lie nearer to the other leg's, (n,)."""
    seen = landmarks.position_px[:, _columns(landmarks)]
    true = np.stack([[points[f"{side}_{part}"] for part in LEG_CHAIN] for side in SIDES]).transpose(
        2, 0, 1, 3
    )
    own, other = (np.linalg.norm(seen - t, axis=-1).sum(axis=-1) for t in (true, true[:, ::-1]))
    frames: Bools = (other < own).any(axis=1)
    return frames


def _exchanged_more(landmarks: Landmarks, rng: np.random.Generator) -> Landmarks:
    """With blocks of frames whose legs are exchanged."""
    n, frame_s = len(landmarks.time_s), float(np.median(np.diff(landmarks.time_s)))
    crossed = np.zeros(n, dtype=bool)
    while crossed.mean() < MORE_SHARE:
        start = rng.integers(n)
        crossed[start : start + max(1, round(rng.uniform(*BLOCK_S) / frame_s))] = True
    position, columns = landmarks.position_px.copy(), _columns(landmarks)
    position[:, columns] = np.where(
        crossed[:, None, None, None], position[:, columns[::-1]], position[:, columns]
    )
    return replace(landmarks, position_px=position)


def _columns(landmarks: Landmarks) -> list[list[int]]:
    return [[landmarks.skeleton.index(f"{side}_{part}") for part in LEG_CHAIN] for side in SIDES]
