"""The nouns of a watch file.

Time is seconds from the first record, by the watch's own clock. Unknown is NaN in columns, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision import Reason

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FileKind = Literal["fit", "tcx", "gpx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLimits:
    """How much of a file is read; more is refused.

    Ten hours at one record a second are 1 to 3 MB of FIT and 10 to 25 MB of TCX or GPX.
    """

    fit_bytes: int = 16 * 2**20
    xml_bytes: int = 128 * 2**20
    records: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readings:
    """A file as it stands: `columns` by name, (n,) each, cadence in whatever it was counted in.

    `cadence` is per minute, `unix_s` the time; positions are there only for a file that holds neither speed
    nor distance. `sources` tells for a column the field that it came from. `strides_by_format` says that the
    format counts the cadence of a runner in strides.
    """

    kind: FileKind
    device: str | None
    sport: str | None
    columns: Mapping[str, Floats]
    sources: Mapping[str, str]
    strides_by_format: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A run as a watch recorded it, n records in order of time; `sources` says where a column came from.

    `notices` tell what was converted or left out. Where the runner was is not in it.
    """

    file: str
    kind: FileKind
    device: str | None
    sport: str | None
    started_at: datetime
    time_s: Floats
    cadence_spm: Floats
    speed_mps: Floats
    heart_rate_bpm: Floats
    contact_time_s: Floats
    vertical_oscillation_m: Floats
    distance_m: Floats
    sources: Mapping[str, str]
    notices: tuple[Reason, ...]
