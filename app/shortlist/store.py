"""Every query on kept lists."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlmodel import Session

from app.db.statements import columns_of, insert_all
from app.shortlist.model import KeptIdea, KeptList
from app.shortlist.rules import Chosen, How


def write_list(session: Session, code: str, chosen: Sequence[Chosen], ends_on: date) -> None:
    """Keep a list under a code that is not in use."""
    insert_all(session, KeptList, [{"code": code, "ends_on": ends_on}])
    rows = [
        {"code": code, "position": at, "listing_id": one.listing_id, "how": one.how or ""}
        for at, one in enumerate(chosen)
    ]
    insert_all(session, KeptIdea, rows)


def find_list(session: Session, code: str, today: date) -> tuple[date, tuple[Chosen, ...]] | None:
    """The last day of a list and its ideas in their order; None when there is none, or it has ended."""
    ends_on = session.execute(select(columns_of(KeptList).ends_on).filter_by(code=code)).scalar_one_or_none()
    if ends_on is None or ends_on < today:
        return None
    ideas = columns_of(KeptIdea)
    rows = session.execute(select(ideas.listing_id, ideas.how).where(ideas.code == code).order_by(ideas.position))
    return ends_on, tuple(Chosen(row.listing_id, How(row.how) if row.how else None) for row in rows)


def delete_list(session: Session, code: str) -> None:
    """Forget one list."""
    for table in (KeptIdea, KeptList):
        session.execute(delete(table).where(columns_of(table).code == code))


def delete_ended(session: Session, today: date) -> int:
    """Forget every list whose last day is over; how many."""
    lists = columns_of(KeptList)
    over = select(lists.code).where(lists.ends_on < today)
    session.execute(delete(KeptIdea).where(columns_of(KeptIdea).code.in_(over)))
    return len(session.execute(delete(KeptList).where(lists.ends_on < today).returning(lists.code)).all())
