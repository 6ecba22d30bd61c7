import copy

import builders
import numpy as np
import pytest
import recorded

from coaching.watch.summary import summarise_run
from vision import UnreadableReport
from vision.report import report_json

REPORT = report_json(builders.analysis())
SPEED = 3.0


def report(cadence=168.0, speed=SPEED):
    made = copy.deepcopy(REPORT)
    ends = (None, None) if cadence is None else (cadence - 0.7, cadence + 0.7)
    made["metrics"]["cadence_spm"] |= {"value": cadence, "low": ends[0], "high": ends[1]}
    made["metrics"]["speed_mps"] |= {"value": None}
    made["provenance"]["settings"]["speed_mps"] = speed
    return made


def run_at(cadence, rng):
    wander = recorded.wander(1800, rng, sd=1.0, over_s=45)
    speed = np.where(np.arange(1800) < 600, 4.0, SPEED)  # the fast part is another cadence
    return recorded.recording(
        recorded.steady(1800, speed=speed, cadence=cadence + 12 * (speed > 3.5) + wander)
    )


def test_a_watch_that_counts_as_the_video_does_agrees():
    found = summarise_run(run_at(168, np.random.default_rng(1)), report=report()).video
    assert found.speed_mps == SPEED and found.cadence.beyond_both is False
    assert abs(found.cadence.value) < 1 and found.cadence.low < -1 < 1 < found.cadence.high


def test_a_watch_that_counts_otherwise_does_not():
    found = summarise_run(run_at(176, np.random.default_rng(2)), report=report()).video
    assert found.cadence.value == pytest.approx(8, abs=1) and found.cadence.beyond_both


def test_only_what_was_run_at_the_speed_of_the_video_is_compared():
    found = summarise_run(run_at(168, np.random.default_rng(3)), report=report(cadence=180, speed=4.0)).video
    assert abs(found.cadence.value) < 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (report(speed=None), "the report has no speed"),
        (report(speed=5.0), "fewer than 10 half minutes were run within 5% of 5.00 m/s"),
        (report(cadence=None), "the report has no cadence"),
    ],
)
def test_what_cannot_be_compared_says_why(given, why):
    found = summarise_run(run_at(168, np.random.default_rng(4)), report=given).video
    assert found.cadence.value is None and why in found.cadence.why_missing


def test_a_report_that_lacks_its_parts_is_refused():
    with pytest.raises(UnreadableReport):
        summarise_run(run_at(168, np.random.default_rng(4)), report={"schema_version": 1})
