"""From one service of Open Referral UK (3.0 or as older feeds have it) to a listing, tolerantly; pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import orjson
from pydantic import ValidationError

from app.directory.kinds import Sorted, is_free, sort_row, way_in_said
from app.directory.mending import day_of, languages_of, mend_email, mend_phone, mend_url
from app.directory.opening import meeting_times
from app.directory.refuges import PROBLEM, refuge_words
from app.directory.rules import PAUSED_OPENLY, Answer, Ease, Kind, Status
from app.directory.shapes import NAME_MAX, NO_NAME, TEXT_MAX, ContactIn, Draft, ListingIn, OrganisationIn, Refusal
from app.directory.tagging import Said, Tagger
from app.kernel.ids import as_uuid
from app.kernel.plain_errors import first_wrong
from app.kernel.text import one_line, shortened
from app.standards.hsds.fields import Mender, Thing, raw, thing, things
from app.standards.hsds.places import place_of, where
from app.standards.hsds.schedules import sessions_of

NOTE_MAX, COST_MAX, OPENING_MAX, SHOWN = 1000, 500, 2000, 80
_STATUS = {
    "inactive": Status.ENDED,
    "defunct": Status.ENDED,
    "closed": Status.ENDED,
    "ended": Status.ENDED,
}
_CLOSED_FOR_NOW = "temporarily closed"  # a break: it is still there, and only a person hides a listing (rule 8)
_AREA_CODE = re.compile(r"[EWSN]\d{8}")
_AGE_OLDEST = 120


@dataclass(frozen=True)
class _Reading:
    service: Thing
    mender: Mender
    name: str
    summary: str
    categories: str
    audience: str


def read_service(service: Any, row: int, told_kind: Kind | None, tag: Tagger) -> Draft | Refusal:
    """The listing a service describes, or which field cannot be used and why."""
    if not isinstance(service, dict):
        return Refusal(row=row, field="service", problem="is not an object", value=shortened(str(service)[:400], SHOWN))
    read = _reading(service)
    if not read.name:
        return Refusal(row=row, field="name", problem=NO_NAME, value=raw(service, "id")[:SHOWN])
    if words := _refuge(read):
        return Refusal(row=row, field="place", problem=PROBLEM, value=words)
    try:
        listing = _listing(read, told_kind, tag)
    except ValidationError as error:
        where_, why = first_wrong(error, "service")
        value = shortened(one_line(str(service.get(where_, ""))[:400]), SHOWN)
        return Refusal(row=row, field=where_, problem=why, value=value)
    return Draft(row=row, key=raw(service, "id") or _whole(service), listing=listing, repairs=read.mender.repairs)


def _reading(service: Thing) -> _Reading:
    mender = Mender()
    name = mender.line(raw(service, "name", "alternate_name"), NAME_MAX)
    summary = mender.text(raw(service, "description", "summary"), TEXT_MAX)
    categories = ", ".join(dict.fromkeys([*_terms(service), raw(service, "deliverable_type")]))
    audience = ", ".join(
        one_line(raw(item, "audienceType")).rsplit(">")[-1] for item in things(service, "pc_targetAudience")
    )
    return _Reading(service, mender, name, summary, f"{name}. {one_line(categories)}", audience)


def _whole(service: Thing) -> str:
    return hashlib.blake2b(orjson.dumps(service, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _terms(service: Thing) -> Iterator[str]:
    """Names of taxonomy terms on the service, in the three shapes they come in."""
    attributes = things(service, "attributes", "service_taxonomys", "service_taxonomies", "taxonomies")
    for item in chain(attributes, things(service, "taxonomy_terms", "categories")):
        if name := raw(thing(item, "taxonomy_term", "taxonomy"), "name") or raw(item, "name", "value", "label"):
            yield name


def _refuge(read: _Reading) -> str:
    words = refuge_words(read.name, f"{read.categories}. {read.summary}")
    return words if words and where(read.service, read.summary) else ""


def _listing(read: _Reading, told_kind: Kind | None, tag: Tagger) -> ListingIn:
    service, mender = read.service, read.mender
    access = one_line(raw(service, "attending_access"))
    found = sort_row("", read.name, read.categories, read.summary)
    kind = told_kind or found.kind
    by = found.by if found.by and kind is found.kind else Sorted(kind).by
    tags = tag(kind, Said(f"{read.name}. {read.categories}", "", read.audience, read.summary))
    place, more_places, repairs = place_of(service, read.summary, mender)
    mender.repairs += repairs
    way_note = mender.text(raw(service, "application_process", "pc_attendingAccess_additionalInfo"), NOTE_MAX)
    opening = mender.text(_opening(service), OPENING_MAX)
    cost = mender.line(_cost(service), COST_MAX)
    min_age, max_age = _ages(service, mender)
    sessions = sessions_of(_schedules(service)) or meeting_times(read.summary)
    return ListingIn(
        id=as_uuid(raw(service, "id")),
        source_id=raw(service, "id") or None,
        kind=kind,
        status=_STATUS.get(_status(service), Status.PUBLIC),
        name=read.name,
        summary=shortened("\n\n".join(filter(None, (read.summary, more_places))), TEXT_MAX),
        organisation=_organisation(service, mender),
        place=place,
        areas_served=_areas(service),
        online=_online(service),
        sessions=sessions,
        opening=opening,
        hopes=tuple(dict.fromkeys((*(by.hopes if by else ()), *tags.hopes))),
        basics=tuple(dict.fromkeys((*(by.basics if by else ()), *tags.basics))),
        labels=tags.labels,
        ease=_ease(service),
        way_in=way_in_said(access) or way_in_said(way_note) if access or way_note else by.way_in if by else None,
        way_in_note=shortened(". ".join(filter(None, (access, way_note))), NOTE_MAX),
        min_age=min_age,
        max_age=max_age,
        languages=_languages(service),
        free=is_free(cost) if cost else None,
        cost=cost,
        contact=_contact(service, mender),
        url=mender.mended(raw(service, "url"), mend_url) or _organisation_url(service),
        paused_until=_paused_until(service),
        checked_on=_checked_on(service),
        licence=mender.line(raw(service, "license"), NAME_MAX),
    )


def _status(service: Thing) -> str:
    return raw(service, "status").casefold().strip()


def _paused_until(service: Thing) -> date | None:
    """The last day of a break. Where one has no known end, our own feed and the standard are silent."""
    if _status(service) != _CLOSED_FOR_NOW:
        return None
    return day_of(raw(service, "paused_until")) or PAUSED_OPENLY


def _organisation(service: Thing, mender: Mender) -> OrganisationIn | None:
    body = thing(service, "organization", "organisation")
    name = mender.line(raw(body, "name"), NAME_MAX)
    if not name:
        return None
    return OrganisationIn(
        source_id=raw(body, "id") or None,
        name=name,
        summary=mender.text(raw(body, "description"), TEXT_MAX),
        url=mend_url(raw(body, "website", "url", "uri")).value,
        phone=next((number for number in _phones(body)), ""),
        email=mend_email(raw(body, "email")).value,
    )


def _organisation_url(service: Thing) -> str:
    return mend_url(raw(thing(service, "organization", "organisation"), "website", "url", "uri")).value


def _at_locations(service: Thing) -> Iterator[Thing]:
    return things(service, "service_at_locations", "service_at_location")


def _schedules(service: Thing) -> Iterator[Thing]:
    names = ("schedules", "regular_schedules", "regular_schedule")
    yield from things(service, *names)
    for at in _at_locations(service):
        yield from things(at, *names)
        yield from things(thing(at, "location"), *names)
    for location in things(service, "locations", "location"):
        yield from things(location, *names)


def _opening(service: Thing) -> str:
    told = (raw(schedule, "description", "notes") for schedule in _schedules(service))
    return "; ".join(dict.fromkeys(words for words in told if words))


def _cost(service: Thing) -> str:
    options = (_cost_option(option) for option in things(service, "cost_options"))
    return "; ".join(dict.fromkeys(filter(None, (*options, raw(service, "fees_description", "fees")))))


def _cost_option(option: Thing) -> str:
    words = raw(option, "amount_description", "option")
    try:
        amount = float(raw(option, "amount"))
    except ValueError:
        return words
    money = "Free" if amount == 0 else f"£{amount:.2f}".removesuffix(".00")
    return money if not words else words if amount == 0 and is_free(words) else f"{money} ({words})"


def _languages(service: Thing) -> tuple[str, ...]:
    named = (raw(item, "code") or raw(item, "name", "language") for item in things(service, "languages"))
    return tuple(dict.fromkeys(chain.from_iterable(languages_of(name) for name in named)))


def _ages(service: Thing, mender: Mender) -> tuple[int | None, int | None]:
    eligible = next(things(service, "eligibilities", "eligibility"), {})
    low, high = (_age(raw(service, name) or raw(eligible, name)) for name in ("minimum_age", "maximum_age"))
    if low is not None and high is not None and low > high:
        mender.repairs += 1
        return None, None
    return low or None, high if high and high < _AGE_OLDEST else None


def _age(text: str) -> int | None:
    try:
        age = int(float(text))
    except (ValueError, OverflowError):
        return None
    return age if 0 <= age <= _AGE_OLDEST else None


def _areas(service: Thing) -> tuple[str, ...]:
    told = (raw(area, name) for area in things(service, "service_areas") for name in ("extent", "uri", "name"))
    return tuple(dict.fromkeys(code for words in told for code in _AREA_CODE.findall(words)))


def _online(service: Thing) -> bool:
    kinds = (raw(location, "location_type").casefold() for location in _locations(service))
    return "online" in raw(service, "attending_type").casefold() or "virtual" in kinds


def _locations(service: Thing) -> Iterator[Thing]:
    yield from (thing(at, "location") for at in _at_locations(service))
    yield from things(service, "locations", "location")


_EASE = (
    (Ease.STEP_FREE, re.compile(r"step[- ]?free|wheelchair|level access|\bramp", re.IGNORECASE)),
    (Ease.ACCESSIBLE_TOILET, re.compile(r"(?:accessible|disabled) (?:toilet|wc)", re.IGNORECASE)),
    (Ease.TOILET, re.compile(r"\btoilets?\b", re.IGNORECASE)),
    (Ease.HEARING_LOOP, re.compile(r"(?:hearing|induction) loop", re.IGNORECASE)),
    (Ease.BSL, re.compile(r"\bbsl\b|sign language", re.IGNORECASE)),
)
_NO = re.compile(r"\b(?:no|not|without|isn't|none)\b", re.IGNORECASE)


def _ease(service: Thing) -> dict[Ease, Answer]:
    """Access facts from the fields meant for them; a sentence with a "no" in it is a no."""
    facts: dict[Ease, Answer] = {}
    for item in (item for location in _locations(service) for item in things(location, "accessibility")):
        for sentence in re.split(r"[.;\n,]", one_line(f"{raw(item, 'description')}. {raw(item, 'details')}")):
            for fact, words in _EASE:
                if words.search(sentence):
                    facts.setdefault(fact, Answer.NO if _NO.search(sentence) else Answer.YES)
    return facts


def _phones(body: Thing) -> Iterator[str]:
    numbers = chain(
        [raw(body, "phone", "telephone")], (raw(item, "number", "phone") for item in things(body, "phones"))
    )
    return (mended for mended in (mend_phone(number).value for number in numbers) if mended)


def _contact(service: Thing, mender: Mender) -> ContactIn | None:
    """The service's own contact first, then its locations', then the organisation's."""
    organisation = thing(service, "organization", "organisation")
    bodies = [
        *things(service, "contacts"),
        service,
        *(c for at in _at_locations(service) for c in things(at, "contacts")),
    ]
    bodies += [*_at_locations(service), *_locations(service), *things(organisation, "contacts"), organisation]
    phone = next(chain.from_iterable(_phones(body) for body in bodies), "")
    email = next((found for body in bodies if (found := mend_email(raw(body, "email")).value)), "")
    name = mender.line(raw(next(things(service, "contacts"), {}), "name"), NAME_MAX)
    return ContactIn(name=name, phone=phone, email=email) if phone or email else None


def _checked_on(service: Thing) -> date | None:
    """The source's own date of assurance, else of its last change; never one of ours."""
    told = thing(service, "pc_metadata")
    dates = (
        raw(service, "assured_date"),
        raw(told, "date_assured"),
        raw(service, "last_modified"),
        raw(told, "date_modified"),
    )
    return next((day for day in map(day_of, dates) if day), None)
