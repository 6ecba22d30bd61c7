from time import perf_counter

import numpy as np
import pytest

from lab import Event
from lab.clocks import clock_offset_s, match
from vision import UnusableTable


def running(rng, *, steps=40, start_s=1.0, jitter_s=0.008):
    """Contacts and toe-offs of both feet, with strides that differ as people's do."""
    contacts = start_s + np.cumsum(0.36 + rng.normal(0, jitter_s, steps))
    for i, contact_s in enumerate(contacts):
        side = "left" if i % 2 else "right"
        yield Event(side, "initial_contact", float(contact_s))
        yield Event(side, "toe_off", float(contact_s + 0.25 + rng.normal(0, 0.004)))


def moved(events, by_s, rng=None):
    return [Event(e.side, e.kind, e.time_s + by_s + (rng.normal(0, 0.006) if rng else 0)) for e in events]


@pytest.mark.parametrize("offset_s", [-12.34, 0.0, 0.51, 100.2])
def test_the_offset_of_the_clocks_is_found(offset_s):
    rng = np.random.default_rng(1)
    true = list(running(rng))
    ours = moved(true, 0.0, rng)[10:-12]
    assert clock_offset_s(ours, moved(true, -offset_s), "clip") == pytest.approx(offset_s, abs=0.004)


def test_strides_that_are_all_alike_do_not_tell_it():
    true = list(running(np.random.default_rng(1), jitter_s=0.0, steps=40))
    with pytest.raises(UnusableTable, match="offset_s"):
        clock_offset_s(true[20:-20], moved(true, 3.0, np.random.default_rng(2)), "clip")


def test_few_events_do_not_tell_it():
    true = list(running(np.random.default_rng(1)))
    with pytest.raises(UnusableTable, match="too few"):
        clock_offset_s(true[:4], true, "clip")


def test_events_are_matched_with_their_own_kind_and_side_within_the_tolerance():
    ours = [Event("left", "initial_contact", 1.0), Event("left", "toe_off", 1.25)]
    theirs = [Event("left", "initial_contact", 1.02), Event("right", "toe_off", 1.25)]
    found = match(ours, theirs)
    assert [(a.time_s, b.time_s) for a, b in found.pairs] == [(1.0, 1.02)]
    assert (found.only_ours, found.only_theirs) == (1, 1)


def test_what_lies_beyond_the_other_recording_is_not_missing():
    true = list(running(np.random.default_rng(1)))
    found = match(true[20:40], true)
    assert (len(found.pairs), found.only_ours, found.only_theirs) == (20, 0, 0)


def test_an_event_has_one_partner():
    ours = [Event("left", "toe_off", 1.0), Event("left", "toe_off", 1.05)]
    found = match(ours, [Event("left", "toe_off", 1.04)])
    assert [a.time_s for a, _ in found.pairs] == [1.05]


def test_long_recordings_are_brought_together_in_bounded_time():
    rng = np.random.default_rng(3)
    true = list(running(rng, steps=900))
    start = perf_counter()
    found_s = clock_offset_s(moved(true, 0.0, rng), moved(true, -7.5, rng), "clip")
    assert found_s == pytest.approx(7.5, abs=0.004)
    assert perf_counter() - start < 20


def test_the_tolerance_holds_for_the_offset_too():
    rng = np.random.default_rng(1)
    true = list(running(rng, jitter_s=0.03))
    theirs = [Event(e.side, e.kind, e.time_s + (0.06 if e.kind == "toe_off" else 0.0)) for e in true[:-1]]
    wide, narrow = (clock_offset_s(true, theirs, "clip", tolerance_s=s) for s in (0.1, 0.02))
    assert wide == pytest.approx(0.0, abs=1e-9)
    assert narrow == pytest.approx(0.0, abs=1e-9)
