"""The errors of the lab. Every message is one plain sentence that says what to do.

MidstanceError
└── LabError
    ├── UnusableTable   a table that lacks a column, or holds what cannot be read
    └── TooFewClips     nothing is repeated
"""

from vision import MidstanceError


class LabError(MidstanceError):
    """Base of what the lab raises on purpose."""


class UnusableTable(LabError):
    """The table lacks a column, or holds what cannot be read."""


class TooFewClips(LabError):
    """Nothing is repeated, or nothing was measured."""
