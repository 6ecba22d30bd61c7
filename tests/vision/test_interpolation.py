"""Frames made from others show less of what moves, in the beat of the two rates."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from synthetic_runner import Runner, source

from vision import Settings, analyze_landmarks
from vision.analysis import analyze_clip
from vision.clip_facts import ClipFacts
from vision.datatypes import ASSUMED_VERTICAL, Analysis, Floats, Footage, Image, Network, Provenance
from vision.footage import sharpening
from vision.interpolation import is_interpolated

SIZE = (164, 128)
STRIDE_S = 0.71
TEXTURE = cv2.GaussianBlur(np.random.default_rng(5).normal(120, 90, (60, 4000)), (0, 0), 1.2)
GYM = cv2.GaussianBlur(np.random.default_rng(6).normal(120, 90, SIZE), (0, 0), 2.0)
PX_S = 200.0
"""Of the texture: 3.3 of these pixels from frame to frame at 60 a second, as belts and legs move."""


def filmed(time_s: float) -> Floats:
    """A still room in which a textured strip passes."""
    out, left = GYM.copy(), 500 + PX_S * time_s
    shift = np.array([[1.0, 0.0, -left], [0.0, 1.0, 0.0]])
    out[60:120] = cv2.warpAffine(TEXTURE, shift, (SIZE[1], 60))
    return out


def shown(filmed_fps: float, shown_fps: float, *, seconds: float = 4.0, blend: bool = True) -> list[Image]:
    """Blended from the two pictures that each lies between, or the nearest of them."""
    pictures = []
    for k in range(int(seconds * shown_fps)):
        before, weight = divmod(k * filmed_fps / shown_fps, 1)
        weight = weight if blend else round(weight)
        pair = [filmed((before + step) / filmed_fps) for step in (0, 1)]
        pictures.append((1 - weight) * pair[0] + weight * pair[1])
    rng = np.random.default_rng(7)
    return [np.clip(p + rng.normal(0, 2, SIZE), 0, 255).astype(np.uint8) for p in pictures]


def footage(pictures: list[Image]) -> Footage:
    detail = [np.nan, *(sharpening(a, b) for a, b in pairwise(pictures))]
    return of_detail(np.array(detail))


def of_detail(detail: Floats) -> Footage:
    nothing = np.zeros(len(detail))
    return Footage(nothing, nothing + 5, nothing + 120, nothing + 0.3, sharpening=detail)


def noticed(pictures: list[Image], fps: float) -> bool:
    time_s = np.arange(len(pictures)) / fps
    return is_interpolated(footage(pictures), time_s, stride_time_s=STRIDE_S)


CONVERSIONS = [
    (60, 50),
    (60, 25),
    (60, 24),
    (50, 30),
    (30, 24),
    (30, 25),
    (30, 50),
    (30, 60),
    (50, 60),
    (60, 120),
]


@pytest.mark.parametrize(("filmed_fps", "shown_fps"), CONVERSIONS)
def test_frames_blended_to_another_rate_are_noticed(filmed_fps, shown_fps):
    assert noticed(shown(filmed_fps, shown_fps), shown_fps)
    assert not noticed(shown(filmed_fps, shown_fps, blend=False), shown_fps)


def test_rates_need_not_be_whole():
    assert noticed(shown(60 / 1.001, 50, seconds=16), 50)


@pytest.mark.parametrize("fps", [24, 30, 60, 240])
def test_a_clip_as_it_was_filmed_is_left_in_peace(fps):
    assert not noticed(shown(fps, fps), fps)


def test_a_light_that_flickers_is_no_blending():
    light = 1 + 0.25 * np.sin(2 * np.pi * 100 * np.arange(240) / 60)
    pictures = [np.clip(p * g, 0, 255).astype(np.uint8) for p, g in zip(shown(60, 60), light, strict=True)]
    assert not noticed(pictures, 60)


def test_every_second_frame_may_be_compressed_more():
    pictures = shown(60, 60)
    rough = [p if k % 2 else np.asarray(cv2.GaussianBlur(p, (0, 0), 0.45)) for k, p in enumerate(pictures)]
    assert not noticed(rough, 60)


def test_a_stride_in_the_beat_of_two_rates_is_no_blending():
    """180 steps a minute at 30 frames a second: every fifth frame shows the legs alike."""
    time_s = np.arange(180) / 30
    detail = 0.15 * np.cos(2 * np.pi * time_s * 6) + np.random.default_rng(8).normal(0, 0.03, 180)
    assert is_interpolated(of_detail(detail), time_s, stride_time_s=0.71)
    assert not is_interpolated(of_detail(detail), time_s, stride_time_s=2 / 3)


@pytest.mark.parametrize("frames", [0, 10])
def test_too_few_frames_tell_nothing(frames):
    assert not is_interpolated(
        of_detail(np.full(frames, 0.1)), np.arange(frames) / 30, stride_time_s=STRIDE_S
    )


# ---- what becomes of such a clip -----------------------------------------------------------------------

RUNNER = Runner(noise_px=0.5, duration_s=6.0)


def analysed(detail: Floats, **told: float) -> Analysis:
    landmarks = RUNNER.landmarks()
    made = Provenance("1", Network("blazepose", "heavy"), {}, "2026-01-01T00:00:00+00:00")
    clip = ClipFacts(source(landmarks), Settings(**told), made, "static", ASSUMED_VERTICAL)
    belt_px_s = 0.8 * RUNNER.speed_mps * RUNNER.px_per_m  # as ghosts of the shoe make it
    return analyze_clip(
        landmarks, replace(clip, ground_speed=lambda *_: belt_px_s, footage=of_detail(detail))
    )


STEADY = np.zeros(len(RUNNER.time_s))
BEATING = 0.3 * np.cos(2 * np.pi * np.arange(len(RUNNER.time_s)) / 5)


def test_the_belt_gives_no_scale_where_frames_were_made_from_others():
    plain, blended = (analysed(detail, speed_mps=RUNNER.speed_mps) for detail in (STEADY, BEATING))
    assert plain.scene.scale.source == "belt_speed"
    assert blended.scene.scale is None
    assert blended.metrics["vertical_oscillation_m"].value is None
    assert "interpolated_frames" in [reason.code for reason in blended.quality.reasons]
    assert "interpolated_frames" not in [reason.code for reason in plain.quality.reasons]


def test_nor_does_it_cast_doubt_on_the_time():
    told = {"speed_mps": RUNNER.speed_mps, "height_cm": 177.0}
    plain, blended = (analysed(detail, **told) for detail in (STEADY, BEATING))
    assert "perhaps_slow_motion" in [reason.code for reason in plain.quality.reasons]
    assert "perhaps_slow_motion" not in [reason.code for reason in blended.quality.reasons]


def test_a_made_frame_counts_for_nothing_in_the_frame_rate():
    landmarks = RUNNER.landmarks()
    plain, blended = (
        analyze_landmarks(
            landmarks,
            source=source(landmarks),
            network=Network("blazepose", "heavy"),
            footage=of_detail(detail),
        )
        for detail in (STEADY, BEATING)
    )
    assert plain.metrics["foot_strike_angle_deg"].value is not None
    assert blended.metrics["foot_strike_angle_deg"].value is None
    assert blended.metrics["cadence_spm"].value == plain.metrics["cadence_spm"].value


def test_bands_of_light_that_take_detail_in_a_beat_are_no_blended_frames():
    """What beats in the light beats in the brightness; a mix of two pictures is as bright as they are."""
    blended = footage(shown(30, 60))
    beat = np.arange(len(blended.brightness)) % 2
    lit = replace(blended, brightness=120 * (1 + 0.02 * beat))
    time_s = np.arange(len(beat)) / 60
    assert is_interpolated(blended, time_s, stride_time_s=STRIDE_S)
    assert not is_interpolated(lit, time_s, stride_time_s=STRIDE_S)
