"""Contacts and toe-offs against prescribed ones: all of them, none besides, at the right instant."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from bad_twins import (
    SIDED,
    at_irregular_times,
    blocks,
    copied_to,
    exchanged,
    hidden,
    leaving_half_way,
    slowed,
    standing_still,
    taken,
    without_head,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_runner import SIDES, Runner, events_of

from vision import CannotMeasure, detect_events, make_track
from vision.datatypes import Floats, GaitEvent, GaitEvents, Landmarks
from vision.events import steps_between

RUNNER = Runner(duration_s=6.0)
NOISY = replace(RUNNER, noise_px=2.0)
AWAY_FROM_ENDS_S = 0.05
OPPOSITE = {"left": "right", "right": "left"}


def found(landmarks: Landmarks) -> GaitEvents:
    return detect_events(make_track(landmarks))


def times(events: Iterable[GaitEvent]) -> Floats:
    return np.array([event.time_s for event in events])


def errors_s(events: GaitEvents, runner: Runner) -> Floats:
    """Found less prescribed instants; fails where one is missed, invented or of the wrong foot."""
    errors = []
    for side in SIDES:
        for kind, true_s in (("contacts", runner.contacts_s(side)), ("toe_offs", runner.toe_offs_s(side))):
            found_s = times(getattr(events, kind)(side))
            inside = runner.contacts_s if kind == "contacts" else runner.toe_offs_s
            assert len(inside(side, margin_s=AWAY_FROM_ENDS_S)) <= len(found_s) <= len(true_s)
            nearest = np.abs(found_s[:, None] - true_s).argmin(axis=1)
            assert len(set(nearest)) == len(found_s)
            errors.append(found_s - true_s[nearest])
    return np.concatenate(errors)


def typical_error_s(events: GaitEvents, runner: Runner) -> float:
    return float(np.median(np.abs(errors_s(events, runner))))


# ---- accuracy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
@pytest.mark.parametrize(
    "cadence_spm, contact_time_s, speed_mps",
    [(140, 0.30, 2.5), (168, 0.25, 3.0), (180, 0.22, 3.8), (200, 0.18, 4.5)],
)
def test_every_event_is_found_within_three_milliseconds(fps, cadence_spm, contact_time_s, speed_mps):
    """Also where the steps fall on whole frames: 180 and 200 a minute at 30 and 60 frames a second."""
    runner = replace(
        RUNNER,
        fps=fps,
        duration_s=6.0 if fps < 120 else 3.0,
        cadence_spm=cadence_spm,
        contact_time_s=contact_time_s,
        speed_mps=speed_mps,
    )
    assert np.abs(errors_s(events_of(runner), runner)).max() < 0.003


@pytest.mark.parametrize("strike_deg", [-6.0, 0.0, 15.0])
def test_the_strike_pattern_does_not_move_the_contact(strike_deg):
    runner = replace(RUNNER, strike_deg=strike_deg)
    assert np.abs(errors_s(events_of(runner), runner)).max() < 0.003


@pytest.mark.parametrize("fps", [30, 60])
def test_noise_of_a_network_costs_a_few_milliseconds(fps):
    runner = replace(NOISY, fps=fps, noise_px=3.0)
    errors = errors_s(events_of(runner), runner)
    assert np.abs(errors.mean()) < 0.003
    assert np.sqrt((errors**2).mean()) < 0.006


def test_each_foot_has_its_own_contact_time():
    runner = replace(RUNNER, limp_s=0.020)
    errors_s(events_of(runner), runner)
    for side in SIDES:
        steps = [s for s in events_of(runner).steps if s.side == side]
        contact_s = np.mean([s.toe_off_s - s.initial_contact_s for s in steps])
        assert contact_s == pytest.approx(runner.of_leg(side).contact_time_s, abs=0.003)


def test_single_strides_keep_their_own_timing():
    """One stride out of rhythm by 30 ms shows in its own events and in no other."""
    landmarks = NOISY.landmarks()
    contacts = NOISY.contacts_s("right")
    start, end = contacts[3] - 0.15, contacts[3] + 0.10

    def delayed(time_s: Floats) -> Floats:
        bump = np.clip(np.minimum(time_s - (start - 0.2), (end + 0.25) - time_s) / 0.2, 0, 1)
        return time_s + 0.030 * bump

    events = found(replace(landmarks, time_s=delayed(landmarks.time_s)))
    late_s = times(events.contacts("right")) - contacts[: len(events.contacts("right"))]
    assert late_s[3] == pytest.approx(0.030, abs=0.012)
    assert np.abs(np.delete(late_s, 3)).max() < 0.010


def test_fewer_frames_tell_the_same_contacts():
    dense = replace(RUNNER, fps=240, noise_px=1.0, duration_s=4.0)
    reference_s = times(events_of(dense).contacts())
    for every in (2, 4, 8):
        contacts_s = times(found(taken(dense.landmarks(), slice(None, None, every))).contacts())
        assert contacts_s == pytest.approx(reference_s[: len(contacts_s)], abs=0.006)
        assert len(contacts_s) >= len(reference_s) - 1, "one may fall on the last frames"


# ---- order -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [30, 60])
def test_feet_and_kinds_alternate(fps):
    events = events_of(replace(NOISY, fps=fps))
    assert [e.time_s for e in events.events] == sorted(e.time_s for e in events.events)
    for first, second in pairwise(events.contacts()):
        assert second.side == OPPOSITE[first.side]
    for side in SIDES:
        kinds = [e.kind for e in events.events if e.side == side]
        assert all(a != b for a, b in pairwise(kinds))


def test_an_event_knows_the_first_frame_at_or_after_it():
    time_s = NOISY.time_s
    for event in events_of(NOISY).events:
        assert time_s[event.frame - 1] < event.time_s <= time_s[event.frame]


def test_the_uncertainty_is_that_of_the_rules_and_more():
    for kind, rules_sd_s in (("initial_contact", 0.006), ("toe_off", 0.009)):
        spread = np.array([e.uncertainty_s for e in events_of(NOISY).events if e.kind == kind])
        assert (spread >= rules_sd_s).all()
        assert (spread < rules_sd_s + 0.006).all()


def test_near_and_far_follow_the_direction():
    for direction in SIDES:
        for event in events_of(replace(NOISY, direction=direction)).events:
            assert event.leg == ("near" if event.side == direction else "far")


# ---- invariance --------------------------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(st.floats(-3e3, 3e3), st.floats(-3e3, 3e3), st.floats(0.2, 5.0))
def test_neither_place_nor_size_in_the_picture_moves_an_event(x, y, size):
    landmarks = NOISY.landmarks()
    elsewhere = replace(landmarks, position_px=landmarks.position_px * size + (x, y))
    assert times(found(elsewhere).events) == pytest.approx(times(events_of(NOISY).events), abs=1e-4)


@settings(max_examples=3, deadline=None)
@given(st.floats(0.0, 1e4))
def test_a_later_start_of_the_clock_moves_the_events_and_nothing_else(later_s):
    landmarks = NOISY.landmarks()
    events = found(replace(landmarks, time_s=landmarks.time_s + later_s))
    assert times(events.events) - later_s == pytest.approx(times(events_of(NOISY).events), abs=1e-4)
    assert [e.frame for e in events.events] == [e.frame for e in events_of(NOISY).events]
    assert events.stride_time_s == pytest.approx(events_of(NOISY).stride_time_s, rel=1e-4)


def test_exchanged_labels_exchange_the_feet():
    landmarks = NOISY.landmarks()
    events = found(exchanged(landmarks, np.ones(len(landmarks.time_s), bool), SIDED))
    for side in SIDES:
        assert times(events.contacts(side)) == pytest.approx(
            times(events_of(NOISY).contacts(OPPOSITE[side])), abs=1e-3
        )


def test_a_mirrored_picture_changes_no_time():
    landmarks = NOISY.landmarks()
    mirrored = replace(landmarks, position_px=landmarks.position_px * (-1, 1) + (1280, 0))
    assert times(found(mirrored).events) == pytest.approx(times(events_of(NOISY).events), abs=1e-6)


def test_a_runner_to_the_left_lands_at_the_same_instants():
    runner = replace(RUNNER, direction="left", parallax=0.0)
    reference = events_of(replace(RUNNER, parallax=0.0))
    assert times(events_of(runner).events) == pytest.approx(times(reference.events), abs=1e-3)


def test_crossing_the_picture_changes_no_event():
    runner = replace(NOISY, ground_mps=1.0, px_per_m=100, noise_px=0.5)
    assert typical_error_s(events_of(runner), runner) < 0.004


# ---- bad twins ---------------------------------------------------------------------------------------------


N = len(NOISY.time_s)
BAD_TWINS = {
    "legs exchanged": exchanged(NOISY.landmarks(), blocks(N, 0.15)),
    "far leg copied onto the near one": copied_to(NOISY.landmarks(), "left", blocks(N, 0.08, frames=3)),
    "blocks missing": hidden(NOISY.landmarks(), blocks(N, 0.15)),
    "no head": without_head(NOISY.landmarks()),
    "variable frame rate": at_irregular_times(NOISY.landmarks()),
}


@pytest.mark.parametrize("landmarks", BAD_TWINS.values(), ids=BAD_TWINS.keys())
def test_bad_landmarks_still_give_every_event(landmarks):
    assert np.abs(errors_s(found(landmarks), NOISY)).max() < 0.012
    assert typical_error_s(found(landmarks), NOISY) < 0.004


@pytest.mark.parametrize("times_slower", [2.0, 4.0, 8.0])
def test_slow_motion_has_all_its_contacts(times_slower):
    runner = replace(NOISY, fps=30 * times_slower, duration_s=3.0)
    events = found(slowed(runner.landmarks(), times_slower))
    real = replace(events, events=tuple(replace(e, time_s=e.time_s / times_slower) for e in events.events))
    assert np.abs(errors_s(real, runner)).max() < 0.035, "seconds of true time"


def test_who_left_the_picture_does_not_go_on_landing():
    landmarks = leaving_half_way(NOISY.landmarks())
    events = found(landmarks)
    leaves_s = landmarks.time_s[N // 2]
    assert times(events.events).max() < leaves_s
    seen = replace(NOISY, duration_s=leaves_s)
    assert np.abs(errors_s(events, seen)).max() < 0.010


def test_no_event_is_invented_in_a_second_without_the_runner():
    gap = (NOISY.time_s > 2.5) & (NOISY.time_s < 3.5)
    events = times(found(hidden(NOISY.landmarks(), gap)).events)
    assert not ((events > 2.55) & (events < 3.45)).any()
    assert (events < 2.5).sum() >= 12
    assert (events > 3.5).sum() >= 12


def test_steps_do_not_span_what_was_not_seen():
    gap = (NOISY.time_s > 2.5) & (NOISY.time_s < 3.5)
    for step in found(hidden(NOISY.landmarks(), gap)).steps:
        assert step.next_contact_s - step.initial_contact_s == pytest.approx(NOISY.step_time_s, abs=0.02)


def test_a_still_person_has_no_events():
    with pytest.raises(CannotMeasure) as error:
        found(standing_still(replace(RUNNER, noise_px=0.0)))
    assert error.value.code in ("no_strides", "no_contacts")


# ---- steps -------------------------------------------------------------------------------------------------


def event(side: str, kind: str, time_s: float) -> GaitEvent:
    return GaitEvent(side, "near", kind, time_s, 0, 0.006)


def test_a_step_lasts_from_a_contact_to_the_other_foots_contact():
    events = (
        event("left", "initial_contact", 0.0),
        event("left", "toe_off", 0.25),
        event("right", "initial_contact", 0.36),
        event("right", "toe_off", 0.60),
        event("left", "initial_contact", 0.71),
    )
    first, second = steps_between(events, 0.71)
    assert (first.side, first.initial_contact_s, first.toe_off_s, first.next_contact_s) == (
        "left",
        0.0,
        0.25,
        0.36,
    )
    assert (second.side, second.toe_off_s, second.next_contact_s) == ("right", 0.60, 0.71)
    assert first.midstance_s == pytest.approx(0.125)


@pytest.mark.parametrize(
    "lost",
    [("left", "toe_off", 0.25), ("right", "initial_contact", 0.36)],
    ids=["toe-off", "next contact"],
)
def test_a_step_with_an_event_missing_is_left_out(lost):
    events = [
        event("left", "initial_contact", 0.0),
        event("left", "toe_off", 0.25),
        event("right", "initial_contact", 0.36),
        event("right", "toe_off", 0.60),
        event("left", "initial_contact", 0.71),
    ]
    kept = tuple(e for e in events if (e.side, e.kind, e.time_s) != lost)
    assert 0.0 not in [s.initial_contact_s for s in steps_between(kept, 0.71)]


def test_no_contacts_no_steps():
    assert steps_between((), 0.7) == ()
