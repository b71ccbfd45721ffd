"""From the items of an OpenActive opportunity to a listing, tolerantly; pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.directory.kinds import Sorted, sort_row
from app.directory.mending import mend_email, mend_phone, mend_url
from app.directory.refuges import PROBLEM, refuge_words
from app.directory.rules import Answer, Ease, Kind, WayIn
from app.directory.shapes import (
    NAME_MAX,
    NO_NAME,
    TEXT_MAX,
    ContactIn,
    Draft,
    ListingIn,
    OrganisationIn,
    PlaceIn,
    Refusal,
)
from app.directory.tagging import Said, Tagger
from app.kernel.plain_errors import first_wrong
from app.kernel.text import shortened
from app.standards.hsds.fields import Mender, Thing, raw, thing, things
from app.standards.openactive.items import SERIES, Item
from app.standards.openactive.times import is_cancelled, sessions_of
from geo.postcodes import PostcodeError, parse_postcode

SHOWN = 80
_GENDER = {"FemaleOnly": Ease.WOMEN_ONLY, "MaleOnly": Ease.MEN_ONLY}


def read_opportunity(
    parent: str, items: Sequence[Item], row: int, told_kind: Kind | None, tag: Tagger, today: date
) -> Draft | Refusal | None:
    """The listing that these items are; None when it is cancelled, or nothing of it is still to come."""
    series = next((item.data for item in items if item.kind in SERIES and item.data), None)
    times = [item.data for item in items if item.kind not in SERIES and item.data]
    chain = _chain(series, times)
    if not chain or is_cancelled(chain[0]):
        return None
    mender = Mender()
    name = mender.line(_first(chain, "name"), NAME_MAX)
    if not name:
        return Refusal(row=row, field="name", problem=NO_NAME, value=parent[:SHOWN])
    sessions = sessions_of(chain[0], times, today)
    if series is None and not sessions:
        return None
    try:
        listing = _listing(_Told(chain, name, mender), told_kind, tag, parent)
    except ValidationError as error:
        where, why = first_wrong(error, "event")
        return Refusal(row=row, field=where, problem=why, value=name[:SHOWN])
    if listing.place and (words := refuge_words(name, listing.summary)):
        return Refusal(row=row, field="place", problem=PROBLEM, value=words)
    listing = listing.model_copy(update={"sessions": sessions})
    return Draft(row=row, key=parent, listing=listing, repairs=mender.repairs)


def _chain(series: Thing | None, times: Sequence[Thing]) -> list[Thing]:
    """What is said of it, nearest first: the series, else what its first time says itself; then what is above."""
    first: Thing = series or next(iter(times), {})
    found = [first] if first else []
    while found and len(found) < 5 and (above := thing(found[-1], "superEvent", "facilityUse")):
        found.append(above)
    return found


def _first(chain: Iterable[Thing], *names: str) -> str:
    return next((said for data in chain if (said := raw(data, *names))), "")


def _within(chain: Iterable[Thing], *names: str) -> Thing:
    return next((found for data in chain if (found := thing(data, *names))), {})


def _all(chain: Iterable[Thing], name: str) -> list[Thing]:
    return next((found for data in chain if (found := list(things(data, name)))), [])


class _Told:
    """What is said of one opportunity, with a count of repairs."""

    def __init__(self, chain: list[Thing], name: str, mender: Mender) -> None:
        self.chain, self.name, self.mender = chain, name, mender
        self.activities = ", ".join(dict.fromkeys(self._labels("activity", "category", "facilityType")))
        self.summary = mender.text(_first(chain, "description"), TEXT_MAX)

    def _labels(self, *names: str) -> Iterator[str]:
        for data in self.chain:
            for one in things(data, *names):
                yield raw(one, "prefLabel", "name")


def _listing(told: _Told, told_kind: Kind | None, tag: Tagger, parent: str) -> ListingIn:
    chain, mender = told.chain, told.mender
    found = sort_row("", told.name, told.activities, told.summary)
    kind = told_kind or found.kind
    by = found.by if found.by and kind is found.kind else Sorted(kind).by
    tags = tag(kind, Said(f"{told.name}. {told.activities}", "", "", told.summary))
    body = _within(chain, "organizer", "provider", "organisation")
    low, high = _ages(_within(chain, "ageRange", "ageRestriction"))
    free, cost = _cost(chain)
    return ListingIn(
        source_id=parent,
        kind=kind,
        name=told.name,
        summary=told.summary,
        organisation=_organisation(body, mender),
        place=_place(_within(chain, "location"), mender),
        online="Online" in _first(chain, "eventAttendanceMode"),
        hopes=tuple(dict.fromkeys((*(by.hopes if by else ()), *tags.hopes))),
        basics=tuple(dict.fromkeys((*(by.basics if by else ()), *tags.basics))),
        labels=tags.labels,
        ease=_ease(chain),
        way_in=WayIn.BOOK if _first(chain, "isOpenForBooking", "bookingUrl") or _all(chain, "offers") else None,
        min_age=low,
        max_age=high,
        free=free,
        cost=cost,
        contact=_contact(body),
        url=mender.mended(_first(chain, "url") or raw(body, "url"), mend_url),
    )


def _organisation(body: Thing, mender: Mender) -> OrganisationIn | None:
    name = mender.line(raw(body, "name", "legalName"), NAME_MAX)
    if not name or raw(body, "@type", "type") == "Person":  # a coach's own name and number are theirs
        return None
    contact = _contact(body)
    return OrganisationIn(
        source_id=raw(body, "@id", "id") or None,
        name=name,
        summary=mender.text(raw(body, "description"), TEXT_MAX),
        url=mend_url(raw(body, "url")).value,
        phone=contact.phone if contact else "",
        email=contact.email if contact else "",
    )


def _contact(body: Thing) -> ContactIn | None:
    if raw(body, "@type", "type") == "Person":
        return None
    phone, email = mend_phone(raw(body, "telephone")).value, mend_email(raw(body, "email")).value
    return ContactIn(phone=phone, email=email) if phone or email else None


def _place(location: Thing, mender: Mender) -> PlaceIn | None:
    address, point = thing(location, "address"), thing(location, "geo")
    names = ("streetAddress", "addressLocality", "addressRegion")
    lines = [mender.line(raw(address, name), 200) for name in names] or [mender.line(raw(location, "address"), 200)]
    told = ", ".join(dict.fromkeys(filter(None, lines)))
    try:
        postcode = parse_postcode(raw(address, "postalCode")).text if raw(address, "postalCode") else ""
    except PostcodeError:
        mender.repairs += 1
        postcode = raw(address, "postalCode")[:12]
    where: dict[str, Any] = {"lat": _number(raw(point, "latitude")), "lon": _number(raw(point, "longitude"))}
    if None in where.values() or not any(where.values()):
        where = {}
    if not (told or postcode or where):
        return None
    name = mender.line(raw(location, "name"), NAME_MAX)
    return PlaceIn(name=name, address=told[:500], postcode=postcode, **where)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= 180 else None


def _ages(limits: Thing) -> tuple[int | None, int | None]:
    low, high = (_number(raw(limits, name)) for name in ("minValue", "maxValue"))
    low_age, high_age = (int(age) if age and 0 < age <= 120 else None for age in (low, high))
    return (None, None) if low_age and high_age and low_age > high_age else (low_age, high_age)


def _cost(chain: Sequence[Thing]) -> tuple[bool | None, str]:
    offers = _all(chain, "offers")
    prices = [(price, raw(one, "name")) for one in offers if (price := _number(raw(one, "price"))) is not None]
    said_free = next((data["isAccessibleForFree"] for data in chain if "isAccessibleForFree" in data), None)
    if not prices:
        return (True, "Free") if said_free is True else (None, "")
    words = [f"{'Free' if price == 0 else f'£{price:.2f}'.removesuffix('.00')}{f' ({name})' if name else ''}"
             for price, name in sorted(prices)[:6]]  # fmt: skip
    return all(price == 0 for price, _ in prices), shortened("; ".join(dict.fromkeys(words)), 500)


def _ease(chain: Sequence[Thing]) -> dict[Ease, Answer]:
    only = _GENDER.get(_first(chain, "genderRestriction").rsplit("/", 1)[-1].rsplit("#", 1)[-1])
    return {only: Answer.YES} if only else {}
