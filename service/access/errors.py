"""What goes wrong when accounts, keys, athletes and links are made and changed."""

from vision import MidstanceError


class Unusable(MidstanceError):
    """Something that cannot be made, found or kept as was asked; the message says what to do."""


class UnknownAthlete(Exception):
    """There is no athlete of this id whom the caller may see."""


class NotTheOwner(Exception):
    """The caller may see a thing, and not change it."""
