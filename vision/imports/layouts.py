"""The key points of other trackers: in which order they stand in files, and what they are called here."""

from collections.abc import Mapping
from dataclasses import dataclass

from vision.skeletons import BLAZEPOSE_33, BODY_21, BODY_25_POINTS, COCO_17, Skeleton


@dataclass(frozen=True, slots=True)
class Layout:
    """Key points in the order of a file; those that nothing is measured from have no name.

    Below `least_confidence`, which is what the tracker's own tools draw from, a key point is unknown.
    """

    name: str
    skeleton: Skeleton
    points: tuple[str | None, ...]
    least_confidence: float = 0.0


COCO = Layout("COCO-17", COCO_17, COCO_17.landmarks, 0.3)

HALPE = Layout(
    "HALPE-26",
    BODY_21,
    (
        *COCO_17.landmarks,
        None, None, None,  # head, neck, hip
        "left_toe", "right_toe",
        None, None,  # small toes
        "left_heel", "right_heel",
    ),
    0.3,
)  # fmt: skip

WHOLE_BODY = Layout(
    "COCO-WholeBody",
    BODY_21,
    (
        *COCO_17.landmarks,
        "left_toe", None, "left_heel",
        "right_toe", None, "right_heel",
        *(None,) * 110,  # face and hands
    ),
    0.3,
)  # fmt: skip

_BODY_25 = tuple(names[0] if len(names) == 1 else None for names in BODY_25_POINTS)
_MIDDLE_OF_HIPS, _FEET = 8, 19

OPENPOSE_18 = Layout(
    "OpenPose COCO-18", COCO_17, (*_BODY_25[:_MIDDLE_OF_HIPS], *_BODY_25[_MIDDLE_OF_HIPS + 1 : _FEET]), 0.05
)

BODY_25 = Layout("OpenPose BODY-25", BODY_21, _BODY_25, 0.05)

MEDIAPIPE = Layout("blazepose", BLAZEPOSE_33, BLAZEPOSE_33.landmarks)

BY_COUNT: Mapping[int, Layout] = {
    len(layout.points): layout for layout in (COCO, OPENPOSE_18, BODY_25, HALPE, MEDIAPIPE, WHOLE_BODY)
}
