"""Whether two reports tell the same, but for the rounding that differs between processors."""

import math
from typing import Any

_RELATIVE, _ABSOLUTE = 1e-9, 1e-12


def alike(kept: Any, now: Any) -> bool:
    """Whether JSON values are the same; what only `now` has does not count."""
    if isinstance(kept, float) and isinstance(now, float):
        return math.isclose(kept, now, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    if isinstance(kept, dict) and isinstance(now, dict):
        return all(name in now and alike(value, now[name]) for name, value in kept.items())
    if isinstance(kept, list) and isinstance(now, list):
        return len(kept) == len(now) and all(map(alike, kept, now))
    return bool(kept == now)
