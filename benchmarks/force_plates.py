"""Running on force plates: body points in space with the instants at which each foot took load.

Two runners: one man at 2, 3 and 4 m/s (Hamner & Delp 2013: full body, rearfoot) and one at 2.5 m/s (RBDS,
Fukuchi 2017: legs and pelvis, forefoot). Contacts are those of a 50 N threshold.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vision.datatypes import Floats, Side
from vision.imports.trc import read_trc

LETTERS: Mapping[Side, str] = {"left": "L", "right": "R"}
Points = Mapping[str, Floats]
"""Name -> position in metres, (n, 3): X forward, Y up, Z to the runner's right."""

NECK_TO_EAR_M = 0.15
TOE_TIP_BEYOND_BALL = 0.35
"""Of heel to ball of the foot: where a shoe ends in front of the first metatarsal's head."""

HAMNER_SPEEDS_MPS: Mapping[str, float] = {"run200": 2.0, "run300": 3.0, "run400": 4.0}
SHANK_CLUSTER = ("Top.Lateral", "Bottom.Lateral", "Top.Medial", "Bottom.Medial")
RBDS_TRIAL, RBDS_STATIC = "RBDS001runT25", "RBDS001static"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One trial: the body's points, and the instants of both feet on the plates, ascending."""

    name: str
    runner: str
    strike: str  # "rearfoot" or "forefoot"
    speed_mps: float
    time_s: Floats  # (n,)
    points: Points
    contact_s: Mapping[Side, Floats]
    toe_off_s: Mapping[Side, Floats]


def read_recordings(folder: Path) -> list[Recording]:
    """All trials of the folder."""
    known = json.loads((folder / "known_contacts.json").read_text(encoding="utf-8"))
    man = [_hamner(folder, name, speed, known[f"hamner_{name}"]) for name, speed in HAMNER_SPEEDS_MPS.items()]
    return [*man, _rbds(folder, known["RBDS001runT25forces"])]


# ---- the two laboratories' files --------------------------------------------------------------------------


def _hamner(folder: Path, name: str, speed_mps: float, known: dict[str, list[dict[str, float]]]) -> Recording:
    trial = read_trc(folder / f"{name}_markers.trc")
    time_s = trial.time_s
    markers = dict(zip(trial.names, np.moveaxis(trial.position_m, 1, 0), strict=True))
    points = _pelvis(*(markers[m] for m in ("LASI", "RASI", "LPSI", "RPSI")))
    pelvis = np.stack([markers[m] for m in ("LASI", "RASI", "LPSI", "RPSI")], axis=1)
    neck = (markers["C7"] + markers["CLAV"]) / 2
    for side, letter in LETTERS.items():
        thigh, shank, foot = (
            np.stack([markers[letter + m] for m in cluster], axis=1)
            for cluster in (("TH1", "TH2", "TH3"), ("TB1", "TB2", "TB3"), ("CAL", "TOE", "MT5"))
        )
        inward = np.sign(pelvis[..., 2].mean() - thigh[..., 2].mean())
        points[f"{side}_knee"] = _joint(thigh, shank, near=thigh[:, 2], inward_m=0.05 * inward)
        points[f"{side}_ankle"] = _joint(shank, foot, near=shank[:, 2], inward_m=0.0)
        points[f"{side}_heel"] = markers[f"{letter}CAL"]
        points[f"{side}_toe"] = markers[f"{letter}TOE"]
        points[f"{side}_shoulder"] = markers[f"{letter}ACR"]
        points[f"{side}_elbow"] = (markers[f"{letter}LEL"] + markers[f"{letter}MEL"]) / 2
        points[f"{side}_wrist"] = (markers[f"{letter}FAradius"] + markers[f"{letter}FAulna"]) / 2
        points[f"{side}_ear"] = np.add(neck, (0.0, NECK_TO_EAR_M, 0.0))
    of = {side: [c for c in known["contacts"] if c["side"] == letter] for side, letter in LETTERS.items()}
    contact_s = {side: np.array([c["ic_s"] for c in rows]) for side, rows in of.items()}
    toe_off_s = {side: np.array([c["to_s"] for c in rows]) for side, rows in of.items()}
    return Recording(name, "Hamner", "rearfoot", speed_mps, time_s, points, contact_s, toe_off_s)


def _rbds(folder: Path, known: dict[str, list[float]]) -> Recording:
    time_s, markers = _read_rbds(folder / f"{RBDS_TRIAL}markers.txt")
    _, standing = _read_rbds(folder / f"{RBDS_STATIC}.txt")
    points = _pelvis(*(markers[m] for m in ("L.ASIS", "R.ASIS", "L.PSIS", "R.PSIS")))
    trunk_m = _trunk_length_m(points, standing)
    for side, letter in LETTERS.items():
        shank = [f"{letter}.Shank.{m}" for m in SHANK_CLUSTER]
        knee = (standing[f"{letter}.Knee"] + standing[f"{letter}.Knee.Medial"]) / 2
        ankle = (standing[f"{letter}.Ankle"] + standing[f"{letter}.Ankle.Medial"]) / 2
        points[f"{side}_knee"] = _carried(knee, shank, standing, markers)
        points[f"{side}_ankle"] = _carried(ankle, shank, standing, markers)
        heel, ball = markers[f"{letter}.Heel.Bottom"], markers[f"{letter}.MT1"]
        points[f"{side}_heel"] = heel
        points[f"{side}_toe"] = _toe_tip(heel, ball, float(standing[f"{letter}.MT1"][:, 1].mean()))
        # No marker lies above the pelvis; an upright, still trunk stands in, and nothing of it is judged.
        points[f"{side}_shoulder"] = points[f"{side}_hip"] + [0.05, trunk_m, 0.0]
        points[f"{side}_elbow"] = points[f"{side}_shoulder"] - [0.05, 0.3, 0.0]
        points[f"{side}_wrist"] = points[f"{side}_elbow"] + [0.2, 0.0, 0.0]
        points[f"{side}_ear"] = points[f"{side}_shoulder"] + [0.0, NECK_TO_EAR_M, 0.0]
    contact_s = _sided(np.array(known["ic_s"]), time_s, points)
    toe_off_s = _of_the_standing_foot(np.array(known["to_s"]), contact_s)
    return Recording(RBDS_TRIAL, "RBDS001", "forefoot", 2.5, time_s, points, contact_s, toe_off_s)


def _read_rbds(path: Path) -> tuple[Floats, dict[str, Floats]]:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    table = np.array([[float(cell) for cell in line.split("\t")] for line in lines if line.strip()])
    names = [name.strip()[:-1] for name in header.split("\t")[1::3]]
    for column in table.T:  # one frame of one marker is missing
        column[:] = np.interp(table[:, 0], table[~np.isnan(column), 0], column[~np.isnan(column)])
    return table[:, 0], {name: table[:, 1 + 3 * i : 4 + 3 * i] / 1000 for i, name in enumerate(names)}


def _sided(contact_s: Floats, time_s: Floats, points: Points) -> dict[Side, Floats]:
    """Contacts by the foot whose ankle is lower."""
    lower = np.interp(contact_s, time_s, points["left_ankle"][:, 1] - points["right_ankle"][:, 1]) < 0
    return {"left": contact_s[lower], "right": contact_s[~lower]}


def _of_the_standing_foot(toe_off_s: Floats, contact_s: Mapping[Side, Floats]) -> dict[Side, Floats]:
    """Toe-offs by the foot that landed last."""
    landed = {side: np.append(-np.inf, times) for side, times in contact_s.items()}
    last = {side: times[np.searchsorted(times, toe_off_s) - 1] for side, times in landed.items()}
    left = last["left"] > last["right"]
    return {"left": toe_off_s[left], "right": toe_off_s[~left]}


# ---- markers to joints ------------------------------------------------------------------------------------


def _pelvis(
    left_front: Floats, right_front: Floats, left_back: Floats, right_back: Floats
) -> dict[str, Floats]:
    """Hip centres from the four spines of the pelvis (Harrington 2007)."""
    front, back = (left_front + right_front) / 2, (left_back + right_back) / 2
    right = _unit(right_front - left_front)
    up = _unit(np.cross(right, front - back))
    forward = np.cross(up, right)
    depth = float(np.median(np.linalg.norm(front - back, axis=1)))
    width = float(np.median(np.linalg.norm(right_front - left_front, axis=1)))
    middle = front - (0.24 * depth + 0.0099) * forward - (0.30 * width + 0.0109) * up
    half = (0.33 * width + 0.0073) * right
    return {"left_hip": middle - half, "right_hip": middle + half}


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def _poses(markers: Floats) -> tuple[Floats, Floats]:
    """Rotation (n, 3, 3) and place (n, 3) of a cluster (n, k, 3) from its mean shape (Kabsch 1976)."""
    shape = markers - markers.mean(axis=1, keepdims=True)
    reference = shape[0]
    for _ in range(3):
        u, _, v = np.linalg.svd(np.einsum("ki,nkj->nij", reference, shape))
        turn = np.linalg.det(u @ v)
        u[:, :, 2] *= turn[:, None]
        rotation = np.swapaxes(u @ v, 1, 2)
        reference = np.einsum("nji,nkj->nki", rotation, shape).mean(axis=0)
    return rotation, markers.mean(axis=1)


def _joint(proximal: Floats, distal: Floats, *, near: Floats, inward_m: float) -> Floats:
    """The point that moves least in both segments' frames, (n, 3): SCoRE (Ehrig 2006).

    A hinge leaves its place along the axis open; a weak pull to a guess `inward_m` beside a marker closes it.
    """
    (r1, t1), (r2, t2) = _poses(proximal), _poses(distal)
    guess = np.add(near, (0.0, 0.0, inward_m))
    first, second = (np.einsum("nji,nj->ni", r, guess - t).mean(axis=0) for r, t in ((r1, t1), (r2, t2)))
    design = np.concatenate([r1, -r2], axis=2).reshape(-1, 6)
    pull = 0.05 * np.sqrt(len(r1)) * np.eye(6)
    start = np.concatenate([first, second])
    rest = (t2 - t1).ravel() - design @ start
    found = start + np.linalg.lstsq(np.vstack([design, pull]), np.append(rest, np.zeros(6)), rcond=None)[0]
    centers = np.einsum("nij,j->ni", r1, found[:3]) + t1, np.einsum("nij,j->ni", r2, found[3:]) + t2
    middle: Floats = (centers[0] + centers[1]) / 2
    return middle


def _carried(joint: Floats, cluster: Sequence[str], standing: Points, running: Points) -> Floats:
    """A joint of the standing trial carried along by the cluster of markers beside it, (n, 3)."""
    still = np.stack([standing[m].mean(axis=0) for m in cluster])
    moving = np.stack([running[m] for m in cluster], axis=1)
    rotation, place = _poses(np.concatenate([still[None], moving]))
    own = rotation[0].T @ (joint.mean(axis=0) - place[0])
    carried: Floats = np.einsum("nij,j->ni", rotation[1:], own) + place[1:]
    return carried


def _toe_tip(heel: Floats, ball: Floats, standing_m: float) -> Floats:
    """The shoe's tip: bent at the ball by half as much as the heel has risen, and not below the ground."""
    foot = ball - heel
    pitch = np.arctan2(foot[:, 1], foot[:, 0])
    toes = np.where(pitch < 0, 0.5, 1.0) * pitch
    reach = TOE_TIP_BEYOND_BALL * np.linalg.norm(foot, axis=1)
    tip = ball + np.column_stack([reach * np.cos(toes), reach * np.sin(toes), np.zeros_like(toes)])
    tip[:, 1] = np.maximum(tip[:, 1], 0.5 * standing_m)
    return tip


def _trunk_length_m(points: Points, standing: Points) -> float:
    """Trunk from the legs: mid-hip to shoulder is 0.60 of hip to ankle (Winter 2009, after Drillis)."""
    ankle = (standing["R.Ankle"] + standing["L.Ankle"]).mean(axis=0)[1] / 2
    hip = np.median(points["left_hip"][:, 1] + points["right_hip"][:, 1]) / 2
    return float(0.60 * (hip - ankle))
