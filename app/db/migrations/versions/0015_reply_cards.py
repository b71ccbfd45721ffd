"""cards and texts that ask keepers without e-mail"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reply_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("keeper_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["keeper_id"],
            ["keeper.id"],
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("reply_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_card_keeper_id"), ["keeper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_card_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_card_sheet"), ["sheet"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("reply_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_card_sheet"))
        batch_op.drop_index(batch_op.f("ix_reply_card_listing_id"))
        batch_op.drop_index(batch_op.f("ix_reply_card_keeper_id"))
    op.drop_table("reply_card")
