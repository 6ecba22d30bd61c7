"""Are the pictures good enough for the network to place joints?"""

from collections.abc import Iterator

from vision.circumstances import feet_are_hidden
from vision.datatypes import Footage, Reason, Scene, Track
from vision.robust import known_median

DARK_BELOW = 25.0
"""Mean of the runner's square, of 255; 85 to 145 in ordinary clips."""

BLURRED_ABOVE = 0.5
"""Crete's measure at the size that the network sees: 0.20 to 0.34 in sharp clips."""

GRAY_BELOW = 3.0
"""How far hues differ, of 255: 0 in pictures without colours, 4 with a third of them left, which moves
landmarks half as far, 13 to 19 in ordinary clips."""

SMALL_BELOW_PX = 200.0
"""Height of the runner; the network sees a square of 256 px around a runner of about 200."""

ROUGH_JUMPS_PCT = 1.6
"""How far knees jump, of the leg, that is said: 1.4 in a filmed man, 1.6 and more where values move."""

TRUNK_TO_STATURE = 0.30
"""Mid-hip to mid-shoulder as drawn: 0.299-0.301 over rendered bodies of known stature."""

PLURAL = {"shoulder": "shoulders", "hip": "hips", "knee": "knees", "ankle": "feet"}


def is_dark(footage: Footage | None) -> bool:
    """Whether the runner is very dark in half of the frames."""
    return footage is not None and known_median(footage.brightness) < DARK_BELOW


def is_blurred(footage: Footage | None) -> bool:
    """Whether the runner is blurred in half of the frames."""
    return footage is not None and known_median(footage.blur) > BLURRED_ABOVE


def is_gray(footage: Footage | None) -> bool:
    """Whether the pictures have no colours."""
    return footage is not None and footage.color < GRAY_BELOW


def height_px(trunk_px: float) -> float:
    """A runner's height by the trunk, which keeps its length."""
    return trunk_px / TRUNK_TO_STATURE


def hidden_names(footage: Footage) -> str:
    """The hidden joints as words."""
    names = [PLURAL[part] for part in footage.hidden]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def limits_of_pictures(
    footage: Footage | None, track: Track, scene: Scene, *, chosen: bool
) -> Iterator[Reason]:
    """Other people, darkness, blur, missing colours, a small runner, hidden feet; `chosen` by somebody."""
    if footage is not None and footage.persons > 1:
        which = "who was chosen" if chosen else "who runs, or is seen best,"
        yield Reason(
            "several_people",
            f"{footage.persons} people are in the picture together; the one {which} was measured. Check in "
            "the pictures that it is the right one.",
        )
    yield from _limits_of_light(footage)
    if footage is not None and footage.hidden:
        yield Reason(
            "occluded",
            f"Something stands before the runner's {hidden_names(footage)}, so what hangs on them is left "
            "out; film with nothing between the camera and the runner.",
        )
    if (tall_px := height_px(scene.trunk_length_px)) < SMALL_BELOW_PX:
        yield Reason(
            "small",
            f"The runner is only about {tall_px:.0f} pixels tall, so joints are rough; film from closer.",
        )
    if feet_are_hidden(track, scene):
        yield Reason("feet_hidden", "The runner's feet are hidden or hard to see; keep them in view.")


def limits_of_jumps(jumps_pct: float) -> Iterator[Reason]:
    """Knees that jump from frame to frame, in per cent of the leg; NaN where that is not known."""
    if jumps_pct > ROUGH_JUMPS_PCT:
        yield Reason(
            "jumping_joints",
            "Joints jump from frame to frame, as in noisy or strongly compressed pictures, so intervals are "
            "wider; film in more light, and use the original file.",
        )


def _limits_of_light(footage: Footage | None) -> Iterator[Reason]:
    if is_dark(footage):
        yield Reason("dark", "The video is very dark, so joints are placed roughly; film in more light.")
    if is_blurred(footage):
        yield Reason(
            "blurred",
            "The runner is blurred, so joints are placed roughly; film in focus and in more light.",
        )
    if is_gray(footage):
        yield Reason(
            "no_colors",
            "The video has hardly any colours, so joints are placed more roughly and intervals are wider; "
            "film in colour and in good light.",
        )
