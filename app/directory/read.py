"""Listings as everybody may see them: a home or a person by the sector only, a number only where they agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.areas.book import AreaBook
from app.directory.answering import answered_people, organisation_contacts
from app.directory.carried_terms import terms_of
from app.directory.ease_facts import ease_of
from app.directory.rules import (
    RUNG,
    Capacity,
    Freshness,
    Kind,
    WayIn,
    back_on,
    basics_of,
    freshness,
    paused_on,
    reached_by,
)
from app.directory.shapes import (
    ListingContact,
    ListingCost,
    ListingFreshness,
    ListingOut,
    ListingPause,
    ListingSession,
)
from app.directory.store import public_rows
from app.directory.timetable import next_times, recurrence_of
from app.kernel.clock import day_begins, local_date
from app.kernel.errors import NotFound
from geo.points import Point

SESSIONS_TOLD = 4
PUBLIC_DECIMALS = 5  # about a metre; a private place's point is its sector's middle anyway

Parts = Mapping[str, Sequence[Mapping[str, Any]]]


def read_listing(session: Session, listing_id: UUID, now: datetime, areas: AreaBook | None = None) -> ListingOut:
    """One public listing; NotFound when there is none, or when nobody answers for that person today (rule 11)."""
    for row, parts in public_rows(session, [listing_id]):
        if row.kind != Kind.PERSON or answered_people(session, local_date(now), [listing_id]):
            return _listing_out(row, parts, _Reading(now, areas, organisation_contacts(session, [listing_id])))
    raise NotFound("There is no such listing here.")


def read_listings(
    session: Session, metres: Mapping[UUID, float | None], now: datetime, areas: AreaBook | None = None
) -> list[ListingOut]:
    """The listings of these ids in this order, each with how far it is; one that is no longer public is left out."""
    ids = list(metres)
    reading = _Reading(now, areas, organisation_contacts(session, ids))
    read = {row.id: _listing_out(row, parts, reading) for row, parts in public_rows(session, ids)}
    far = {key: None if metre is None else round(metre) for key, metre in metres.items()}
    return [read[key].model_copy(update={"distance_m": far[key]}) for key in ids if key in read]


@dataclass(frozen=True)
class _Reading:
    """What stays the same while listings are read: the moment, the areas, the organisations' numbers by listing."""

    now: datetime
    areas: AreaBook | None
    organisations: Mapping[UUID, tuple[str, str]]


def _listing_out(row: Any, parts: Parts, reading: _Reading) -> ListingOut:
    kind, times = Kind(row.kind), _next_sessions(row, parts, reading.now, reading.areas)
    plain: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    plain |= {name: getattr(row, name) or None for name in _OR_NONE}
    plain |= _where(row, kind) | _terms_on(row, kind)
    return ListingOut(
        **plain,
        kind=kind,
        rung=RUNG[kind],
        distance_m=None,
        next_session=times[0] if times else None,
        next_sessions=times,
        access={ease.value: answer for ease, answer in ease_of(row.ease).items()},
        way_in=WayIn(row.way_in) if row.way_in else None,
        languages=[part["language"] for part in parts["languages"]],
        cost=ListingCost(free=row.free, text=row.cost),
        capacity=Capacity(row.capacity),
        pause=pause_of(row, local_date(reading.now)),
        freshness=_freshness(row, kind, reading.now),
        contact=_contact(row, kind, reading),
    )


_SAME = ("id", "source_id", "name", "summary", "text_language", "online", "min_age", "max_age")
_OR_NONE = ("organisation", "opening", "way_in_note", "url", "licence")


def _terms_on(row: Any, kind: Kind) -> dict[str, list[str]]:
    """The vocabulary's codes as `hopes`, `gifts`, `basics` and `labels`."""
    terms = terms_of(row.terms)
    told = {name: list(codes) for name, codes in terms._asdict().items()}
    return told | {"basics": list(basics_of(kind, terms.basics))}


def _where(row: Any, kind: Kind) -> dict[str, Any]:
    """Where it is, as publicly as is allowed (rule 10); the exact address is in a table that is not read here."""
    private = bool(row.private) or kind is Kind.PERSON
    return {
        "place": (row.sector if private else row.place_name) or None,
        "address": None if private else row.address or None,
        "sector": row.sector,
        "private": private,
        "lat": None if row.lat is None else round(row.lat, PUBLIC_DECIMALS),
        "lon": None if row.lon is None else round(row.lon, PUBLIC_DECIMALS),
    }


def pause_of(row: Any, today: date) -> ListingPause | None:
    """The break that a listing's row tells of on a day; None when there is none."""
    return ListingPause(back_on=back_on(row.paused_until)) if paused_on(row.paused_until, today) else None


def _next_sessions(row: Any, parts: Parts, now: datetime, areas: AreaBook | None) -> list[ListingSession]:
    """What comes next; nothing of a break, so that nobody stands before a shut door."""
    if paused_on(row.paused_until, local_date(now)):
        back = back_on(row.paused_until)
        if back is None:
            return []
        now = day_begins(back)
    sessions = [recurrence_of(part, row.sector, row.opening) for part in parts["sessions"]]
    in_terms = any(session.term_time for session in sessions)
    terms = _terms(row, areas) if areas is not None and in_terms else ()
    return [
        ListingSession(starts=starts, ends=ends) for starts, ends in next_times(sessions, now, terms, SESSIONS_TOLD)
    ]


def _terms(row: Any, areas: AreaBook) -> Any:
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return areas.terms(areas.covering(point, row.sector))


def _freshness(row: Any, kind: Kind, now: datetime) -> ListingFreshness:
    state: Freshness = freshness(kind, row.checked_on, local_date(now))
    return ListingFreshness(state=state, checked_on=row.checked_on)


def _contact(row: Any, kind: Kind, reading: _Reading) -> ListingContact:
    organisation = reading.organisations.get(row.id, ("", ""))
    phone, email = reached_by(kind, (row.phone, row.email), organisation, shown=row.show_contact)
    return ListingContact(phone=phone or None, email=email or None)
