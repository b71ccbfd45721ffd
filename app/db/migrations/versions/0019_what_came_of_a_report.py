"""what a steward found out about a report, so that it can be read again"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("upkeep_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_note", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("upkeep_report", schema=None) as batch_op:
        batch_op.drop_column("closed_note")
