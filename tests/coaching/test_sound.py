import tracemalloc
from itertools import islice

import numpy as np

from coaching.clicks import clicks
from coaching.cues import faded, ladder, steady
from coaching.sound import BLOCK_SAMPLES, RATE_HZ, TAIL_S, samples_of, sound_of
from coaching.tones import SOUNDS, waveform


def test_every_click_starts_at_the_sample_nearest_to_its_time():
    """Clicks of 171.3 a minute over two blocks, laid by hand."""
    segments = steady(cadence_spm=171.3, duration_s=15)
    expected = np.zeros(16 * RATE_HZ)
    click = waveform(SOUNDS["click"], RATE_HZ)
    for each in clicks(segments):
        start = round(float(each.time_s) * RATE_HZ)
        expected[start : start + len(click)] += click
    end = waveform(SOUNDS["end"], RATE_HZ)
    expected[15 * RATE_HZ : 15 * RATE_HZ + len(end)] += end
    blocks = list(sound_of(segments))
    assert [len(block) for block in blocks] == [BLOCK_SAMPLES, 6 * RATE_HZ]
    np.testing.assert_allclose(np.concatenate(blocks), expected, atol=1e-12)


def test_a_sound_that_runs_over_the_end_of_a_block_is_whole():
    segments = ladder(cadences_spm=(150, 180), step_s=BLOCK_SAMPLES / RATE_HZ - 0.1)
    whole = np.concatenate(list(sound_of(segments)))
    up = waveform(SOUNDS["up"], RATE_HZ)
    start = BLOCK_SAMPLES - round(0.1 * RATE_HZ)
    heard = whole[start : start + len(up)]
    silent = waveform(SOUNDS["click"], RATE_HZ)
    for each in clicks(segments):
        at = round(each.time_s * RATE_HZ) - start
        for sample in range(max(0, -at), min(len(silent), len(up) - at)):
            heard[at + sample] -= silent[sample]
    np.testing.assert_allclose(heard, up, atol=1e-12)


def test_nothing_clips_and_the_end_is_heard():
    segments = faded(cadence_spm=300, duration_s=300, on_m=20, off_m=20, speed_mps=4)
    whole = np.concatenate(list(sound_of(segments, accent="left")))
    assert len(whole) == samples_of(segments) == (300 + TAIL_S) * RATE_HZ
    assert 0.5 < np.abs(whole).max() < 1
    assert np.abs(whole[300 * RATE_HZ :]).max() > 0.1


def test_a_long_session_takes_no_more_memory_than_a_short_one():
    def peak(hours):
        tracemalloc.start()
        for _ in islice(sound_of(steady(cadence_spm=170, duration_s=3600 * hours)), 60):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(10) < 1.1 * peak(0.2) < 40e6
