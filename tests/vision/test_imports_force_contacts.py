"""Contacts read from forces: made ones, and recordings whose contacts are known."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from force_files import CONTACT_S, LEFT, REACHED_S, RIGHT, STEP_S, TIME_S, csv
from truth import DATA

from vision import UnreadableForces, read_force_contacts
from vision.datatypes import Floats, GaitEvents, Side
from vision.imports.force_contacts import contact_spans

FORCE = DATA / "force"
needs_plates = pytest.mark.skipif(not FORCE.is_dir(), reason="the force-plate recordings are not here")


def contacts_s(events: GaitEvents, side: Side | None = None) -> list[float]:
    return [event.time_s for event in events.contacts(side)]


def test_both_feet_land_and_leave_when_their_force_passes_50_newtons(tmp_path: Path) -> None:
    events = read_force_contacts(csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT))
    assert contacts_s(events, "left")[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)
    assert contacts_s(events, "right")[0] == pytest.approx(0.2 + STEP_S + REACHED_S, abs=2e-4)
    assert events.toe_offs("left")[0].time_s == pytest.approx(0.2 + CONTACT_S - REACHED_S, abs=2e-4)
    assert events.stride_time_s == pytest.approx(2 * STEP_S, abs=1e-4)
    assert len(events.steps) == len(contacts_s(events)) - 1
    assert [e.time_s for e in events.events] == sorted(e.time_s for e in events.events)


def test_one_force_for_both_feet_is_shared_in_turn(tmp_path: Path) -> None:
    path = csv(tmp_path, "Time,Fz", TIME_S, LEFT + RIGHT)
    with pytest.raises(UnreadableForces, match="say which foot lands first"):
        read_force_contacts(path)
    alone = read_force_contacts(csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT))
    shared = read_force_contacts(csv(tmp_path, "Time,Fz", TIME_S, LEFT + RIGHT), first="left")
    for side in ("left", "right"):
        assert contacts_s(shared, side) == pytest.approx(contacts_s(alone, side))


def test_a_shared_recording_may_begin_on_the_ground(tmp_path: Path) -> None:
    cut = TIME_S >= 0.3  # the left foot stands; the right one is the first to land
    path = csv(tmp_path, "Time,Fz", TIME_S[cut], (LEFT + RIGHT)[cut])
    shared = read_force_contacts(path, first="right")
    alone = read_force_contacts(csv(tmp_path, "time_s,left_fz,right_fz", TIME_S[cut], LEFT[cut], RIGHT[cut]))
    for side in ("left", "right"):
        assert contacts_s(shared, side) == pytest.approx(contacts_s(alone, side))
        assert [e.time_s for e in shared.toe_offs(side)] == pytest.approx(
            [e.time_s for e in alone.toe_offs(side)]
        )


def missed(force_n: Floats) -> Floats:
    return np.where((TIME_S > 1.2) & (TIME_S < 1.53), 0.0, force_n)


def joined(force_n: Floats) -> Floats:
    return np.where((TIME_S > 1.2) & (TIME_S < 1.7), np.maximum(force_n, 60.0), force_n)


def cut_in_two(force_n: Floats) -> Floats:
    return np.where((TIME_S > 1.37) & (TIME_S < 1.41), 0.0, force_n)


@pytest.mark.parametrize("spoil", [missed, joined, cut_in_two])
def test_feet_that_do_not_land_in_turn_are_never_exchanged(
    spoil: Callable[[Floats], Floats], tmp_path: Path
) -> None:
    path = csv(tmp_path, "Time,Fz", TIME_S, spoil(LEFT + RIGHT))
    with pytest.raises(
        UnreadableForces, match=r"not show both feet in turn after \d\.\d\d s.* before or after"
    ):
        read_force_contacts(path, first="left")


def test_which_foot_lands_first_is_not_told_beside_forces_of_each(tmp_path: Path) -> None:
    path = csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match="a force for each foot; leave first out"):
        read_force_contacts(path, first="left")


def test_contacts_of_a_sprinter_count() -> None:
    force_n = np.where((TIME_S - 0.1) % 0.22 < 0.07, 2500.0, 0.0)
    assert len(contact_spans(TIME_S[TIME_S > 0.2], force_n[TIME_S > 0.2])) == 17


def test_noise_and_short_knocks_land_no_foot() -> None:
    noisy = LEFT + np.random.default_rng(2).normal(0, 8, len(LEFT))
    noisy[(TIME_S > 0.190) & (TIME_S < 0.193)] = 80.0
    noisy[(TIME_S > 0.60) & (TIME_S < 0.70)] = 120.0  # the other leg brushes the plate
    noisy[(TIME_S > 0.30) & (TIME_S < 0.31)] = 20.0  # the plate rings
    quiet, loud = contact_spans(TIME_S, LEFT), contact_spans(TIME_S, noisy)
    assert len(loud) == len(quiet)
    np.testing.assert_allclose(loud, quiet, atol=0.003)


def test_a_recording_that_begins_on_the_ground_has_no_landing_there() -> None:
    cut = TIME_S >= 0.3
    (landing_s, leaving_s), *_ = contact_spans(TIME_S[cut], LEFT[cut])
    assert np.isnan(landing_s)
    assert leaving_s == pytest.approx(0.2 + CONTACT_S - REACHED_S, abs=2e-4)


@needs_plates
@pytest.mark.parametrize("trial", ["run200", "run300", "run400"])
def test_contacts_of_real_runs_are_the_known_ones(trial: str) -> None:
    known = json.loads((FORCE / "known_contacts.json").read_text())[f"hamner_{trial}"]["contacts"]
    events = read_force_contacts(FORCE / f"{trial}_grf.mot")
    for side, letter in (("left", "L"), ("right", "R")):
        own = [contact for contact in known if contact["side"] == letter]
        assert contacts_s(events, side) == pytest.approx([c["ic_s"] for c in own], abs=0.0006)
        assert [e.time_s for e in events.toe_offs(side)] == pytest.approx(
            [c["to_s"] for c in own], abs=0.0006
        )


@needs_plates
def test_contacts_on_a_shared_plate_are_the_known_ones() -> None:
    known = json.loads((FORCE / "known_contacts.json").read_text())["RBDS001runT25forces"]
    found = np.array(contacts_s(read_force_contacts(FORCE / "RBDS001runT25forces.txt", hz=300, first="left")))
    late_s = [found[np.abs(found - at_s).argmin()] - at_s for at_s in known["ic_s"]]
    assert np.abs(late_s).max() < 1.5 / 300  # the known ones are the first sample above the threshold
