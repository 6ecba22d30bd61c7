"""The errors of the lab. Every message is one plain sentence that says what to do.

MidstanceError
└── LabError
    └── TooFewClips     nothing is repeated
"""

from vision import MidstanceError


class LabError(MidstanceError):
    """Base of what the lab raises on purpose."""


class TooFewClips(LabError):
    """Nothing is repeated, or nothing was measured."""
