"""Does the camera look square at the runner, and does it stand upright and still?"""

from collections.abc import Iterator

import numpy as np

from vision.datatypes import Reason, Scene, Track
from vision.errors import CannotMeasure
from vision.intervals import Z95
from vision.proportions import is_squeezed
from vision.yaw import camera_yaw_deg, view_of
from vision.zoom import TIMED_MAX, size_change

YAW_SD_DEG, YAW_SD_SHARE = 2.0, 0.1
"""Standard deviation of the estimate: -4.6 to -0.9 degrees where it is 0, and bodies' breadths by 10 %."""

OBLIQUE_DEG, TOO_OBLIQUE_DEG = 10.0, 25.0
"""At 10 degrees a foot 7 cm beside the midline is 1.2 cm off, at 25 a stride is 9 % short and angles
mix with the legs' swing to the side."""

ROLLED_DEG = 8.0
"""Phones in a hand or against a bottle lean by 2 to 5 degrees; more is corrected too, but less surely."""

SIDE_ON = "Film from the side, at hip height, square to the runner's path."


AUTO = "leave the view to be found (auto)"


def require_told_view(track: Track, scene: Scene) -> None:
    """Raises CannotMeasure where a view was told and the picture clearly shows the other one."""
    seen = view_of(track)
    if scene.view == "rear" and seen == "side":
        raise CannotMeasure(
            "not_from_behind",
            "The view was given as from behind, but the picture shows the runner from the side; say side, or "
            f"{AUTO}.",
        )
    if scene.view == "side" and seen in ("rear", "front"):
        where = (
            "behind; say rear, or"
            if seen == "rear"
            else "the front, which is not measured; film from the side and"
        )
        raise CannotMeasure(
            "not_from_the_side",
            f"The view was given as from the side, but the picture shows the runner from {where} {AUTO}.",
        )


def require_square_view(track: Track, scene: Scene) -> None:
    """Raises CannotMeasure when the camera looks too much along the runner's path."""
    yaw_deg = abs(camera_yaw_deg(track, scene))
    if scene.view == "oblique" or (scene.view == "side" and yaw_deg > TOO_OBLIQUE_DEG):
        how = f"about {yaw_deg:.0f}° off square" if yaw_deg > TOO_OBLIQUE_DEG else "along the runner's path"
        raise CannotMeasure(
            "oblique_view",
            f"The camera looks {how}, which hides distances and angles. {SIDE_ON}",
        )


def limits_of_view(track: Track, scene: Scene) -> Iterator[Reason]:
    """How far the camera is turned and rolled, where that matters, a squeezed picture, and a zoom."""
    yield from _limits_of_direction(track, scene)
    yield from _limits_of_size(track, scene)
    yield from _limits_of_hold(scene)


def _limits_of_direction(track: Track, scene: Scene) -> Iterator[Reason]:
    yaw_deg = abs(camera_yaw_deg(track, scene))
    if scene.view == "side" and yaw_deg > OBLIQUE_DEG:
        reach_deg = Z95 * float(np.hypot(YAW_SD_DEG, YAW_SD_SHARE * yaw_deg))
        yield Reason(
            "oblique_view",
            f"The camera looks {yaw_deg:.0f}° (± {reach_deg:.0f}°) off square, which distorts. {SIDE_ON}",
        )


def _limits_of_size(track: Track, scene: Scene) -> Iterator[Reason]:
    if is_squeezed(track, scene):
        yield Reason(
            "squeezed",
            "The lower legs change their length as they swing, so angles and distances are left out: the "
            "picture is narrower or wider than it was filmed, or the network misplaces them; use the "
            "original file with its own proportions, and not the network lite.",
        )
    if change := size_change(track, scene):
        what = "lengths and times are" if change > TIMED_MAX else "lengths are"
        yield Reason(
            "zoom",
            f"The runner's size in the picture changes by {change:.0%} (a zoom, or a phone that moves), so "
            f"{what} left out; film without zooming and keep the phone where it is.",
        )


def _limits_of_hold(scene: Scene) -> Iterator[Reason]:
    if scene.vertical.source == "askew":
        yield Reason(
            "sheared",
            "Upright and level lines of the background are not square to each other, as in a sheared picture "
            "or where posts slant, so angles to the vertical are less certain and intervals wider; film "
            "without stabiliser or effects, and use the original video.",
        )
    if abs(scene.vertical.lean_deg) > ROLLED_DEG:
        yield Reason(
            "rolled",
            f"The camera is rolled by about {abs(scene.vertical.lean_deg):.0f}°, which was corrected; "
            "hold it upright.",
        )
    if scene.camera == "moving":
        yield Reason(
            "moving_camera",
            "The camera moves, so the runner's own rise and fall is less certain, and speed and step length "
            "need the speed you ran; times, angles and distances within the body do not.",
        )
