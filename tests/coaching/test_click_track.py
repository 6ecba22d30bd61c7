"""What is in the files, heard by a detector that knows nothing of how the clicks were made."""

import io
import tracemalloc

import av
import numpy as np
import pytest
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, find_peaks, sosfiltfilt

from coaching.click_track import write_click_track
from coaching.clicks import clicks, length_s
from coaching.cues import faded, ladder, steady
from coaching.errors import InvalidEntry
from coaching.sound import RATE_HZ, samples_of

LADDER = ladder(cadences_spm=(160, 164.5, 171.3), step_s=30.7)
KINDS = ("wav", "flac", "mp3")
QUIET = 4800  # samples, before the first click
LAME_DELAY = 1105  # samples: 576 of the encoder, 529 of the decoder


def decoded(source):
    """Samples from -1 to 1, as FFmpeg gives them."""
    with av.open(source if hasattr(source, "read") else str(source)) as container:
        frames = list(container.decode(audio=0))
    assert {(frame.sample_rate, frame.layout.nb_channels) for frame in frames} == {(RATE_HZ, 1)}
    whole = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)[0]
    return whole / 32768 if whole.dtype == np.int16 else whole.astype(float)


def onsets_s(samples):
    """Where a sound above 1.2 kHz rises: half the way up to each loudest place."""
    padded = np.concatenate([np.zeros(QUIET), samples])
    high = sosfiltfilt(butter(4, 1200, "highpass", fs=RATE_HZ, output="sos"), padded)
    loudness = uniform_filter1d(np.abs(high), RATE_HZ // 2000)
    peaks, _ = find_peaks(loudness, height=0.05, distance=RATE_HZ // 10)
    rising = [np.flatnonzero(loudness[:peak][-500:] < loudness[peak] / 2)[-1] - 499 for peak in peaks]
    return (peaks + np.array(rising) - QUIET) / RATE_HZ


def planned_s(segments, feet=("left", "right")):
    return np.array([float(click.time_s) for click in clicks(segments, feet=feet)])


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tracks")
    for kind in KINDS:
        write_click_track(folder / f"ladder.{kind}", LADDER, accent="left")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_click_of_a_ladder_is_heard_within_a_millisecond_of_the_plan(tracks, kind):
    samples = decoded(tracks / f"ladder.{kind}")
    assert len(samples) == samples_of(LADDER)
    heard, planned = onsets_s(samples), planned_s(LADDER)
    assert len(heard) == len(planned)
    assert np.abs(heard - planned).max() < 0.001
    late = heard - planned
    assert abs(late[-20:].mean() - late[:20].mean()) < 1e-5  # no drift: the detector's own delay is the same


def test_flac_keeps_every_sample(tracks):
    np.testing.assert_array_equal(decoded(tracks / "ladder.flac"), decoded(tracks / "ladder.wav"))


def test_a_player_that_does_not_heed_what_mp3_says_of_its_delay_is_late_by_the_same_everywhere(tracks):
    """The bare packets, without the header that tells the delay: 23 ms, for all clicks alike."""
    with av.open(str(tracks / "ladder.mp3")) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0)]
    bare = decoded(io.BytesIO(b"".join(packets)))
    late = onsets_s(bare) - planned_s(LADDER)
    assert np.abs(late - LAME_DELAY / RATE_HZ).max() < 0.001


@pytest.mark.parametrize("accent", ["left", "right", "both"])
def test_the_foot_that_is_accented_sounds_higher(tmp_path, accent):
    segments = steady(cadence_spm=170, duration_s=10)
    write_click_track(tmp_path / "a.flac", segments, accent=accent)
    samples = decoded(tmp_path / "a.flac")
    higher = []
    for time_s in (float(click.time_s) for click in clicks(segments)):
        start = round(time_s * RATE_HZ)
        power = np.abs(np.fft.rfft(samples[start : start + 1024]))
        higher.append(power.argmax() * RATE_HZ / 1024 > 2000)
    expected = "left" if accent == "left" else "right"
    assert higher == [click.foot == expected for click in clicks(segments)]


def test_a_click_every_stride_and_a_cue_that_fades_are_heard_as_planned(tmp_path):
    segments = faded(cadence_spm=176, duration_s=40, on_m=40, off_m=30, speed_mps=3)
    write_click_track(tmp_path / "a.flac", segments, accent="right", every="stride")
    heard, planned = onsets_s(decoded(tmp_path / "a.flac")), planned_s(segments, feet=("right",))
    assert len(heard) == len(planned)
    assert np.abs(heard - planned).max() < 0.001


def test_writing_takes_no_more_memory_the_longer_it_is(tmp_path):
    def peak(minutes):
        tracemalloc.start()
        write_click_track(tmp_path / "a.flac", steady(cadence_spm=60, duration_s=60 * minutes))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(0.5)
    assert peak(12) < 1.2 * peak(1)


def test_a_session_beyond_the_limit_or_of_another_kind_is_refused_and_leaves_nothing(tmp_path):
    short = steady(cadence_spm=170, duration_s=10)
    with pytest.raises(InvalidEntry, match=r"longer than 6 h; shorten it\.$"):
        write_click_track(tmp_path / "a.wav", steady(cadence_spm=170, duration_s=6.1 * 3600))
    with pytest.raises(InvalidEntry, match=r"\.wav, \.flac or \.mp3, not as \.ogg"):
        write_click_track(tmp_path / "a.ogg", short)
    with pytest.raises(InvalidEntry, match="from 60 to 300"):
        write_click_track(tmp_path / "a.wav", ladder(cadences_spm=(170, 400), step_s=10))
    with pytest.raises(OSError, match=r"nowhere/a\.wav"):
        write_click_track(tmp_path / "nowhere" / "a.wav", short)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    segments = steady(cadence_spm=170, duration_s=25)
    write_click_track(tmp_path / "a.flac", segments, progress=lambda *seen: told.append(seen))
    assert [stage for stage, _ in told] == ["clicks"] * 3 and told[-1][1] == 1.0
    assert float(length_s(segments)) == 25
