"""Why a clip could not be measured: what went wrong is often the effect of what the pictures show."""

import numpy as np

from vision.datatypes import Footage, Landmarks, VideoInfo
from vision.errors import CannotMeasure
from vision.quality.framing import cut_off
from vision.quality.pictures import SMALL_BELOW_PX, height_px, hidden_names, is_blurred, is_dark
from vision.quality.runner import FEET_APART_MIN
from vision.robust import known_median

MISSED_STEPS = ("legs_confused", "too_few_steps", "no_strides", "no_contacts")
HIDDEN_SHOWS_AS = (*MISSED_STEPS, "slow_motion", "sped_up")
CUT_OFF_SHOWS_AS = (
    *MISSED_STEPS,
    "runner_hidden",
    "body_hidden",
    "not_running",
    "oblique_view",
    "front_view",
)
ROUGH_SHOWS_AS = (*MISSED_STEPS, "not_running", "runner_hidden")


def cause_of(
    error: CannotMeasure, landmarks: Landmarks, source: VideoInfo, footage: Footage | None
) -> CannotMeasure:
    """The error, or its cause where the pictures show one."""
    if error.code in CUT_OFF_SHOWS_AS and (cause := cut_off(landmarks, source)):
        return cause
    unseen = error.code in HIDDEN_SHOWS_AS or (error.code == "not_running" and _feet_part(landmarks))
    if unseen and footage and footage.hidden:
        return CannotMeasure(
            "occluded",
            f"Something stands before the runner's {hidden_names(footage)}, so that the steps cannot be "
            "followed; film with nothing between the camera and the runner.",
        )
    if error.code in ROUGH_SHOWS_AS and (cause := _rough(landmarks, footage)):
        return cause
    return error


def _rough(landmarks: Landmarks, footage: Footage | None) -> CannotMeasure | None:
    """What makes joints so rough that nothing can be told of the steps."""
    if is_dark(footage):
        return CannotMeasure("dark", "The video is too dark to follow the runner; film in more light.")
    if is_blurred(footage):
        return CannotMeasure(
            "blurred",
            "The runner is too blurred to be followed; film in focus and in more light, with the phone "
            "propped up, and use the original file.",
        )
    tall_px = height_px(_trunk_px(landmarks))
    if tall_px < SMALL_BELOW_PX:
        return CannotMeasure(
            "too_small",
            f"The runner is only about {tall_px:.0f} pixels tall, too few to follow the steps in this "
            "picture; film from closer, at a higher resolution, and use the original file.",
        )
    return None


def _feet_part(landmarks: Landmarks) -> bool:
    """Whether the feet part and meet as in running; an edge of a body that stands still hides nothing."""
    point = landmarks.point
    apart = np.abs(point("left_ankle") - point("right_ankle"))[:, 0]
    legs = np.linalg.norm(point("left_hip") - point("left_ankle"), axis=1)
    if not np.isfinite(apart).any() or not np.isfinite(legs).any():
        return False
    low, high = np.nanpercentile(apart, (10, 90)) / np.nanmedian(legs)
    return bool(high - low > FEET_APART_MIN)


def _trunk_px(landmarks: Landmarks) -> float:
    """Median length of the trunk; NaN when it is never seen."""
    trunk_px = np.linalg.norm(landmarks.point("mid_shoulder") - landmarks.point("mid_hip"), axis=1)
    return known_median(trunk_px)
