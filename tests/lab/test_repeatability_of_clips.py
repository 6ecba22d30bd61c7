"""Repeated clips of runners whose variability is known, from landmarks to the report of repeatability."""

import numpy as np
import pytest

from lab import ReportedClip, repeatability, reported_clip
from tests.vision.synthetic_runner import Runner, analysis_of
from vision.report import report_json

GIVEN = {"cadence_spm": (1.5, 0.6), "contact_time_s": (0.006, 0.003), "trunk_lean_mean_deg": (1.2, 0.5)}
"""Standard deviations between sessions and between clips of one."""


SESSIONS, CLIPS = np.array([-1.0, 0.0, 1.0]), np.array([-1.0, 1.0]) / np.sqrt(2)  # with SDs of 1


@pytest.fixture(scope="module")
def clips():
    """Four runners in three sessions of two clips: what is true of each, and what its report says."""
    rng = np.random.default_rng(12)
    true, said = [], []
    for runner in range(4):
        usual = np.array([160.0 + 4 * runner, 0.26 - 0.008 * runner, 3.0 + runner])
        sessions = usual + np.transpose([sd * rng.permutation(SESSIONS) for sd, _ in GIVEN.values()])
        for session, of_session in enumerate(sessions):
            own = of_session + np.transpose([sd * rng.permutation(CLIPS) for _, sd in GIVEN.values()])
            for clip, values in enumerate(own.tolist()):
                named = dict(zip(GIVEN, values, strict=True))
                true.append(ReportedClip(f"{runner}{session}{clip}", str(runner), str(session), named))
                said.append(reported(named, true[-1], int(rng.integers(1000))))
    return true, said


def reported(values, clip, seed):
    runner = Runner(
        cadence_spm=values["cadence_spm"],
        contact_time_s=values["contact_time_s"],
        trunk_lean_deg=values["trunk_lean_mean_deg"],
        noise_px=0.7,
        duration_s=6.0,
        seed=seed,
    )
    return reported_clip(
        report_json(analysis_of(runner)), clip.name, runner=clip.runner, session=clip.session
    )


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("level", ["within_session", "between_sessions"])
def test_the_known_variability_lies_in_the_interval_of_the_sem(clips, name, level):
    true, said = ({each.name: each for each in repeatability(those)} for those in clips)
    given = GIVEN[name][1] if level == "within_session" else float(np.hypot(*GIVEN[name]))
    sem = getattr(said[name], level).sem
    assert sem.low <= given <= sem.high
    assert sem.value == pytest.approx(getattr(true[name], level).sem.value, rel=0.25)


def test_the_icc_is_that_of_the_true_values(clips):
    true, said = ({each.name: each for each in repeatability(those)} for those in clips)
    for name in GIVEN:
        assert said[name].between_sessions.icc.value == pytest.approx(
            true[name].between_sessions.icc.value, abs=0.08
        )
