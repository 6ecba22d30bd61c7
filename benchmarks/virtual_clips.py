"""Force-plate runners as our engine would have filmed them: camera, frame rate, phase and pose errors."""

from collections.abc import Iterator, Mapping

import numpy as np
from force_plates import Recording
from pose_errors import FilmedRunner, Observer, leg_px, misplace
from virtual_camera import SideCamera, film

from vision import make_track
from vision.datatypes import SIDES, Floats, Track

YAWS_DEG, ROLLS_DEG, DISTANCES_M = (0.0, 10.0, 20.0), (0.0, 2.0), (3.0, 5.0)
LONGEST_S = 10.0


def make_view(
    recording: Recording,
    camera: SideCamera,
    observers: Mapping[str, Observer],
    rng: np.random.Generator,
    *,
    fps: float,
    exchanges: float = 1.0,
) -> Track:
    """A random ten seconds (or all there is) at a random phase, seen by a random observer or exactly."""
    exact = film(*_cut(recording, rng), camera, fps=fps, phase=float(rng.random()))
    if not observers:
        return make_track(exact)
    observer = observers[str(rng.choice(list(observers)))]
    seen = FilmedRunner(camera.near_side, leg_px(exact.point, camera.near_side), recording.contact_s)
    return make_track(misplace(exact, seen, observer, rng, exchanges=exchanges))


def random_cameras(rng: np.random.Generator, count: int) -> Iterator[SideCamera]:
    """Cameras from either side, turned, rolled, near and far."""
    for _ in range(count):
        yield SideCamera(
            near_side=SIDES[rng.integers(2)],
            yaw_deg=float(rng.choice(YAWS_DEG)),
            roll_deg=float(rng.choice(ROLLS_DEG)),
            distance_m=float(rng.choice(DISTANCES_M)),
        )


def _cut(recording: Recording, rng: np.random.Generator) -> tuple[Floats, Mapping[str, Floats]]:
    time_s = recording.time_s
    start_s = float(rng.uniform(time_s[0], max(time_s[0], time_s[-1] - LONGEST_S)))
    inside = (time_s >= start_s) & (time_s <= start_s + LONGEST_S)
    return time_s[inside], {name: points[inside] for name, points in recording.points.items()}
