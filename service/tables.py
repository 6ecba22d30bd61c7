"""The tables, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from service.instants import Instant

metadata = MetaData()

# `settings` are those of each clip that comes without; `clips` is how many are to come, if that is known.
batches = Table(
    "batches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("athlete", String(32), index=True),
    Column("clips", Integer),
    Column("created_at", Instant, nullable=False),
    Index("ix_batches_owner", "owner", "id"),
)

# `job` is the one job that may work on the analysis; `run` is who does so now. A run that finds another in
# its place has lost the analysis. `report` is where in the store the report lies that is shown;
# of those that wait, a lower `turn` goes first. `flagged` says that the flags of the report are rows.
analyses = Table(
    "analyses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("rear_file_name", Text),
    Column("settings", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("faults", Integer, nullable=False, server_default="0"),
    Column("stage", Text),
    Column("fraction", Float),
    Column("job", String(64), nullable=False),
    Column("run", String(32)),
    Column("report", String(64)),
    Column("turn", Integer, nullable=False, server_default="1"),
    Column("flagged", Boolean, nullable=False, server_default=false()),
    Column("owner", String(32), nullable=False, server_default="local"),
    Column("athlete", String(32)),
    Column("batch", ForeignKey("batches.id")),
    Index("ix_analyses_owner", "owner", "id"),
    Index("ix_analyses_athlete", "athlete"),
    Index("ix_analyses_status", "status", "flagged", "id"),  # what is going on, and what is still to be read
    Index("ix_analyses_batch", "batch", "id"),
)

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

# `name` is that of a slot of work; its machine writes `seen_at` as long as the worker in it is alive.
workers = Table(
    "workers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

# Each name is there from the start, with 0.
tallies = Table(
    "tallies",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("amount", Float, nullable=False),
)

# Of the key and the request only hashes are kept; `location` is what the request made.
answers = Table(
    "answers",
    metadata,
    Column("owner", String(32), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("location", String(200), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

# Of `length` bytes the first `received` are on the disk. A row with an analysis is the record of its clip.
uploads = Table(
    "uploads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), index=True),
    Index("ix_uploads_owner", "owner", "sha256"),
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

# The secret has to be there as it is: messages are signed with it.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("url", String(500), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)

# `told` is the status of the analysis that the message tells, `status` that of the delivery.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("webhook", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("told", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fault", Text),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("delivered_at", Instant),
    Index("ix_deliveries_due", "status", "next_at"),
)

# Revision 0 is the first report and has no row; `report` is where the report lies, none where all was undone.
revisions = Table(
    "revisions",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("report", String(64)),
)

# `body` is what was said; it holds from the revision `made_in` on, until the one that it was `undone_in`.
corrections = Table(
    "corrections",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("comment", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_in", Integer, nullable=False),
    Column("undone_in", Integer),
)

# What the newest report flags, and what an older one did. `author` was the last to set state or comment;
# `revision` is the one that set the state, none where a person did.
flags = Table(
    "flags",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("time_s", Float),
    Column("frame", Integer, nullable=False),
    Column("side", String(8)),
    Column("reason_code", String(64), nullable=False),
    Column("message", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("weight", Float),
    Column("clip", String(8)),
    Column("state", String(16), nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("author", String(32)),
    Column("reviewed_at", Instant),
    Column("revision", Integer),
    Index("ix_flags_state", "state", "weight"),
)

# The last one of each analysis.
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("words", Text, nullable=False),
)

# `leaving` says that the blobs are to be removed; the others wait for the row of their upload or revision.
strays = Table(
    "strays",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("leaving", Boolean, nullable=False),
)
