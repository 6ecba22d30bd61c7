"""A link may show its report without faces."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("shares", sa.Column("blur_faces", sa.Boolean, nullable=False, server_default=sa.false()))
