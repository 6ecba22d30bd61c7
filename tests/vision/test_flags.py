"""Flags: which frames are pointed at, why, and in which order."""

from dataclasses import replace

import numpy as np
import pytest

from tests.vision.synthetic_runner import STATURE_CM, Runner, source
from vision import Settings, analyze_landmarks
from vision.datatypes import (
    Analysis,
    Flag,
    GaitEvent,
    GaitEvents,
    Landmarks,
    Measures,
    Scale,
    Scene,
    Side,
    Step,
    StepMeasures,
    Track,
)
from vision.flags import flag, ranking
from vision.skeletons import BLAZEPOSE_33

FPS, STEP_S, CONTACT_S, STEPS = 50, 0.36, 0.26, 20
SCENE = Scene(
    view="side",
    direction="right",
    near_side="right",
    camera="static",
    ground_slope_deg=0.0,
    ground_y_px=900.0,
    leg_length_px=300.0,
    trunk_length_px=180.0,
    incline_pct=0.0,
    scale=Scale(0.003, 0.0029, 0.0031, "height"),
)
USUAL = {
    "contact_time_s": CONTACT_S,
    "step_time_s": STEP_S,
    "foot_hip_distance_m": 0.25,
    "shank_angle_deg": 6.0,
}


def still_track() -> Track:
    """Feet 120 px and knees 60 px apart in every frame, everything well seen."""
    n = round(FPS * (STEP_S * (STEPS + 2)))
    position = np.zeros((n, 33, 2))
    for part, apart in (("knee", 60.0), ("ankle", 120.0)):
        position[:, BLAZEPOSE_33.index(f"left_{part}"), 0] = apart
    ones = np.ones((n, 33))
    return Track(BLAZEPOSE_33, np.arange(n) / FPS, position, position, ones, np.zeros(n, dtype=bool))


def events_with(uncertain: dict[int, float]) -> GaitEvents:
    """Alternating steps; `uncertain` gives the uncertainty of the contact of single steps."""
    events, steps = [], []
    for i in range(STEPS):
        side: Side = "left" if i % 2 else "right"
        landing_s = 0.3 + i * STEP_S
        steps.append(Step(side, SCENE.leg_of(side), landing_s, landing_s + CONTACT_S, landing_s + STEP_S))
        events += [
            event(side, "initial_contact", landing_s, uncertain.get(i, 0.007)),
            event(side, "toe_off", landing_s + CONTACT_S, 0.007),
        ]
    return GaitEvents(tuple(sorted(events, key=lambda e: e.time_s)), tuple(steps), 2 * STEP_S)


def event(side: Side, kind: str, time_s: float, uncertainty_s: float) -> GaitEvent:
    return GaitEvent(side, SCENE.leg_of(side), kind, time_s, int(np.ceil(time_s * FPS)), uncertainty_s)  # type: ignore[arg-type]


def flags(
    track: Track | None = None,
    *,
    uncertain: dict[int, float] | None = None,
    changed: dict[int, dict[str, float]] | None = None,
    scene: Scene = SCENE,
) -> tuple[Flag, ...]:
    events = events_with(uncertain or {})
    rows = tuple(
        StepMeasures(
            step, {name: value + 1e-4 * (i % 3) for name, value in USUAL.items()} | (changed or {}).get(i, {})
        )
        for i, step in enumerate(events.steps)
    )
    return flag(track or still_track(), scene, events, Measures({}, rows))


def frame_of(step: int) -> int:
    return int(np.ceil((0.3 + step * STEP_S) * FPS))


def test_clean_run_has_no_flags() -> None:
    assert flags() == ()


def test_uncertain_contact_is_flagged_with_its_effect_on_contact_time() -> None:
    (found,) = flags(uncertain={3: 0.020})
    assert found.id == f"left-{frame_of(3):04d}-uncertain_contact"
    assert (found.side, found.frame, found.reason_code) == ("left", frame_of(3), "uncertain_contact")
    assert found.effect == "moves contact time by up to 2.0 ms"  # 1.96 * 20 ms over 20 steps
    assert found.weight == pytest.approx(0.196)  # of the 10 ms that matter


def test_step_unlike_the_leg_s_others_is_flagged_once_for_what_matters_most() -> None:
    (found,) = flags(changed={4: {"contact_time_s": 0.31, "foot_hip_distance_m": 0.45}})
    assert found.reason_code == "unusual_step"
    assert found.frame == frame_of(4)
    assert "45 cm" in found.message and "25 cm" in found.message
    assert found.effect == "moves the distance of the foot ahead of the hips by up to 1.0 cm"


def test_difference_between_the_legs_is_no_outlier() -> None:
    assert flags(changed={i: {"contact_time_s": 0.33} for i in range(0, STEPS, 2)}) == ()


def test_unknown_values_are_no_outliers() -> None:
    assert flags(changed={4: {"contact_time_s": float("nan")}}) == ()


def test_exchanged_frames_are_flagged_beside_contacts_only() -> None:
    track = still_track()
    exchanged = track.exchanged.copy()
    exchanged[[frame_of(5), frame_of(7) + 8]] = True
    found = flags(replace(track, exchanged=exchanged))
    assert [(f.reason_code, f.frame) for f in found] == [("exchanged_legs", frame_of(5))]
    assert "cm" in found[0].effect


def test_effect_is_told_in_leg_lengths_without_a_scale() -> None:
    track = still_track()
    exchanged = track.exchanged.copy()
    exchanged[frame_of(5)] = True
    (found,) = flags(replace(track, exchanged=exchanged), scene=replace(SCENE, scale=None))
    assert found.effect.endswith("% of leg length")


def test_hidden_landmark_is_named() -> None:
    track = still_track()
    confidence = track.confidence.copy()
    confidence[frame_of(6), BLAZEPOSE_33.index("right_heel")] = 0.1
    confidence[frame_of(8), BLAZEPOSE_33.index("left_heel")] = 0.1  # the other leg's contact
    (found,) = flags(replace(track, confidence=confidence))
    assert (found.reason_code, found.frame) == ("hidden_landmark", frame_of(6))
    assert "right heel" in found.message


def test_knees_that_cross_at_contact_are_flagged() -> None:
    track = still_track()
    position = track.position_px.copy()
    position[frame_of(2), BLAZEPOSE_33.index("left_knee"), 0] = 5.0
    (found,) = flags(replace(track, position_px=position))
    assert (found.reason_code, found.side) == ("crossing_knees", "right")
    assert "shank" in found.effect


def test_largest_effect_stands_first_and_the_list_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = {i: 0.015 + 0.001 * i for i in range(1, 8)}
    monkeypatch.setattr(ranking, "MOST_FLAGS", 5)
    found = flags(uncertain=doubtful)
    assert [f.frame for f in found] == [frame_of(i) for i in (7, 6, 5, 4, 3)]


def test_ids_are_unique_and_the_same_every_time() -> None:
    doubts = {"uncertain": {3: 0.02, 4: 0.03}, "changed": {3: {"contact_time_s": 0.4}}}
    once, again = flags(**doubts), flags(**doubts)  # type: ignore[arg-type]
    assert once == again
    assert len({f.id for f in once}) == len(once) == 3


def test_clip_without_steps_has_no_flags() -> None:
    assert flag(still_track(), SCENE, GaitEvents((), (), float("nan")), Measures({})) == ()


@pytest.mark.parametrize("seed", range(3))
def test_messages_are_sentences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    track = still_track()
    doubtful = replace(
        track,
        confidence=rng.uniform(0.3, 1, track.confidence.shape),
        exchanged=rng.uniform(size=len(track.time_s)) < 0.1,
    )
    for found in flags(doubtful, uncertain={1: 0.03}, changed={2: {"shank_angle_deg": 30.0}}):
        assert found.message.endswith(".") and found.effect.startswith("moves ")
        assert "nan" not in found.message + found.effect


# ---- from behind, where the posture of midstance counts ----------------------------------------------

BEHIND = Runner(yaw_deg=90.0, parallax=0.0, noise_px=0.4)


def seen_from_behind(landmarks: Landmarks, **runner: float) -> Analysis:
    return analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(**runner))


def fifth_left_midstance(landmarks: Landmarks) -> int:
    steps = seen_from_behind(landmarks).measures.steps
    at_s = [s.step.midstance_s for s in steps if s.step.side == "left"][4]
    return int(np.argmin(np.abs(landmarks.time_s - at_s)))


def test_a_clean_run_from_behind_has_no_flags() -> None:
    assert seen_from_behind(BEHIND.landmarks(), height_cm=STATURE_CM).flags == ()


def test_a_heel_that_is_hardly_seen_from_behind_is_flagged_at_midstance() -> None:
    landmarks = BEHIND.landmarks()
    frame = fifth_left_midstance(landmarks)
    confidence = landmarks.confidence.copy()
    confidence[frame - 2 : frame + 3, BLAZEPOSE_33.index("left_heel")] = 0.3
    doubtful = replace(landmarks, confidence=confidence)
    (found,) = seen_from_behind(doubtful, height_cm=STATURE_CM).flags
    assert (found.reason_code, found.side) == ("hidden_landmark", "left")
    assert abs(found.frame - frame) <= 1
    assert found.effect.startswith("moves step width by up to ")
    assert seen_from_behind(doubtful).flags == ()  # without a scale no number hangs on it


def test_a_step_that_leans_unlike_the_others_is_flagged_from_behind() -> None:
    landmarks = BEHIND.landmarks()
    frame = fifth_left_midstance(landmarks)
    position = landmarks.position_px.copy()
    for part in ("shoulder", "ear", "elbow", "wrist"):
        for side in ("left", "right"):
            position[frame - 8 : frame + 9, BLAZEPOSE_33.index(f"{side}_{part}"), 0] += 30.0
    found = seen_from_behind(replace(landmarks, position_px=position)).flags
    assert [(f.reason_code, f.side) for f in found] == [("unusual_step", "left")]
    assert found[0].effect.startswith("moves sideways trunk lean by up to ")
    assert abs(found[0].frame - frame) <= 1
