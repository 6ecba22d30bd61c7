"""The strip under the annotated video."""

import builders
import numpy as np
import pytest
from rendered_truth import needs_rendered

from vision.datatypes import (
    GaitEvent,
    GaitEvents,
)
from vision.overlay.canvas import FAR, NEAR, Canvas
from vision.overlay.strip import Strip, contact_spans, running_cadence_spm


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


def strip_of(events, scene, end_s):
    return Strip(events, scene, start_s=0.0, end_s=end_s, width=1280, text_px=30.0, stroke_px=4.0)


def test_a_frame_of_an_hour_costs_what_one_of_a_minute_does(monkeypatch):
    scene = builders.scene()
    walked, filled, contacts = [], [], GaitEvents.contacts
    monkeypatch.setattr(GaitEvents, "contacts", lambda *given: walked.append(given) or contacts(*given))
    monkeypatch.setattr(Canvas, "fill", lambda *given: filled.append(given))
    strip = strip_of(gait(np.full(1000, 0.35)), scene, 350.0)
    image = np.empty((strip.height, 1280, 3), np.uint8)
    walked.clear()
    for now_s in np.arange(100.0, 110.0, 0.5):
        filled.clear()
        strip.draw(image, now_s)
        assert len(filled) <= 20
    assert walked == []


@needs_rendered
@pytest.mark.parametrize("end_s", [4.0, 61.0])
def test_bars_are_filled_while_the_foot_is_on_the_ground(truth, end_s):
    scene = truth("dev01")[0].scene
    events = gait(np.full(int(end_s / 0.35) - 1, 0.35))
    strip = strip_of(events, scene, end_s)
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
