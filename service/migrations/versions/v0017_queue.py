"""The queue of flags is read in its order, without sorting all that are open."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    heaviest = "weight DESC"  # of which SQLite has those without a weight last
    if op.get_bind().dialect.name == "postgresql":
        heaviest += " NULLS LAST"
    op.create_index("ix_flags_queue", "flags", ["state", sa.text(heaviest), "analysis", "id"])
    op.drop_index("ix_flags_state", "flags")
