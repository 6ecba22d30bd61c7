"""Annotated video, key frames and evidence frames, drawn from exact truth and looked at pixel by pixel."""

import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rendered_truth import RENDERED, rendered_truth

from vision.datatypes import (
    Evidence,
    Finding,
    Flag,
    Frame,
    GaitEvent,
    GaitEvents,
    Step,
    StepMeasures,
    Vertical,
)
from vision.motion import read_motion
from vision.overlay import annotate_video, draw_evidence, draw_key_frames
from vision.overlay.angles import ANGLES, direction_deg, drawn_angle
from vision.overlay.canvas import FAR, NEAR, Canvas
from vision.overlay.figure import Figures, Window, side_color
from vision.overlay.key_frames import HEADER, HEIGHT, WIDTH, draw_key_frame
from vision.overlay.notes import Note, draw_notes
from vision.overlay.picture import Overlay
from vision.overlay.strip import STRIP_TEXT_LINES, Strip, contact_spans, running_cadence_spm
from vision.overlay.values import length, number_text, step_at
from vision.video import open_video

needs_clips = pytest.mark.skipif(not RENDERED.exists(), reason="the rendered clips are not here")
SIDE_VIEWS = ("dev01", "dev02", "dev03", "dev04", "dev07")
WHOLE = Window(0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def truth():
    """The truth of each rendered clip, read once."""
    cache = {}

    def read(name):
        if name not in cache:
            cache[name] = rendered_truth(name)
        return cache[name]

    return read


def color_distance(image, point, color, reach=1):
    """The smallest distance to a color among the pixels around a point."""
    x, y = (int(c) for c in point)
    around = image[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3).astype(int)
    return np.abs(around - color).max(axis=1).min()


# ---- the annotated video ---------------------------------------------------------------------------


@needs_clips
def test_annotated_video_keeps_the_clock_of_the_source(truth, tmp_path):
    analysis, video = truth("dev03")
    told = []
    path = tmp_path / "annotated.mp4"
    annotate_video(analysis, video, path, progress=lambda *said: told.append(said))
    annotated = open_video(path)
    np.testing.assert_allclose(annotated.time_s, video.time_s, atol=1e-9)
    assert (annotated.info.width, annotated.info.height % 2) == (960, 0)
    assert 540 < annotated.info.height < 660
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert {stage for stage, _ in told} == {"annotated video"}


@needs_clips
@pytest.mark.parametrize("offset_s", [1.5, -0.25])
def test_a_clip_that_does_not_start_at_zero_plays_from_zero(truth, tmp_path, offset_s):
    """Browsers misjudge the length of a file that starts late."""
    analysis, video = truth("dev03")
    late = replace(video, time_s=video.time_s + offset_s)
    annotate_video(analysis, late, tmp_path / "a.mp4")
    time_s = open_video(tmp_path / "a.mp4").time_s
    assert time_s[0] == 0
    np.testing.assert_allclose(time_s[1:], late.time_s[1:] - min(0, offset_s), atol=6e-6)


@needs_clips
def test_frames_of_a_fast_source_are_dropped_evenly(truth, tmp_path):
    analysis, video = truth("dev07")
    annotate_video(analysis, video, tmp_path / "a.mp4")
    annotated = open_video(tmp_path / "a.mp4")
    np.testing.assert_allclose(annotated.time_s, video.time_s[::4], atol=6e-6)
    assert annotated.info.container_fps == pytest.approx(60, rel=0.01)


@needs_clips
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


@needs_clips
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


@needs_clips
def test_unknown_points_are_not_drawn(truth):
    analysis, video = truth("dev01")
    nothing = replace(analysis.track, position_px=np.full_like(analysis.track.position_px, np.nan))
    overlay = Overlay.of(replace(analysis, joints=nothing, com_px=np.full_like(analysis.com_px, np.nan)))
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    frame = next(video.sample([43]))
    overlay.draw(image, frame)
    assert np.array_equal(image, frame.image)


@needs_clips
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


@needs_clips
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


@needs_clips
def test_no_withheld_number_stands_in_a_picture(truth, tmp_path, monkeypatch):
    analysis, video = truth("dev01")
    texts = []
    monkeypatch.setattr(Canvas, "label", lambda _self, text, *_, **__: texts.append(text))
    measured = analysis.measures.steps[0].values
    withheld = replace(
        analysis, measures=replace(analysis.measures, withheld=dict.fromkeys(measured, "rough"))
    )
    for shown, expected in ((analysis, True), (withheld, False)):
        texts.clear()
        draw_key_frames(shown, video, tmp_path)
        annotate_video(shown, video, tmp_path / "a.mp4")
        assert bool(texts) == expected


@needs_clips
def test_where_the_near_side_is_unknown_the_legs_are_left_and_right(truth, tmp_path):
    analysis, video = truth("dev01")
    steps = tuple(replace(s, step=replace(s.step, leg=None)) for s in analysis.measures.steps)
    unknown = replace(
        analysis,
        scene=replace(analysis.scene, near_side=None),
        measures=replace(analysis.measures, steps=steps),
    )
    keys = draw_key_frames(unknown, video, tmp_path / "frames")
    assert {(key.leg, key.side) for key in keys} == {(None, "left"), (None, "right")}
    assert {Path(key.file).name for key in keys} == {
        f"{side}_{kind}.jpg"
        for side in ("left", "right")
        for kind in ("initial_contact", "midstance", "toe_off")
    }
    assert len({side_color(unknown.scene, side) for side in ("left", "right")}) == 2


@needs_clips
def test_slow_motion_is_drawn_by_true_time_and_written_in_the_source_s(truth, tmp_path):
    """A track in true time, eight times shorter than the clip plays: contacts follow the track."""
    analysis, video = truth("dev03")
    fast = replace(analysis.track, time_s=analysis.track.time_s / 8)
    steps = tuple(
        replace(
            s,
            step=replace(
                s.step, initial_contact_s=s.step.initial_contact_s / 8, toe_off_s=s.step.toe_off_s / 8
            ),
        )
        for s in analysis.measures.steps
    )
    slowed = replace(analysis, track=fast, joints=fast, measures=replace(analysis.measures, steps=steps))
    keys = draw_key_frames(slowed, video, tmp_path / "frames")
    usual = draw_key_frames(analysis, video, tmp_path / "frames")
    assert [key.frame for key in keys] == [key.frame for key in usual]
    annotate_video(slowed, video, tmp_path / "a.mp4")
    assert open_video(tmp_path / "a.mp4").info.duration_s == pytest.approx(video.info.duration_s)


@needs_clips
def test_a_failing_drawing_leaves_no_video_behind(truth, tmp_path, monkeypatch):
    analysis, video = truth("dev03")
    monkeypatch.setattr(Strip, "draw", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        annotate_video(analysis, video, tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


@needs_clips
def test_a_refused_clip_has_nothing_to_draw(truth, tmp_path):
    analysis, video = truth("dev03")
    refused = replace(analysis, joints=None, scene=None)
    for draw in (annotate_video, draw_key_frames, draw_evidence):
        with pytest.raises(ValueError, match="refused"):
            draw(refused, video, tmp_path / "x")


@needs_clips
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
        overlay.draw(image, Frame(i, i / 60, picture))
    assert (time.process_time() - start) / 200 < 0.006


# ---- the strip -------------------------------------------------------------------------------------


def gait(step_times_s, contact_s=0.2):
    """Events of alternating feet, near first."""
    starts = np.cumsum([0.1, *step_times_s])
    legs = [("right", "near"), ("left", "far")] * len(starts)
    events = [
        GaitEvent(side, leg, kind, start + after, 0, 0.0)
        for start, (side, leg) in zip(starts, legs, strict=False)
        for kind, after in (("initial_contact", 0.0), ("toe_off", contact_s))
    ]
    return GaitEvents(tuple(sorted(events, key=lambda e: e.time_s)), (), 2 * float(np.median(step_times_s)))


@needs_clips
@pytest.mark.parametrize("end_s", [4.0, 61.0])
def test_bars_are_filled_while_the_foot_is_on_the_ground(truth, end_s):
    scene = truth("dev01")[0].scene
    events = gait(np.full(int(end_s / 0.35) - 1, 0.35))
    strip = Strip(events, scene, 0.0, end_s, 1280, 30.0, 4.0)
    image = np.empty((strip.height, 1280, 3), np.uint8)
    bar_left, bar_right = 9.8 * 30, 1280 - 0.8 * 30
    page_s = end_s / np.ceil(end_s / 5)
    for now_s in np.linspace(0.15, end_s - 0.15, 40):
        strip.draw(image, now_s)
        white = (image[:, 290:] > 235).all(axis=2).mean(axis=0) > 0.6
        playhead = 290 + np.flatnonzero(white).mean() + 0.5
        assert playhead == pytest.approx(bar_left + (bar_right - bar_left) * (now_s % page_s) / page_s, abs=1)
        beside = int(playhead) + 9
        beside_s = now_s + (beside - playhead) * page_s / (bar_right - bar_left)
        for side, color, row in (("right", NEAR, 0.32), ("left", FAR, 0.68)):
            spans = contact_spans(events, side)
            if np.abs(spans - beside_s).min() > 0.01 and beside < bar_right - 2:
                on_ground = bool(((spans[:, 0] < beside_s) & (beside_s < spans[:, 1])).any())
                pixel = image[int(row * strip.height), beside].astype(int)
                assert (np.abs(pixel - color).max() < 10) == on_ground


def test_contact_spans_need_both_ends():
    def event(kind, time_s, side="left"):
        return GaitEvent(side, None, kind, time_s, 0, 0.0)

    events = GaitEvents(
        (
            event("toe_off", 0.1),
            event("initial_contact", 0.5),
            event("initial_contact", 0.6, "right"),
            event("toe_off", 0.7),
            event("initial_contact", 1.2),
            event("initial_contact", 1.9),
            event("toe_off", 2.1),
        ),
        (),
        0.7,
    )
    assert contact_spans(events, "left").tolist() == [[0.5, 0.7], [1.9, 2.1]]
    assert contact_spans(events, "right").shape == (0, 2)


def test_where_no_toe_off_is_known_contacts_are_marked_alone():
    events = GaitEvents(
        tuple(GaitEvent("left", "near", "initial_contact", t, 0, 0.01) for t in (0.5, 1.2)), (), 0.7
    )
    spans = contact_spans(events, "left")
    assert spans[:, 0].tolist() == [0.5, 1.2]
    assert np.isnan(spans[:, 1]).all()


def test_running_cadence_leaves_out_gaps_and_needs_two_steps():
    contacts_s = np.concatenate([np.arange(6) / 3, 3.0 + np.arange(10) / 2.5])
    assert running_cadence_spm(contacts_s, 1, 1 / 3) == pytest.approx(
        60 / np.mean([1 / 3] * 5 + [1 / 2.5] * 2)
    )  # the first nine contacts while there are fewer
    assert running_cadence_spm(contacts_s, 16, 1 / 2.5) == pytest.approx(150)
    assert np.isnan(running_cadence_spm(np.array([0.0, 0.4]), 2, 0.4))
    assert np.isnan(running_cadence_spm(np.array([]), 0, np.nan))


# ---- angles and lengths ----------------------------------------------------------------------------


ON_A_BODY = {  # the measure, by the angle that draws it; all but the foot are told by the picture alone
    "trunk": lambda motion, _side: motion.trunk_lean_deg,
    "shank": lambda motion, side: motion.legs[side].shank_deg,
    "thigh": lambda motion, side: -motion.legs[side].thigh_deg,
    "knee": lambda motion, side: motion.legs[side].knee_flexion_deg,
}


@needs_clips
@pytest.mark.parametrize("name", SIDE_VIEWS)
@pytest.mark.parametrize("angle", ON_A_BODY)
def test_the_reference_line_of_a_measured_angle_is_upright_or_along_the_thigh(truth, name, angle):
    analysis, _ = truth(name)
    figures = Figures.of(analysis)
    motion = read_motion(analysis.track, analysis.scene, analysis.com_px)
    for frame in range(0, 200, 17):
        figure = figures.figure(frame, WHOLE)
        measured = float(ON_A_BODY[angle](motion, "right")[frame])
        drawn = drawn_angle(ANGLES[angle], figure, "right", value_deg=measured)
        along = {"trunk": -90.0, "shank": -90.0, "thigh": 90.0}.get(
            angle, direction_deg(figure.at("right_hip"), figure.at("right_knee"))
        )
        assert (drawn.reference_deg - along + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@needs_clips
@pytest.mark.parametrize("name", ["dev01", "dev02"])
@pytest.mark.parametrize("value_deg", [-20.0, -3.0, 11.0, 60.0])
def test_a_measured_angle_lies_between_body_and_reference_line(truth, name, value_deg):
    analysis, _ = truth(name)
    figure = Figures.of(analysis).figure(43, WHOLE)
    for angle in ANGLES.values():
        drawn = drawn_angle(angle, figure, "right", value_deg=value_deg)
        body, reference = drawn.end - drawn.vertex, drawn.reference_end - drawn.vertex
        between = np.degrees(np.arctan2(body[0] * reference[1] - body[1] * reference[0], body @ reference))
        assert abs(between) == pytest.approx(abs(value_deg))
        assert drawn.value_deg == value_deg


@needs_clips
def test_lengths_are_centimetres_or_percent_of_the_leg_or_nothing(truth):
    scene = truth("dev01")[0].scene
    values = {"foot_com_distance_m": 0.17, "foot_com_distance_pct_leg": 19.2}
    known = length(values, "foot_com_distance", scene)
    assert known.text == "17 cm"
    assert known.px == pytest.approx(0.17 / scene.scale.m_per_px)
    share = length(values, "foot_com_distance", replace(scene, scale=None))
    assert share.text == "19 % leg"
    assert share.px == pytest.approx(0.192 * scene.leg_length_px)
    assert length({"foot_com_distance_m": np.nan}, "foot_com_distance", scene) is None
    assert length({}, "foot_com_distance", scene) is None


def test_numbers_have_a_true_minus_sign():
    assert number_text(-3.4, "°") == "\N{MINUS SIGN}3°"
    assert number_text(-0.2, "°") == "0°"


def test_a_step_lasts_until_the_next_contact():
    steps = tuple(StepMeasures(Step("left", "near", t, t + 0.2, t + 0.35), {}) for t in (1.0, 1.35))
    assert [step_at(steps, t) for t in (0.99, 1.0, 1.34, 1.35, 1.71)] == [
        None,
        steps[0],
        steps[0],
        steps[1],
        None,
    ]


# ---- labels ----------------------------------------------------------------------------------------

points = st.tuples(st.floats(0, 900), st.floats(0, 1084)).map(np.array)


def overlapping(a, b):
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


@example([(np.array([0.0, y]), -1) for y in (0.0, 0.0, 14.0, 0.0)])  # four in a corner
@given(st.lists(st.tuples(points, st.sampled_from([-1, 1])), min_size=1, max_size=4))
def test_labels_never_overlap_and_stay_in_the_picture(anchors):
    canvas = Canvas(np.zeros((1084, 900, 3), np.uint8), 6.0, 31.0)
    notes = [Note(f"Knee flexion {i}°", anchor, side, NEAR) for i, (anchor, side) in enumerate(anchors)]
    boxes = draw_notes(canvas, notes, body=np.zeros((0, 2)))
    for i, box in enumerate(boxes):
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 900 and box[3] <= 1084
        assert not any(overlapping(box, other) for other in boxes[:i])


def test_labels_of_unknown_points_are_left_out():
    canvas = Canvas(np.zeros((200, 300, 3), np.uint8), 3.0, 20.0)
    notes = [Note("a", np.array([np.nan, 3.0]), 1, NEAR), Note("b", np.array([50.0, 60.0]), 1, NEAR)]
    assert len(draw_notes(canvas, notes, body=np.zeros((0, 2)))) == 1


@needs_clips
@pytest.mark.parametrize("name", SIDE_VIEWS)
def test_key_frame_labels_keep_clear_of_each_other_and_of_the_joints(truth, tmp_path, monkeypatch, name):
    analysis, video = truth(name)
    drawn = []
    label = Canvas.label
    monkeypatch.setattr(
        Canvas,
        "label",
        lambda self, text, box, *rest, **kw: (drawn.append((text, box)), label(self, text, box, *rest, **kw)),
    )
    keys = draw_key_frames(analysis, video, tmp_path)
    figures = Figures.of(analysis)
    steps = {s.step.initial_contact_s: s for s in analysis.measures.steps}
    for key in keys:
        if key.kind != "initial_contact":
            continue
        drawn.clear()
        picture = np.zeros((video.info.height, video.info.width, 3), np.uint8)
        image = draw_key_frame(picture, figures, key, steps[key.time_s])
        words = [text.rsplit(" ", 1)[0] for text, _ in drawn]
        assert {"Trunk lean", "Knee flexion", "Shank", "Foot"} <= set(words)
        assert sum(word.startswith("Ahead of") for word in words) == 2
        boxes = [box for _, box in drawn]
        for i, box in enumerate(boxes):
            assert not any(overlapping(box, other) for other in boxes[:i]), words
        knee_color = NEAR if key.leg == "near" else FAR
        colored = np.abs(image[HEADER:].astype(int) - knee_color).max(axis=2) < 8
        assert colored.sum() > 2000


# ---- key frames ------------------------------------------------------------------------------------


@needs_clips
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


@needs_clips
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


@needs_clips
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


@needs_clips
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


@needs_clips
def test_a_clip_without_steps_has_no_key_frames(truth, tmp_path):
    analysis, video = truth("dev01")
    empty = replace(analysis, measures=replace(analysis.measures, steps=()))
    assert draw_key_frames(empty, video, tmp_path) == ()


# ---- evidence --------------------------------------------------------------------------------------


@needs_clips
def test_evidence_is_every_named_frame_flags_first(truth, tmp_path):
    analysis, video = truth("dev01")
    seen = tuple(Evidence(i / 60, i) for i in (50, 7, 120))
    finding = Finding("f", "cadence_spm", "look", "", "", evidence=seen)
    flag = Flag("1", 3.0, 180, None, "far_leg_hidden", "", "")
    named = replace(analysis, findings=(finding,), flags=(flag,))
    assert draw_evidence(named, video, tmp_path / "all") == (7, 50, 120, 180)
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["000007.jpg", "000050.jpg", "000120.jpg", "000180.jpg"]
    assert draw_evidence(named, video, tmp_path / "few", most_frames=2) == (50, 180)
    picture = cv2.imread(str(tmp_path / "all" / "000050.jpg"))[..., ::-1]
    assert color_distance(picture, analysis.track.point("right_knee")[50], NEAR) < 40


@needs_clips
def test_the_plumb_line_hangs_along_the_true_vertical(truth):
    analysis, _ = truth("dev01")
    leaning = replace(analysis.scene, vertical=Vertical("lines", sd_deg=0.3, lean_deg=4.0))
    figures = Figures.of(replace(analysis, scene=leaning))
    hanging = figures.figure(43, WHOLE).plumb_foot - analysis.com_px[43]
    assert np.degrees(np.arctan2(-hanging[0], hanging[1])) == pytest.approx(4.0)
    upright = Figures.of(analysis)
    assert figures.trunk_lean_deg[43] == pytest.approx(upright.trunk_lean_deg[43] - 4.0, abs=0.2)
