"""Whose request this is: what the tables of others' things are filtered by."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["runner", "coach", "admin"]
Scope = Literal["read", "write", "manage"]


@dataclass(frozen=True, slots=True)
class Caller:
    """An account at work; `id` is random and stays the same.

    `scope` says how far the key goes that was shown: to read, to write too, or to manage keys and accounts
    as far as the role allows. A browser's `session` goes as far as its account.
    """

    id: str
    role: Role
    scope: Scope = "manage"
    session: str | None = None

    def answers_for(self, owner: str) -> bool:
        """Whether, of what the caller sees, this owner's is theirs to correct, to sign off and to link to."""
        return self.id == owner or self.role == "coach"


LOCAL = Caller("local", "coach")  # whoever sits at this machine, where nobody has an account
