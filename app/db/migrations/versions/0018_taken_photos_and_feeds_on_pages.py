"""photos that were taken away and can be put back, feeds that are added on a page and tried first"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_from", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key("photo_taken_from_fkey", "listing", ["taken_from"], ["id"])
        batch_op.create_index("ix_photo_taken_from", ["taken_from"])
        batch_op.create_index("ix_photo_taken_at", ["taken_at"])
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="on"))
        batch_op.add_column(sa.Column("open_web", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("samples", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Undo."""
    op.execute("UPDATE feed SET removed = true WHERE state <> 'on'")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("samples")
        batch_op.drop_column("open_web")
        batch_op.drop_column("state")
    op.execute("DELETE FROM photo WHERE taken_from IS NOT NULL")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index("ix_photo_taken_at")
        batch_op.drop_index("ix_photo_taken_from")
        batch_op.drop_constraint("photo_taken_from_fkey", type_="foreignkey")
        batch_op.drop_column("taken_at")
        batch_op.drop_column("taken_from")
