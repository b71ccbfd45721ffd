"""vocabulary terms as one text beside the listing, no longer as rows of their own"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
LISTING = sa.table("listing", sa.column("id", sa.Uuid()), sa.column("terms", sa.String()))
TERM = sa.table(
    "listing_term", sa.column("listing_id", sa.Uuid()), sa.column("role", sa.String()), sa.column("term", sa.String())
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terms", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    change = sa.update(LISTING).where(LISTING.c.id == sa.bindparam("key")).values(terms=sa.bindparam("text"))
    for ids in _batches(connection.execute(sa.select(TERM.c.listing_id).distinct()).scalars().all()):
        told = sa.select(TERM).where(TERM.c.listing_id.in_(ids)).order_by(TERM.c.listing_id)
        terms = groupby(connection.execute(told), key=lambda term: term.listing_id)
        connection.execute(change, [{"key": key, "text": _as_text(of)} for key, of in terms])
    op.drop_table("listing_term")


def downgrade() -> None:
    """Undo."""
    op.create_table(
        "listing_term",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("listing_id", "role", "term"),
    )
    with op.batch_alter_table("listing_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_term_term"), ["term"], unique=False)
    connection = op.get_bind()
    for some in _batches(connection.execute(sa.select(LISTING).where(LISTING.c.terms != "")).all()):
        connection.execute(sa.insert(TERM), [term for listing in some for term in _as_terms(listing)])
    op.execute("ALTER TABLE listing DROP COLUMN terms")  # not by a copy of the table: most of the others point to it


def _as_text(terms: Any) -> str:
    return "\n".join(("", *sorted(f"{one.role}:{one.term}" for one in terms), ""))


def _as_terms(listing: Any) -> list[dict[str, Any]]:
    pairs = [line.partition(":") for line in listing.terms.split("\n") if line]
    return [{"listing_id": listing.id, "role": role, "term": term} for role, _, term in pairs]


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
