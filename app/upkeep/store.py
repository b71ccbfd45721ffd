"""Every query of upkeep, but what is about keepers (`keepers/store.py`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, cast, delete, func, or_, select, update
from sqlmodel import Session

from app.areas.model import Area
from app.db.changes import LISTING
from app.db.model import History
from app.db.statements import columns_of, insert_all
from app.directory.model import Listing, ListingSession, Organisation, Place, PlacePrivate
from app.directory.rules import Kind, Status, reached_by
from app.directory.shapes import SessionIn
from app.kernel.ids import new_id
from app.upkeep.duplicates import Known
from app.upkeep.model import (
    DoNotList,
    KeptCall,
    ListingViews,
    Merge,
    Report,
)
from app.upkeep.rules import Call, Outcome
from geo.postcodes import Postcode, PostcodeLevel

# What stands here or may come back: what was merged or refused is no second one.
_COUNTS = frozenset((Status.PUBLIC, Status.WAITING, Status.HIDDEN))
_PEOPLE = frozenset((Kind.PERSON, Kind.EXCHANGE))
MOST_KNOWN = 5_000
ENOUGH_NEAR = 800
MOST_AT_ONE_LINE = 300  # more have a switchboard's number: it tells nothing
MOST_CALLS = 20
MOST_FOUND = 300
MOST_DONE = 20
CHANGED_BY_KEEPER = "changed"  # beside what anybody may say is wrong: a steward looks over what a keeper changed


# Whether it stands here already


def known_near(session: Session, sectors: Sequence[str], but: UUID | None = None) -> list[Known]:
    """Listings in these sectors (nearest first), people and their hours left out: two Jeans may both read to you.

    Where many stand close together the nearest eight hundred are looked at, so that a check is as quick in a city.

    Without number, e-mail and page: `known_by_line` finds those that share one.
    """
    of, places = columns_of(Listing), columns_of(Place)
    near = of.id.table.join(
        places.id.table, places.id == of.place_id
    )  # the tables themselves: no objects are made of rows
    query = select(_key(of), of.name, places.address).select_from(near)
    rows = session.execute(
        query.where(places.sector.in_(_close(session, sectors)), *_counts(of, but)).limit(MOST_KNOWN)
    ).all()
    return [Known(key, name, address=address) for key, name, address in rows]


def _close(session: Session, sectors: Sequence[str]) -> list[str]:
    """The nearest of these sectors until eight hundred places stand in them."""
    sector = columns_of(Place).sector
    query = select(sector, func.count()).where(sector.in_(list(sectors))).group_by(sector)
    there = {row[0]: row[1] for row in session.execute(query)}
    nearer = accumulate((there.get(code, 0) for code in sectors), initial=0)
    return [code for code, before in zip(sectors, nearer, strict=False) if before < ENOUGH_NEAR]


def known_by_line(
    session: Session, phone: str, email: str, urls: Sequence[str], but: UUID | None = None
) -> list[Known]:
    """Listings with this number, e-mail or page, wherever they are."""
    of, places = columns_of(Listing), columns_of(Place)
    ways = [of.phone == phone] if phone else []
    ways += [of.email == email] if email else []
    ways += [of.url.in_(list(urls))] if urls else []
    if not ways:
        return []
    told = (_key(of), of.name, of.phone, of.email, of.url, func.coalesce(places.address, ""))
    around = of.id.table.outerjoin(places.id.table, places.id == of.place_id)
    rows = session.execute(
        select(*told).select_from(around).where(or_(*ways), *_counts(of, but)).limit(MOST_AT_ONE_LINE)
    )
    return [Known(*row) for row in rows]


def _key(of: Any) -> Any:
    # As text: to make a thousand ids takes longer than to find them, and five are wanted.
    return cast(of.id, String)


def _counts(of: Any, but: UUID | None) -> list[Any]:
    # Not asked of the columns themselves: SQLite would walk along the index of the status, which is nearly everything.
    status, kind = func.coalesce(of.status, ""), func.coalesce(of.kind, "")
    return [status.in_(_COUNTS), kind.not_in(_PEOPLE), *([of.id != but] if but else [])]


# Listings as stewards see them


@dataclass(frozen=True)
class Waiting:
    """A listing in the queue, with what ranks it."""

    id: UUID
    kind: Kind
    status: Status
    name: str
    sector: str | None
    lat: float | None
    lon: float | None
    phone: str  # the one to ring, whether or not everybody is shown it
    checked_on: date | None
    views: int
    created_at: datetime


def _waiting() -> Any:
    of, places, views, bodies = (
        columns_of(Listing),
        columns_of(Place),
        columns_of(ListingViews),
        columns_of(Organisation),
    )
    return (
        select(
            of.id, of.kind, of.status, of.name, of.phone, of.checked_on, of.created_at,
            places.sector, places.lat, places.lon, func.coalesce(views.n, 0).label("views"),
            bodies.phone.label("organisation_phone"),
        )
        .join(Place, places.id == of.place_id, isouter=True)
        .join(ListingViews, views.listing_id == of.id, isouter=True)
        .join(Organisation, bodies.id == of.organisation_id, isouter=True)
    )  # fmt: skip


def _as_waiting(session: Session, query: Any) -> list[Waiting]:
    return [_waits(dict(row)) for row in session.execute(query).mappings()]


def _waits(row: dict[str, Any]) -> Waiting:
    kind, organisation = Kind(row["kind"]), (row.pop("organisation_phone"), "")
    phone, _ = reached_by(kind, (row["phone"], ""), organisation)
    return Waiting(**row | {"kind": kind, "status": Status(row["status"]), "phone": phone})


def waiting_with(session: Session, status: Status) -> list[Waiting]:
    """Listings of a status, the oldest first."""
    of = columns_of(Listing)
    return _as_waiting(session, _waiting().where(of.status == status).order_by(of.created_at, of.id))


def summaries_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these listings say that they do."""
    of = columns_of(Listing)
    return {row.id: row.summary for row in session.execute(select(of.id, of.summary).where(of.id.in_(list(ids))))}


def waiting_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Waiting]:
    """These listings by id."""
    query = _waiting().where(columns_of(Listing).id.in_(list(ids)))
    return {one.id: one for one in _as_waiting(session, query)}


def ageing(session: Session, moving_before: date, standing_before: date, moving: Sequence[Kind]) -> list[Waiting]:
    """Public listings that were last checked before their kind's day, or never."""
    of = columns_of(Listing)
    old = or_(
        of.checked_on.is_(None),
        of.kind.in_(list(moving)) & (of.checked_on < moving_before),
        of.checked_on < standing_before,
    )
    return _as_waiting(session, _waiting().where(of.status == Status.PUBLIC, old))


def look_for(session: Session, words: Sequence[str], phone: str, email: str, area: Postcode | None) -> list[Waiting]:
    """Listings of any status whose name has all the words, or that have this number, e-mail or postcode; by name."""
    of, places, exact = columns_of(Listing), columns_of(Place), columns_of(PlacePrivate)
    name = func.lower(of.name)
    ways = [and_(*(name.contains(word, autoescape=True) for word in words))] if words else []
    ways += [or_(of.phone == phone, columns_of(Organisation).phone == phone)] if phone else []
    ways += [func.lower(of.email) == email] if email else []
    if area and area.level is PostcodeLevel.UNIT:
        ways.append(or_(places.postcode == area.text, exact.postcode == area.text))
    elif area:
        ways.append(or_(places.sector == area.text, places.sector.startswith(f"{area.text} ", autoescape=True)))
    if not ways:
        return []
    query = _waiting().join(PlacePrivate, exact.place_id == places.id, isouter=True).where(or_(*ways))
    return _as_waiting(session, query.order_by(of.name, of.id).limit(MOST_FOUND))


def listing_row(session: Session, listing_id: UUID) -> Listing | None:
    """A listing of any status."""
    return session.get(Listing, listing_id)


def hold_listing(session: Session, listing_id: UUID) -> None:
    """Nobody else changes it until this transaction is over; SQLite has one writer anyway."""
    of = columns_of(Listing)
    session.execute(select(of.id).where(of.id == listing_id).with_for_update())


def exact_place(session: Session, listing: Listing) -> tuple[Place | None, PlacePrivate | None]:
    """Where it is, with the exact address of a private place: for stewards only."""
    place = session.get(Place, listing.place_id) if listing.place_id else None
    return place, session.get(PlacePrivate, place.id) if place else None


def sessions_of(session: Session, listing_id: UUID) -> list[SessionIn]:
    """When a listing happens, of any status."""
    of = columns_of(ListingSession)
    query = select(*of).where(of.listing_id == listing_id).order_by(of.position)
    rows = session.execute(query).mappings()
    return [SessionIn.model_validate({name: row[name] for name in SessionIn.model_fields}) for row in rows]


def organisation_name(session: Session, listing: Listing) -> str:
    """Who runs it."""
    found = session.get(Organisation, listing.organisation_id) if listing.organisation_id else None
    return found.name if found else ""


def area_ids(session: Session, codes: Sequence[str]) -> frozenset[UUID]:
    """The ids of areas by code."""
    of = columns_of(Area)
    return frozenset(session.execute(select(of.id).where(of.code.in_(list(codes)))).scalars()) if codes else frozenset()


def area_codes(session: Session, ids: Iterable[UUID]) -> frozenset[str]:
    """The codes of areas by id."""
    of = columns_of(Area)
    return frozenset(session.execute(select(of.code).where(of.id.in_(list(ids)))).scalars())


# Calls and reports


def add_call(session: Session, listing_id: UUID, outcome: Outcome, *, day: date, who: str, at: datetime) -> None:
    """Keep what came of a call."""
    row = {
        "id": new_id(),
        "listing_id": listing_id,
        "day": day,
        "outcome": outcome.value,
        "note": "",
        "who": who,
        "at": at,
    }
    insert_all(session, KeptCall, [row])


def calls_of(session: Session, listing_id: UUID) -> list[Call]:
    """The latest calls to a group, the newest first."""
    of = columns_of(KeptCall)
    query = select(of.day, of.outcome).where(of.listing_id == listing_id).order_by(of.at.desc()).limit(MOST_CALLS)
    return [Call(row.day, Outcome(row.outcome)) for row in session.execute(query)]


def unanswered(session: Session) -> set[UUID]:
    """Listings whose latest call was not answered."""
    of = columns_of(KeptCall)
    latest = select(of.listing_id, func.max(of.at).label("at")).group_by(of.listing_id).subquery()
    query = select(of.listing_id).join(latest, (latest.c.listing_id == of.listing_id) & (latest.c.at == of.at))
    return set(session.execute(query.where(of.outcome == Outcome.NO_ANSWER)).scalars())


def add_report(
    session: Session, listing_id: UUID, what: str, words: str, at: datetime, from_keeper: bool = False
) -> UUID:
    """Keep that something may be wrong; its id."""
    row = {"id": new_id(), "listing_id": listing_id, "what": what, "words": words, "from_keeper": from_keeper, "at": at}
    insert_all(session, Report, [row | {"closed_by": "", "closed_note": ""}])
    found: UUID = row["id"]  # type: ignore[assignment]
    return found


def open_reports(session: Session, listing_id: UUID | None = None) -> list[Report]:
    """Reports that nobody has looked into, the oldest first."""
    of = columns_of(Report)
    query = select(Report).where(of.closed_at.is_(None)).order_by(of.at, of.id)
    return list(session.execute(query if listing_id is None else query.where(of.listing_id == listing_id)).scalars())


def report(session: Session, report_id: UUID) -> Report | None:
    """One report."""
    return session.get(Report, report_id)


def closed_reports(session: Session, listing_id: UUID) -> list[Report]:
    """Reports on a listing that are dealt with, the newest first."""
    of = columns_of(Report)
    query = select(Report).where(of.listing_id == listing_id, of.closed_at.is_not(None))
    return list(session.execute(query.order_by(of.at.desc(), of.id)).scalars())


def close_reports(session: Session, ids: Sequence[UUID], who: str, at: datetime, note: str = "") -> None:
    """These reports are dealt with."""
    of, said = columns_of(Report), {"closed_at": at, "closed_by": who, "closed_note": note}
    session.execute(update(Report).where(of.id.in_(list(ids)), of.closed_at.is_(None)).values(**said))


# Merges, history, what is not listed, views


def add_merge(session: Session, merge: Merge) -> None:
    """Keep that two were made one."""
    session.add(merge)
    session.flush()


def merge(session: Session, merge_id: UUID) -> Merge | None:
    """One merge."""
    return session.get(Merge, merge_id)


def merges_since(session: Session, since: datetime) -> list[Merge]:
    """Merges that can still be undone, the newest first."""
    of = columns_of(Merge)
    query = select(Merge).where(of.at >= since, of.undone_at.is_(None)).order_by(of.at.desc())
    return list(session.execute(query).scalars())


def history_of(session: Session, listing_id: UUID) -> list[History]:
    """What was changed on a listing, the newest first."""
    of = columns_of(History)
    query = select(History).where(of.entity == LISTING, of.entity_id == listing_id).order_by(of.at.desc(), of.id.desc())
    return list(session.execute(query).scalars())


def done_by(session: Session, who: str, since: datetime) -> list[History]:
    """What somebody changed on listings of late, the newest first."""
    of = columns_of(History)
    query = select(History).where(of.entity == LISTING, of.who == who, of.at >= since)
    return list(session.execute(query.order_by(of.at.desc(), of.id.desc()).limit(MOST_DONE)).scalars())


def made_at(session: Session, listing_id: UUID, who: str, at: datetime) -> History | None:
    """The first change that somebody made on a listing at that very moment."""
    of = columns_of(History)
    query = select(History).where(of.entity == LISTING, of.entity_id == listing_id, of.who == who, of.at == at)
    return session.execute(query.order_by(of.id).limit(1)).scalar_one_or_none()


def history_entry(session: Session, entry_id: UUID) -> History | None:
    """One change."""
    return session.get(History, entry_id)


def barred_hashes(session: Session) -> frozenset[str]:
    """What may not be listed now."""
    of = columns_of(DoNotList)
    return frozenset(session.execute(select(of.hash).where(of.lifted_at.is_(None))).scalars())


def add_barred(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what must not be listed."""
    insert_all(session, DoNotList, rows)


def barred_rows(session: Session) -> list[DoNotList]:
    """All that may not be listed now, the newest first."""
    of = columns_of(DoNotList)
    return list(session.execute(select(DoNotList).where(of.lifted_at.is_(None)).order_by(of.at.desc())).scalars())


def lift(session: Session, entry_id: UUID, at: datetime) -> None:
    """It may be listed again."""
    session.execute(update(DoNotList).where(columns_of(DoNotList).id == entry_id).values(lifted_at=at))


def add_views(session: Session, views: dict[UUID, int]) -> None:
    """Count pages that were looked at."""
    of = columns_of(ListingViews)
    known = set(session.execute(select(of.listing_id).where(of.listing_id.in_(list(views)))).scalars())
    there = set(
        session.execute(select(columns_of(Listing).id).where(columns_of(Listing).id.in_(list(views)))).scalars()
    )
    for listing_id, n in views.items():
        if listing_id in known:
            session.execute(update(ListingViews).where(of.listing_id == listing_id).values(n=of.n + n))
    insert_all(session, ListingViews, [{"listing_id": i, "n": n} for i, n in views.items() if i in there - known])


def forget_views(session: Session, listing_id: UUID) -> None:
    """Somebody has checked it: counting begins anew."""
    session.execute(delete(ListingViews).where(columns_of(ListingViews).listing_id == listing_id))
