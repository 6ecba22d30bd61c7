"""Contacts read from forces: made ones, and recordings whose contacts are known."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from force_files import CONTACT_S, HZ, LEFT, REACHED_S, RIGHT, STEP_S, TIME_S, c3d, csv, rewritten
from truth import DATA

from vision import UnreadableForces, read_force_contacts
from vision.datatypes import Floats, GaitEvents, Side
from vision.imports.force_plates import contact_spans

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


OPENSIM = "Run 200\nversion=3\nendheader\n"


@pytest.mark.parametrize("above", ["", OPENSIM], ids=["names first", "with a header"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("separator", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ",")]
)
def test_forces_are_read_however_a_laboratory_writes_tables(
    separator: str, decimal: str, encoding: str, above: str, tmp_path: Path
) -> None:
    path = csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT)
    events = read_force_contacts(rewritten(path, separator, decimal, encoding, above))
    assert contacts_s(events, "left")[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)
    assert contacts_s(events, "right")[0] == pytest.approx(0.2 + STEP_S + REACHED_S, abs=2e-4)


def test_commas_in_names_separate_nothing_where_semicolons_do(tmp_path: Path) -> None:
    path = rewritten(csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT), ";", ",")
    path.write_text(path.read_text().replace("left_fz;right_fz", "Fz, left, N;Fz, right, N"))
    assert contacts_s(read_force_contacts(path), "left")[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)


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


@pytest.mark.parametrize("names", ["Fz1,Fz2", "Force A,Force B", "1_ground_force_vy,2_ground_force_vy"])
def test_two_belts_are_not_the_axes_of_one_force(names: str, tmp_path: Path) -> None:
    path = csv(tmp_path, f"time,{names}", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=f"--plate left=NAME .*It has {names.replace(',', ', ')}"):
        read_force_contacts(path, first="left")
    one, other = names.split(",")
    events = read_force_contacts(path, columns={"left": one, "right": other})
    assert events.stride_time_s == pytest.approx(2 * STEP_S, abs=1e-4)


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "time,Fz,Fz", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match="several columns Fz; give each its own name"):
        read_force_contacts(path, first="left")


def test_which_foot_lands_first_is_not_told_beside_forces_of_each(tmp_path: Path) -> None:
    path = csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match="a force for each foot; leave first out"):
        read_force_contacts(path, first="left")


def test_contacts_of_a_sprinter_count() -> None:
    force_n = np.where((TIME_S - 0.1) % 0.22 < 0.07, 2500.0, 0.0)
    assert len(contact_spans(TIME_S[TIME_S > 0.2], force_n[TIME_S > 0.2])) == 17


@pytest.mark.parametrize("up", [1, -1])
def test_the_vertical_is_found_among_three_axes_whichever_way_it_points(up: int, tmp_path: Path) -> None:
    braking = -0.2 * LEFT * np.cos(np.pi * TIME_S)
    header = "time,FxL,FyL,FzL,FxR,FyR,FzR"
    path = csv(tmp_path, header, TIME_S, braking, up * LEFT, braking, braking, up * RIGHT, braking)
    assert contacts_s(read_force_contacts(path))[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)


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


def test_columns_of_other_names_can_be_told(tmp_path: Path) -> None:
    path = csv(tmp_path, "time,belt_a,belt_b", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=r"--plate left=NAME .*It has belt_a, belt_b\."):
        read_force_contacts(path)
    told = read_force_contacts(path, columns={"left": "belt_a", "right": "belt_b"})
    assert len(contacts_s(told, "left")) == 6
    with pytest.raises(UnreadableForces, match="has no column 'belt_c'; it has belt_a, belt_b"):
        read_force_contacts(path, columns="belt_c")
    with pytest.raises(UnreadableForces, match="both feet cannot have the column 'belt_a'"):
        read_force_contacts(path, columns={"left": "belt_a", "right": "belt_a"})
    alone = read_force_contacts(path, columns={"right": "belt_b"})
    assert contacts_s(alone) == contacts_s(told, "right")


def test_samples_that_are_only_counted_need_their_rate(tmp_path: Path) -> None:
    path = csv(tmp_path, "Time,left_fz,right_fz", np.arange(len(TIME_S)) + 1.0, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match="counts its samples; say how many"):
        read_force_contacts(path)
    assert contacts_s(read_force_contacts(path, hz=HZ))[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)


def test_a_rate_beside_times_is_refused_and_never_stretches_them(tmp_path: Path) -> None:
    path = csv(tmp_path, "time_s,left_fz,right_fz", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=r"forces.csv says its own times; leave hz out\."):
        read_force_contacts(path, hz=HZ / 2)


@pytest.mark.parametrize("header", ["left_fz,right_fz", "time,left_fz,right_fz"])
def test_samples_without_times_have_those_of_the_rate(header: str, tmp_path: Path) -> None:
    """Also where the column of time stands still."""
    told = [np.zeros_like(TIME_S)] if header.startswith("time") else []
    path = csv(tmp_path, header, *told, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=r"has no column of time|do not rise"):
        read_force_contacts(path)
    assert contacts_s(read_force_contacts(path, hz=HZ))[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)


def empty(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.write_text("")
    return path


def word(folder: Path) -> Path:
    path = folder / "word.csv"
    path.write_text("time,left_fz,right_fz\n0.0,1,2\n0.1,much,3\n")
    return path


def cut_off(folder: Path) -> Path:
    path = csv(folder, "time,left_fz,right_fz", TIME_S, LEFT, RIGHT)
    path.write_text(path.read_text().rpartition(",")[0])
    return path


def backwards(folder: Path) -> Path:
    return csv(folder, "time,left_fz,right_fz", -TIME_S, LEFT, RIGHT)


def in_body_weights(folder: Path) -> Path:
    return csv(folder, "time,left_fz,right_fz", TIME_S, LEFT / 700, RIGHT / 700)


def no_c3d(folder: Path) -> Path:
    path = folder / "no.c3d"
    path.write_bytes(b"\x02\x50 nothing of the kind")
    return path


@pytest.mark.parametrize(
    "make", [empty, word, cut_off, backwards, in_body_weights, no_c3d, lambda f: f / "absent.csv"]
)
def test_files_that_cannot_be_used_are_refused_in_a_sentence(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    with pytest.raises(UnreadableForces, match=path.name):
        read_force_contacts(path)


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


def test_plates_of_a_c3d_file_are_named_by_their_number(tmp_path: Path) -> None:
    path = c3d(tmp_path / "run.c3d")
    with pytest.raises(UnreadableForces, match=r"--plate left=NAME .*It has plate 1, plate 2\."):
        read_force_contacts(path)
    events = read_force_contacts(path, columns={"left": "plate 1", "right": "plate 2"})
    assert contacts_s(events, "left")[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)
    assert contacts_s(events, "right")[0] == pytest.approx(0.2 + STEP_S + REACHED_S, abs=2e-4)
