"""Files for other tools, one module for each kind.

Markers and joint angles are those of the joints that the measures are about, with gaps filled and noise
smoothed; poses are the landmarks as the network drew them, with the legs put right.
"""

from vision.exports.tables import (
    events_table,
    steps_table,
    strides_table,
    write_events_csv,
    write_landmarks,
    write_steps_csv,
    write_strides_csv,
    write_table,
)

__all__ = [
    "events_table",
    "steps_table",
    "strides_table",
    "write_events_csv",
    "write_landmarks",
    "write_steps_csv",
    "write_strides_csv",
    "write_table",
]
