"""What goes wrong when accounts, keys, athletes and links are made and changed."""

from vision import MidstanceError


class Unusable(MidstanceError):
    """Something that cannot be made, found or kept as was asked; the message says what to do."""


class LoginRefused(MidstanceError):
    """A login through a provider that cannot be trusted; the message says what to do."""


class NotAdmitted(MidstanceError):
    """Somebody whom the provider knows, and who may not come in here; the message says what to do."""


class ProviderFault(MidstanceError):
    """The provider does not answer as it should; the message says what it did."""


class UnknownAthlete(Exception):
    """There is no athlete of this id whom the caller may see."""


class NotTheOwner(Exception):
    """The caller may see a thing, and not change it."""
