"""Which way is up, read back from pictures of rooms whose camera is known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from rooms import RUNNER_HIP, SIZE, SOURCE, Room, door, floor, rail

from vision.datatypes import ASSUMED_VERTICAL, Region, Vertical
from vision.kinematics import upright_px
from vision.lines import FrameEdges, straight_edges
from vision.vertical import find_vertical

DOORS = (*door(-1.6), *door(2.2), *door(3.6), *floor())
POSTS = (*rail(0.9, 8.0), *rail(0.9, 8.0, away=4.6))


def seen(room: Room) -> Vertical:
    return find_vertical(room.edges(), room.runner(), camera="static", source=SOURCE)


@pytest.mark.parametrize("roll_deg", [-12.0, -5.0, 0.0, 2.0, 9.0])
@pytest.mark.parametrize("pitch_deg", [-12.0, 0.0, 12.0])
def test_roll_and_keystone_are_read_from_doors(roll_deg, pitch_deg):
    room = Room(DOORS, roll_deg, pitch_deg)
    vertical, truth_deg = seen(room), room.up_deg(RUNNER_HIP)
    assert vertical.source == "lines"
    assert vertical.lean_deg == pytest.approx(truth_deg, abs=0.4)
    assert abs(vertical.lean_deg - truth_deg) < 1.96 * vertical.sd_deg
    assert vertical.lines >= 5


@pytest.mark.parametrize("roll_deg, pitch_deg", [(0.0, 10.0), (-6.0, -8.0), (6.0, 12.0)])
def test_the_picture_set_upright_shows_verticals_upright_everywhere(roll_deg, pitch_deg):
    room = Room(DOORS, roll_deg, pitch_deg)
    vertical = seen(room)
    for right in (-1.5, 0.0, 1.5):
        low, high = upright_px(room.in_picture([(right, 0.2, 4.0), (right, 1.6, 4.0)]), vertical)
        assert np.degrees(np.arctan2(high[0] - low[0], low[1] - high[1])) == pytest.approx(0, abs=0.8)


def test_slanted_posts_do_not_turn_a_vertical_that_doors_show():
    room = Room((*DOORS, *POSTS), roll_deg=-4.0, pitch_deg=3.0)
    assert seen(room).lean_deg == pytest.approx(room.up_deg(RUNNER_HIP), abs=0.5)


@pytest.mark.parametrize(
    "bars", [POSTS, (*POSTS, *floor()), floor(), ()], ids=["posts", "posts and floor", "floor", "bare"]
)
def test_no_vertical_is_read_where_only_posts_or_nothing_stands(bars):
    assert seen(Room(bars)) == ASSUMED_VERTICAL


def test_a_row_of_treadmills_is_contradicted_by_level_lines():
    row = tuple(bar for right in (-3.0, -1.8, 0.9, 1.9, 3.0) for bar in rail(right, 9.0, away=5.0))
    assert seen(Room((*row, *floor()))) == ASSUMED_VERTICAL


@pytest.mark.parametrize("shear_deg", [-10.0, -5.0, 5.0, 10.0])
def test_a_sheared_picture_has_room_for_its_shear(shear_deg):
    doors = tuple(bar for right in (-4.0, -2.4, -0.9, 1.9, 3.4, 5.0) for bar in door(right))
    room, lean = Room((*doors, *floor())), np.tan(np.radians(shear_deg))
    shear = np.array([[1.0, -lean, lean * 270.0], [0.0, 1.0, 0.0]])

    def edges(i: int) -> FrameEdges:
        return FrameEdges(i, straight_edges(cv2.warpAffine(room.picture(i), shear, (960, 540))), ())

    found = find_vertical([edges(i) for i in range(3)], room.runner(), camera="static", source=SOURCE)
    assert found.source == "askew"
    assert 1.96 * found.sd_deg == pytest.approx(abs(shear_deg) + 2.4, abs=1.0)


@pytest.mark.parametrize("yaw_deg", [-20.0, 20.0])
def test_a_camera_that_looks_askance_does_not_make_level_lines_contradict(yaw_deg):
    doors = tuple(bar for right in (-4.0, -2.4, -0.9, 1.9, 3.4, 5.0) for bar in door(right))
    room = Room((*doors, *floor()), roll_deg=3.0, yaw_deg=yaw_deg)
    assert seen(room).source == "lines"
    assert seen(room).lean_deg == pytest.approx(room.up_deg(RUNNER_HIP), abs=0.5)


def test_two_verticals_that_explain_as_much_are_none():
    askew = tuple(bar for right in (-3.0, -2.2, 2.2, 3.0) for bar in rail(right, 7.0, away=5.0))
    straight = tuple(bar for right in (-3.4, -1.4, 1.4, 3.5) for bar in rail(right, -7.0, away=5.0))
    assert seen(Room((*askew, *straight))) == ASSUMED_VERTICAL


def test_the_runners_own_body_is_no_vertical():
    limbs = tuple(
        ((x, low, 4.0), (x, high, 4.0)) for x in (-0.08, 0.0, 0.08) for low, high in ((0.1, 0.9), (1.0, 1.5))
    )
    assert seen(Room(limbs, roll_deg=4.0)) == ASSUMED_VERTICAL


def test_somebody_who_stands_there_is_no_vertical():
    stander = tuple(
        ((x, low, 4.0), (x, high, 4.0)) for x in (1.2, 1.35, 1.5) for low, high in ((0.0, 0.8), (0.9, 1.6))
    )
    room = Room((*stander, *rail(-2.0, 0.0), *rail(2.4, 0.0)))
    person = Region(tuple(room.in_picture([1.35, 0.9, 4.0])), 360.0, 0.0, 0.9)
    frames = [replace(frame, persons=(person,)) for frame in room.edges()]
    hidden = find_vertical(frames, room.runner(), camera="static", source=SOURCE)
    assert hidden == ASSUMED_VERTICAL
    assert seen(room).source == "lines"


def test_what_moves_is_no_vertical_while_the_camera_stands():
    rooms = [
        Room(tuple(bar for x in (-3.0, -1.5, 1.5, 3.0) for bar in rail(x + move, 5.0, 5.0)))
        for move in (0, 0.3, 0.6)
    ]
    frames = [FrameEdges(i, straight_edges(room.picture(i)), ()) for i, room in enumerate(rooms)]
    assert find_vertical(frames, rooms[0].runner(), camera="static", source=SOURCE) == ASSUMED_VERTICAL


def test_a_panning_camera_keeps_its_vertical():
    rooms = [Room(DOORS, roll_deg=3.0, yaw_deg=yaw) for yaw in (-4.0, 0.0, 4.0)]
    frames = [FrameEdges(i, straight_edges(room.picture(i)), ()) for i, room in enumerate(rooms)]
    vertical = find_vertical(frames, rooms[1].runner(), camera="moving", source=SOURCE)
    assert vertical.lean_deg == pytest.approx(rooms[1].up_deg(RUNNER_HIP), abs=0.6)


def test_without_a_runner_nothing_is_read():
    room = Room(DOORS)
    nobody = replace(room.runner(), position_px=np.full((3, 33, 2), np.nan))
    assert find_vertical(room.edges(), nobody, camera="static", source=SOURCE) == ASSUMED_VERTICAL
    assert find_vertical([], room.runner(), camera="static", source=SOURCE) == ASSUMED_VERTICAL


def test_the_size_of_the_picture_does_not_matter():
    room = Room(DOORS, roll_deg=-3.0, pitch_deg=6.0)
    large = [cv2.resize(room.picture(i), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC) for i in range(3)]
    frames = [FrameEdges(i, straight_edges(image), ()) for i, image in enumerate(large)]
    runner = replace(room.runner(), position_px=2 * room.runner().position_px)
    source = replace(SOURCE, width=2 * SIZE[0], height=2 * SIZE[1])
    vertical = find_vertical(frames, runner, camera="static", source=source)
    assert vertical.lean_deg == pytest.approx(seen(room).lean_deg, abs=0.15)
    assert vertical.keystone_per_px == pytest.approx(seen(room).keystone_per_px / 2, abs=3e-5)


@pytest.mark.parametrize("roll_deg", [-19.0, 18.0])
def test_a_room_that_leans_too_far_leaves_up_unknown(roll_deg):
    vertical = seen(Room(DOORS, roll_deg))
    assert vertical.source == "tilted"
    assert vertical.lines >= 5


@pytest.mark.parametrize("count", [5, 12, 25])
def test_trees_that_lean_as_they_like_show_no_vertical(count):
    """Out of twenty woods not one may be believed and be wrong."""
    wrong = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        middle = random.uniform((60, 60), (900, 480), (count, 2))
        lean = np.radians(random.normal(0, 4, count))
        half = random.uniform(25, 80, count)[:, None] * np.column_stack([np.sin(lean), -np.cos(lean)])
        wood = [FrameEdges(i, np.stack([middle - half, middle + half], axis=1), ()) for i in range(3)]
        runner = Room(()).runner()
        far_off = replace(runner, position_px=runner.position_px + np.array([5000.0, 0.0]))
        vertical = find_vertical(wood, far_off, camera="static", source=SOURCE)
        wrong += vertical.source != "assumed" and abs(vertical.lean_deg) > 1.96 * vertical.sd_deg
    assert wrong == 0
