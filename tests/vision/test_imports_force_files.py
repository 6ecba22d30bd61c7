"""Files of forces: their tables, columns, times and plates, and what cannot be used of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from force_files import HZ, LEFT, REACHED_S, RIGHT, STEP_S, TIME_S, c3d, csv, rewritten

from vision import UnreadableForces, read_force_contacts
from vision.datatypes import GaitEvents, Side


def contacts_s(events: GaitEvents, side: Side | None = None) -> list[float]:
    return [event.time_s for event in events.contacts(side)]


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


@pytest.mark.parametrize("names", ["Fz1,Fz2", "Force A,Force B", "1_ground_force_vy,2_ground_force_vy"])
def test_two_belts_are_not_the_axes_of_one_force(names: str, tmp_path: Path) -> None:
    path = csv(tmp_path, f"time,{names}", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=f"of each foot; name .*It has {names.replace(',', ', ')}"):
        read_force_contacts(path, first="left")
    one, other = names.split(",")
    events = read_force_contacts(path, columns={"left": one, "right": other})
    assert events.stride_time_s == pytest.approx(2 * STEP_S, abs=1e-4)


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "time,Fz,Fz", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match="several columns Fz; give each its own name"):
        read_force_contacts(path, first="left")


@pytest.mark.parametrize("up", [1, -1])
def test_the_vertical_is_found_among_three_axes_whichever_way_it_points(up: int, tmp_path: Path) -> None:
    braking = -0.2 * LEFT * np.cos(np.pi * TIME_S)
    header = "time,FxL,FyL,FzL,FxR,FyR,FzR"
    path = csv(tmp_path, header, TIME_S, braking, up * LEFT, braking, braking, up * RIGHT, braking)
    assert contacts_s(read_force_contacts(path))[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)


def test_columns_of_other_names_can_be_told(tmp_path: Path) -> None:
    path = csv(tmp_path, "time,belt_a,belt_b", TIME_S, LEFT, RIGHT)
    with pytest.raises(UnreadableForces, match=r"of each foot; name .*It has belt_a, belt_b\."):
        read_force_contacts(path)
    told = read_force_contacts(path, columns={"left": "belt_a", "right": "belt_b"})
    assert len(contacts_s(told, "left")) == 6
    with pytest.raises(UnreadableForces, match="has no column 'belt_c'; it has belt_a, belt_b"):
        read_force_contacts(path, columns="belt_c")
    with pytest.raises(UnreadableForces, match="both feet cannot have the column 'belt_a'"):
        read_force_contacts(path, columns={"left": "belt_a", "right": "belt_a"})
    alone = read_force_contacts(path, columns={"right": "belt_b"})
    assert contacts_s(alone) == contacts_s(told, "right")


@pytest.mark.parametrize(
    ("header", "untold"),
    [("time,belt_a,belt_b", "columns"), ("left_fz,right_fz", "hz"), ("time,fz", "first")],
)
def test_what_a_file_does_not_tell_is_named_as_the_parameter_that_would(
    header: str, untold: str, tmp_path: Path
) -> None:
    numbers = {
        "time": TIME_S,
        "belt_a": LEFT,
        "belt_b": RIGHT,
        "left_fz": LEFT,
        "right_fz": RIGHT,
        "fz": LEFT,
    }
    path = csv(tmp_path, header, *(numbers[name] for name in header.split(",")))
    with pytest.raises(UnreadableForces) as told:
        read_force_contacts(path)
    assert told.value.untold == untold


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


def test_plates_of_a_c3d_file_are_named_by_their_number(tmp_path: Path) -> None:
    path = c3d(tmp_path / "run.c3d")
    with pytest.raises(UnreadableForces, match=r"of each foot; name .*It has plate 1, plate 2\."):
        read_force_contacts(path)
    events = read_force_contacts(path, columns={"left": "plate 1", "right": "plate 2"})
    assert contacts_s(events, "left")[0] == pytest.approx(0.2 + REACHED_S, abs=2e-4)
    assert contacts_s(events, "right")[0] == pytest.approx(0.2 + STEP_S + REACHED_S, abs=2e-4)
