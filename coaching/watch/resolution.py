"""How finely a watch told what it recorded, and what its rounding leaves unknown of a mean.

Rounding moves every record of a steady run by the same: no number of them takes that away. Where in its step
the true value lies is not known, so it counts as evenly spread over it, as JCGM 100:2008, 4.3.7, has it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from coaching.watch.recording import Floats
from vision import Z95

COARSEST_SPM = 2.0
"""Of whole strides a minute."""

_HALVES = {COARSEST_SPM / 2**i for i in range(8)}


def _decimals(coarsest: float) -> set[float]:
    return {coarsest / 10**i / part for i in range(5) for part in (1, 2)}


STEPS: Mapping[str, Sequence[float]] = {
    unit: sorted(steps, reverse=True)
    for unit, steps in {
        "spm": _HALVES | _decimals(COARSEST_SPM),
        "m/s": _decimals(0.1),
        "bpm": _decimals(1.0),
        "s": _decimals(1e-3),
        "m": _decimals(1e-3),
    }.items()
}
"""In which a unit is told: decimals, from whole beats, milliseconds and millimetres down; of steps a minute
also halves, as the fractions of FIT have them down to 1/128 of a stride, and decimals of strides."""

ARITHMETIC = 1e-9
"""What doubling and adding leave; relative to a value."""


def resolution(values: Floats, unit: str) -> float:
    """The largest step of which all known values (n,) are multiples; 0 where none is.

    Few values look as if they were told more coarsely than they are, which makes intervals wider, never
    narrower. What an app has smoothed looks finer than what the watch had counted.
    """
    known = np.unique(values[values > 0])
    return next((step for step in STEPS[unit] if _are_multiples(known, step)), 0.0)


def rounding(values: Floats, unit: str) -> float:
    """Half width of the 95 % interval that rounding alone leaves to a mean of such values (n,)."""
    return Z95 * resolution(values, unit) / float(np.sqrt(12))


def _are_multiples(values: Floats, step: float) -> bool:
    return bool(np.all(np.abs(values - step * np.round(values / step)) <= ARITHMETIC * values))
