"""What whoever keeps an athlete wants to remember."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("athletes", sa.Column("notes", sa.Text, nullable=False, server_default=""))
