"""The filmed runner's near leg and trunk, point for point as a person set them in the same frames."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from clips import HEAVY, Clip

from vision import make_track, read_scene
from vision.datatypes import Floats, Side, Track
from vision.definitions import joint_track
from vision.kinematics import angle_to_vertical_deg

PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
POSTURES = ("foot to near hip, % of leg", "shank, °", "knee, °", "foot to horizontal, °", "trunk lean, °")
PHASES = ("initial_contact", "mid_stance")
Body = Mapping[str, Floats]
"""Points forward and up in pixels, (frames, 2)."""


def digitised_table(video: Path, clip: Clip, near_side: Side) -> Iterator[str]:
    """Posture by hand, from the landmarks as drawn, and from the joints, all in the picture's own axes."""
    with video.with_suffix(".digitised.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    track = make_track(clip.landmarks)
    joints = joint_track(track, read_scene(track), HEAVY)
    yield "| phase | posture | by hand | landmarks as drawn | joints |"
    yield "| --- | --- | --- | --- | --- |"
    for phase in PHASES:
        own = [row for row in rows if row["phase"] == phase]
        frames = np.array([int(row["frame"]) for row in own])
        forward = np.array([-1.0 if near_side == "left" else 1.0, -1.0])
        bodies = (
            {part: np.array([[float(r[f"{part}_x"]), float(r[f"{part}_y"])] for r in own]) for part in PARTS},
            *({part: _points(t, f"{near_side}_{part}", frames) for part in PARTS} for t in (track, joints)),
        )
        columns = [postures({part: p * forward for part, p in body.items()}) for body in bodies]
        for place, posture in enumerate(POSTURES):
            cells = [f"{np.nanmean(column[place]):.1f}" for column in columns]
            yield f"| {phase.replace('_', ' ')} | {posture} | {' | '.join(cells)} |"


def _points(track: Track, name: str, frames: Floats) -> Floats:
    return track.point(name, raw=True)[frames]


def postures(body: Body) -> tuple[Floats, ...]:
    """The postures of every frame, in the order of POSTURES, each (frames,)."""
    thigh = angle_to_vertical_deg(body["knee"], body["hip"])
    shank = angle_to_vertical_deg(body["ankle"], body["knee"])
    segments = body["hip"] - body["knee"], body["knee"] - body["ankle"]
    leg = sum(np.linalg.norm(segment, axis=1) for segment in segments)
    ahead = 100 * (body["ankle"] - body["hip"])[:, 0] / leg
    foot, trunk = body["toe"] - body["heel"], body["shoulder"] - body["hip"]
    foot_deg: Floats = np.degrees(np.arctan2(foot[:, 1], foot[:, 0]))
    lean_deg: Floats = np.degrees(np.arctan2(trunk[:, 0], trunk[:, 1]))
    return ahead, shank, thigh - shank, foot_deg, lean_deg
