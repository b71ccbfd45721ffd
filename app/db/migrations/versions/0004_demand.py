"""totals of hopes that were not met"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "demand",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 5", name="ck_demand_least"),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_week"), ["week"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("demand")
