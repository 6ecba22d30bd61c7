"""Key frames of rendered runners."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn import draw_key_frames
from rendered_truth import SIDE_VIEWS, needs_rendered

from vision.overlay.key_frames import HEIGHT, WIDTH


@needs_rendered
@pytest.mark.parametrize("name", SIDE_VIEWS)
def test_key_frames_are_three_pictures_of_each_leg(truth, tmp_path, name):
    analysis, video = truth(name)
    keys = draw_key_frames(analysis, video, tmp_path / "frames")
    kinds = ("initial_contact", "midstance", "toe_off")
    assert [(key.side, key.kind) for key in keys] == [
        (s, kind) for s in analysis.scene.sides for kind in kinds
    ]
    assert {path.name for path in (tmp_path / "frames").iterdir()} == {Path(key.file).name for key in keys}
    for key in keys:
        assert cv2.imread(str(tmp_path / key.file)).shape == (HEIGHT, WIDTH, 3)
        assert abs(video.time_s[key.frame] - key.time_s) <= np.diff(video.time_s).max() / 2 + 1e-9
        assert analysis.scene.leg_of(key.side) == key.leg
    assert keys[0].time_s < keys[1].time_s < keys[2].time_s


@needs_rendered
def test_from_behind_the_key_frames_show_midstance_with_its_numbers(truth, tmp_path):
    analysis, video = truth("dev05")
    values = {"lateral_trunk_lean_deg": 2.0, "step_width_m": 0.04}
    steps = tuple(replace(s, values=values) for s in analysis.measures.steps)
    measured = replace(analysis, measures=replace(analysis.measures, steps=steps))
    with_numbers, without = (
        draw_key_frames(a, video, tmp_path / name) for name, a in (("with", measured), ("without", analysis))
    )
    assert [(key.side, key.kind) for key in with_numbers] == [(s, "midstance") for s in analysis.scene.sides]
    for key, bare in zip(with_numbers, without, strict=True):
        assert key.time_s == pytest.approx(video.time_s[key.frame], abs=0.01)
        drawn, plain = (cv2.imread(str(tmp_path / k.file)) for k in (key, bare))
        assert (np.abs(drawn.astype(int) - plain) > 60).any(axis=2).sum() > 2000  # the labels


@needs_rendered
def test_the_most_typical_step_is_shown(truth, tmp_path):
    analysis, video = truth("dev01")
    near = [s for s in analysis.measures.steps if s.step.leg == "near"]
    odd = {s.step: {"shank_angle_deg": 5.0 + away} for s, away in zip(near, range(-8, 20), strict=False)}
    middle = near[len(near) // 2]
    odd[middle.step] = {"shank_angle_deg": float(np.median([v["shank_angle_deg"] for v in odd.values()]))}
    steps = tuple(replace(s, values=odd.get(s.step, s.values)) for s in analysis.measures.steps)
    changed = replace(analysis, measures=replace(analysis.measures, steps=steps))
    keys = draw_key_frames(changed, video, tmp_path)
    assert keys[0].time_s == middle.step.initial_contact_s


@needs_rendered
def test_key_frames_need_no_values_no_scale_and_no_center_of_mass(truth, tmp_path):
    analysis, video = truth("dev02")
    steps = tuple(replace(s, values={}) for s in analysis.measures.steps)
    bare = replace(
        analysis,
        scene=replace(analysis.scene, scale=None),
        com_px=np.full_like(analysis.com_px, np.nan),
        measures=replace(analysis.measures, steps=steps),
    )
    assert len(draw_key_frames(bare, video, tmp_path)) == 6


@needs_rendered
def test_a_clip_without_steps_has_no_key_frames(truth, tmp_path):
    analysis, video = truth("dev01")
    empty = replace(analysis, measures=replace(analysis.measures, steps=()))
    assert draw_key_frames(empty, video, tmp_path) == ()
