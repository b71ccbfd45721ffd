"""photos of groups, drafts that change a listing"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("draft", sa.String(), nullable=True),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft"),
        sa.UniqueConstraint("listing_id"),
    )
    with op.batch_alter_table("group_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("changes_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("began_as", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("group_draft", schema=None) as batch_op:
        batch_op.drop_column("began_as")
        batch_op.drop_column("changes_by")
        batch_op.drop_column("changes_id")
    op.drop_table("photo")
