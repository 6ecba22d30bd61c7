import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.cues import faded, ladder, steady


def test_a_ladder_has_each_cadence_as_long():
    segments = ladder(cadences_spm=(160, 164, 168), step_s=120)
    assert [(each.cadence_spm, each.duration_s, each.clicks) for each in segments] == [
        (160, 120, True),
        (164, 120, True),
        (168, 120, True),
    ]


def test_one_cadence_is_one_segment():
    (segment,) = steady(cadence_spm=172, duration_s=600)
    assert (segment.cadence_spm, segment.duration_s, segment.clicks) == (172, 600, True)


def test_a_fading_cue_comes_and_goes_by_distance():
    segments = faded(cadence_spm=170, duration_s=600, on_m=500, off_m=400, speed_mps=2.5)
    assert [(each.distance_m, each.duration_s, each.clicks) for each in segments] == [
        (500, 200, True),
        (400, 160, False),
        (500, 200, True),
        (100, 40, False),
    ]
    assert {each.cadence_spm for each in segments} == {170}


metres = st.floats(20, 5000)


@settings(deadline=None)
@given(st.floats(6, 20_000), metres, metres, st.floats(0.5, 8))
def test_a_fading_cue_lasts_as_long_as_was_said(duration_s, on_m, off_m, speed_mps):
    segments = faded(cadence_spm=170, duration_s=duration_s, on_m=on_m, off_m=off_m, speed_mps=speed_mps)
    assert sum(each.duration_s for each in segments) == pytest.approx(duration_s, abs=1e-5)
    assert [each.clicks for each in segments] == [at % 2 == 0 for at in range(len(segments))]
