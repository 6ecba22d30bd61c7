"""What every engine promises, on real frames."""

import weakref
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.vision.estimators import SAMPLE, frames_of, loaded, only_person, same_region
from vision.datatypes import Frame, Region, Regions
from vision.errors import InvalidSetting
from vision.landmarks import make_estimator
from vision.landmarks.blazepose import refine
from vision.pictures import RgbPicture
from vision.skeletons import BLAZEPOSE_33


@pytest.fixture(params=["blazepose", "mediapipe"])
def estimator(request):
    return loaded(request.param)


@pytest.fixture
def frames():
    return frames_of(SAMPLE, every=7, count=6)


@pytest.fixture
def regions(estimator, frames):
    return same_region(frames, only_person(estimator, frames[0]))


def moved(frame: Frame, matrix: np.ndarray, size: tuple[int, int]) -> Frame:
    """The picture under a (2, 3) map of pixel i's centre at i + 0.5."""
    centers = matrix.copy()
    centers[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    image = cv2.warpAffine(frame.image, centers, size, borderMode=cv2.BORDER_REPLICATE)
    return replace(frame, picture=RgbPicture(image))


def test_an_estimator_names_itself_and_its_network(estimator):
    assert (estimator.name, estimator.network) in {("blazepose", "full"), ("mediapipe", "full")}


def test_one_row_per_region_with_all_landmarks(estimator, frames, regions):
    found = estimator.landmarks(iter(frames), regions)
    assert found.skeleton == BLAZEPOSE_33
    assert np.array_equal(found.time_s, regions.time_s)
    assert found.position_px.shape == (len(frames), 33, 2)
    assert np.isfinite(found.position_px).all()
    assert ((found.confidence > 0) & (found.confidence <= 1)).all()


def test_landmarks_are_where_the_runner_is(estimator, frames, regions):
    """The runner of the sample is upright, faces right and fills most of the height."""
    position_px = estimator.landmarks(frames, regions).position_px
    place = {name: position_px[:, i] for i, name in enumerate(BLAZEPOSE_33.landmarks)}
    heights = [place[f"right_{part}"][:, 1] for part in ("ear", "shoulder", "hip", "knee", "ankle")]
    assert (np.diff(heights, axis=0) > 0).all()
    assert (place["right_toe"][:, 0] > place["right_heel"][:, 0]).all()
    assert 300 < np.median(place["right_heel"][:, 1] - place["nose"][:, 1]) < 380


def test_an_unknown_region_gives_unknown_landmarks(estimator, frames, regions):
    size_px = regions.size_px.copy()
    size_px[2] = np.nan
    found = estimator.landmarks(frames, replace(regions, size_px=size_px))
    assert np.isnan(found.position_px[2]).all() and (found.confidence[2] == 0).all()
    assert np.isfinite(np.delete(found.position_px, 2, axis=0)).all()


def test_an_empty_place_gives_unknown_landmarks(estimator, frames, regions):
    blank = [replace(frame, picture=RgbPicture(np.full_like(frame.image, 90))) for frame in frames]
    found = estimator.landmarks(blank, regions)
    assert np.isnan(found.position_px).all()
    assert (found.confidence == 0).all()


def test_frames_that_never_come_are_unknown(estimator, frames, regions):
    found = estimator.landmarks(frames[:4], regions)
    assert np.isfinite(found.position_px[:4]).all()
    assert np.isnan(found.position_px[4:]).all() and (found.confidence[4:] == 0).all()


def test_a_frame_of_another_time_is_an_error(estimator, frames, regions):
    with pytest.raises(ValueError, match="does not belong"):
        estimator.landmarks(frames, replace(regions, time_s=regions.time_s + 0.01))


def test_no_frames_no_landmarks(estimator, regions):
    assert np.isnan(estimator.landmarks([], regions).position_px).all()
    nobody = Regions(np.empty(0), np.empty((0, 2)), np.empty(0), np.empty(0))
    assert estimator.landmarks([], nobody).position_px.shape == (0, 33, 2)


def test_a_row_does_not_depend_on_the_others(estimator, frames, regions):
    """No filter over time: landmarks of one frame are the same in any company."""
    together = estimator.landmarks(frames, regions)
    turned = Regions(
        regions.time_s[::-1], regions.center_px[::-1], regions.size_px[::-1], regions.rotation_rad[::-1]
    )
    backwards = estimator.landmarks(frames[::-1], turned)
    assert np.allclose(together.position_px, backwards.position_px[::-1], atol=1e-3)


def test_landmarks_outside_the_picture_are_unknown(estimator, frames, regions):
    """Cut off at the knees, the runner has no known feet."""
    knee = estimator.landmarks(frames, regions).position_px[:, BLAZEPOSE_33.index("right_knee"), 1]
    height = round(float(knee.min()))
    found = estimator.landmarks([replace(f, picture=RgbPicture(f.image[:height])) for f in frames], regions)
    feet = [BLAZEPOSE_33.index(f"right_{part}") for part in ("ankle", "heel", "toe")]
    inside = found.position_px[..., 1] <= height
    assert (inside | np.isnan(found.position_px[..., 1])).all()
    assert (found.confidence[~inside] == 0).all()
    assert np.isnan(found.position_px[:, feet]).mean() > 0.5


def test_frames_are_let_go_as_soon_as_they_are_done(estimator, frames, regions):
    """Memory does not grow with the clip."""
    count, seen, most = 30, [], []

    def source():
        for _ in range(count):
            image = frames[0].image.copy()
            seen.append(weakref.ref(image))
            most.append(sum(known() is not None for known in seen))
            yield replace(frames[0], picture=RgbPicture(image))

    longer = same_region((frames[0],) * count, region_of(regions))
    assert np.isfinite(estimator.landmarks(source(), longer).position_px).all()
    assert max(most) <= 3


def region_of(regions: Regions) -> Region:
    return Region(tuple(regions.center_px[0]), regions.size_px[0], regions.rotation_rad[0], 1.0)


@pytest.mark.parametrize(
    ("turn_deg", "scale", "shift_px"), [(0, 1, (31, -17)), (25, 1, (0, 0)), (-40, 1, (0, 0)), (0, 2, (5, 9))]
)
def test_landmarks_move_with_the_picture(turn_deg, scale, shift_px, frames):
    """A picture and region that are shifted, turned or enlarged give the same landmarks, moved likewise."""
    estimator = loaded()
    person = only_person(estimator, frames[0])
    height, width = frames[0].image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -turn_deg, 1) * scale  # cv2 turns the other way
    matrix[:, 2] += shift_px
    there = replace(
        person,
        center_px=tuple(matrix[:, :2] @ person.center_px + matrix[:, 2]),
        size_px=person.size_px * scale,
        rotation_rad=person.rotation_rad + np.radians(turn_deg),
    )
    pictures = [moved(frame, matrix, (scale * width, scale * height)) for frame in frames]
    still = [replace(frame, picture=RgbPicture(frame.image)) for frame in frames]
    here = estimator.landmarks(still, same_region(frames, person)).position_px
    found = estimator.landmarks(pictures, same_region(frames, there)).position_px
    error_px = (found - (here @ matrix[:, :2].T + matrix[:, 2])) / scale
    assert np.abs(np.median(error_px, axis=(0, 1))).max() < 0.12  # half a pixel off would give 0.2
    assert np.median(np.hypot(*error_px.T)) < 0.4
    assert np.percentile(np.hypot(*error_px.T), 90) < 2.5  # ambiguous legs may change places in a frame


def test_a_clear_heat_map_places_the_landmark():
    """A peak between cells, three of them; elsewhere the landmark stays."""
    heat = np.full((64, 64, 2), -100.0)
    heat[20, 30:33, 0] = (0.0, 5.0, 0.0)
    heat[40, 40, 1] = -1.0  # a probability under one half
    position = np.array([[31.4, 21.2], [40.2, 40.3]]) / 64
    assert np.allclose(refine(position, heat) * 64, [[31, 20], [40.2, 40.3]])


@pytest.mark.parametrize("place", [(-0.2, 0.5), (0.5, 1.3), (0.999, 0.999), (0.0, 0.0)])
def test_a_heat_map_is_not_read_beyond_its_edge(place):
    heat = np.full((64, 64, 1), 3.0)
    refined = refine(np.array([place]), heat)
    outside = min(place) < 0 or max(place) >= 1
    assert np.allclose(refined, place) if outside else (np.abs(refined - place) < 3 / 64).all()


@pytest.mark.parametrize("setting", [{"engine": "crystal ball"}, {"model": "huge"}])
def test_an_unknown_engine_or_model_is_an_invalid_setting(setting):
    with pytest.raises(InvalidSetting, match="choose one of"):
        make_estimator(**setting)
