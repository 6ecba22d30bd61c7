"""The accuracy page that a coach reads: one table, few words."""

from collections.abc import Iterator, Sequence

import numpy as np
from goals import BANDS, rms_error
from tables import Column, Row

READABLE = (
    (Column("cadence_spm", "Cadence"), "steps a minute"),
    (Column("contact_time_s", "Contact time", 1000), "ms"),
    (Column("flight_time_s", "Flight time", 1000), "ms"),
    (Column("foot_hip_distance_m", "Foot ahead of the hip at landing", 100), "cm"),
    (Column("foot_com_distance_m", "Foot ahead of the centre of gravity", 100), "cm"),
    (Column("shank_angle_deg", "Shank at landing"), "°"),
    (Column("knee_flexion_initial_contact_deg", "Knee at landing"), "°"),
    (Column("foot_strike_angle_deg", "Foot strike angle"), "°"),
    (Column("trunk_lean_mean_deg", "Trunk lean, mean"), "°"),
    (Column("trunk_lean_range_deg", "Trunk lean, range"), "°"),
    (Column("vertical_oscillation_m", "Vertical oscillation of the hip", 100), "cm"),
)

HEAD = """# How accurate is this?

Every number in a report stands with an interval. Read the interval, not the number: the true value lies
inside it 19 times out of 20. Two numbers whose intervals overlap widely are not a change.

The table shows how far clip means lie from the truth (root mean square) on rendered runners whose form is
known exactly, filmed at different frame rates, and how wide the interval in the report is. The runner's
height was given. A dash means that the number is not shown at that frame rate.
"""

TAIL = """
## What that means on the treadmill

- **Frames a second** matter little for a mean of many steps, because strides are laid over each other.
  They matter for few steps, for foot strike in degrees (50 at the least), and for single steps (100).
- **Film 30 seconds or more.** Steps differ; the mean of forty is steadier than that of eight.
- **Give the runner's height**, or there are no centimetres (or only those that the belt's speed gives).
- **Landing is an instant.** Being 10 ms late moves the shank by 3 to 4 degrees and the ankle by 3 cm.
  Against force plates the landing is found within 5 ms for each runner we have, in the mean within 2. When
  the foot leaves is found within 16 ms at 2.5 to 4 m/s; at a slow jog of 2 m/s it is told 25 ms too early,
  and then the interval holds the truth only two times in three.
- **People are not rendered.** The joints of a filmed runner are known only to some centimetres, so intervals
  of posture are wider than the table's errors.

## What is not measured

Forces, pronation, rotation about the body's long axis, and anything that the camera does not see. From behind
there is no landing posture, from the side no step width. A clip that cannot be measured is refused with the
reason, and a number that would mislead is withheld with the reason.

How all this was found: [accuracy.md](accuracy.md) and [timing.md](timing.md).
"""


def coach_page(rows: Sequence[Row]) -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    yield f"| | {' | '.join(f'error at {band} frames a second' for band in BANDS)} | interval |"
    yield "| --- |" + " --- |" * (len(BANDS) + 1)
    for column, unit in READABLE:
        errors = [_number(rms_error(rows, column, band), unit) for band in BANDS.values()]
        yield f"| {column.heading} | {' | '.join(errors)} | ± {_number(_half_width(rows, column), unit)} |"
    yield TAIL


def _half_width(rows: Sequence[Row], column: Column) -> float:
    halves = [
        (m.high - m.low) / 2 * column.factor
        for row in rows
        for m in row.metrics(column.metric)
        if m.high is not None and m.low is not None
    ]
    return float(np.median(halves)) if halves else float("nan")


def _number(value: float, unit: str) -> str:
    gap = "" if unit == "°" else " "
    return "-" if np.isnan(value) else f"{value:.1f}{gap}{unit}"
