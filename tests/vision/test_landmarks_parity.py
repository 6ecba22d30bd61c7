"""The default engine against MediaPipe's Pose Landmarker, on real frames.

Both get the same piece of picture, in which MediaPipe finds the person by itself and the default engine takes
the region of its own detector. So the whole chain is compared: detector, region, piece, network, heat map.

MediaPipe takes pixel i's centre for i, where the default engine has i + 0.5; half a pixel before and after
a change of scale is not the same half. The piece has the detector's own size, so that none happens there,
and the region is moved so that the landmark network sees the very same pixels.
"""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.vision.estimators import REAL, SAMPLE, frames_of, loaded, only_person, same_region
from vision.datatypes import Frame, Region
from vision.landmarks.squares import square_map
from vision.pictures import RgbPicture, cut

SIDE, NETWORK_SIDE = 224, 256
MEDIAN_PX, P95_PX = 0.1, 0.8  # of the 256 px that the network sees; measured 0.03 to 0.05, and 0.07 to 0.47


def where_mediapipe_samples(region: Region) -> tuple[Region, np.ndarray]:
    """The region moved to MediaPipe's pixel centres, and by how much."""
    turn = square_map(np.zeros(2), region.size_px, region.rotation_rad, NETWORK_SIDE)[:, :2]
    move = 0.5 - turn @ (0.5, 0.5)
    return replace(region, center_px=tuple(move + region.center_px)), move


@pytest.mark.parametrize("model", ["lite", "full", pytest.param("heavy", marks=pytest.mark.slow)])
@pytest.mark.parametrize("clip", [SAMPLE, REAL], ids=lambda path: path.stem)
def test_the_default_engine_gives_the_landmarks_of_mediapipe(clip, model):
    ours, theirs = loaded("blazepose", model), loaded("mediapipe", model)
    error_px, doubt = [], []
    for frame in frames_of(clip, every=11, count=20):
        person = only_person(ours, frame)
        view = square_map(np.array(person.center_px), 1.25 * person.size_px, 0.0, SIDE)
        still = Frame(0, 0.0, RgbPicture(cut(frame.image, view, SIDE, border=cv2.BORDER_CONSTANT)))
        (pose,) = theirs._poses(still.image)
        glimpse = max(ours._detector.glimpses(still.image, 1.0), key=lambda region: region.score)
        region, move = where_mediapipe_samples(glimpse)
        found = ours.landmarks([still], same_region((still,), region))
        expected = np.array([(p.x * SIDE, p.y * SIDE) for p in pose])
        error_px.append((found.position_px[0] - move - expected) * NETWORK_SIDE / region.size_px)
        doubt.append(found.confidence[0] - [min(p.visibility, p.presence) for p in pose])
    distance_px = np.hypot(*np.moveaxis(error_px, -1, 0))
    assert np.median(distance_px) < MEDIAN_PX
    assert np.percentile(distance_px, 95) < P95_PX
    assert np.percentile(np.abs(doubt), 95) < 0.1
