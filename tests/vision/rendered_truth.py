"""A rendered clip's exact truth as an Analysis, so that drawing can be tested without any network."""

import json

import numpy as np
import pytest
from truth import DATA, SIDE_OF_LETTER, by_landmark

from vision.datatypes import (
    Analysis,
    Floats,
    GaitEvent,
    GaitEvents,
    Measures,
    Network,
    Provenance,
    Quality,
    Scale,
    Scene,
    Step,
    StepMeasures,
    Track,
)
from vision.skeletons import BLAZEPOSE_33
from vision.video import Video, open_video

RENDERED = DATA / "rendered"
needs_rendered = pytest.mark.skipif(not RENDERED.is_dir(), reason="the rendered clips are not here")
SIDE_VIEWS = ("dev01", "dev02", "dev03", "dev04", "dev07")
HAND = ("pinky", "index", "thumb")

MEASURES = {  # measure of a step: (field of the truth, factor)
    "foot_com_distance_m": ("overstride_ankle_com_cm", 0.01),
    "foot_hip_distance_m": ("overstride_ankle_hip_cm", 0.01),
    "shank_angle_deg": ("tibia_angle_deg", 1),
    "knee_flexion_initial_contact_deg": ("knee_flexion_contact_deg", 1),
    "knee_flexion_peak_stance_deg": ("knee_flexion_stance_max_deg", 1),
    "foot_strike_angle_deg": ("foot_strike_angle_deg", 1),
    "trunk_lean_initial_contact_deg": ("trunk_lean_contact_deg", 1),
    "trunk_lean_mean_deg": ("trunk_lean_mean_deg", 1),
}


def rendered_truth(name: str) -> tuple[Analysis, Video]:
    """The analysis and the video of a rendered clip."""
    truth = json.loads((RENDERED / f"{name}.json").read_text())
    video = open_video(RENDERED / f"{name}.mp4")
    track = _track(truth, video)
    scene = _scene(truth, track)
    events = _events(truth, scene, video.time_s)
    analysis = Analysis(
        source=video.info,
        quality=Quality("ok", (), "running", "true", float(truth["fps"]), 1.0),
        provenance=Provenance("0", Network("truth", "none", ""), {}, "2026-01-01T00:00:00+00:00"),
        scene=scene,
        track=track,
        joints=track,
        com_px=np.array(truth["joints2d"]["com"]),
        events=events,
        measures=Measures({}, _step_measures(truth, events)),
    )
    return analysis, video


def _track(truth: dict, video: Video) -> Track:
    joints = by_landmark(truth["joints2d"])
    position = np.full((len(video.time_s), len(BLAZEPOSE_33.landmarks), 2), np.nan)
    for index, landmark in enumerate(BLAZEPOSE_33.landmarks):
        side, _, part = landmark.partition("_")
        joint = f"{side}_wrist" if part in HAND else landmark
        if joint in joints:
            position[:, index] = joints[joint]
    seen = np.isfinite(position[..., 0]).astype(float)
    return Track(BLAZEPOSE_33, video.time_s, position, position, seen, np.zeros(len(position), bool))


def _scene(truth: dict, track: Track) -> Scene:
    direction = "right" if truth["running_direction_world"][0] > 0 else "left"
    near = SIDE_OF_LETTER[truth["near_side"]]
    hip, knee, ankle = (track.point(f"{near}_{part}") for part in ("hip", "knee", "ankle"))
    leg_px = np.median(np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1))
    trunk = track.point("mid_shoulder") - track.point("mid_hip")
    m_per_px = (truth["leg"]["thigh_m"] + truth["leg"]["shank_m"]) / leg_px
    rear = truth["name"] == "dev05"
    moving = not truth["camera"]["static"]
    return Scene(
        view="rear" if rear else "side",
        direction=None if rear else direction,
        near_side=None if rear else near,
        camera="moving" if moving else "static",
        ground_slope_deg=0.0,
        ground_y_px=np.nan if moving else float(np.percentile(track.point(f"{near}_heel")[:, 1], 97)),
        leg_length_px=float(leg_px),
        trunk_length_px=float(np.median(np.linalg.norm(trunk, axis=1))),
        incline_pct=0.0,
        scale=Scale(m_per_px, 0.98 * m_per_px, 1.02 * m_per_px, "height"),
    )


def _events(truth: dict, scene: Scene, time_s: Floats) -> GaitEvents:
    def event(letter: str, kind: str, at_s: float) -> GaitEvent:
        side = SIDE_OF_LETTER[letter]
        return GaitEvent(side, scene.leg_of(side), kind, at_s, int(np.searchsorted(time_s, at_s)), 0.0)

    kinds = (("initial_contact", "contacts"), ("toe_off", "toe_offs"))
    events = sorted(
        (event(letter, kind, t) for kind, key in kinds for letter in "LR" for t in truth[key][letter]),
        key=lambda e: e.time_s,
    )
    steps = tuple(
        Step(
            SIDE_OF_LETTER[s["side"]],
            scene.leg_of(SIDE_OF_LETTER[s["side"]]),
            s["t_contact"],
            s["t_toe_off"],
            s["t_contact"] + s["step_time_s"],
        )
        for s in truth["steps"]
    )
    return GaitEvents(tuple(events), steps, 2 * truth["mean"]["step_time_s"])


def _step_measures(truth: dict, events: GaitEvents) -> tuple[StepMeasures, ...]:
    return tuple(
        StepMeasures(step, {name: row[field] * factor for name, (field, factor) in MEASURES.items()})
        for step, row in zip(events.steps, truth["steps"], strict=True)
    )
