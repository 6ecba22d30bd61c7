"""Landmark names and edges of the pose families, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skeleton:
    """An ordered set of landmark names and the edges that join them."""

    name: str
    landmarks: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]

    def index(self, landmark: str) -> int:
        """Column of `landmark`; raises ValueError when the skeleton lacks it."""
        return self.landmarks.index(landmark)

    @property
    def foot(self) -> tuple[str, ...]:
        """Those parts of a foot that are drawn, of FOOT."""
        return self._drawn(FOOT)

    @property
    def leg_chain(self) -> tuple[str, ...]:
        """Those parts of a leg that are drawn, of LEG_CHAIN."""
        return self._drawn(LEG_CHAIN)

    @property
    def pointing(self) -> tuple[str, str]:
        """Two parts of a leg of which the second is ahead: heel and toe; without feet ankle and knee."""
        return ("heel", "toe") if {"heel", "toe"} <= set(self.foot) else ("ankle", "knee")

    def _drawn(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(part for part in parts if f"left_{part}" in self.landmarks)


FOOT = ("ankle", "heel", "toe")
LEG_CHAIN = ("knee", *FOOT)


def _both_sides(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{side}_{a}", f"{side}_{b}") for side in ("left", "right") for a, b in pairs)


BLAZEPOSE_33 = Skeleton(
    name="blazepose_33",
    landmarks=(
        "nose",
        "left_eye_inner", "left_eye", "left_eye_outer",
        "right_eye_inner", "right_eye", "right_eye_outer",
        "left_ear", "right_ear",
        "mouth_left", "mouth_right",
        "left_shoulder", "right_shoulder",
        "left_elbow", "right_elbow",
        "left_wrist", "right_wrist",
        "left_pinky", "right_pinky",
        "left_index", "right_index",
        "left_thumb", "right_thumb",
        "left_hip", "right_hip",
        "left_knee", "right_knee",
        "left_ankle", "right_ankle",
        "left_heel", "right_heel",
        "left_toe", "right_toe",
    ),
    edges=(
        ("left_shoulder", "right_shoulder"),
        ("left_hip", "right_hip"),
        *_both_sides(
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("shoulder", "hip"),
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "heel"),
            ("heel", "toe"),
            ("ankle", "toe"),
        ),
    ),
)  # fmt: skip

_HEAD_AND_LIMBS = (
    "nose",
    "left_eye", "right_eye",
    "left_ear", "right_ear",
    "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow",
    "left_wrist", "right_wrist",
    "left_hip", "right_hip",
    "left_knee", "right_knee",
    "left_ankle", "right_ankle",
)  # fmt: skip
_BONES = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *_both_sides(
        ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle")
    ),
)

COCO_17 = Skeleton(name="coco_17", landmarks=_HEAD_AND_LIMBS, edges=_BONES)

BODY_21 = Skeleton(
    name="body_21",
    landmarks=(*_HEAD_AND_LIMBS, "left_heel", "right_heel", "left_toe", "right_toe"),
    edges=(*_BONES, *_both_sides(("ankle", "heel"), ("heel", "toe"), ("ankle", "toe"))),
)
"""What the measures use of HALPE-26, BODY-25 and of markers: COCO's points with heels and toes."""

BODY_25_POINTS: tuple[tuple[str, ...], ...] = (
    ("nose",),
    ("left_shoulder", "right_shoulder"),  # neck
    *((f"right_{part}",) for part in ("shoulder", "elbow", "wrist")),
    *((f"left_{part}",) for part in ("shoulder", "elbow", "wrist")),
    ("left_hip", "right_hip"),  # middle of the hips
    *((f"right_{part}",) for part in ("hip", "knee", "ankle")),
    *((f"left_{part}",) for part in ("hip", "knee", "ankle")),
    ("right_eye",),
    ("left_eye",),
    ("right_ear",),
    ("left_ear",),
    ("left_toe",),
    (),  # little toe
    ("left_heel",),
    ("right_toe",),
    (),
    ("right_heel",),
)
"""OpenPose's order: the landmarks in whose middle each point lies; nothing where no skeleton has one."""

SKELETONS = {skeleton.name: skeleton for skeleton in (BLAZEPOSE_33, COCO_17, BODY_21)}
"""By name: the skeletons of which landmarks can be measured."""
