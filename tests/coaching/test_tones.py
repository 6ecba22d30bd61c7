from itertools import product

import numpy as np
import pytest

from coaching.errors import InvalidEntry
from coaching.tones import ACCENTS, SOUNDS, clicked_feet, waveform

RATE_HZ = 48_000
CLICKS = ("click", "other", "accent")


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_begins_and_ends_in_silence_without_an_edge(name):
    wave = waveform(SOUNDS[name], RATE_HZ)
    assert wave[0] == 0 and abs(wave[-1]) < 1e-3
    power = np.abs(np.fft.rfft(wave, 1 << 15)) ** 2
    above = np.fft.rfftfreq(1 << 15, 1 / RATE_HZ) > 12_000
    assert power[above].sum() < 1e-6 * power.sum()


def test_no_click_and_change_together_clip():
    loudest = {name: np.abs(waveform(tones, RATE_HZ)).max() for name, tones in SOUNDS.items()}
    for click, change in product(CLICKS, SOUNDS.keys() - set(CLICKS)):
        assert loudest[click] + loudest[change] < 1


def test_an_accent_is_higher_and_louder_and_both_feet_are_only_told_apart():
    plain, other, accent = (SOUNDS[name][0] for name in CLICKS)
    assert accent.pitch_hz > plain.pitch_hz and accent.level > plain.level
    assert other.pitch_hz != plain.pitch_hz and other.level == plain.level
    assert ACCENTS["left"]["left"] == ACCENTS["right"]["right"] == "accent"
    assert ACCENTS["left"]["right"] == ACCENTS["right"]["left"] == ACCENTS["none"]["left"] == "click"


def test_a_click_every_stride_is_for_the_foot_that_is_told_apart():
    assert clicked_feet("step", "both") == ("left", "right")
    assert clicked_feet("stride", "none") == clicked_feet("stride", "left") == ("left",)
    assert clicked_feet("stride", "right") == ("right",)
    with pytest.raises(InvalidEntry, match="is for one foot"):
        clicked_feet("stride", "both")
