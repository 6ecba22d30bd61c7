"""A clip may be analysed again with another person in it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("analyses", sa.Column("again_of", sa.String(32)))
    op.create_index("ix_analyses_again_of", "analyses", ["again_of"])
