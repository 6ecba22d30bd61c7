import cv2
import numpy as np
import pytest

from tests.vision.estimators import REAL, RENDERED, SAMPLE, frames_of, loaded
from vision.datatypes import Region
from vision.landmarks.detector import decode, distinct, overlap, ssd_anchors, view_maps
from vision.landmarks.squares import region_between, square_map, to_picture

FULL_HD = (1920, 1080)


def placed(image: np.ndarray, *, height_px: float, at: tuple[float, float], person: Region) -> np.ndarray:
    """A full-HD picture of plain grey with the person's surroundings shrunk into it."""
    scale = height_px / (0.78 * person.size_px)
    matrix = np.array(
        [[scale, 0, at[0] - scale * person.center_px[0]], [0, scale, at[1] - scale * person.center_px[1]]]
    )
    small = cv2.GaussianBlur(image, (0, 0), 0.5 / scale) if scale < 1 else image
    return cv2.warpAffine(small, matrix, FULL_HD, borderMode=cv2.BORDER_CONSTANT, borderValue=(110, 110, 110))


@pytest.mark.parametrize(
    "clip",
    [SAMPLE, REAL, *(RENDERED / f"dev{number:02}.mp4" for number in range(2, 8))],
    ids=lambda path: path.stem,
)
def test_the_only_person_is_found_alone_and_steadily(clip):
    every = 40 if clip.stem == "dev07" else 10
    found = [loaded().detect(frame.image) for frame in frames_of(clip, every=every, count=12)]
    assert [len(persons) for persons in found] == [1] * len(found)
    size_px = np.array([person.size_px for (person,) in found])
    assert size_px.std() / size_px.mean() < 0.06
    assert all(abs(person.rotation_rad) < 0.4 and person.score > 0.5 for (person,) in found)


@pytest.mark.parametrize("height_px", [150, 220, 400, 800])
def test_a_runner_of_150_px_is_found_in_full_hd(height_px):
    frames = frames_of(SAMPLE, every=30, count=6)
    (person,) = loaded().detect(frames[0].image)
    at = 1290.0, 560.0
    for frame in frames:
        picture = placed(frame.image, height_px=height_px, at=at, person=person)
        (found,) = loaded().detect(picture)
        assert np.hypot(*np.subtract(found.center_px, at)) < 0.15 * height_px
        assert found.size_px * 0.78 == pytest.approx(height_px, rel=0.12)


def test_everyone_in_the_picture_is_found():
    frame = frames_of(SAMPLE, every=30, count=6)[0]
    (person,) = loaded().detect(frame.image)
    picture = placed(frame.image, height_px=900, at=(450, 560), person=person)
    other = placed(frame.image, height_px=420, at=(1450, 600), person=person)
    picture[:, 1000:] = other[:, 1000:]
    found = sorted(loaded().detect(picture), key=lambda region: region.center_px[0])
    assert [round(region.size_px * 0.78, -2) for region in found] == [900, 400]


@pytest.mark.parametrize("size", [(1920, 1080), (720, 1280), (40, 30)])
def test_nobody_is_found_where_there_is_nobody(size):
    width, height = size
    grey = np.full((height, width, 3), 120, np.uint8)
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    assert loaded().detect(grey) == ()
    assert loaded().detect(noise) == ()


def test_anchors_are_those_of_the_network():
    anchors = ssd_anchors(224)
    assert anchors.shape == (2254, 2)
    assert anchors[:3].tolist() == [[4 / 224, 4 / 224], [4 / 224, 4 / 224], [12 / 224, 4 / 224]]
    assert anchors[-1].tolist() == [208 / 224, 208 / 224]


def test_overlapping_boxes_become_their_weighted_mean():
    anchors = np.array([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]])
    raw = np.zeros((3, 12), np.float32)
    raw[:, 2:4] = 56
    raw[:, 4:6] = [[0, 0], [22.4, 0], [0, 0]]
    logits = np.log(np.array([[0.9], [0.6], [0.8]]) / np.array([[0.1], [0.4], [0.2]])).astype(np.float32)
    (first, one), (second, other) = decode((raw, logits), anchors, side=224, min_score=0.5)
    assert (first, second) == (pytest.approx(0.9), pytest.approx(0.8))
    assert one[2] == pytest.approx([0.5 + 0.1 * 0.6 / 1.5, 0.5])
    assert other[0] == pytest.approx([0.1, 0.1])
    assert len(decode((raw, logits), anchors, side=224, min_score=0.7)) == 2
    assert decode((raw, logits), anchors, side=224, min_score=0.95) == []


def test_overlap_is_intersection_over_union():
    box = np.array([[0.5, 0.5], [0.2, 0.2]])
    boxes = np.array([[[0.5, 0.5], [0.2, 0.2]], [[0.6, 0.5], [0.2, 0.2]], [[0.9, 0.9], [0.2, 0.2]]])
    assert overlap(box, boxes) == pytest.approx([1, 1 / 3, 0])


@pytest.mark.parametrize("shape", [(1080, 1920), (1280, 720), (500, 500), (200, 1000)])
@pytest.mark.parametrize("fraction", [1.0, 0.5, 0.25])
def test_views_cover_the_picture(shape, fraction):
    height, width = shape
    covered = np.zeros(shape, int)
    for view in view_maps(np.zeros((*shape, 3), np.uint8), fraction, 224):
        (left, top), (right, bottom) = np.clip(
            to_picture(np.array([[0, 0], [224, 224]]), view), 0, None
        ).round()
        covered[int(top) : int(bottom), int(left) : int(right)] += 1
    assert (covered[height // 16 : -height // 16, width // 16 : -width // 16] > 0).all()


def test_the_surest_sighting_of_a_person_stays():
    known = [Region((100, 100), 200, 0, 0.9)]
    persons = [
        Region((600, 100), 210, 0, 0.6),
        Region((610, 120), 190, 0, 0.8),
        Region((120, 110), 180, 0, 0.99),
    ]
    assert distinct(persons, known) == [persons[1]]


@pytest.mark.parametrize("turn_deg", [0, 20, -70, 170])
def test_a_region_stands_around_the_person(turn_deg):
    """Its middle is the hip centre, its up axis points to the rim, which lies at 0.4 sizes."""
    hip, angle = np.array([300.0, 200.0]), np.radians(turn_deg)
    rim = hip + 80 * np.array([np.sin(angle), -np.cos(angle)])
    region = region_between(hip, rim, 0.7)
    view = square_map(np.array(region.center_px), region.size_px, region.rotation_rad, 256)
    assert region.size_px == pytest.approx(200)
    assert to_picture(np.array([[128, 128], [128, 128 - 0.4 * 256]]), view) == pytest.approx(
        np.array([hip, rim])
    )
