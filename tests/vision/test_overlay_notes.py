"""Labels that keep clear of each other."""

import numpy as np
import pytest
from drawn import draw_key_frames
from hypothesis import example, given
from hypothesis import strategies as st
from rendered_truth import SIDE_VIEWS, needs_rendered

from vision.overlay.canvas import FAR, NEAR, Canvas
from vision.overlay.figure import Figures
from vision.overlay.key_frames import HEADER, draw_key_frame
from vision.overlay.notes import Note, draw_notes

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


@needs_rendered
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
