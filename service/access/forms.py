"""What the routes of accounts take and give."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.access.callers import Role, Scope
from service.access.passwords import LONGEST, SHORTEST

ID = Annotated[str, Field(max_length=32)]
WHEN = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
LATER = datetime(2026, 6, 3, 7, 30, tzinfo=UTC)
SOMEBODY = "8c1f6a0e5b7d4c2f9a3e6d8b0f1c2e4a"
SOMEBODY_ELSE = "1d9e4b7a2c6f4e0d8b5a3c7f9e1d2b60"


class Sent(BaseModel):
    """What a client sends as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Login(Sent):
    """Who logs in."""

    name: str = Field(max_length=64, description="Name of the account.")
    password: str = Field(max_length=1024, description="Its password.")


class Passwords(Sent):
    """The password that is, and the one that shall be."""

    current: str = Field(max_length=1024, description="The password as it is.")
    new: str = Field(max_length=1024, description=f"Another, of {SHORTEST} to {LONGEST} characters.")


class NewUser(Sent):
    """An account to be made."""

    name: str = Field(max_length=64, description="Small letters, digits and . _ - + @.")
    role: Role = Field(description="A runner sees the own analyses, a coach those of athletes too.")
    password: str = Field(max_length=1024, description=f"{SHORTEST} to {LONGEST} characters.")


class UserChange(Sent):
    """What becomes of an account; what is left out stays."""

    role: Role | None = Field(default=None, description="Its new role.")
    disabled: bool | None = Field(default=None, description="Whether it is closed.")


class NewKey(Sent):
    """A key to be made."""

    label: str = Field(min_length=1, max_length=64, description="What it is for.")
    scope: Scope = Field(
        default="write", description="How far it goes: read, write too, or manage keys and accounts too."
    )
    days: int = Field(default=365, ge=1, le=3650, description="Days for which it is valid.")


class NewShare(Sent):
    """A link to be made."""

    days: int = Field(default=30, ge=1, le=365, description="Days for which it is valid.")
    blur_faces: bool = Field(
        default=False, description="Show pictures in which only the runner's body is sharp, without the head."
    )


class AthleteForm(Sent):
    """An athlete as they shall be kept."""

    name: str = Field(min_length=1, max_length=100, description="What the owner calls them.")
    user: ID | None = Field(
        default=None,
        description="Id of the athlete's own account; only a coach may give another's than the own.",
    )
    coach: ID | None = Field(default=None, description="Id of the coach's account.")
    notes: str = Field(
        default="", max_length=20_000, description="What to remember; the athlete and the coach read it too."
    )


class AnalysisChange(Sent):
    """What of an analysis can be changed."""

    athlete: ID | None = Field(description="Id of the athlete whom it shows, or null.")


class User(BaseModel):
    """An account."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str = Field(description="Random and for ever.")
    name: str
    role: Role
    disabled: bool = Field(description="Whether it is closed.")
    created_at: datetime


class Me(BaseModel):
    """The caller's own account."""

    id: str = Field(description="What to tell a coach or an athlete who wants to name this account.")
    name: str
    role: Role
    scope: Scope = Field(description="How far the key or session goes.")
    csrf_token: str | None = Field(
        default=None, description="What a session sends as X-CSRF-Token with each change."
    )


class KeyDocument(BaseModel):
    """A key, without its secret."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str = Field(description="The public part of it.")
    label: str
    scope: Scope
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = Field(default=None, description="When it was last used, to the minute.")


class NewKeyDocument(KeyDocument):
    """A key with its secret."""

    secret: str | None = Field(
        default=None, description="To be sent as Authorization: Bearer; told only in the first answer."
    )


class ShareDocument(BaseModel):
    """A link, without what makes it one."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = Field(default=None, description="When it was last opened.")
    blur_faces: bool = Field(default=False, description="Whether its pictures come without faces.")


class NewShareDocument(ShareDocument):
    """A link."""

    url: str | None = Field(
        default=None, description="Shows the report to whoever has it; told only in the first answer."
    )


class AthleteDocument(BaseModel):
    """An athlete."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    owner: str = Field(description="Id of the account that keeps the entry.")
    name: str
    user: str | None = Field(description="Id of the athlete's own account.")
    coach: str | None = Field(description="Id of the coach's account.")
    notes: str = Field(description="What its owner wants to remember.")
    created_at: datetime


class DeedDocument(BaseModel):
    """A line of the audit trail."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    number: int
    at: datetime
    who: str = Field(description="Id of an account; operator is whoever used the command line.")
    what: str = Field(description="The method of the request, or the command.")
    to: str = Field(description="The address of what it was done to.")


def sample(kind: type[BaseModel], **fields: object) -> dict[str, Any]:
    """A document as the routes give it."""
    return kind.model_validate(fields).model_dump(mode="json")
