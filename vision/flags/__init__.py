"""Frames that a coach should look at."""

from vision.flags.ranking import flag

__all__ = ["flag"]
