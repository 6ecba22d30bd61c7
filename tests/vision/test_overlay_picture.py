"""The overlay of one picture, looked at pixel by pixel."""

import time
from dataclasses import replace

import builders
import numpy as np
import pytest
from pixels import color_distance
from rendered_truth import SIDE_VIEWS, needs_rendered

from vision.datatypes import (
    Frame,
    Vertical,
)
from vision.overlay.canvas import FAR, NEAR
from vision.overlay.figure import Figures, Magnified
from vision.overlay.picture import Overlay
from vision.overlay.strip import STRIP_TEXT_LINES
from vision.pictures import RgbPicture

WHOLE = Magnified(0.0, 0.0, 1.0)


@needs_rendered
@pytest.mark.parametrize("name", SIDE_VIEWS)
def test_legs_and_plumb_line_lie_where_the_truth_is(truth, name):
    analysis, video = truth(name)
    overlay = Overlay.of(analysis)
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    for frame in video.sample(range(20, 200, 45)):
        overlay.draw(image, frame)
        for leg, color in (("near", NEAR), ("far", FAR)):
            side = analysis.scene.side_of(leg)
            hip, knee, ankle = (
                analysis.track.point(f"{side}_{part}")[frame.index] for part in ("hip", "knee", "ankle")
            )
            hits = [color_distance(image, p, color) < 12 for p in (knee, ankle, (hip + 2 * knee) / 3)]
            assert sum(hits) >= (3 if leg == "near" else 1)  # the near leg may cover the far one
        x = int(analysis.com_px[frame.index, 0])
        below = image[
            int(analysis.com_px[frame.index, 1]) + 12 : int(
                np.nanmax(analysis.track.position_px[frame.index, :, 1])
            ),
            x,
        ]
        assert (below.min(axis=1) > 200).mean() > 0.15  # dashes, and a label may pass over them


@needs_rendered
def test_unknown_points_are_not_drawn(truth):
    analysis, video = truth("dev01")
    nothing = replace(analysis.track, position_px=np.full_like(analysis.track.position_px, np.nan))
    overlay = Overlay.of(replace(analysis, joints=nothing, com_px=np.full_like(analysis.com_px, np.nan)))
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    frame = next(video.sample([43]))
    overlay.draw(image, frame)
    assert np.array_equal(image, frame.image)


@needs_rendered
def test_one_hidden_landmark_hides_its_strokes_alone(truth):
    analysis, video = truth("dev01")
    position = analysis.track.position_px.copy()
    position[:, analysis.track.skeleton.index("right_ankle")] = np.nan
    overlay = Overlay.of(replace(analysis, joints=replace(analysis.joints, position_px=position)))
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    frame = next(video.sample([60]))
    overlay.draw(image, frame)
    assert color_distance(image, analysis.track.point("right_hip")[60], NEAR) < 12
    assert color_distance(image, analysis.track.point("right_ankle")[60], NEAR) > 60


@needs_rendered
@pytest.mark.parametrize("number", [2, 3])
def test_the_landing_stays_with_the_ground_and_is_gone_later(truth, number):
    """On a treadmill the ground passes under the runner, and with it the foot that stands on it."""
    analysis, video = truth("dev01")
    step = analysis.measures.steps[number]
    overlay = Overlay.of(analysis)
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    contact = overlay.figures.frame_at(step.step.initial_contact_s)
    toe_x = analysis.track.point(f"{step.step.side}_toe")[:, 0]
    color = NEAR if step.step.leg == "near" else FAR
    ahead_px = step.values["foot_com_distance_m"] / analysis.scene.scale.m_per_px
    bar = overlay.figures.figure(contact, WHOLE).plumb_foot + np.array([0.3 * ahead_px, 0])
    moved, hits = [], []
    for frame in video.sample([contact + 1, contact + 9, contact + 13]):
        overlay.draw(image, frame)
        moved.append(toe_x[frame.index] - toe_x[contact])
        hits.append(color_distance(image, bar + np.array([moved[-1], 0]), color) < 12)
    assert abs(moved[1]) > 40
    assert hits == [True, True, False]


@needs_rendered
@pytest.mark.parametrize(
    ("size", "longest_px"), [((960, 540), 960), ((1920, 1080), 1280), ((2160, 3840), 1280)]
)
def test_pictures_are_limited_on_the_longer_side(truth, size, longest_px):
    analysis, _ = truth("dev01")
    analysis = replace(analysis, source=replace(analysis.source, width=size[0], height=size[1]))
    overlay = Overlay.of(analysis, text_lines_below=STRIP_TEXT_LINES)
    strip_px = STRIP_TEXT_LINES * overlay.text_px
    assert 0.97 * longest_px < max(overlay.width, overlay.height + strip_px) <= longest_px
    assert overlay.width % 2 == overlay.height % 2 == 0
    assert overlay.width / overlay.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert overlay.text_px * 360 / overlay.width > 9  # readable where the video is 360 px wide


@needs_rendered
@pytest.mark.slow
def test_drawing_a_720p_picture_takes_under_six_milliseconds(truth):
    analysis, _ = truth("dev01")
    track = replace(analysis.track, position_px=analysis.track.position_px * 4 / 3)
    scene = replace(
        analysis.scene,
        leg_length_px=analysis.scene.leg_length_px * 4 / 3,
        trunk_length_px=analysis.scene.trunk_length_px * 4 / 3,
    )
    source = replace(analysis.source, width=1280, height=720)
    com_px = analysis.com_px * 4 / 3
    overlay = Overlay.of(
        replace(analysis, track=track, joints=track, scene=scene, source=source, com_px=com_px)
    )
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    picture = np.zeros((720, 1280, 3), np.uint8)
    start = time.process_time()
    for i in range(200):
        overlay.draw(image, Frame(i, i / 60, RgbPicture(picture)))
    assert (time.process_time() - start) / 200 < 0.006


@needs_rendered
def test_the_plumb_line_hangs_along_the_true_vertical(truth):
    analysis, _ = truth("dev01")
    leaning = replace(analysis.scene, vertical=Vertical("lines", sd_deg=0.3, lean_deg=4.0))
    figures = Figures.of(replace(analysis, scene=leaning))
    hanging = figures.figure(43, WHOLE).plumb_foot - analysis.com_px[43]
    assert np.degrees(np.arctan2(-hanging[0], hanging[1])) == pytest.approx(4.0)
    upright = Figures.of(analysis)
    assert figures.trunk_lean_deg[43] == pytest.approx(upright.trunk_lean_deg[43] - 4.0, abs=0.2)


def test_the_frame_of_an_instant_is_the_nearest_also_before_and_after_the_clip():
    track = builders.track(200)
    figures = Figures(track, builders.scene(), *(np.empty(0) for _ in range(3)))
    first, last = track.time_s[[0, -1]]
    for at_s in np.linspace(first - 0.1, last + 0.1, 997):
        assert figures.frame_at(at_s) == np.argmin(np.abs(track.time_s - at_s))
