"""How far a plan goes beyond the cadence that somebody has."""

from math import floor

from coaching.baseline import Baseline

STEP, CAP = 1.05, 1.10
"""Times the cadence of the baseline: a step, and what no session exceeds. At 5 % the knee takes up less, at
10 % the hip too (Heiderscheit 2011). Steps shorter by up to 3 % cost nothing, by more than 6 % more (Moore
2016): those of 5 % are 4.8 % shorter, those of the cap 9 %."""


def target_spm(baseline: Baseline, times: float) -> float:
    """So many times the cadence of the baseline in whole steps a minute, and no more than is typical.

    That ends one standard deviation above the mean for speed and height.
    """
    assert baseline.typical is not None
    return float(floor(min(times * baseline.own_spm, baseline.typical.high_spm)))
