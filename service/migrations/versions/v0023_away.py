"""A correction comes back when what took its place is undone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("corrections", sa.Column("replaced_by", sa.String(32)))
    op.add_column("corrections", sa.Column("away", sa.JSON, nullable=False, server_default="[]"))
