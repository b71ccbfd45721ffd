"""Every query about cards and texts that ask keepers."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing, Place
from app.directory.rules import Status
from app.upkeep.model import Keeper, ReplyCard
from app.upkeep.rules import Care

SHEETS_SHOWN = 10


def keepers_without_mail(session: Session, checked_before: date) -> list[tuple[Keeper, Listing]]:
    """Keepers without e-mail and their listings that were last checked before a day, the oldest check first."""
    of, listings = columns_of(Keeper), columns_of(Listing)
    query = (
        select(Keeper, Listing)
        .join(Listing, listings.id == of.listing_id)
        .where(of.care == Care.AGREED, of.email == "", listings.status.in_((Status.PUBLIC, Status.HIDDEN)))
        .where(or_(listings.checked_on.is_(None), listings.checked_on < checked_before))
        .order_by(listings.checked_on.is_not(None), listings.checked_on, of.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def add_card(session: Session, card: ReplyCard) -> None:
    """Keep one that goes out."""
    session.add(card)
    session.flush()


def find_card(session: Session, code: str) -> ReplyCard | None:
    """The card with a code."""
    return session.execute(select(ReplyCard).where(columns_of(ReplyCard).code == code)).scalar_one_or_none()


def cards_of(session: Session, sheet: UUID) -> list[tuple[ReplyCard, Keeper, Listing]]:
    """The cards that were made together, in order."""
    of = columns_of(ReplyCard)
    query = (
        select(ReplyCard, Keeper, Listing)
        .join(Keeper, columns_of(Keeper).id == of.keeper_id)
        .join(Listing, columns_of(Listing).id == of.listing_id)
        .where(of.sheet == sheet)
        .order_by(of.code)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def sheets(session: Session) -> list[tuple[UUID, str, datetime, int, int]]:
    """The latest sheets: id, way, when, how many cards, how many answered."""
    of = columns_of(ReplyCard)
    made = func.max(of.made_at)
    query = select(of.sheet, of.way, made, func.count(), func.count(of.replied_at)).group_by(of.sheet, of.way)
    rows = session.execute(query.order_by(made.desc()).limit(SHEETS_SHOWN))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def use_card(session: Session, card_id: UUID, reply: str, at: datetime) -> bool:
    """Use a card up; False when somebody was first."""
    of = columns_of(ReplyCard)
    done = update(ReplyCard).where(of.id == card_id, of.replied_at.is_(None)).values(replied_at=at, reply=reply)
    return session.execute(done.returning(of.id)).one_or_none() is not None


def sectors_of(session: Session, listings: Iterable[Listing]) -> dict[UUID, str]:
    """The sector of each listing that has a place."""
    of = columns_of(Place)
    ids = {one.place_id: one.id for one in listings if one.place_id}
    rows = session.execute(select(of.id, of.sector).where(of.id.in_(list(ids))))
    return {ids[row.id]: row.sector for row in rows if row.sector}
