"""Where something holds without a break."""

import numpy as np

from vision.datatypes import Bools


def stretches(holds: Bools) -> list[slice]:
    """The rows of every run of True in `holds`, (n,), in their order."""
    edges = np.flatnonzero(np.diff(holds, prepend=False, append=False))
    return [slice(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
