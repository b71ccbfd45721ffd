"""drafts of groups, and the ways to know one again"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "group_draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("others_seen", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("group_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_draft_kept_at"), ["kept_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("group_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_draft_kept_at"))
    op.drop_table("group_draft")
