"""What a trap is: a clip that goes wrong in one known way, made from one of the project's own.

A trap of order shows a clip's frames in another order or at other times (`trap_orders`); a trap of pictures
changes what they show (`trap_pictures`, `trap_scenes`). The landmarks of unchanged pictures are estimated
once.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vision.clip_settings import ViewSetting
from vision.datatypes import Floats, Image

Picture = Callable[[Image, int], Image]
Order = Callable[[int, float], tuple[np.ndarray, Floats]]
"""Number of frames and their rate -> rows of the clip in the order shown, and when."""

CLIP, EVERY, SECONDS, FRAMES = "dev02", 2, 5.5, 165
"""The clip whose pictures are changed, and how many of them there are at 30 a second."""


@dataclass(frozen=True, slots=True)
class Trap:
    """One way to go wrong; one of `codes` has to be given, none stands for a good clip.

    Pictures are changed in the clip's first `seconds`, `every`-th frame. `true_times` is how often the clip's
    own cadence has to be shown, and NaN where there is none to show. None of the `false` codes may be given.
    """

    name: str
    clip: str
    codes: tuple[str, ...] = ()
    order: Order | None = None
    picture: Picture | None = None
    every: int = 1
    seconds: float = 60.0
    true_times: float = 1.0
    capture_fps: float | None = None
    view: ViewSetting = "auto"
    false: tuple[str, ...] = ()
