"""Curves over the stride, from contact to contact, against the runner's own functions."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns, hidden
from synthetic_runner import SIDES, Runner, events_of, scene_of

from vision import make_track
from vision.curves import CURVES, STRIDE_PCT, stride_curves
from vision.datatypes import Curve, GaitEvents, Side, Track
from vision.mass import center_of_mass
from vision.motion import LegSteps, read_motion

RUNNER = Runner(duration_s=8.0)
NAMES = [name for name, *_ in CURVES]


def curves_of(runner: Runner, side: Side = "right", *, track: Track | None = None) -> dict[str, Curve]:
    known, scene = scene_of(runner)
    track = track or known
    motion = read_motion(track, scene, center_of_mass(track, sex=None))
    steps = LegSteps.of(events_of(runner), side, runner.time_s)
    return {curve.name: curve for curve in stride_curves(motion, steps)}


def exact_knee_deg(runner: Runner, side: Side) -> np.ndarray:
    stride = runner.contacts_s(side)[2] + STRIDE_PCT / 100 * runner.stride_time_s
    body = runner.body_m(stride)
    lines = [body[f"{side}_{a}"] - body[f"{side}_{b}"] for a, b in (("knee", "hip"), ("ankle", "knee"))]
    thigh, shank = (np.degrees(np.arctan2(line[:, 0], -line[:, 1])) for line in lines)
    return thigh - shank


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fps", [30, 60])
def test_the_knee_follows_its_own_function(side, fps):
    runner = replace(RUNNER, fps=fps)
    knee = curves_of(runner, side)["knee_flexion_deg"]
    assert knee.mean == pytest.approx(exact_knee_deg(runner, side), abs=2.0)
    assert (knee.side, knee.leg, knee.unit) == (side, "near" if side == "right" else "far", "deg")


def test_every_curve_spans_one_stride_and_closes():
    curves = curves_of(RUNNER)
    assert list(curves) == NAMES
    for curve in curves.values():
        assert curve.stride_pct == pytest.approx(np.linspace(0, 100, 101))
        assert curve.mean.shape == curve.sd.shape == (101,)
        assert curve.mean[0] == pytest.approx(curve.mean[-1], abs=0.02 * np.ptp(curve.mean))
        assert curve.toe_off_pct == pytest.approx(100 * RUNNER.contact_time_s / RUNNER.stride_time_s, abs=0.6)


def test_trunk_and_hip_repeat_with_every_step():
    curves = curves_of(RUNNER)
    lean = curves["trunk_lean_deg"].mean
    assert lean[0] == pytest.approx(RUNNER.trunk_lean_deg - RUNNER.trunk_sway_deg, abs=0.1)
    assert lean[50] == pytest.approx(lean[0], abs=0.05)
    hip = curves["hip_height_pct_leg"].mean
    leg_px = scene_of(RUNNER)[1].leg_length_px
    assert np.ptp(hip) == pytest.approx(100 * RUNNER.bounce_m * RUNNER.px_per_m / leg_px, abs=0.3)


def test_the_spread_is_that_of_the_strides():
    exact, shaky = (curves_of(replace(RUNNER, noise_px=px))["foot_angle_deg"] for px in (0.0, 3.0))
    foot_px = 0.22 * RUNNER.px_per_m
    expected_deg = np.degrees(3.0 * np.sqrt(2) / foot_px)
    flat = (STRIDE_PCT > 14) & (STRIDE_PCT < 20)
    assert exact.sd[flat] == pytest.approx(0, abs=0.3)
    assert np.median(shaky.sd[flat]) == pytest.approx(expected_deg, rel=0.3)


def test_what_is_hidden_in_part_of_the_stride_is_left_out():
    track, _ = scene_of(RUNNER)
    phase = RUNNER.since_contact_s("right", RUNNER.time_s) / RUNNER.stride_time_s
    lost = hidden(RUNNER.landmarks(), (phase > 0.4) & (phase < 0.6), columns("right", "heel"))
    raw = track.raw_px.copy()
    raw[np.isnan(lost.position_px)] = np.nan
    curves = curves_of(RUNNER, track=replace(track, raw_px=raw))
    assert [name for name in NAMES if name not in curves] == ["foot_angle_deg", "ankle_dorsiflexion_deg"]


def test_a_leg_that_is_never_seen_has_only_the_trunks_curves():
    leg = columns("right", "knee", "ankle", "heel", "toe")
    curves = curves_of(RUNNER, track=make_track(hidden(RUNNER.landmarks(), points=leg)))
    assert list(curves) == ["trunk_lean_deg", "hip_height_pct_leg"]


def test_a_leg_without_steps_has_no_curves():
    track, scene = scene_of(RUNNER)
    motion = read_motion(track, scene, center_of_mass(track, sex=None))
    none = GaitEvents((), (), RUNNER.stride_time_s)
    assert stride_curves(motion, LegSteps.of(none, "right", RUNNER.time_s)) == ()
