"""How often the log of a plan changed is counted, also where an entry goes again."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("plans", sa.Column("changes", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE plans SET changes = (SELECT count(*) FROM entries WHERE entries.plan = plans.id)")
