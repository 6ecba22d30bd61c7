"""How far drawn landmarks and the joints made of them are from where the joints are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from truth import Truth

from vision.datatypes import SIDES, Floats, Leg, Network, Scene, Side, Track, other_side
from vision.definitions import joint_track
from vision.kinematics import angle_to_vertical_deg
from vision.series import at_contact

TRUNK, LEG, FOOT = ("hip", "shoulder"), ("knee", "ankle"), ("heel", "toe")

POSTURES: Mapping[str, str] = {
    "foot ahead of hip, % of the leg": "ankle_minus_hip_pct_leg_sd",
    "knee flexion, °": "knee_flex_deg_sd",
    "shank, °": "shank_deg_sd",
    "hip to shoulder, °": "trunk_lean_shoulder_deg_sd",
}
"""Postures that were marked by hand, with the column of their uncertainty."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A clip's drawn track beside its joints, both (n, 2) px forward and up."""

    truth: Truth
    scene: Scene
    drawn: Track
    network: Network
    joints: dict[str, Floats]  # by landmark, rendered clips only

    @property
    def signs(self) -> Floats:
        """From picture to forward and up."""
        return np.array([-1.0 if self.scene.direction == "left" else 1.0, -1.0])

    def side(self, leg: Leg) -> Side:
        """The side of a leg."""
        near = self.truth.near_side
        return near if leg == "near" else other_side(near)

    def point(self, name: str, track: Track | None = None) -> Floats:
        """A landmark of a track, of the drawn one where none is given."""
        return (track or self.drawn).point(name, raw=True) * self.signs

    def joint(self, name: str) -> Floats:
        """The true joint."""
        if name.startswith("mid_"):
            left, right = (self.joints[name.replace("mid", side)] for side in SIDES)
            middle: Floats = (left + right) / 2
            return middle
        return self.joints[name]

    def moved(self) -> Track:
        """The track of joints that the product makes of the drawn one."""
        return joint_track(self.drawn, self.scene, self.network)


def axis(body: Body, part: str, side: Side) -> tuple[Floats, float]:
    """The direction in which a landmark's offset counts, (n, 2), and the length that it is a share of."""
    if part in FOOT:
        foot = body.point(f"{side}_toe") - body.point(f"{side}_heel")
        length = np.linalg.norm(foot, axis=1, keepdims=True)
        return foot / length, float(np.nanmedian(length))
    lower, upper = ("mid_hip", "mid_shoulder") if part in TRUNK else (f"{side}_ankle", f"{side}_knee")
    up = body.point(upper) - body.point(lower)
    up = up / np.linalg.norm(up, axis=1, keepdims=True)
    size = body.scene.trunk_length_px if part in TRUNK else body.scene.leg_length_px
    return np.column_stack([up[:, 1], -up[:, 0]]), size


def offset_pct(body: Body, part: str) -> float:
    """Median over all frames of a rendered clip."""
    side = body.side("near")
    name = f"mid_{part}" if part in TRUNK else f"{side}_{part}"
    ahead, size = axis(body, part, side)
    away = ((body.point(name) - body.joint(name)) * ahead).sum(axis=1)
    return 100 * float(np.nanmedian(away)) / size


def marked_pct(man: Body, part: str, marks: Sequence[dict[str, str]]) -> tuple[float, float]:
    """Mean over marked frames, and the uncertainty of a mark."""
    side = man.side("near")
    frames = [int(row["frame"]) for row in marks]
    ahead, size = axis(man, part, side)
    away = ((man.point(f"{side}_{part}")[frames] - marked(man, part, marks)) * ahead[frames]).sum(axis=1)
    return 100 * float(away.mean()) / size, 100 * float(marks[0][f"{part}_pm_px"]) / size


def marked(man: Body, part: str, marks: Sequence[dict[str, str]]) -> Floats:
    """The marks themselves, forward and up, (m, 2)."""
    places: Floats = (
        np.array([[float(row[f"{part}_x"]), float(row[f"{part}_y"])] for row in marks]) * man.signs
    )
    return places


def postures(points: Mapping[str, Floats], scene: Scene) -> dict[str, float]:
    """Means over frames, by the names of `POSTURES`; angles are to the picture's vertical."""
    thigh = angle_to_vertical_deg(points["knee"], points["hip"])
    shank = angle_to_vertical_deg(points["ankle"], points["knee"])
    trunk = -angle_to_vertical_deg(points["hip"], points["shoulder"])
    ahead = 100 * (points["ankle"] - points["hip"])[:, 0] / scene.leg_length_px
    means = (float(values.mean()) for values in (ahead, thigh - shank, shank, trunk))
    return dict(zip(POSTURES, means, strict=True))


def knee_errors(body: Body, side: Side) -> Floats:
    """Of the 60 ms before every contact, (m, 3) in legs: the distance of the knees as drawn, and how far the
    knee is from its joint towards the other one, as drawn and as moved."""
    other = other_side(side)
    contacts = body.truth.times_s(side, "initial_contact")
    since = body.drawn.time_s[:, None] - contacts
    landing = ((since > -0.06) & (since <= 0)).any(axis=1)
    between = body.point(f"{other}_knee") - body.point(f"{side}_knee")
    distance = np.linalg.norm(between, axis=1, keepdims=True)
    towards = between / np.maximum(distance, 1e-9)
    errors = [
        ((body.point(f"{side}_knee", track) - body.joint(f"{side}_knee")) * towards).sum(axis=1)
        for track in (body.drawn, body.moved())
    ]
    of_leg: Floats = np.column_stack([distance[:, 0], *errors])[landing] / body.scene.leg_length_px
    return of_leg


def contact_errors(body: Body, track: Track) -> dict[str, float]:
    """Errors of a track's posture at the true contacts, mean of both legs."""
    m_per_px = body.scene.scale.m_per_px if body.scene.scale else float("nan")
    errors: dict[str, list[float]] = {}
    for side in SIDES:
        contacts = body.truth.times_s(side, "initial_contact")
        inside = contacts[(contacts > body.drawn.time_s[0] + 0.1) & (contacts < body.drawn.time_s[-1])]
        drawn, true = (
            {
                "foot-hip, cm": 100 * m_per_px * (ankle - hip)[:, 0],
                "shank, °": angle_to_vertical_deg(ankle, knee),
                "trunk, °": -angle_to_vertical_deg(hip, shoulder),
            }
            for ankle, hip, knee, shoulder in (
                [body.point(name, track) for name in names_of(side)],
                [body.joint(name) for name in names_of(side)],
            )
        )
        for name, series in drawn.items():
            read = [at_contact(body.drawn.time_s, values, inside).pooled for values in (series, true[name])]
            errors.setdefault(name, []).append(read[0] - read[1])
    return {name: float(np.mean(values)) for name, values in errors.items()}


def names_of(side: Side) -> tuple[str, str, str, str]:
    """The points that posture at contact hangs on."""
    return f"{side}_ankle", "mid_hip", f"{side}_knee", "mid_shoulder"
