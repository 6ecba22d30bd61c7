"""How finely a watch told cadence, and what its rounding leaves unknown of a mean.

Rounding moves every record of a steady run by the same: no number of them takes that away. Where in its step
the true value lies is not known, so it counts as evenly spread over it, as JCGM 100:2008, 4.3.7, has it.
"""

import numpy as np

from coaching.watch.recording import Floats

Z95 = 1.96

COARSEST_SPM = 2.0
"""Of whole strides a minute."""

_HALVES = {COARSEST_SPM / 2**i for i in range(8)}
_DECIMALS = {COARSEST_SPM / 10**i / part for i in range(5) for part in (1, 2)}
STEPS_SPM = sorted(_HALVES | _DECIMALS, reverse=True)
"""Halves, as the fractions of FIT have them down to 1/128 of a stride, and decimals of steps and strides."""

ARITHMETIC = 1e-9
"""What doubling and adding leave; relative to a cadence."""


def resolution_spm(cadence_spm: Floats) -> float:
    """The largest step, in steps a minute, of which all known cadences (n,) are multiples; 0 where none is.

    Few values look as if they were told more coarsely than they are, which makes intervals wider, never
    narrower. What an app has smoothed looks finer than what the watch had counted.
    """
    known = np.unique(cadence_spm[cadence_spm > 0])
    return next((step for step in STEPS_SPM if _are_multiples(known, step)), 0.0)


def rounding_spm(cadence_spm: Floats) -> float:
    """Half width of the 95 % interval that rounding alone leaves to a mean of such cadences."""
    return Z95 * resolution_spm(cadence_spm) / float(np.sqrt(12))


def _are_multiples(values: Floats, step: float) -> bool:
    return bool(np.all(np.abs(values - step * np.round(values / step)) <= ARITHMETIC * values))
