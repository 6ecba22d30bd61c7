"""The cadence of a filmed clip against that of a run with a watch, at comparable speed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student_t

from coaching.watch.against_speed import COMPARABLE_SHARE, at_speed
from coaching.watch.blocks import Blocks
from vision import Difference, Estimate, difference, missing, plus_minus, session_values, with_unit

FEWEST_BLOCKS = 10
"""Five minutes; convention."""

NO_CADENCE = "the report has no cadence"
NO_SPEED = "the report has no speed; analyse the clip again and tell it, or give the speed with a correction"
FEW = "fewer than {needed} half minutes were run within {share:.0%} of {speed}"


@dataclass(frozen=True, slots=True)
class VideoAgreement:
    """Watch less video, in steps a minute, at the speed of the video.

    Nothing is matched by clock: the clip counts as some half minute of the run, so that the interval holds
    what half minutes at that speed differ by.
    """

    speed_mps: float | None
    cadence: Difference


def video_agreement(report: Mapping[str, Any], run: Blocks) -> VideoAgreement:
    """Of a report as `vision.read_report` gives it. Raises UnreadableReport."""
    filmed = session_values(report)
    cadence = filmed.values.get("cadence_spm") or missing(NO_CADENCE)
    return VideoAgreement(filmed.speed_mps, difference(cadence, _worn(run, filmed.speed_mps)))


def _worn(run: Blocks, speed_mps: float | None) -> Estimate:
    """What blocks at this speed have, with the interval in which a single one lies."""
    if speed_mps is None:
        return missing(NO_SPEED)
    there = at_speed(run, speed_mps)
    cadence, rounding = there.means["cadence_spm"], there.rounding["cadence_spm"]
    n = len(cadence)
    if n < FEWEST_BLOCKS:
        why = FEW.format(needed=FEWEST_BLOCKS, share=COMPARABLE_SHARE, speed=with_unit(speed_mps, "m/s"))
        return missing(why, n)
    wandering = student_t.ppf(0.975, n - 1) * cadence.std(ddof=1) * np.sqrt(1 + 1 / n)
    return plus_minus(float(cadence.mean()), float(np.hypot(wandering, rounding)), n)
