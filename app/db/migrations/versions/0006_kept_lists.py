"""lists kept for a while: ids and choices only"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_list",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("kept_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_list_ends_on"), ["ends_on"], unique=False)
    op.create_table(
        "kept_idea",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["kept_list.code"]),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"]),
        sa.PrimaryKeyConstraint("code", "position"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("kept_idea")
    op.drop_table("kept_list")
