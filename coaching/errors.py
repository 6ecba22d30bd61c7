"""The errors of coaching. Every message is one plain sentence that says what to do.

MidstanceError
└── CoachingError
    ├── UnreadableWatchFile   no FIT, TCX or GPX file, or a damaged one
    ├── UnusableReport        a report that no baseline can be taken from
    ├── UnreadablePlan        a file that is no plan, log or baseline, or none that this version reads
    └── InvalidEntry          an entry of the log, or a setting, that cannot be true
"""

from vision import MidstanceError


class CoachingError(MidstanceError):
    """Base of what coaching raises on purpose."""


class UnreadableWatchFile(CoachingError):
    """The file is of no kind that is read, or damaged."""


class UnusableReport(CoachingError):
    """The report tells no cadence at a known speed, or does not go with the other."""


class UnreadablePlan(CoachingError):
    """The file is no plan, log or baseline, or none that this version reads."""


class InvalidEntry(CoachingError):
    """Something that was said cannot be true, or contradicts another."""
