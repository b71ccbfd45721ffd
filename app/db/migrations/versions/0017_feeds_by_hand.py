"""feeds that a steward asks for"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trust_once", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("refusals", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("refusals")
        batch_op.drop_column("trust_once")
