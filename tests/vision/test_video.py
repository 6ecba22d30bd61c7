"""Reading video files: exact times, upright pictures, plain refusals."""

import hashlib
import io
import os
import random
import shutil
import tracemalloc
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from made_clips import make_clip, make_sound, numbered_picture, read_number
from rendered_truth import RENDERED, needs_rendered

from vision.datatypes import Window
from vision.errors import UnreadableVideo
from vision.video import open_video
from vision.video.container import _threads


def numbers(video, **settings):
    return [read_number(frame.image) for frame in video.frames(**settings)]


CODINGS = {
    "h264.mp4": {"codec": "libx264"},
    "h264.mov": {"codec": "libx264", "options": {"bf": "3", "g": "12"}},
    "h264_10bit.mp4": {"codec": "libx264", "pix_fmt": "yuv420p10le"},
    "hevc.mp4": {"codec": "libx265", "options": {"x265-params": "log-level=none"}},
    "hevc_10bit.mov": {
        "codec": "libx265",
        "pix_fmt": "yuv420p10le",
        "options": {"x265-params": "log-level=none:open-gop=1:keyint=10"},
    },
    "vp9.webm": {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}},
    "vp8.webm": {"codec": "libvpx", "options": {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "4"}},
    "av1.mp4": {"codec": "libsvtav1", "options": {"preset": "12", "svtav1-params": "lp=1"}},
    "h264.mkv": {"codec": "libx264", "options": {"bf": "2"}},
}


@pytest.fixture
def usual_priority():
    """SVT-AV1 puts a root's process into real time, and all that it starts later; others starve."""
    yield
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@pytest.mark.usefixtures("usual_priority")
@pytest.mark.parametrize("name", CODINGS)
def test_every_coding_gives_every_frame_with_its_time(tmp_path, name):
    video = open_video(make_clip(tmp_path / name, ticks=range(40), **CODINGS[name]))
    assert video.info.frames == 40
    assert numbers(video) == list(range(40))
    rounding_s = 0.0005 if name.endswith(("mkv", "webm")) else 1e-12  # Matroska keeps whole milliseconds
    np.testing.assert_allclose(video.time_s, np.arange(40) / 30, atol=rounding_s * 1.001)
    assert video.info.container_fps == pytest.approx(30, rel=1e-3)
    assert video.info.duration_s == pytest.approx(40 / 30, abs=0.002)
    assert not video.info.variable_frame_rate


def test_frames_carry_index_time_and_rgb(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mp4", size=(192, 96)))
    frame = next(video.frames())
    assert (frame.index, frame.time_s, frame.image.shape) == (0, 0.0, (96, 192, 3))
    assert frame.image.dtype == np.uint8
    colors = [frame.image[72, x] for x in (32, 96, 160)]
    np.testing.assert_allclose(colors, 220 * np.eye(3), atol=12)


def test_sha256_is_that_of_the_file(tmp_path):
    path = make_clip(tmp_path / "a.mp4")
    assert open_video(path).info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


ANDROID, APPLE = "com.android.capture.fps", "com.apple.quicktime.full-frame-rate-playback-intent"


@pytest.mark.parametrize(
    ("fps", "written", "filmed_fps"),
    [
        (30, {}, None),
        (30, {ANDROID: "240.000000"}, 240.0),
        (30, {ANDROID: "30.000000"}, 30.0),
        (30, {ANDROID: "fast"}, None),
        (30, {ANDROID: "0"}, None),
        (240, {APPLE: "0"}, 240.0),
        (30, {APPLE: "0"}, None),  # exported: the player's slow motion was drawn into it
    ],
)
def test_the_rate_of_filming_is_read_where_a_phone_wrote_it_down(tmp_path, fps, written, filmed_fps):
    time_base = Fraction(1, fps)
    path = make_clip(tmp_path / "slow.mov", ticks=range(12), time_base=time_base, metadata=written)
    assert open_video(path).info.capture_fps == filmed_fps


@pytest.mark.parametrize(("turn", "rotation_deg"), [(0, 0), (90, 270), (180, 180), (270, 90)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_display_matrix_makes_the_picture_upright(tmp_path, turn, rotation_deg, mirrored):
    path = make_clip(tmp_path / "a.mp4", ticks=range(3), display_rotation_deg=turn, mirrored=mirrored)
    video = open_video(path)
    image = next(iter(video.sample([2]))).image
    stored = numbered_picture(2, 160, 96)
    turned = np.rot90(stored, k=turn // 90)
    upright = turned[:, ::-1] if mirrored else turned
    assert image.shape == upright.shape == (video.info.height, video.info.width, 3)
    assert np.abs(image.astype(int) - upright).mean() < 12
    if not mirrored:
        assert video.info.rotation_deg == rotation_deg


def test_pixels_that_are_not_square_are_made_square(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=range(3), pixel_aspect=Fraction(4, 3)))
    assert (video.info.width, video.info.height) == (213, 96)
    assert next(video.frames()).image.shape == (96, 213, 3)


@pytest.mark.parametrize(
    ("matrix", "code", "size"),
    [("bt709", 1, (160, 96)), ("bt601", 6, (160, 96)), ("bt709", 2, (1280, 720)), ("bt601", 2, (160, 96))],
)
@pytest.mark.parametrize("full_range", [False, True])
def test_color_matrix_and_range_are_respected(tmp_path, matrix, code, size, full_range):
    """`code` 2 names no matrix: then large pictures are BT.709 and small ones BT.601, as in players."""
    red = np.zeros((size[1], size[0], 3), np.uint8)
    red[:] = (200, 40, 60)
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.colorspace = code
        stream.codec_context.color_range = 2 if full_range else 1
        for tick in range(2):
            frame = av.VideoFrame.from_ndarray(red).reformat(
                format="yuv420p",
                dst_colorspace="ITU709" if matrix == "bt709" else "ITU601",
                src_color_range=2,
                dst_color_range=2 if full_range else 1,
            )
            frame.pts, frame.colorspace = tick, code
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    image = next(open_video(path).frames()).image
    np.testing.assert_allclose(image.mean(axis=(0, 1)), (200, 40, 60), atol=3)


def test_2997_fps_times_are_exact(tmp_path):
    ticks = range(0, 60 * 1001, 1001)
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=ticks, time_base=Fraction(1, 30000)))
    assert video.time_s.tolist() == [float(Fraction(tick, 30000)) for tick in ticks]
    assert video.info.container_fps == pytest.approx(30000 / 1001, rel=1e-9)
    assert not video.info.variable_frame_rate


def test_2997_fps_rounded_to_a_coarse_clock_is_not_variable(tmp_path):
    ticks = [round(i * 600 * 1001 / 30000) for i in range(90)]
    assert len(set(np.diff(ticks))) > 1
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=ticks, time_base=Fraction(1, 600)))
    assert not video.info.variable_frame_rate


def test_240_fps_is_read_as_it_is(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=range(120), time_base=Fraction(1, 240)))
    assert video.info.frames == 120
    assert video.info.container_fps == pytest.approx(240)
    assert video.time_s[-1] == float(Fraction(119, 240))


def test_variable_frame_rate_is_seen_and_its_times_kept(tmp_path):
    ticks = np.cumsum([0, *random.Random(1).choices([16, 17, 33, 50], k=40)]).tolist()
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=ticks, time_base=Fraction(1, 1000)))
    assert video.info.variable_frame_rate
    np.testing.assert_allclose(video.time_s, np.array(ticks) / 1000, atol=1e-12)
    assert numbers(video) == list(range(41))


def test_one_dropped_frame_makes_the_rate_variable(tmp_path):
    ticks = [*range(20), *range(21, 40)]
    assert open_video(make_clip(tmp_path / "a.mp4", ticks=ticks)).info.variable_frame_rate


def test_start_offset_is_kept(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mkv", ticks=range(45, 75)))
    assert video.time_s[0] == 1.5
    assert next(video.frames()).time_s == 1.5
    assert video.info.duration_s == pytest.approx(1.0, abs=0.002)


def test_frames_from_the_middle(tmp_path):
    path = make_clip(tmp_path / "a.mp4", ticks=range(300), options={"g": "20", "bf": "3"})
    video = open_video(path)
    for start in (0, 1, 19, 20, 21, 151, 299):
        assert numbers(video, start=start) == list(range(start, 300))
        assert next(video.frames(start)).index == start


@pytest.mark.parametrize("name", ["h264.mp4", "hevc_10bit.mov", "vp9.webm", "h264.mkv"])
def test_sampled_frames_are_the_wanted_ones_across_long_gaps(tmp_path, name):
    coding = CODINGS[name] | {"options": CODINGS[name].get("options", {}) | {"g": "24"}}
    video = open_video(make_clip(tmp_path / name, ticks=range(400), **coding))
    wanted = [0, 3, 4, 160, 161, 399]
    frames = list(video.sample(reversed(wanted)))
    assert [f.index for f in frames] == wanted
    assert [read_number(f.image) for f in frames] == wanted
    assert [f.time_s for f in frames] == video.time_s[wanted].tolist()


def test_sampling_nothing_gives_nothing_and_outside_is_an_error(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mp4"))
    assert list(video.sample([])) == []
    for outside in (-1, 30):
        with pytest.raises(IndexError, match="0 to 29"):
            next(video.sample([outside]))


def test_memory_does_not_grow_with_the_clip(tmp_path):
    video = open_video(make_clip(tmp_path / "a.mp4", ticks=range(300), size=(320, 240)))
    tracemalloc.start()
    for _ in video.frames():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 320 * 240 * 3


# ---- damaged files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "cores", "threads"),
    [
        ((1920, 1080), 2, 2),
        ((1920, 1080), 16, 16),
        ((3840, 2160), 16, 4),
        ((7680, 4320), 16, 2),
        ((3840, 2160), 1, 1),
    ],
)
def test_threads_of_a_decoder_have_few_large_pictures_in_hand(monkeypatch, size, cores, threads):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    with av.open(io.BytesIO(), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height = size
        assert _threads(stream) == threads


def test_noise_in_the_middle_costs_only_the_frames_it_hits(tmp_path):
    path = make_clip(tmp_path / "a.mp4", ticks=range(240), options={"g": "10"}, size=(320, 240))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = random.Random(0).randbytes(600)
    path.write_bytes(data)
    video = open_video(path)
    frames = list(video.frames())
    assert video.info.frames == 240
    assert 200 <= len(frames) <= 240
    right = [f.index for f in frames if read_number(f.image) == f.index]
    assert len(right) > 200
    assert {0, 1, 238, 239} <= set(right)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_truncated_file_gives_the_frames_it_still_has(tmp_path, kept, suffix):
    whole = make_clip(tmp_path / f"whole.{suffix}", ticks=range(200), size=(320, 240), options={"g": "15"})
    source = whole
    if suffix == "mp4":  # with its index in front, as phones and messengers store it
        source = tmp_path / "front.mp4"
        _copy_with_index_in_front(whole, source)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(source.read_bytes()[: int(source.stat().st_size * kept)])
    video = open_video(path)
    assert 0.2 * kept * 200 < video.info.frames < 200
    seen = numbers(video)
    assert seen[:-2] == list(range(len(seen) - 2))
    assert len(seen) >= video.info.frames - 4  # the cut packet and the frames that lean on it


def _copy_with_index_in_front(source, target):
    with av.open(str(source)) as old, av.open(str(target), "w", options={"movflags": "+faststart"}) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                packet.stream = stream
                new.mux(packet)


def test_mp4_cut_off_before_its_index_is_refused(tmp_path):
    path = make_clip(tmp_path / "a.mp4", ticks=range(100))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableVideo, match="damaged"):
        open_video(path)


def test_clip_without_one_sound_picture_is_refused(tmp_path):
    path = make_clip(tmp_path / "a.mp4", ticks=range(100), size=(320, 240))
    data = bytearray(path.read_bytes())
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    data[start:end] = bytes(end - start)
    path.write_bytes(data)
    with pytest.raises(UnreadableVideo, match=r"No picture.*MP4"):
        open_video(path)


def test_a_frame_shown_twice_counts_once(tmp_path):
    source = make_clip(tmp_path / "a.mkv", ticks=range(20), options={"bf": "0", "g": "1"})
    path = tmp_path / "b.mkv"
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for number, packet in enumerate(p for p in old.demux(video=0) if p.size):
            packet.stream = stream
            if number == 7:
                packet.pts = packet.dts = packet.pts - 33  # as early as frame 6
            new.mux(packet)
    video = open_video(path)
    assert np.all(np.diff(video.time_s) > 0)
    assert video.info.frames == 19
    assert numbers(video) == [n for n in range(20) if n != 7]


def test_random_damage_ends_in_frames_or_a_plain_refusal(tmp_path):
    whole = make_clip(tmp_path / "whole.mp4", ticks=range(40), options={"g": "8"}).read_bytes()
    rng = random.Random(7)
    path = tmp_path / "a.mp4"
    outcomes = set()
    for _ in range(80):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 5, 50])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data[: rng.choice([len(data), rng.randrange(1, len(data))])])
        try:
            video = open_video(path)
        except UnreadableVideo as error:
            outcomes.add("refused")
            assert str(error).endswith(".")
        else:
            outcomes.add("read")
            frames = list(video.frames())
            assert len(frames) <= video.info.frames
            assert all(f.image.shape == (video.info.height, video.info.width, 3) for f in frames)
    assert outcomes == {"read", "refused"}


# ---- refusals --------------------------------------------------------------------------------------


def refusal(path, **limits):
    """The message, which names the clip; by another name, where it is given one."""
    message = complaint(path, **limits)
    assert message.endswith(".") and "\n" not in message
    assert Path(path).name in message
    if not path.is_dir():
        named = complaint(path, name="tuesday.mov", **limits)
        assert named == message.replace(path.name, "tuesday.mov")
    return message


def complaint(path, **given):
    with pytest.raises(UnreadableVideo) as caught:
        open_video(path, **given)
    return str(caught.value)


def test_missing_file_folder_and_empty_file(tmp_path):
    assert "check the path" in refusal(tmp_path / "none.mp4")
    assert "is a folder" in refusal(tmp_path)
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert "is empty" in refusal(empty)


@pytest.mark.parametrize(
    "content",
    [
        b"Dear coach, here is my run.\n" * 50,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile other.mp4\n",
        random.Random(3).randbytes(5000),
        bytes(5000),
    ],
    ids=["text", "playlist", "concat script", "noise", "zeros"],
)
@pytest.mark.parametrize("suffix", ["mp4", "m3u8", "txt"])
def test_what_is_no_video_is_refused(tmp_path, content, suffix):
    make_clip(tmp_path / "other.mp4")
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content)
    assert "export it as MP4" in refusal(path)


def test_sound_alone_is_refused(tmp_path):
    assert "no moving picture" in refusal(make_sound(tmp_path / "a.m4a"))


def test_cover_art_is_not_a_video(tmp_path):
    cover = make_clip(tmp_path / "cover.jpg", ticks=[0], codec="mjpeg", pix_fmt="yuvj420p").read_bytes()
    path = tmp_path / "song.mp3"
    picture = b"\x00image/jpeg\x00\x03\x00" + cover
    frame = b"APIC" + len(picture).to_bytes(4, "big") + b"\x00\x00" + picture
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    sound = make_sound(tmp_path / "sound.m4a")
    path.write_bytes(b"ID3\x03\x00\x00" + size + frame + sound.read_bytes())
    refusal(path)


@pytest.mark.parametrize(
    ("suffix", "codec", "pix_fmt"), [("png", "png", "rgb24"), ("jpg", "mjpeg", "yuvj420p")]
)
def test_a_picture_is_not_a_video(tmp_path, suffix, codec, pix_fmt):
    path = make_clip(tmp_path / f"a.{suffix}", ticks=[0], codec=codec, pix_fmt=pix_fmt)
    assert "choose a video" in refusal(path)
    renamed = tmp_path / "b.mp4"
    shutil.copy(path, renamed)
    assert "choose a video" in refusal(renamed)


def test_one_frame_is_not_a_video(tmp_path):
    assert "single picture" in refusal(make_clip(tmp_path / "a.mp4", ticks=[0]))


def test_limits_are_kept(tmp_path):
    path = make_clip(tmp_path / "a.mp4", ticks=range(90))
    assert "longer than the limit of 2 s" in refusal(path, longest_s=2)
    assert "160 x 96 pixels, more than the limit of 0.01 million" in refusal(path, largest_px=10_000)
    assert "more than 89 frames, which is the limit" in refusal(path, most_frames=89)
    assert open_video(path, longest_s=4, largest_px=160 * 96, most_frames=90).info.frames == 90


def test_a_clip_bears_the_name_that_it_is_given(tmp_path):
    assert open_video(make_clip(tmp_path / "a.mp4"), name="tuesday.mov").info.file == "tuesday.mov"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path):
    path = make_clip(tmp_path / "a.mp4")
    path.chmod(0)
    refusal(path)


def test_odd_file_names(tmp_path):
    for name in ("concat:a.mp4", "a%03d.mp4", "täglich #1?.mp4", "-a.mp4"):
        path = tmp_path / name
        shutil.copy(make_clip(tmp_path / "plain.mp4", ticks=range(5)), path)
        assert open_video(path).info.frames == 5


@needs_rendered
@pytest.mark.parametrize(
    ("name", "frames", "fps"), [("dev01", 480, 60), ("dev03", 240, 30), ("dev07", 960, 240)]
)
def test_rendered_clips_have_their_true_times(name, frames, fps):
    video = open_video(RENDERED / f"{name}.mp4")
    assert video.info.frames == frames
    np.testing.assert_allclose(video.time_s, np.arange(frames) / fps, atol=1e-9)
    assert sum(1 for _ in video.frames()) == frames


def test_a_part_of_the_picture_is_a_video_of_its_own(tmp_path):
    whole = open_video(make_clip(tmp_path / "a.mp4", size=(192, 96)))
    part = whole.within(Window(left=64, top=48, width=100, height=40))
    assert (part.info.width, part.info.height) == (100, 40)
    assert whole.within(None) is whole
    first, second = (next(iter(video.sample([7]))) for video in (whole, part))
    assert np.array_equal(second.image, first.image[48:88, 64:164])
