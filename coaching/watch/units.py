"""Steps or strides: which of both a file counts as cadence.

FIT and TCX count the strides of a runner, and so does GPX by its schema; but some watches, apps and sites
write steps. Who runs makes 140 to 220 steps a minute, thus 70 to 110 strides: van Oeveren 2019 has 150 + 6 v
at v m/s, with 8 between runners. Who walks makes 140 at the most (doi:10.1016/j.humov.2023.103117), and steps
of 0.0055 to 0.0065 m times the steps a minute (doi:10.1111/ggi.13931; PMC5430280). A number that with its
speed can only be one of both decides; else nothing is guessed.
"""

import numpy as np

from coaching.watch.activity import RUNNING_SPM, STANDING_MPS, TRANSITION_MPS
from coaching.watch.recording import Bools, Floats
from vision import Reason

HIGHEST_RUN_SPM = 220.0
SLOWEST_RUN_MPS, FASTEST_RUN_MPS, FASTEST_WALK_MPS = 1.6, 8.0, TRANSITION_MPS
"""The slowest of van Oeveren's runners, the fastest of 800 m, and where walkers begin to run."""

WALK_RATIO = (0.0045, 0.008)
"""Step length in metres over steps a minute; a quarter around what the sources have."""

MEASURED_MPS = STANDING_MPS
"""Who makes steps and goes slower is on a treadmill, of which the watch knows nothing."""

DECIDING_RECORDS = 60
DECIDING_SHARE = 0.8
CONTRADICTING_SHARE = 0.2

UNKNOWN = (
    "Whether cadence (in the middle {middle:.0f} a minute) counts steps or strides cannot be told from this "
    "file; export the run as FIT, or with its speed."
)
DOUBLED = "Cadence was recorded in strides (in the middle {middle:.0f} a minute) and is doubled to steps."
STEPS = "Cadence was recorded in steps (in the middle {middle:.0f} a minute) and is taken as it is."
UNUSUAL = " The format counts strides; another program may show twice this cadence."


def in_steps(cadence: Floats, speed_mps: Floats, *, strides_by_format: bool) -> tuple[Floats, Reason | None]:
    """Cadence in steps a minute, (n,), all NaN where steps and strides cannot be told apart; what to say."""
    moving = cadence > 0
    if not moving.any():
        return np.full(len(cadence), np.nan), None
    middle = float(np.median(cadence[moving]))
    match _factor(cadence[moving], speed_mps[moving], strides_by_format):
        case 2:
            return 2 * cadence, Reason("cadence_doubled", DOUBLED.format(middle=middle))
        case 1:
            told = STEPS + UNUSUAL if strides_by_format else STEPS
            return cadence, Reason("cadence_in_steps", told.format(middle=middle))
    return np.full(len(cadence), np.nan), Reason("cadence_unit_unknown", UNKNOWN.format(middle=middle))


def _factor(cadence: Floats, speed_mps: Floats, strides_by_format: bool) -> int | None:
    """2 for strides, 1 for steps, None where nothing decides."""
    speed = np.where(speed_mps < MEASURED_MPS, np.nan, speed_mps)
    as_steps, as_strides = _possible(cadence, speed), _possible(2 * cadence, speed)
    decisive = as_steps != as_strides
    if decisive.sum() >= min(DECIDING_RECORDS, len(cadence) / 2):
        share = float(as_strides[decisive].mean())
        if max(share, 1 - share) >= DECIDING_SHARE:
            return 2 if share > 0.5 else 1
    contradicted = float((as_steps & np.isfinite(speed)).mean()) > CONTRADICTING_SHARE
    believable = np.median(2 * cadence) <= HIGHEST_RUN_SPM
    return 2 if strides_by_format and believable and not contradicted else None


def _possible(cadence_spm: Floats, speed_mps: Floats) -> Bools:
    """Whether somebody moves with so many steps at this speed, or at any where it is unknown."""
    unknown = np.isnan(speed_mps)
    in_range = (cadence_spm >= RUNNING_SPM) & (cadence_spm <= HIGHEST_RUN_SPM)
    runs = in_range & (unknown | ((speed_mps >= SLOWEST_RUN_MPS) & (speed_mps <= FASTEST_RUN_MPS)))
    ratio = 60 * speed_mps / np.square(cadence_spm)
    steady = (ratio >= WALK_RATIO[0]) & (ratio <= WALK_RATIO[1]) & (speed_mps <= FASTEST_WALK_MPS)
    walks = np.where(unknown, cadence_spm < RUNNING_SPM, steady)
    possible: Bools = runs | walks
    return possible
