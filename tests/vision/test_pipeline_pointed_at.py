"""The person who is pointed at: checked against the clip, and followed in it."""

import pytest
from made_clips import lively_picture, make_clip
from two_runners import LEFT, RIGHT, SAMPLE_SPM, two_runners

from vision import CannotMeasure, InvalidSetting, analyze, missing_networks, opening, pipeline
from vision.datatypes import PersonPlace, Window


@pytest.fixture
def film(tmp_path):
    """160 x 96 pixels, 90 frames at 30 a second, the first one at 1.5 s."""
    return make_clip(tmp_path / "run.mkv", ticks=range(45, 135), draw=lively_picture)


@pytest.fixture
def followed(monkeypatch):
    """Whom the analysis looks for."""
    monkeypatch.setattr(pipeline, "make_estimator", lambda **_: type("Engine", (), {"precision": "f32"}))
    monkeypatch.setattr(pipeline, "network_sha256", lambda _: "")
    asked = []

    def look(*_, person, **__):
        asked.append(person)
        raise CannotMeasure("nobody_there", "Nobody.")

    monkeypatch.setattr(pipeline, "look_at", look)
    return asked


@pytest.mark.parametrize(
    ("x_px", "y_px", "time_s", "why"),
    [
        (161, 50, 2.0, r"161, 50 lies outside the picture of this clip, which is 160 x 96 pixels; give"),
        (80, 97, 2.0, r"lies outside the picture"),
        (80, 50, 1.4, r"runs from 1\.50 to 4\.47 s, and 1\.40 s is outside it; give the time of a frame"),
        (80, 50, 4.6, r"4\.60 s is outside it"),
    ],
)
def test_a_point_outside_picture_or_clip_is_refused_before_anything_is_looked_at(
    film, followed, x_px, y_px, time_s, why
):
    with pytest.raises(InvalidSetting, match=why):
        analyze(film, person_x_px=x_px, person_y_px=y_px, person_time_s=time_s)
    assert followed == []


def test_the_whole_picture_and_the_whole_clip_may_be_pointed_at(film, followed):
    for corner in ((0, 0, 1.5), (160, 96, 4.47)):
        x_px, y_px, time_s = corner
        analysis = analyze(film, person_x_px=x_px, person_y_px=y_px, person_time_s=time_s)
        assert followed.pop() == PersonPlace(*corner)
        assert analysis.provenance.settings["person_time_s"] == time_s


def test_a_point_is_one_of_the_whole_picture_where_the_clip_lies_within_a_larger_one(
    film, followed, monkeypatch
):
    monkeypatch.setattr(opening, "inner_window", lambda _: Window(40, 10, 80, 70))
    analyze(film, person_x_px=100, person_y_px=50, person_time_s=2.0)
    assert followed == [PersonPlace(60, 40, 2.0)]


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_networks()), reason="needs the pose networks: midstance doctor")
def test_of_two_runners_the_one_who_is_pointed_at_is_measured(tmp_path):
    clip = two_runners(tmp_path / "two.mp4")
    for (x_px, y_px), spm in zip((LEFT, RIGHT), SAMPLE_SPM, strict=True):
        analysis = analyze(clip, person_x_px=x_px, person_y_px=y_px, person_time_s=3.0, model="full")
        assert analysis.metrics["cadence_spm"].value == pytest.approx(spm, abs=1.5)
        said = {reason.code: reason.message for reason in analysis.quality.reasons}
        assert "the one who was chosen" in said["several_people"]
