"""access facts as one text beside the listing, no longer as rows of their own"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
LISTING = sa.table(
    "listing", sa.column("id", sa.Uuid()), sa.column("ease", sa.String()), sa.column("ease_checked_on", sa.Date())
)
FACT = sa.table(
    "listing_ease", sa.column("listing_id", sa.Uuid()), sa.column("ease", sa.String()), sa.column("answer", sa.String()),
    sa.column("checked_on", sa.Date()),
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ease", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ease_checked_on", sa.Date(), nullable=True))
    connection = op.get_bind()
    change = sa.update(LISTING).where(LISTING.c.id == sa.bindparam("key"))
    change = change.values(ease=sa.bindparam("text"), ease_checked_on=sa.bindparam("day"))
    for ids in _batches(connection.execute(sa.select(FACT.c.listing_id).distinct()).scalars().all()):
        told = sa.select(FACT).where(FACT.c.listing_id.in_(ids)).order_by(FACT.c.listing_id)
        facts = groupby(connection.execute(told), key=lambda fact: fact.listing_id)
        connection.execute(change, [_as_text(key, list(of)) for key, of in facts])
    op.drop_table("listing_ease")


def downgrade() -> None:
    """Undo."""
    op.create_table(
        "listing_ease",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("ease", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
        ),
        sa.PrimaryKeyConstraint("listing_id", "ease"),
    )
    connection = op.get_bind()
    for some in _batches(connection.execute(sa.select(LISTING).where(LISTING.c.ease != "")).all()):
        connection.execute(sa.insert(FACT), [fact for listing in some for fact in _as_facts(listing)])
    for column in ("ease_checked_on", "ease"):  # not by a copy of the table, to which most of the others point
        op.execute(f"ALTER TABLE listing DROP COLUMN {column}")


def _as_text(key: Any, facts: Sequence[Any]) -> dict[str, Any]:
    said = " ".join(sorted(f"{fact.ease}:{fact.answer}" for fact in facts))
    days = [fact.checked_on for fact in facts if fact.checked_on]  # all facts of a listing were written with one day
    return {"key": key, "text": f" {said} ", "day": max(days, default=None)}


def _as_facts(listing: Any) -> list[dict[str, Any]]:
    pairs = [fact.split(":") for fact in listing.ease.split()]
    same = {"listing_id": listing.id, "checked_on": listing.ease_checked_on}
    return [same | {"ease": ease, "answer": answer} for ease, answer in pairs]


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
