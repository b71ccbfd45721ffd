"""Every query about keepers: their drafts, what they look after, and the links that ask them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing
from app.directory.rules import Status
from app.upkeep.model import CheckLink, GroupDraft, Keeper, Photo
from app.upkeep.rules import CHANGEABLE, Care

# Drafts


def write_draft(session: Session, draft: GroupDraft) -> None:
    """Keep a new draft."""
    session.add(draft)
    session.flush()


def find_draft(session: Session, key: str) -> GroupDraft | None:
    """The draft under a key."""
    return session.get(GroupDraft, key)


def delete_drafts(session: Session, before: datetime) -> int:
    """Forget drafts that nobody touched since a moment, and their photos; how many."""
    of = columns_of(GroupDraft)
    gone = list(session.execute(delete(GroupDraft).where(of.kept_at < before).returning(of.key)).scalars())
    session.execute(delete(Photo).where(columns_of(Photo).draft.in_(gone)))
    return len(gone)


# Keepers


def add_keeper(session: Session, keeper: Keeper) -> None:
    """Somebody who looks after a listing, or asks to."""
    session.add(keeper)
    session.flush()


def keeper(session: Session, keeper_id: UUID) -> Keeper | None:
    """One of them."""
    return session.get(Keeper, keeper_id)


def keepers_of(session: Session, listing_id: UUID) -> list[Keeper]:
    """Who looks after a listing or asked to, the first first."""
    of = columns_of(Keeper)
    return list(
        session.execute(select(Keeper).where(of.listing_id == listing_id).order_by(of.made_at, of.id)).scalars()
    )


def kept_by(session: Session, account_id: UUID, address: str) -> list[tuple[Keeper, Listing]]:
    """What somebody looks after who has signed in, by their account or their address, by name; each listing once."""
    of, listings = columns_of(Keeper), columns_of(Listing)
    theirs = or_(of.account_id == account_id, func.lower(of.email) == address.casefold())
    query = select(Keeper, Listing).join(Listing, listings.id == of.listing_id)
    query = query.where(of.care == Care.AGREED, theirs, listings.status.in_(list(CHANGEABLE)))
    rows = session.execute(query.order_by(listings.name, listings.id, of.made_at)).all()
    return list({listing.id: (keeper, listing) for keeper, listing in rows}.values())


def rows_of(session: Session, account_id: UUID, address: str, listing_id: UUID) -> list[Keeper]:
    """Every grant by which somebody who has signed in looks after one listing, wherever it stands."""
    of = columns_of(Keeper)
    theirs = or_(of.account_id == account_id, func.lower(of.email) == address.casefold())
    query = select(Keeper).where(of.listing_id == listing_id, of.care == Care.AGREED, theirs)
    return list(session.execute(query.order_by(of.made_at, of.id)).scalars())


def follow(session: Session, listing_id: UUID, *, was: tuple[str, str], now: tuple[str, str]) -> None:
    """Who looks after it at the number and e-mail that it had is asked at those that it has now."""
    for one in keepers_of(session, listing_id):
        if one.care != Care.AGREED:
            continue
        if one.phone and one.phone == was[0] and now[0]:
            one.phone = now[0]
        if one.email and one.email == was[1] and now[1]:
            one.email = now[1]
        session.add(one)
    session.flush()


def claims(session: Session) -> list[Keeper]:
    """Who asked to look after a listing and has no answer yet."""
    of = columns_of(Keeper)
    query = select(Keeper).where(of.care == Care.ASKED, of.via == "claimed").order_by(of.made_at, of.id)
    return list(session.execute(query).scalars())


def keepers_to_ask(session: Session, checked_before: date) -> list[tuple[Keeper, Listing]]:
    """Keepers with an e-mail and their public listings that were last checked before a day, the oldest check first."""
    of, listings = columns_of(Keeper), columns_of(Listing)
    query = (
        select(Keeper, Listing)
        .join(Listing, listings.id == of.listing_id)
        .where(of.care == Care.AGREED, of.email != "", listings.status == Status.PUBLIC)
        .where(or_(listings.checked_on.is_(None), listings.checked_on < checked_before))
        .order_by(listings.checked_on.is_not(None), listings.checked_on, of.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def last_asked(session: Session) -> dict[str, datetime]:
    """When each keeper's address was last written to."""
    of = columns_of(Keeper)
    query = select(of.email, func.max(of.asked_at).label("at")).where(of.asked_at.is_not(None)).group_by(of.email)
    return {row.email: row.at for row in session.execute(query)}


def move_keepers(session: Session, from_id: UUID, to_id: UUID) -> list[UUID]:
    """Whoever looks after one listing looks after another from now on; who they are."""
    of = columns_of(Keeper)
    moved = update(Keeper).where(of.listing_id == from_id).values(listing_id=to_id).returning(of.id)
    return list(session.execute(moved).scalars())


def move_back(session: Session, keepers: Sequence[UUID], to_id: UUID) -> None:
    """These look after another listing again."""
    session.execute(update(Keeper).where(columns_of(Keeper).id.in_(list(keepers))).values(listing_id=to_id))


# Check links


def add_link(session: Session, link: CheckLink) -> None:
    """Keep a link that goes out by mail."""
    session.add(link)
    session.flush()


def find_link(session: Session, key: str) -> CheckLink | None:
    """The link under a key."""
    return session.get(CheckLink, key)


def use_link(session: Session, key: str, reply: str, at: datetime) -> bool:
    """Use a link up; False when somebody was first."""
    of = columns_of(CheckLink)
    done = update(CheckLink).where(of.key == key, of.used_at.is_(None)).values(used_at=at, reply=reply)
    return session.execute(done.returning(of.key)).one_or_none() is not None
