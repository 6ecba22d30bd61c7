"""What coaches see, correct and sign."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, String, Table, Text

from service.instants import Instant
from service.tables.base import metadata

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

# `body` is what was said; it holds from the revision `made_in` on, until the one that it was `undone_in`,
# where `replaced_by` may have taken its place; `away` are the spans after which it came back.
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
    Column("replaced_by", String(32)),
    Column("away", JSON, nullable=False, server_default="[]"),
)

# What the newest report flags, and what an older one did. `author` was the last to set state or comment;
# `revision` is the one that set the state, none where a person did.
# An index in the order of the queue, which each database writes its own way, is with the migrations alone.
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
)

# `points_px` are x and y in the upright picture, `text` stands beside them.
drawings = Table(
    "drawings",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("frame", Integer, nullable=False),
    Column("shape", String(16), nullable=False),
    Column("points_px", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
)

# What a coach writes to one report; `edition` counts how often.
sheets = Table(
    "sheets",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("author", String(32), nullable=False),
    Column("updated_at", Instant, nullable=False),
)

# The last one of each analysis; `sheet` is what was signed.
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("words", Text, nullable=False),
    Column("sheet", JSON),
)
