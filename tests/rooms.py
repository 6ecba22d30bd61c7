"""Pictures of rooms with doors, rails and floors, filmed by a camera whose roll and pitch are known."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from vision.datatypes import Floats, Image, Landmarks, VideoInfo
from vision.lines import FrameEdges, straight_edges
from vision.skeletons import BLAZEPOSE_33

SIZE = (960, 540)
SOURCE = VideoInfo("room.mp4", "0" * 64, *SIZE, 90, 3.0, 30.0, 0, variable_frame_rate=False)
Bar = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True)
class Room:
    """Bars between points (right, up, away from the camera) in metres; the camera is 1 m above the floor."""

    bars: tuple[Bar, ...]
    roll_deg: float = 0.0  # up leans to the right in the picture
    pitch_deg: float = 0.0  # looks up
    yaw_deg: float = 0.0
    focal_px: float = 800.0
    noise: float = 2.0
    seed: int = field(default=0)

    def in_picture(self, points: Floats) -> Floats:
        """Where points of the room lie in the picture, (..., 2)."""
        right, up, away = np.moveaxis(np.asarray(points, dtype=float) - (0, 1.0, 0), -1, 0)
        yaw, pitch, roll = np.radians([self.yaw_deg, self.pitch_deg, self.roll_deg])
        right, away = right * np.cos(yaw) - away * np.sin(yaw), right * np.sin(yaw) + away * np.cos(yaw)
        up, away = up * np.cos(pitch) - away * np.sin(pitch), up * np.sin(pitch) + away * np.cos(pitch)
        x, y = self.focal_px * right / away, -self.focal_px * up / away
        turned = np.stack([x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)], axis=-1)
        return turned + np.divide(SIZE, 2)

    def up_deg(self, place: tuple[float, float, float]) -> float:
        """How far up leans to the right in the picture at a place of the room."""
        low, high = self.in_picture(np.array([place, np.add(place, (0, 0.01, 0))]))
        return float(np.degrees(np.arctan2(high[0] - low[0], low[1] - high[1])))

    def picture(self, seed: int = 0) -> Image:
        """The room with its bars dark on a light wall, and a camera's noise."""
        wall = np.full((SIZE[1], SIZE[0], 3), 190, np.uint8)
        for bar in self.bars:
            ends = np.round(16 * (self.in_picture(np.array(bar)) - 0.5)).astype(int)
            cv2.line(wall, ends[0].tolist(), ends[1].tolist(), (90, 80, 70), 7, cv2.LINE_AA, shift=4)
        noise = np.random.default_rng(seed).normal(0, self.noise, wall.shape)
        return np.clip(wall + noise, 0, 255).astype(np.uint8)

    def edges(self, frames: int = 3) -> list[FrameEdges]:
        """What is seen of it in some frames."""
        return [FrameEdges(i, straight_edges(self.picture(i)), ()) for i in range(frames)]

    def runner(self, frames: int = 3) -> Landmarks:
        """Somebody who stands 4 m away in all of them."""
        upright = {
            "ankle": 0.1,
            "heel": 0.05,
            "toe": 0.05,
            "knee": 0.5,
            "hip": 0.95,
            "shoulder": 1.45,
            "elbow": 1.2,
        }
        heights = np.array([upright.get(name.partition("_")[2], 1.6) for name in BLAZEPOSE_33.landmarks])
        body = self.in_picture(np.stack([np.zeros(33), heights, np.full(33, 4.0)], axis=1))
        position = np.repeat(body[None], frames, axis=0)
        return Landmarks(BLAZEPOSE_33, np.arange(frames) / 30, position, np.ones((frames, 33)))


RUNNER_HIP = (0.0, 0.95, 4.0)


def door(right: float, away: float = 6.0) -> tuple[Bar, ...]:
    """Two posts and a lintel."""
    left, top = right - 0.9, 2.1
    return (
        ((right, 0, away), (right, top, away)),
        ((left, 0, away), (left, top, away)),
        ((left, top, away), (right, top, away)),
    )


def rail(right: float, slant_deg: float, away: float = 4.0) -> tuple[Bar, ...]:
    """The post of a treadmill, which leans forwards."""
    return (((right, 0.2, away), (right + np.tan(np.radians(slant_deg)), 1.2, away)),)


def floor(away: float = 6.0) -> tuple[Bar, ...]:
    """Where the wall meets the floor, and a stripe on the wall."""
    return tuple((((-9.0, up, away), (9.0, up, away))) for up in (0.0, 0.9, 1.3))
