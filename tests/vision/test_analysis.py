"""What is measured in which order, and where it stops: with what it knows, an analysis always ends."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import walker
from synthetic_runner import STATURE_CM, Runner, source

from vision import Settings
from vision.analysis import analyze_clip
from vision.clip_facts import ClipFacts
from vision.datatypes import ASSUMED_VERTICAL, Analysis, Landmarks, Network, Provenance

RUNNER = Runner(fps=60.0, duration_s=6.0, noise_px=1.0)
LANDMARKS = RUNNER.landmarks()


def facts(landmarks: Landmarks = LANDMARKS, **told: float) -> ClipFacts:
    settings = Settings(**told)
    made = Provenance("0", Network(), settings.as_dict(), "now")
    return ClipFacts(source(landmarks), settings, made, "static", ASSUMED_VERTICAL)


def analysed(landmarks: Landmarks = LANDMARKS, **told: float) -> Analysis:
    return analyze_clip(landmarks, facts(landmarks, **told))


def codes(analysis: Analysis) -> list[str]:
    return [reason.code for reason in analysis.quality.reasons]


@pytest.mark.parametrize(
    ("told_fps", "as_filmed"), [(60, True), (59.94, True), (61, True), (62, False), (120, False)]
)
def test_a_told_rate_that_is_the_files_own_says_that_it_plays_as_filmed(told_fps, as_filmed):
    assert facts(capture_fps=told_fps).plays_as_filmed is as_filmed


def test_the_rate_of_the_container_counts_where_none_is_told():
    clip = facts()
    phones = replace(clip, source=replace(clip.source, capture_fps=240.0))
    assert (phones.capture_fps, phones.plays_as_filmed) == (240.0, False)
    assert facts(capture_fps=120).capture_fps == 120


def test_a_run_is_measured_with_all_that_belongs_to_it():
    analysis = analysed(height_cm=STATURE_CM)
    assert analysis.quality.verdict != "refused"
    assert analysis.track is not None and analysis.joints is not None
    assert analysis.com_px is not None and len(analysis.com_px) == len(LANDMARKS.time_s)
    assert analysis.metrics["cadence_spm"].value == pytest.approx(RUNNER.cadence_spm, abs=0.5)


def test_what_is_refused_has_no_measures_but_what_was_seen_before():
    walking = walker().landmarks()
    analysis = analysed(walking)
    assert (analysis.quality.verdict, codes(analysis)) == ("refused", ["walking"])
    assert analysis.scene is not None
    assert analysis.measures is None or not analysis.metrics


@pytest.mark.parametrize("times", [2.0, 2.5])
def test_slow_motion_is_refused_for_itself_alone(times):
    slow = replace(LANDMARKS, time_s=LANDMARKS.time_s * times)
    assert codes(analysed(slow)) == ["slow_motion"]


def test_the_scale_from_the_belt_needs_its_speed_in_the_picture():
    belt_px_s = RUNNER.speed_mps * RUNNER.px_per_m
    clip = replace(facts(speed_mps=RUNNER.speed_mps), ground_speed=lambda *_: belt_px_s)
    scale = analyze_clip(LANDMARKS, clip).scene.scale
    assert (scale.source, scale.m_per_px) == ("belt_speed", pytest.approx(1 / RUNNER.px_per_m))
    assert analysed(speed_mps=RUNNER.speed_mps).scene.scale is None


def test_the_landmarks_given_stay_as_they_were():
    before = LANDMARKS.position_px.copy()
    analysed()
    np.testing.assert_array_equal(LANDMARKS.position_px, before)
