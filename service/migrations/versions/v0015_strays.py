"""What waits or runs is found without a look at all analyses; reports may be strays, too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("ix_analyses_status", "analyses", ["status", "flagged", "id"])
    with op.batch_alter_table("strays") as strays:
        strays.alter_column("id", existing_type=sa.String(32), type_=sa.String(128), existing_nullable=False)
