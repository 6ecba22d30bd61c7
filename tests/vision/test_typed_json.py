"""JSON that claims to be one of our dataclasses."""

import json
from dataclasses import asdict, replace

import builders
import pytest

from vision.datatypes import LandmarksSource, Vertical
from vision.typed_json import typed

SOURCE = LandmarksSource(
    replace(builders.video_info(), capture_fps=240.0),
    "moving",
    Vertical("lines", sd_deg=0.4, lean_deg=2.0, origin_px=(480.0, 270.0), lines=3),
    builders.provenance().network,
)


def as_told(**changed: object) -> dict:
    """The JSON of the source; `video__width` names a field within a field."""
    told = json.loads(json.dumps(asdict(SOURCE)))
    for name, value in changed.items():
        *outer, last = name.split("__")
        (told[outer[0]] if outer else told)[last] = value
    return told


def test_what_was_written_comes_back_the_same():
    assert typed(LandmarksSource, as_told()) == SOURCE
    assert typed(LandmarksSource, as_told(video__capture_fps=None)).video.capture_fps is None
    assert typed(LandmarksSource, as_told(vertical__sd_deg=1)).vertical.sd_deg == 1.0
    assert typed(LandmarksSource, as_told(added_later=3)) == SOURCE


@pytest.mark.parametrize(
    "changed",
    [
        {"camera": "spinning"}, {"camera": None}, {"video": None}, {"video": [1]}, {"network": "heavy"},
        {"video__width": "wide"}, {"video__width": 3.5}, {"video__variable_frame_rate": 1},
        {"video__capture_fps": "fast"}, {"video__sha256": None}, {"vertical__lean_deg": None},
        {"vertical__lean_deg": float("nan")}, {"vertical__lean_deg": True}, {"vertical__origin_px": [1.0]},
        {"vertical__origin_px": ["a", "b"]}, {"vertical__origin_px": {}}, {"vertical__source": "guess"},
    ],
)  # fmt: skip
def test_anything_else_is_refused(changed):
    with pytest.raises(ValueError, match="is no"):
        typed(LandmarksSource, as_told(**changed))


def test_what_an_older_file_does_not_have_keeps_its_default():
    told = as_told()
    del told["network"]["precision"], told["readout_ms"]
    read = typed(LandmarksSource, told)
    assert read.network == replace(SOURCE.network, precision="unknown")
    assert read.video == SOURCE.video
    del told["video"]
    with pytest.raises(ValueError, match="is no"):
        typed(LandmarksSource, told)


@pytest.mark.parametrize("nothing", [None, [], "text", 3])
def test_what_is_no_object_is_refused(nothing):
    with pytest.raises(ValueError, match="is no"):
        typed(LandmarksSource, nothing)
