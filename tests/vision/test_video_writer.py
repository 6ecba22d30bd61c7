"""Writing MP4: exact times, true colors, no half-written files, plays in a browser."""

import os
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_clips import numbered_picture, read_number

from vision.video import VideoWriter, open_video

TICK_S = 1 / 90000


def write(path, times_s, size=(160, 96), **options):
    with VideoWriter(path, width=size[0], height=size[1], **options) as writer:
        for number, time_s in enumerate(times_s):
            writer.write(numbered_picture(number, *size), time_s)
    return path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start_s=st.floats(0, 100),
    spacings_s=st.lists(st.floats(2 * TICK_S, 0.5), min_size=1, max_size=12),
)
def test_times_come_back_within_half_a_tick(tmp_path, start_s, spacings_s):
    times_s = start_s + np.cumsum([0, *spacings_s])
    video = open_video(write(tmp_path / "a.mp4", times_s))
    assert video.info.frames == len(times_s)
    np.testing.assert_allclose(video.time_s, times_s, rtol=0, atol=TICK_S * 0.501)
    assert [read_number(f.image) for f in video.frames()] == list(range(len(times_s)))


def test_ticks_of_common_rates_come_back_exactly(tmp_path):
    for fps in (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)):
        times_s = [float(i / fps) for i in range(20)]
        assert open_video(write(tmp_path / "a.mp4", times_s)).time_s.tolist() == times_s


def test_file_is_what_browsers_play(tmp_path):
    path = write(tmp_path / "a.mp4", np.arange(90) / 30)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # playback starts before the whole file arrived
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.codec_context.profile in ("High", "Main", "Constrained Baseline")
        keys = [p.pts for p in container.demux(stream) if p.is_keyframe]
        assert len(keys) >= 3
        assert stream.average_rate == 30


def test_last_picture_lasts_as_long_as_the_others(tmp_path):
    with av.open(str(write(tmp_path / "a.mp4", np.arange(60) / 60))) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == 60
        assert stream.duration * stream.time_base == 1


def test_colors_come_back(tmp_path):
    patches = np.random.default_rng(0).integers(0, 256, (6, 10, 3), dtype=np.uint8)
    image = patches.repeat(32, axis=0).repeat(32, axis=1)
    with VideoWriter(tmp_path / "a.mp4", width=320, height=192, crf=10) as writer:
        for i in range(3):
            writer.write(image, i / 30)
    back = next(open_video(tmp_path / "a.mp4").frames()).image
    np.testing.assert_allclose(back[16::32, 16::32].astype(int), patches, atol=14)
    assert abs(back.mean() - image.mean()) < 1.5


def test_odd_sides_are_cut_to_even_ones(tmp_path):
    path = write(tmp_path / "a.mp4", [0, 0.1], size=(161, 97))
    info = open_video(path).info
    assert (info.width, info.height) == (160, 96)


def test_an_error_leaves_nothing_behind(tmp_path):
    with (
        pytest.raises(RuntimeError, match="drawing failed"),
        VideoWriter(tmp_path / "a.mp4", width=160, height=96) as writer,
    ):
        writer.write(numbered_picture(0, 160, 96), 0)
        raise RuntimeError("drawing failed")
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_survives_until_the_new_one_is_whole(tmp_path):
    path = write(tmp_path / "a.mp4", [0, 0.1])
    before = path.read_bytes()
    with VideoWriter(path, width=160, height=96) as writer:
        writer.write(numbered_picture(0, 160, 96), 0)
        assert path.read_bytes() == before
        writer.write(numbered_picture(1, 160, 96), 1)
    assert open_video(path).time_s.tolist() == [0, 1]
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_nothing_written_is_an_error_and_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="no picture"), VideoWriter(tmp_path / "a.mp4", width=160, height=96):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("second_s", [0.5, 0.4, 0.5 + TICK_S / 4, -1.0])
def test_times_must_increase(tmp_path, second_s):
    picture = numbered_picture(0, 160, 96)
    with (
        pytest.raises(ValueError, match="increase"),
        VideoWriter(tmp_path / "a.mp4", width=160, height=96) as writer,
    ):
        writer.write(picture, 0.5)
        writer.write(picture, second_s)


def test_a_picture_that_is_too_small_is_an_error(tmp_path):
    with (
        pytest.raises(ValueError, match="100 x 96"),
        VideoWriter(tmp_path / "a.mp4", width=160, height=96) as writer,
    ):
        writer.write(numbered_picture(0, 100, 96), 0)


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        VideoWriter(tmp_path / "none" / "a.mp4", width=160, height=96)


@pytest.mark.skipif(len(getattr(os, "sched_getaffinity", lambda _: [0])(0)) < 2, reason="needs two cores")
def test_the_bytes_do_not_hang_on_the_number_of_cores(tmp_path):
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 255, (40, 60, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)

    def written(name):
        with VideoWriter(tmp_path / name, width=480, height=320) as video:
            for i in range(40):
                video.write(np.roll(picture, 3 * i, axis=1), i / 30)
        return (tmp_path / name).read_bytes()

    every = os.sched_getaffinity(0)
    on_all = written("all.mp4")
    try:
        os.sched_setaffinity(0, {min(every)})
        assert written("one.mp4") == on_all
    finally:
        os.sched_setaffinity(0, every)
