"""What is truly known of the test clips: instants of events, and measures in the product's own units."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vision.datatypes import SIDES, EventKind, Leg, Side

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
"""The test clips and recordings, which lie beside the repository."""

SIDE_OF_LETTER: Mapping[str, Side] = {"L": "left", "R": "right"}
NAMED_SIDES: Mapping[str, Side] = {"left": "left", "right": "right"}
KINDS: Mapping[str, EventKind] = {"initial_contact": "initial_contact", "toe_off": "toe_off"}

RENDERED_MEASURES: Mapping[str, tuple[str, float]] = {
    "contact_time_s": ("contact_time_s", 1),
    "flight_time_s": ("flight_time_s", 1),
    "duty_factor": ("duty_factor", 1),
    "foot_hip_distance_m": ("overstride_ankle_hip_cm", 0.01),
    "foot_com_distance_m": ("overstride_ankle_com_cm", 0.01),
    "heel_com_distance_m": ("heel_com_cm", 0.01),
    "shank_angle_deg": ("tibia_angle_deg", 1),
    "knee_flexion_initial_contact_deg": ("knee_flexion_contact_deg", 1),
    "knee_flexion_peak_stance_deg": ("knee_flexion_stance_max_deg", 1),
    "knee_flexion_peak_swing_deg": ("knee_flexion_swing_max_deg", 1),
    "foot_strike_angle_deg": ("foot_strike_angle_deg", 1),
    "trunk_lean_mean_deg": ("trunk_lean_mean_deg", 1),
    "trunk_lean_initial_contact_deg": ("trunk_lean_contact_deg", 1),
    "trunk_lean_range_deg": ("trunk_lean_rom_deg", 1),
    "vertical_oscillation_m": ("vo_midhip_cm", 0.01),
    "vertical_oscillation_com_m": ("vo_com_cm", 0.01),
}
"""Name of a measure: its name in the truth files of the rendered clips, and the factor to its unit."""


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """One instant at which a foot lands or leaves."""

    side: Side
    kind: EventKind
    time_s: float


@dataclass(frozen=True, slots=True)
class Truth:
    """One clip; events are complete within `span_s`. Without a known stature `height_cm` is None.

    `measures` are those of both legs together, `by_leg` those of either, where they are known.
    """

    name: str
    video: Path
    fps: float
    span_s: tuple[float, float]
    near_side: Side
    height_cm: float | None
    speed_mps: float | None
    events: tuple[TrueEvent, ...]
    measures: Mapping[str, float]
    by_leg: Mapping[Leg, Mapping[str, float]] = field(default_factory=dict)

    def times_s(self, side: Side, kind: EventKind) -> np.ndarray:
        """Instants of one kind of one foot, ascending."""
        return np.array([e.time_s for e in self.events if (e.side, e.kind) == (side, kind)])


def read_rendered(path: Path) -> Truth:
    """Exact truth of a rendered clip from the JSON beside it."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    fields: tuple[tuple[EventKind, str], ...] = (("initial_contact", "contacts"), ("toe_off", "toe_offs"))
    events = [
        TrueEvent(SIDE_OF_LETTER[letter], kind, time_s)
        for kind, key in fields
        for letter, times in truth[key].items()
        for time_s in times
    ]
    thigh_and_shank_m = truth["leg"]["thigh_m"] + truth["leg"]["shank_m"]
    measures = _in_our_units(truth["mean"])
    near_side = SIDE_OF_LETTER[truth["near_side"]]
    legs: Mapping[Side, Leg] = {side: "near" if side == near_side else "far" for side in SIDES}
    measures["cadence_spm"] = _cadence_spm(events)
    measures["foot_hip_distance_pct_leg"] = 100 * measures["foot_hip_distance_m"] / thigh_and_shank_m
    return Truth(
        name=path.stem,
        video=path.with_suffix(".mp4"),
        fps=truth["fps"],
        span_s=(0.0, (truth["n_frames"] - 1) / truth["fps"]),
        near_side=near_side,
        height_cm=100 * truth["stature_m"],
        speed_mps=truth["mean"]["speed_m_s"],
        events=tuple(sorted(events, key=lambda e: e.time_s)),
        measures=measures,
        by_leg={
            legs[SIDE_OF_LETTER[letter]]: _in_our_units(means) for letter, means in truth["by_side"].items()
        },
    )


def _in_our_units(means: Mapping[str, float]) -> dict[str, float]:
    """Measures of a truth file under our names."""
    return {name: means[key] * factor for name, (key, factor) in RENDERED_MEASURES.items()}


def true_points(path: Path) -> dict[str, np.ndarray]:
    """Where joints truly are in every frame of a rendered clip, (n, 2) px, by landmark; "com" among them."""
    return by_landmark(json.loads(path.read_text(encoding="utf-8"))["joints2d"])


def by_landmark(joints: Mapping[str, Sequence[Sequence[float]]]) -> dict[str, np.ndarray]:
    """The joints of a truth file, called "knee.L" there, by the names of landmarks."""
    keys = {key: key.partition(".") for key in joints}
    return {
        f"{SIDE_OF_LETTER[letter]}_{part}" if letter else part: np.array(joints[key], dtype=float)
        for key, (part, _, letter) in keys.items()
    }


def read_labelled(video: Path, *, fps: float, cadence_spm: float) -> Truth:
    """Events labelled by eye, from the CSV beside a video.

    The best guess of an instant counts, not its frame; `cadence_spm` was counted from pixel motion.
    """
    labels = _rows(video.with_suffix(".events.csv"))
    events = tuple(
        TrueEvent(NAMED_SIDES[r["side"]], KINDS[r["event"]], float(r["subframe"]) / fps) for r in labels
    )
    return Truth(
        name=video.stem,
        video=video,
        fps=fps,
        span_s=(events[0].time_s, events[-1].time_s),
        near_side=next(NAMED_SIDES[r["side"]] for r in labels if r["leg"] == "near"),
        height_cm=None,
        speed_mps=None,
        events=events,
        measures={"cadence_spm": cadence_spm},
    )


def digitised_lean_deg(video: Path) -> float:
    """Mean lean of the true vertical at the trunk to the right of the picture's, digitised beside a video.

    The file has it forwards; its runner runs to the left.
    """
    rows = _rows(video.with_suffix(".digitised.csv"))
    return -float(np.mean([float(row["local_vertical_tilt_trunk_deg"]) for row in rows]))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cadence_spm(events: list[TrueEvent]) -> float:
    contacts = sorted(e.time_s for e in events if e.kind == "initial_contact")
    return 60 * (len(contacts) - 1) / (contacts[-1] - contacts[0])
