"""People over time, without any network; test_persons_scenes.py has pictures."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking import link_persons

from vision.datatypes import Landmarks, PersonPlace, Region, Regions
from vision.errors import CannotMeasure
from vision.persons import at_once, choose_runner, every_frame, leg_speed, sample_frames
from vision.skeletons import BLAZEPOSE_33

WIDTH = 1920
TIMES = np.arange(0, 6, 0.2)
FRAMES = np.arange(0, TIMES[-1], 1 / 30)


def sighting(x: float, y: float = 500, size_px: float = 500) -> Region:
    return Region((x, y), size_px, 0.0, 0.9)


def person(x: float = 960, *, size_px: float = 500, times: np.ndarray = TIMES) -> Regions:
    """Someone who stays in one place."""
    n = len(times)
    return Regions(times, np.tile([x, 500.0], (n, 1)), np.full(n, size_px), np.zeros(n))


def legs(
    time_s: np.ndarray, *, lift: float = 0.3, stride_hz: float = 1.4, leg_px: float = 200, noise: float = 0.0
) -> Landmarks:
    """Two straight legs whose ankles part in height by `lift` leg lengths, up and down in turn."""
    position_px = np.zeros((len(time_s), 33, 2))
    swing = lift * np.sin(2 * np.pi * stride_hz * time_s)
    for side, sign in (("left", 1), ("right", -1)):
        for part, down in (("knee", leg_px / 2), ("ankle", leg_px)):
            position_px[:, BLAZEPOSE_33.index(f"{side}_{part}"), 1] = down
        position_px[:, BLAZEPOSE_33.index(f"{side}_ankle"), 1] -= sign * swing * leg_px / 2
    position_px += noise * leg_px * np.random.default_rng(0).normal(size=position_px.shape)
    return Landmarks(BLAZEPOSE_33, time_s, position_px, np.ones((len(time_s), 33)))


def place_of(regions: Regions) -> int:
    return round(float(np.nanmedian(regions.center_px[:, 0])))


def probe_by_place(lifts: dict[float, tuple[float, float]]):
    """A probe that knows lift and stride frequency of the person at each x."""

    def probe(regions: Regions) -> Landmarks:
        lift, stride_hz = lifts[place_of(regions)]
        return legs(regions.time_s, lift=lift, stride_hz=stride_hz, noise=0.01)

    return probe


def never(regions: Regions) -> Landmarks:
    raise AssertionError(f"asked for landmarks at {regions.time_s}")


# ---- sampling --------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.004, 0.4), min_size=1, max_size=200), st.floats(0.05, 1.0))
def test_sampling_takes_the_ends_and_leaves_no_gap(steps_s, every_s):
    time_s = 3.0 + np.cumsum([0.0, *steps_s])
    chosen = sample_frames(time_s, every_s=every_s)
    assert chosen[0] == 0 and chosen[-1] == len(time_s) - 1
    assert (np.diff(chosen) > 0).all()
    assert np.diff(time_s[chosen]).max() <= every_s + max(steps_s) + 1e-9


def test_sampling_takes_every_fifth_of_a_second():
    assert sample_frames(np.arange(31) / 30).tolist() == [0, 6, 12, 18, 24, 30]
    assert sample_frames(np.array([0.0])).tolist() == [0]


# ---- linking ---------------------------------------------------------------------------------------


def test_people_who_stay_apart_are_one_track_each_in_any_order():
    random = np.random.default_rng(1)
    detections = [(t, tuple(random.permutation([0, 1]))) for t in TIMES]
    places = sighting(500, size_px=300), sighting(1200, size_px=700)
    tracks = link_persons([(t, tuple(places[k] for k in order)) for t, order in detections])
    assert sorted(len(track.time_s) for track in tracks) == [len(TIMES), len(TIMES)]
    assert sorted(float(np.ptp(track.center_px[:, 0])) for track in tracks) == [0, 0]


def test_two_who_cross_keep_their_way():
    ways = [[sighting(300 + 250 * t) for t in TIMES], [sighting(1700 - 250 * t, y=560) for t in TIMES]]
    tracks = link_persons([(t, (ways[0][k], ways[1][k])) for k, t in enumerate(TIMES)])
    assert len(tracks) == 2
    for track in tracks:
        assert np.ptp(np.diff(track.center_px[:, 0])) < 1e-6
        assert np.ptp(track.center_px[:, 1]) == 0


def test_a_runner_who_crosses_the_picture_fast_is_one_track():
    tracks = link_persons([(t, (sighting(100 + 600 * t, size_px=450),)) for t in TIMES[:15]])
    assert [len(track.time_s) for track in tracks] == [15]


def test_people_count_together_only_while_they_are_together():
    """A passer-by of half a second and somebody who comes when the first has gone are no second person."""
    first, second = ([(t, sighting(500 + 600 * n)) for t in TIMES] for n in (0, 1))
    later = [(TIMES[-1] + 8.0 + t, sighting(1100)) for t in TIMES]
    brief = second[: int(0.5 / (TIMES[1] - TIMES[0]))]

    def at_once_in(*people) -> int:
        times = sorted({t for person in people for t, _ in person})
        seen = [(t, tuple(region for person in people for at, region in person if at == t)) for t in times]
        return at_once(link_persons(seen), np.array(times))

    assert at_once_in(first) == 1
    assert at_once_in(first, second) == 2
    assert at_once_in(first, brief) == 1
    assert at_once_in(first, later) == 1


@pytest.mark.parametrize(("unseen_s", "count"), [(2.0, 1), (8.0, 2)])
def test_who_comes_back_soon_to_the_same_place_is_the_same(unseen_s, count):
    times = np.concatenate([TIMES, TIMES[-1] + unseen_s + TIMES])
    assert len(link_persons([(t, (sighting(960),)) for t in times])) == count


@pytest.mark.parametrize("other", [sighting(960, size_px=900), sighting(1300)])
def test_a_jump_in_place_or_size_is_somebody_else(other):
    times = TIMES[:10]
    tracks = link_persons([(t, (sighting(960) if t < 1 else other,)) for t in times])
    assert len(tracks) == 2


def test_nobody_gives_no_tracks():
    assert link_persons([]) == ()
    assert link_persons([(t, ()) for t in TIMES]) == ()


# ---- choosing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stride_hz", [1.15, 1.4, 1.75])
def test_legs_are_as_fast_as_amplitude_and_frequency_say(stride_hz):
    """The first harmonic of |sin| is 4 / (3 pi) of its height, at twice its frequency."""
    speed = leg_speed(legs(np.arange(0, 2, 1 / 15), lift=0.3, stride_hz=stride_hz))
    assert speed == pytest.approx(0.3 * 4 / (3 * np.pi) * 2 * stride_hz, rel=0.15)


def test_legs_are_as_fast_however_large_or_exchanged():
    landmarks = legs(np.arange(0, 2, 1 / 15))
    large = replace(landmarks, position_px=3 * landmarks.position_px)
    mixed = landmarks.position_px.copy()
    left, right = (
        [i for i, n in enumerate(BLAZEPOSE_33.landmarks) if n.startswith(s)] for s in ("left", "right")
    )
    rows = np.random.default_rng(0).random(len(mixed)) < 0.4
    mixed[np.ix_(rows, left + right)] = mixed[np.ix_(rows, right + left)]
    assert leg_speed(large) == pytest.approx(leg_speed(landmarks))
    assert leg_speed(replace(landmarks, position_px=mixed)) == pytest.approx(leg_speed(landmarks))


def test_a_runner_moves_the_legs_faster_than_a_walker_and_a_walker_than_one_who_stands():
    times = np.arange(0, 2, 1 / 15)
    stands, walks, runs = (
        leg_speed(legs(times, lift=lift, stride_hz=stride_hz, noise=0.02))
        for lift, stride_hz in ((0.0, 1.0), (0.14, 1.0), (0.25, 1.35))
    )
    assert stands < 0.06 < walks < 0.6 * runs


def test_without_ankles_the_legs_are_not_known_to_move():
    landmarks = legs(np.arange(0, 2, 1 / 15))
    assert leg_speed(replace(landmarks, position_px=np.full_like(landmarks.position_px, np.nan))) == 0
    assert leg_speed(legs(np.empty(0))) == 0


def test_the_only_person_is_taken_without_a_look_at_the_legs():
    regions = choose_runner([person(700)], time_s=FRAMES, width=WIDTH, probe=never)
    assert np.allclose(regions.center_px, (700, 500)) and np.allclose(regions.size_px, 500)
    assert np.array_equal(regions.time_s, FRAMES)


@pytest.mark.parametrize(
    "bystander", [(0.0, 1.0), (0.14, 1.0), (0.03, 3.5)], ids=["stands", "walks", "fidgets"]
)
def test_a_small_runner_is_preferred_to_a_large_bystander(bystander):
    persons = [person(960, size_px=1000), person(300, size_px=320)]
    probe = probe_by_place({960: bystander, 300: (0.3, 1.4)})
    chosen = choose_runner(persons, time_s=FRAMES, width=WIDTH, probe=probe)
    assert place_of(chosen) == 300


def test_of_two_runners_the_nearer_and_more_central_is_taken():
    persons = [person(300, size_px=400), person(900, size_px=500)]
    probe = probe_by_place({300: (0.35, 1.5), 900: (0.27, 1.35)})
    chosen = choose_runner(persons, time_s=FRAMES, width=WIDTH, probe=probe)
    assert place_of(chosen) == 900


def test_slow_motion_does_not_hide_the_runner():
    persons = [person(960, size_px=800), person(300, size_px=320)]
    probe = probe_by_place({960: (0.14, 1.0 / 4), 300: (0.3, 1.4 / 4)})
    chosen = choose_runner(persons, time_s=FRAMES, width=WIDTH, probe=probe)
    assert place_of(chosen) == 300


def test_someone_who_only_passes_is_no_candidate():
    passer_by = person(960, size_px=1500, times=TIMES[:4])
    chosen = choose_runner([passer_by, person(300)], time_s=FRAMES, width=WIDTH, probe=never)
    assert place_of(chosen) == 300


def test_the_legs_are_looked_at_in_few_frames():
    asked = []

    def probe(regions: Regions) -> Landmarks:
        asked.append(regions.time_s)
        return legs(regions.time_s)

    times = np.arange(0, 120, 1 / 240)
    seen = np.arange(0, 120, 0.2)
    people = [person(x, times=seen) for x in (200, 500, 800, 1100, 1400, 1700)]
    choose_runner(people, time_s=times, width=WIDTH, probe=probe)
    assert sum(map(len, asked)) < 300
    assert all(np.isin(burst, times).all() for burst in asked)


def test_nobody_cannot_be_measured():
    with pytest.raises(CannotMeasure, match="Film one runner") as error:
        choose_runner([], time_s=FRAMES, width=WIDTH, probe=never)
    assert error.value.code == "no_person"


def test_a_runner_under_165_px_cannot_be_measured():
    with pytest.raises(CannotMeasure, match=r"140 pixels tall.*Film from closer") as error:
        choose_runner([person(size_px=165)], time_s=FRAMES, width=WIDTH, probe=never)
    assert error.value.code == "too_small"
    choose_runner([person(size_px=200)], time_s=FRAMES, width=WIDTH, probe=never)


# ---- pointing --------------------------------------------------------------------------------------


def upright(regions: Regions) -> Landmarks:
    """A probe that sees an upright figure in the middle of each square, 0.85 of its size tall."""
    place = np.zeros((33, 2))
    heights = {"nose": -0.36, "shoulder": -0.24, "hip": 0.0, "knee": 0.2, "ankle": 0.4}
    for index, name in enumerate(BLAZEPOSE_33.landmarks):
        place[index, 1] = heights.get(name.removeprefix("left_").removeprefix("right_"), 0.0)
    position_px = regions.center_px[:, None] + regions.size_px[:, None, None] * place
    return Landmarks(BLAZEPOSE_33, regions.time_s, position_px, np.ones((len(regions.time_s), 33)))


def pointed_at(persons: list[Regions], x_px: float, y_px: float, time_s: float) -> Regions:
    told = PersonPlace(x_px, y_px, time_s)
    return choose_runner(persons, time_s=FRAMES, width=WIDTH, probe=upright, told=told)


@pytest.mark.parametrize("y_px", [320, 390, 500, 600, 690], ids=["head", "chest", "hip", "knee", "ankle"])
def test_who_is_pointed_at_is_followed_however_the_others_run(y_px):
    persons = [person(960), person(400)]
    assert place_of(pointed_at(persons, 400, y_px, 2.0)) == 400
    assert place_of(pointed_at(persons, 960, y_px, 2.0)) == 960


def test_of_two_whose_squares_overlap_the_body_under_the_point_decides():
    """Half a metre apart, so that each square holds both."""
    apart = 500 * 0.85 * 0.5 / 1.75
    persons = [person(960), person(960 + apart)]
    for x_px in (960, 960 + apart):
        assert place_of(pointed_at(persons, x_px + 0.2 * apart, 450, 3.0)) == round(x_px)
        assert place_of(pointed_at(persons, x_px - 0.2 * apart, 450, 3.0)) == round(x_px)


def test_a_small_person_behind_a_large_one_is_found():
    persons = [person(960, size_px=1000), person(1100, size_px=300)]
    assert place_of(pointed_at(persons, 1100, 500, 3.0)) == 1100
    assert place_of(pointed_at(persons, 960, 300, 3.0)) == 960


@pytest.mark.parametrize("x_px", [960 + 500 * 0.85 * 0.5 / 1.75, 100, 1900], ids=["beside", "far", "edge"])
def test_where_nobody_was_found_nobody_else_is_taken(x_px):
    """Somebody whom the detector missed may stand half a metre beside the one whom it found."""
    with pytest.raises(CannotMeasure, match=r"Choose the middle of the body.*whole\.") as error:
        pointed_at([person(960)], x_px, 500, 2.0)
    assert error.value.code == "nobody_there"


def test_nobody_at_all_is_there():
    with pytest.raises(CannotMeasure) as error:
        pointed_at([], 960, 500, 2.0)
    assert error.value.code == "nobody_there"


def test_the_moment_counts():
    """The first one goes, and another comes to the same place."""
    first, second = person(960, times=TIMES[:12]), person(960, size_px=600, times=TIMES[18:])
    assert np.nanmedian(pointed_at([first, second], 960, 500, 1.0).size_px) == pytest.approx(500)
    assert np.nanmedian(pointed_at([first, second], 960, 500, 5.0).size_px) == pytest.approx(600)
    with pytest.raises(CannotMeasure) as error:
        pointed_at([first, second], 960, 500, 2.9)
    assert error.value.code == "nobody_there"


def test_one_who_moves_is_looked_for_where_they_are_then():
    passing = replace(person(0), center_px=np.column_stack([300 + 250 * TIMES, np.full(len(TIMES), 500.0)]))
    stands = person(800)
    assert np.ptp(pointed_at([passing, stands], 300 + 250 * 1.1, 500, 1.1).center_px[:, 0]) > 1000
    assert place_of(pointed_at([passing, stands], 800, 500, 5.0)) == 800


def test_one_who_is_seen_too_briefly_is_not_replaced_by_somebody_else():
    with pytest.raises(CannotMeasure, match=r"followed for 0\.6 s only") as error:
        pointed_at([person(960), person(400, times=TIMES[:4])], 400, 500, 0.3)
    assert error.value.code == "seen_too_briefly"


def test_one_who_is_pointed_at_may_not_be_too_small_either():
    with pytest.raises(CannotMeasure) as error:
        pointed_at([person(960), person(400, size_px=165)], 400, 500, 0.3)
    assert error.value.code == "too_small"


# ---- every frame -----------------------------------------------------------------------------------


def test_steady_motion_is_kept_without_delay():
    runner = Regions(
        TIMES, np.column_stack([100 + 300 * TIMES, 500 - 9 * TIMES]), 400 + 20 * TIMES, 0.02 * TIMES
    )
    regions = every_frame(runner, FRAMES)
    assert np.allclose(regions.center_px[:, 0], 100 + 300 * FRAMES)
    assert np.allclose(regions.size_px, 400 + 20 * FRAMES)
    assert np.allclose(regions.rotation_rad, 0.02 * FRAMES)


def test_noise_is_smoothed_and_a_single_mistake_has_no_effect():
    random = np.random.default_rng(0)
    times = np.arange(0, 40, 0.2)
    noisy = replace(person(times=times), size_px=500 * (1 + 0.03 * random.normal(size=len(times))))
    frames = np.arange(0, 39.8, 1 / 30)
    assert every_frame(noisy, frames).size_px.std() < 0.6 * noisy.size_px.std()
    size_px = np.full(len(times), 500.0)
    size_px[100] = 900
    assert np.allclose(every_frame(replace(person(times=times), size_px=size_px), frames).size_px, 500)


def test_frames_without_the_runner_are_unknown():
    seen = np.concatenate([np.arange(1.0, 2.0, 0.2), np.arange(4.0, 5.0, 0.2)])
    regions = every_frame(person(times=seen), FRAMES)
    known = np.isfinite(regions.size_px)
    assert np.array_equal(known, np.isfinite(regions.center_px).all(axis=1))
    assert np.array_equal(known, np.isfinite(regions.rotation_rad))
    inside = ((FRAMES >= 0.9) & (FRAMES <= 1.9)) | ((FRAMES >= 3.9) & (FRAMES <= 4.9))
    assert (known == inside).mean() > 0.98


def test_a_missed_sighting_or_two_are_bridged():
    seen = np.delete(TIMES, [7, 8, 20])
    assert np.isfinite(every_frame(person(times=seen), FRAMES).size_px).all()
