"""Clips of virtual runners made of one man on force plates, each at its own pace and lean."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from force_plates import Recording, read_recordings
from pose_errors import FilmedRunner, Observer, leg_px, misplace
from virtual_camera import HEIGHT_PX, WIDTH_PX, SideCamera, film

from vision import SIDES, Analysis, Landmarks, Network, Settings, VideoInfo, analyze_landmarks
from vision.datatypes import Floats

BODY = "RBDS001runT25"
FPS, CLIP_S = 60.0, 10.0
TRUNK = ("shoulder", "elbow", "wrist", "ear")
SPEED_MPS = 2.5


def the_recording(data: Path) -> Recording:
    """Of the man whom all virtual runners are made of."""
    return next(each for each in read_recordings(data / "force") if each.name == BODY)


@dataclass(frozen=True, slots=True)
class Given:
    """What one clip was given: times as a share of the recorded ones, lean, camera and pose errors."""

    runner: int
    session: int
    clip: int
    pace: float
    lean_deg: float
    camera: SideCamera
    observer: Observer
    length_s: float = CLIP_S

    @property
    def name(self) -> str:
        """Of its report folder."""
        return f"runner{self.runner}-session{self.session}-clip{self.clip}"


def filmed(
    given: Given, recording: Recording, window: np.random.Generator, errors: np.random.Generator | None
) -> tuple[Landmarks, Floats]:
    """A clip's landmarks with pose errors, or without, and the times of the recording in it, at its pace."""
    time_s, points = _as_given(given, recording, window)
    exact = film(time_s, points, given.camera, fps=FPS, phase=float(window.random()))
    if errors is None:
        return exact, time_s
    contacts = {side: given.pace * recording.contact_s[side] for side in SIDES}
    seen = FilmedRunner("left", leg_px(exact.point, "left"), contacts)
    return misplace(exact, seen, given.observer, errors), time_s


def analysed(landmarks: Landmarks, name: str) -> Analysis:
    """As the product does it, told speed and height."""
    sha256 = hashlib.sha256(landmarks.position_px.tobytes()).hexdigest()
    frames = len(landmarks.time_s)
    size = WIDTH_PX, HEIGHT_PX, frames, frames / FPS, FPS
    source = VideoInfo(f"{name}.mp4", sha256, *size, rotation_deg=0, variable_frame_rate=False)
    settings = Settings(speed_mps=SPEED_MPS, height_cm=178.0)
    return analyze_landmarks(
        landmarks, source=source, network=Network("blazepose", "heavy"), settings=settings
    )


def true_values(given: Given, recording: Recording, window_s: Floats) -> dict[str, float]:
    """What the plates tell of a window of the recording, at the clip's pace."""
    inside = {
        side: np.flatnonzero((times > window_s[0]) & (times < window_s[-1] - 0.5))
        for side, times in recording.contact_s.items()
    }
    contacts_s = np.sort(np.concatenate([recording.contact_s[side][rows] for side, rows in inside.items()]))
    step_s = given.pace * float(np.diff(contacts_s).mean())
    stances_s = [
        recording.toe_off_s[side][np.searchsorted(recording.toe_off_s[side], contact_s)] - contact_s
        for side, rows in inside.items()
        for contact_s in recording.contact_s[side][rows]
    ]
    stance_s = given.pace * float(np.mean(stances_s))
    return {
        "cadence_spm": 60 / step_s,
        "step_time_s": step_s,
        "contact_time_s": stance_s,
        "trunk_lean_mean_deg": given.lean_deg,
        "trunk_lean_midstance_deg": given.lean_deg,
    }


def _as_given(
    given: Given, recording: Recording, rng: np.random.Generator
) -> tuple[Floats, dict[str, Floats]]:
    """A random window of the recording at the clip's own pace and lean."""
    length_s = given.length_s / given.pace
    start_s = float(rng.uniform(recording.time_s[0], recording.time_s[-1] - length_s))
    inside = (recording.time_s >= start_s) & (recording.time_s <= start_s + length_s)
    points = {name: place[inside] for name, place in recording.points.items()}
    hip, lean = (points["left_hip"] + points["right_hip"]) / 2, np.radians(given.lean_deg)
    turn = np.array([[np.cos(lean), np.sin(lean), 0], [-np.sin(lean), np.cos(lean), 0], [0, 0, 1]])
    leaning = {
        name: hip + (place - hip) @ turn.T if name.partition("_")[2] in TRUNK else place
        for name, place in points.items()
    }
    return given.pace * recording.time_s[inside], leaning
