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

SKELETONS = {skeleton.name: skeleton for skeleton in (BLAZEPOSE_33,)}
