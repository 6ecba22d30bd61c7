"""The error tree. Every message is one plain sentence that says what to do.

MidstanceError
├── UnreadableVideo       not a video, truncated, no picture, no frame
│   └── OverLimit         a video that is longer, larger or of more frames than allowed
├── UnreadableLandmarks   a landmark file that cannot be used
├── UnreadableForces      a file of force plates that cannot be used
├── UnusableTable         a table that lacks a column, or holds what cannot be read
├── UnreadableReport      a file that is no report, or none that this version reads
├── NetworksUnavailable   the pose networks are neither cached nor to be had
├── InvalidSetting        a setting outside its range
├── InvalidCorrection     a correction that cannot be true of the clip
├── CannotExport          a report without what a kind of file needs
└── CannotMeasure         the clip was read, and running form cannot be measured in it
"""

from typing import Literal


class MidstanceError(Exception):
    """Base of every error that this project raises on purpose."""


class UnreadableVideo(MidstanceError):
    """The file has no picture that can be decoded."""


class OverLimit(UnreadableVideo):
    """The video is longer, larger or of more frames than the limit that the message names."""


class UnreadableLandmarks(MidstanceError):
    """The landmark file lacks what an analysis needs."""


class UnreadableForces(MidstanceError):
    """The file of force plates does not show which foot bears weight when.

    `untold` is the parameter of `read_force_contacts` that would tell what the file does not, if any would.
    """

    def __init__(self, message: str, *, untold: Literal["columns", "first", "hz"] | None = None) -> None:
        super().__init__(message)
        self.untold = untold


class UnusableTable(MidstanceError):
    """The table lacks a column, or holds what cannot be read."""


class UnreadableReport(MidstanceError):
    """The file is no report, or one that this version does not read."""


class NetworksUnavailable(MidstanceError):
    """The pose networks are not cached and could not be fetched or verified."""


class InvalidSetting(MidstanceError):
    """A setting is outside its range or contradicts another."""


class InvalidCorrection(MidstanceError):
    """A correction cannot be true of the clip, or contradicts another."""


class CannotExport(MidstanceError):
    """The report lacks what a kind of file needs, or has more than it holds."""


class CannotMeasure(MidstanceError):
    """The clip was read, and running form cannot be measured in it.

    `code` is stable and meant for programs; the message is meant for the runner.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
