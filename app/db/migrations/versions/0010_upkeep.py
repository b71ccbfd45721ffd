"""keepers, calls, reports, links, merges, what is not listed, views"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "do_not_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("do_not_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_do_not_list_hash"), ["hash"], unique=False)
    op.create_table(
        "keeper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("care", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("show_agreed", sa.Boolean(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper", sa.String(), nullable=False),
        sa.Column("confirm_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("keeper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keeper_care"), ["care"], unique=False)
        batch_op.create_index(batch_op.f("ix_keeper_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_keeper_listing_id"), ["listing_id"], unique=False)
    op.create_table(
        "listing_views",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    op.create_table(
        "upkeep_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("upkeep_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upkeep_call_listing_id"), ["listing_id"], unique=False)
    op.create_table(
        "upkeep_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["gone_id"],
            ["listing.id"],
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("upkeep_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upkeep_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upkeep_merge_kept_id"), ["kept_id"], unique=False)
    op.create_table(
        "upkeep_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("from_keeper", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("upkeep_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upkeep_report_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upkeep_report_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upkeep_report_listing_id"), ["listing_id"], unique=False)
    op.create_table(
        "check_link",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("keeper_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["keeper_id"],
            ["keeper.id"],
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("check_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_link_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_link_keeper_id"), ["keeper_id"], unique=False)
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_url"), ["url"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_url"))
        batch_op.drop_index(batch_op.f("ix_listing_phone"))
        batch_op.drop_index(batch_op.f("ix_listing_email"))
    with op.batch_alter_table("check_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_link_keeper_id"))
        batch_op.drop_index(batch_op.f("ix_check_link_ends_at"))
    op.drop_table("check_link")
    with op.batch_alter_table("upkeep_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upkeep_report_listing_id"))
        batch_op.drop_index(batch_op.f("ix_upkeep_report_closed_at"))
        batch_op.drop_index(batch_op.f("ix_upkeep_report_at"))
    op.drop_table("upkeep_report")
    with op.batch_alter_table("upkeep_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upkeep_merge_kept_id"))
        batch_op.drop_index(batch_op.f("ix_upkeep_merge_gone_id"))
    op.drop_table("upkeep_merge")
    with op.batch_alter_table("upkeep_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upkeep_call_listing_id"))
    op.drop_table("upkeep_call")
    op.drop_table("listing_views")
    with op.batch_alter_table("keeper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keeper_listing_id"))
        batch_op.drop_index(batch_op.f("ix_keeper_email"))
        batch_op.drop_index(batch_op.f("ix_keeper_care"))
    op.drop_table("keeper")
    with op.batch_alter_table("do_not_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_do_not_list_hash"))
    op.drop_table("do_not_list")
