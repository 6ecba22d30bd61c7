"""The engine's errors, put on exact points and found again."""

from pathlib import Path

import numpy as np
import pytest
from clips import TrackedClip
from pose_errors import (
    PARTS,
    FilmedRunner,
    PartError,
    misplace,
    observe,
    read_observers,
    stride_phase_from,
)
from synthetic_runner import SIDES, Runner
from truth import TrueEvent, Truth

from vision.datatypes import Landmarks, Side
from vision.skeletons import BLAZEPOSE_33

OBSERVERS = read_observers()
TIME_S = np.arange(0, 20, 1 / 60)
CONTACTS = {"left": np.arange(0.1, 20, 0.7), "right": np.arange(0.45, 20, 0.7)}


def still() -> Landmarks:
    """A body that does not move: what is put on it is the errors alone; legs 400 px apart."""
    place = np.zeros((len(TIME_S), len(BLAZEPOSE_33.landmarks), 2))
    place[:, ["left" in name for name in BLAZEPOSE_33.landmarks], 0] = 400.0
    return Landmarks(BLAZEPOSE_33, TIME_S, place, np.ones(place.shape[:2]))


def moved(name: str, landmark: str, *, near: Side = "right", exchanges: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(0)
    seen = misplace(still(), FilmedRunner(near, 100.0, CONTACTS), OBSERVERS[name], rng, exchanges=exchanges)
    column = BLAZEPOSE_33.index(landmark)
    return seen.position_px[:, column] - still().position_px[:, column]


def test_phase_is_whole_at_contacts_and_goes_on_beyond_them() -> None:
    phase = stride_phase_from(np.array([1.0, 1.7, 2.4]), np.array([0.3, 1.0, 1.35, 2.4, 3.1]))
    assert phase == pytest.approx([-1, 0, 0.5, 2, 3])


@pytest.mark.parametrize("name", OBSERVERS)
def test_an_error_has_the_mean_and_the_scatter_of_its_observer(name) -> None:
    figures = OBSERVERS[name].parts["near"]["ankle"]
    error = moved(name, "right_ankle")
    assert np.median(error, axis=0) == pytest.approx(
        [100 * figures.series[0][0], -100 * figures.series[0][1]], abs=1.5
    )
    rough = 1.4826 * np.median(np.abs(np.diff(error[:, 0])))
    assert 0.5 < rough / (100 * figures.sd[0]) < 2


def test_forward_is_where_the_runner_runs() -> None:
    right, left = moved("dev01", "right_hip"), moved("dev01", "left_hip", near="left")
    assert np.median(right[:, 0]) > 1
    assert np.median(left[:, 0]) < -1


def test_exchanged_legs_are_whole_and_at_near_contacts() -> None:
    ankle, toe = (moved("dev03", f"right_{part}", exchanges=2.0)[:, 0] for part in ("ankle", "toe"))
    crossed = ankle > 300
    assert crossed.any()
    assert (crossed == (toe > 300)).all()
    to_contact = np.abs(TIME_S[crossed][:, None] - CONTACTS["right"]).min(axis=1)
    assert to_contact.max() < 0.15


def test_the_estimate_of_made_errors_is_what_was_put_on() -> None:
    figures = observe_again("dev07")
    put_on = OBSERVERS["dev07"].parts["near"]["knee"]
    assert figures.series[0] == pytest.approx(put_on.series[0], abs=0.002)
    assert figures.sd == pytest.approx(put_on.sd, rel=0.3)
    assert figures.lasts_s == pytest.approx(put_on.lasts_s, rel=0.5)


def observe_again(name: str) -> PartError:
    runner = Runner(duration_s=8.0)
    exact, near = runner.landmarks(), runner.direction
    contact_s = {side: runner.contacts_s(side) for side in SIDES}
    put_on = FilmedRunner(near, float(np.percentile(leg_lengths(exact, near), 80)), contact_s)
    seen = misplace(exact, put_on, OBSERVERS[name], np.random.default_rng(2), exchanges=0)
    events = tuple(TrueEvent(side, "initial_contact", t) for side in SIDES for t in contact_s[side])
    truth = Truth("made", Path(), 60, (0, 8), near, None, None, events, {})
    names = [f"{side}_{part}" for side in SIDES for part in PARTS]
    joints = {joint: exact.position_px[:, BLAZEPOSE_33.index(joint)] for joint in names}
    return observe(truth, TrackedClip(None, "static", seen), joints).parts["near"]["knee"]


def leg_lengths(landmarks: Landmarks, side: Side) -> np.ndarray:
    hip, knee, ankle = (
        landmarks.position_px[:, BLAZEPOSE_33.index(f"{side}_{part}")] for part in ("hip", "knee", "ankle")
    )
    return np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
