"""Clips, analyses and what goes on with them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from service.instants import Instant
from service.tables.base import metadata

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
# `again_of` is the analysis of the same clip in which somebody else was followed, while that is there.
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
    Column("again_of", String(32), index=True),
    Index("ix_analyses_owner", "owner", "id"),
    Index("ix_analyses_athlete", "athlete"),
    Index("ix_analyses_status", "status", "flagged", "id"),  # what is going on, and what is still to be read
    Index("ix_analyses_batch", "batch", "id"),
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

# `leaving` says that the blobs are to be removed; the others wait for the row of their upload or revision.
strays = Table(
    "strays",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("leaving", Boolean, nullable=False),
)
