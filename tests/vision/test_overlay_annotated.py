"""The annotated video, drawn from exact truth and looked at pixel by pixel."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn import annotate_video, draw_evidence, draw_key_frames
from rendered_truth import needs_rendered

from vision.overlay.canvas import Canvas
from vision.overlay.figure import side_color
from vision.overlay.strip import Strip
from vision.video import open_video


@needs_rendered
def test_annotated_video_keeps_the_clock_of_the_source(truth, tmp_path):
    analysis, video = truth("dev03")
    told = []
    path = tmp_path / "annotated.mp4"
    annotate_video(analysis, video, path, progress=lambda *said: told.append(said))
    annotated = open_video(path)
    np.testing.assert_allclose(annotated.time_s, video.time_s, atol=1e-9)
    assert (annotated.info.width, annotated.info.height % 2) == (960, 0)
    assert 540 < annotated.info.height < 660
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert {stage for stage, _ in told} == {"annotated video"}


@needs_rendered
@pytest.mark.parametrize("offset_s", [1.5, -0.25])
def test_a_clip_that_does_not_start_at_zero_plays_from_zero(truth, tmp_path, offset_s):
    """Browsers misjudge the length of a file that starts late."""
    analysis, video = truth("dev03")
    late = replace(video, time_s=video.time_s + offset_s)
    annotate_video(analysis, late, tmp_path / "a.mp4")
    time_s = open_video(tmp_path / "a.mp4").time_s
    assert time_s[0] == 0
    np.testing.assert_allclose(time_s[1:], late.time_s[1:] - min(0, offset_s), atol=6e-6)


@needs_rendered
def test_frames_of_a_fast_source_are_dropped_evenly(truth, tmp_path):
    analysis, video = truth("dev07")
    annotate_video(analysis, video, tmp_path / "a.mp4")
    annotated = open_video(tmp_path / "a.mp4")
    np.testing.assert_allclose(annotated.time_s, video.time_s[::4], atol=6e-6)
    assert annotated.info.container_fps == pytest.approx(60, rel=0.01)


@needs_rendered
def test_stamps_of_whole_milliseconds_drop_no_more_frames(truth, tmp_path):
    """Of 120 frames a second most are 8 ms apart, as if they were 125."""
    analysis, video = truth("dev07")
    coarse = replace(video, time_s=np.round(2 * video.time_s, 3))
    annotate_video(analysis, coarse, tmp_path / "a.mp4")
    np.testing.assert_allclose(open_video(tmp_path / "a.mp4").time_s, coarse.time_s[::2], atol=6e-6)


@needs_rendered
def test_no_withheld_number_stands_in_a_picture(truth, tmp_path, monkeypatch):
    analysis, video = truth("dev01")
    texts = []
    monkeypatch.setattr(Canvas, "label", lambda _self, text, *_, **__: texts.append(text))
    measured = analysis.measures.steps[0].values
    withheld = replace(
        analysis, measures=replace(analysis.measures, withheld=dict.fromkeys(measured, "rough"))
    )
    for shown, expected in ((analysis, True), (withheld, False)):
        texts.clear()
        draw_key_frames(shown, video, tmp_path)
        annotate_video(shown, video, tmp_path / "a.mp4")
        assert bool(texts) == expected


@needs_rendered
def test_where_the_near_side_is_unknown_the_legs_are_left_and_right(truth, tmp_path):
    analysis, video = truth("dev01")
    steps = tuple(replace(s, step=replace(s.step, leg=None)) for s in analysis.measures.steps)
    unknown = replace(
        analysis,
        scene=replace(analysis.scene, near_side=None),
        measures=replace(analysis.measures, steps=steps),
    )
    keys = draw_key_frames(unknown, video, tmp_path / "frames")
    assert {(key.leg, key.side) for key in keys} == {(None, "left"), (None, "right")}
    assert {Path(key.file).name for key in keys} == {
        f"{side}_{kind}.jpg"
        for side in ("left", "right")
        for kind in ("initial_contact", "midstance", "toe_off")
    }
    assert len({side_color(unknown.scene, side) for side in ("left", "right")}) == 2


@needs_rendered
def test_slow_motion_is_drawn_by_true_time_and_written_in_the_source_s(truth, tmp_path):
    """A track in true time, eight times shorter than the clip plays: contacts follow the track."""
    analysis, video = truth("dev03")
    fast = replace(analysis.track, time_s=analysis.track.time_s / 8)
    steps = tuple(
        replace(
            s,
            step=replace(
                s.step, initial_contact_s=s.step.initial_contact_s / 8, toe_off_s=s.step.toe_off_s / 8
            ),
        )
        for s in analysis.measures.steps
    )
    slowed = replace(analysis, track=fast, joints=fast, measures=replace(analysis.measures, steps=steps))
    keys = draw_key_frames(slowed, video, tmp_path / "frames")
    usual = draw_key_frames(analysis, video, tmp_path / "frames")
    assert [key.frame for key in keys] == [key.frame for key in usual]
    annotate_video(slowed, video, tmp_path / "a.mp4")
    assert open_video(tmp_path / "a.mp4").info.duration_s == pytest.approx(video.info.duration_s)


@needs_rendered
def test_a_failing_drawing_leaves_no_video_behind(truth, tmp_path, monkeypatch):
    analysis, video = truth("dev03")
    monkeypatch.setattr(Strip, "draw", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        annotate_video(analysis, video, tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


@needs_rendered
def test_a_refused_clip_has_nothing_to_draw(truth, tmp_path):
    analysis, video = truth("dev03")
    refused = replace(analysis, joints=None, scene=None)
    for draw in (annotate_video, draw_key_frames, draw_evidence):
        with pytest.raises(ValueError, match="refused"):
            draw(refused, video, tmp_path / "x")
