"""Which report is shown, and what lies in the store without a row, become known to the database."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("analyses", sa.Column("report", sa.String(64)))
    op.add_column("analyses", sa.Column("faults", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE analyses SET report = 'outputs' WHERE status IN ('done', 'refused')")
    op.create_table(
        "strays",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("leaving", sa.Boolean, nullable=False),
    )
