"""Pictures and their points as another way of holding the camera would have shown them."""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.datatypes import Floats, Image, VideoInfo

BLUR = 0.03  # of the picture's width, one standard deviation
FOCAL_LENGTH = 0.85  # of the picture's longer side


@dataclass(frozen=True, slots=True)
class Twist:
    """Another way in which the camera could have been held.

    `roll_deg` is what up leans by to the right in the picture; `pitch_deg` is positive upwards.
    """

    name: str
    roll_deg: float = 0.0
    pitch_deg: float = 0.0
    blurred: bool = False


def twisted(source: VideoInfo, twist: Twist) -> Floats:
    """What the twist does to the picture's points, (3, 3): the camera turned on its own, then cropped."""
    width, height = source.width, source.height
    focal_px = FOCAL_LENGTH * max(width, height)
    roll, pitch = np.radians([twist.roll_deg, twist.pitch_deg])
    lens = np.array([[focal_px, 0, width / 2], [0, focal_px, height / 2], [0, 0, 1]])
    rolled = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    pitched = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    turned = lens @ rolled @ pitched @ np.linalg.inv(lens)
    return cropped(turned, width, height)


def cropped(turned: Floats, width: int, height: int) -> Floats:
    """The map, magnified about the picture's middle until no corner is empty."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=float)
    middle = np.array([width / 2, height / 2])
    away = middle - mapped(turned, middle)
    for zoom in np.arange(1.0, 2.5, 0.01):
        shift = (1 - zoom) * middle + zoom * away
        crop = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]], [0, 0, 1]])
        whole = np.linalg.inv(crop @ turned)
        inside = mapped(whole, corners)
        if (inside >= -1e-6).all() and (inside <= np.array([width, height]) + 1e-6).all():
            return crop @ turned
    raise ValueError("the picture is turned too far to be cropped")


def mapped(turned: Floats, points: Floats) -> Floats:
    """Points under a projective map, (..., 2)."""
    ends = points @ turned[:, :2].T + turned[:, 2]
    out: Floats = ends[..., :2] / ends[..., 2:]
    return out


def shown(image: Image, turned: Floats, twist: Twist) -> Image:
    """The picture under the map; pixel i covers [i, i + 1]."""
    shift = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    size = image.shape[1::-1]
    out = cv2.warpPerspective(image, np.linalg.inv(shift) @ turned @ shift, size, flags=cv2.INTER_AREA)
    if twist.blurred:
        out = cv2.GaussianBlur(out, None, sigmaX=BLUR * size[0])
    return np.asarray(out, dtype=np.uint8)


def lean_under(turned: Floats, place: Floats, lean_deg: float) -> float:
    """How far a line that leans at a place leans under the map."""
    lean = np.radians(lean_deg)
    low, high = mapped(turned, place + np.array([[0, 0], [np.sin(lean), -np.cos(lean)]]))
    return float(np.degrees(np.arctan2(high[0] - low[0], low[1] - high[1])))
