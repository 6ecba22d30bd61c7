"""Accounts, what opens them, and whom their analyses show."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, false

from service.instants import Instant
from service.tables.base import metadata

# `password` is a hash of it.
users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", String(256), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# Of keys, sessions and shares a hash is kept, of what only their bearers know.
keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("label", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
)

# Of one issuer an account has one subject, which is what the issuer calls a person.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("user", "issuer", name="uq_identities_user"),
)

# `owner` made the entry, `user` is the account of the athlete, `coach` that of who looks at the analyses.
athletes = Table(
    "athletes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("user", ForeignKey("users.id"), index=True),
    Column("coach", ForeignKey("users.id"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("notes", Text, nullable=False, server_default=""),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("maker", String(32), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("blur_faces", Boolean, nullable=False, server_default=false()),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String(32), nullable=False),
    Column("what", String(32), nullable=False),
    Column("to", String(200), nullable=False),
)
