from runners import baseline

from coaching.targets import target_spm


def test_the_target_is_whole_and_never_beyond_what_is_typical():
    assert target_spm(baseline(155.0), 1.05) == 162.0
    assert target_spm(baseline(165.0), 1.10) == 176.0
