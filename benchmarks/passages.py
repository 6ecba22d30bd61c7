"""Runners who pass a standing camera, made of rendered ones: exact joints in space, a network's own errors.

A treadmill's runner is moved over the ground at the belt's speed and seen by a camera beside the path in full
perspective. To each joint is added what the network put it off by in that very frame of the rendered clip.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from clips import TrackedClip, read_clip
from truth import by_landmark

from vision import Landmarks
from vision.datatypes import Floats

FOCAL_PX, WIDTH_PX, HEIGHT_PX = 942.0, 960, 540
HAND, FACE = ("pinky", "index", "thumb"), ("eye", "mouth")
SEEN_MARGIN_PX = 25.0
"""How much of the body's breadth may be cut by the picture's edge."""


@dataclass(frozen=True, slots=True, eq=False)
class PassingClip:
    """A clip of a runner who crosses the picture, and the truth of it."""

    clip: TrackedClip
    truth: dict
    start_s: float  # on the rendered clip's clock
    forward: int  # +1 to the right of the picture


def passage(
    rendered: Path,
    cache: Path,
    *,
    distance_m: float,
    middle_s: float,
    yaw_deg: float = 0.0,
) -> PassingClip:
    """The runner of a rendered clip, passing the camera's axis at `middle_s` at this distance."""
    truth = json.loads(rendered.with_suffix(".json").read_text())
    clip = read_clip(rendered, cache)
    time_s = clip.landmarks.time_s
    forward = int(truth["running_direction_world"][0])
    flat, solid = by_landmark(truth["joints2d"]), by_landmark(truth["joints3d"])
    position = np.full_like(clip.landmarks.position_px, np.nan)
    for index, joint in _columns(clip.landmarks).items():
        world = solid[joint]
        if truth["camera"]["static"]:
            world = world + np.outer(time_s, [forward * truth["spec"]["gait"]["speed"], 0, 0])
        middle = np.interp(middle_s, time_s, _middle(truth, time_s, forward))
        place = world - [middle, 0, 0]
        exact, px_per_m = _seen(place, distance_m, np.radians(yaw_deg))
        rest = clip.landmarks.position_px[:, index] - flat[joint]
        own_px_per_m = truth["camera"]["fx"] / truth["camera"]["params"]["distance"]
        position[:, index] = exact + rest * (px_per_m / own_px_per_m)[:, None]
    hips = position[:, [23, 24], 0].mean(axis=1)
    seen = (hips > SEEN_MARGIN_PX) & (hips < WIDTH_PX - SEEN_MARGIN_PX)
    full = clip.landmarks
    landmarks = Landmarks(
        full.skeleton, time_s[seen] - time_s[seen][0], position[seen], full.confidence[seen]
    )
    info = replace(clip.info, width=WIDTH_PX, height=HEIGHT_PX, frames=int(seen.sum()))
    return PassingClip(TrackedClip(info, "static", landmarks), truth, float(time_s[seen][0]), forward)


def _columns(landmarks: Landmarks) -> dict[int, str]:
    """The joint of the truth behind each landmark; hand and face have none of their own."""
    columns = {}
    for index, name in enumerate(landmarks.skeleton.landmarks):
        side, _, part = name.partition("_")
        if name == "nose" or any(word in name for word in FACE):
            columns[index] = "nose"
        else:
            columns[index] = f"{side}_wrist" if part in HAND else name
    return columns


def _middle(truth: dict, time_s: Floats, forward: int) -> Floats:
    """Where the hips are along the path, m."""
    hips = (np.array(truth["joints3d"]["hip.L"]) + np.array(truth["joints3d"]["hip.R"]))[:, 0] / 2
    moved = forward * truth["spec"]["gait"]["speed"] * time_s if truth["camera"]["static"] else 0.0
    along: Floats = hips + moved
    return along


def _seen(place: Floats, distance_m: float, yaw: float) -> tuple[Floats, Floats]:
    """Pixels of points in space, (n, 2), and pixels per metre there, (n,); the camera is at y = -distance."""
    across = place[:, 0] * np.cos(yaw) + (place[:, 1] + distance_m) * np.sin(yaw)
    depth = (place[:, 1] + distance_m) * np.cos(yaw) - place[:, 0] * np.sin(yaw)
    px_per_m = FOCAL_PX / depth
    pixels = np.column_stack(
        [WIDTH_PX / 2 + px_per_m * across, HEIGHT_PX / 2 + px_per_m * (1.0 - place[:, 2])]
    )
    return pixels, px_per_m
