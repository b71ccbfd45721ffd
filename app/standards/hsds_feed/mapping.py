"""From a listing to the documents of Open Referral UK 3.0 that also hold as HSDS 3.0; strict, and pure."""

from collections.abc import Sequence
from math import ceil

from app.directory.rules import PAUSED_OPENLY, Capacity, Kind, WayIn, back_on
from app.directory.vocabulary import Scheme, Vocabulary
from app.standards.hsds_feed.fields import Doc, part_id, said, strict_email, strict_uri
from app.standards.hsds_feed.places import at_location_id, location, ways
from app.standards.hsds_feed.schedules import day_words, schedules
from app.standards.hsds_feed.terms import attributes
from app.standards.open_listing import OpenBody, OpenListing

VERSION = "HSDS-UK-3.0"  # any other word and the official validator takes the feed for version 1.0
PROFILE = "https://docs.openreferraluk.org/en/latest/"
NOT_KNOWN = "Not known. Please ask."
_WAYS_IN = {
    WayIn.WALK_IN: "Just turn up",
    WayIn.RING: "Ring first",
    WayIn.BOOK: "Book a place",
    WayIn.VOUCHER: "With a voucher",
    WayIn.REFERRAL: "Somebody refers you",
}
_ALERTS = {Capacity.FULL: "Full just now. Ask when there is room.", Capacity.NEARLY_FULL: "Nearly full."}


def about(base_url: str) -> Doc:
    """What stands at the feed's own address."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": f"{base_url.rstrip('/')}/openapi.json"}


def page(contents: Sequence[Doc], total: int, number: int, per_page: int) -> Doc:
    """One page in the standard's envelope; a page past the end is empty, not an error."""
    pages = ceil(total / per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def service_minimal(it: OpenListing) -> Doc:
    """Which it is and when it last changed, for those who keep a copy."""
    changed = it.updated_at.isoformat()
    return {"id": str(it.id), "last_modified": changed, "modified_date": changed}


def service_slim(it: OpenListing) -> Doc:
    """The fields of which there is one, and the organisation."""
    body = it.organisation
    return said(
        id=str(it.id),
        organization_id=str(body.id) if body else None,
        name=it.name,
        description=it.summary,
        url=strict_uri(it.url),
        email=strict_email(it.email),
        status=_status(it),
        application_process=". ".join(filter(None, (_WAYS_IN[it.way_in] if it.way_in else "", it.way_in_note))),
        fees=_cost_words(it),
        fees_description=_cost_words(it),
        minimum_age=it.min_age,
        maximum_age=it.max_age,
        assured_date=it.checked_on.isoformat() if it.checked_on else None,
        alert=_alert(it),
        last_modified=it.updated_at.isoformat(),
        organization=organization_slim(body) if body else None,
        # Beyond the standard: where it came from, on what terms, and the last day of a break, where it is known.
        license=it.licence,
        paused_until=it.paused_until.isoformat() if it.paused_until not in (None, PAUSED_OPENLY) else None,
        provenance=said(source=it.source, source_id=it.source_id, license=it.licence),
    )


def _status(it: OpenListing) -> str:
    """In the standard's own words: a group on a break takes nobody in, and is not gone."""
    return "temporarily closed" if it.paused_until else "active"


def _alert(it: OpenListing) -> str:
    if it.paused_until is None:
        return _ALERTS.get(it.capacity, "")
    back = back_on(it.paused_until)
    return f"Not meeting for now. {f'Back on {day_words(back)}.' if back else 'When they are back is not known yet.'}"


def service_full(it: OpenListing, vocabulary: Vocabulary) -> Doc:
    """A service with all that belongs to it."""
    return service_slim(it) | _belongings(it, vocabulary) | said(
        service_at_locations=[_at_location(it, way, vocabulary) for way in ways(it)]
    )  # fmt: skip


def _belongings(it: OpenListing, vocabulary: Vocabulary) -> Doc:
    return said(
        phones=_phones(it, "phone", service_id=str(it.id)),
        schedules=schedules(it),
        service_areas=_areas(it),
        languages=_languages(it),
        cost_options=_cost_options(it),
        contacts=_contacts(it),
        eligibility_description=_for_whom(it, vocabulary),
        attributes=attributes(it, vocabulary),
    )


def organization_slim(body: OpenBody) -> Doc:
    """An organisation; the standard wants a description, and where there is none its name stands in."""
    return said(
        id=str(body.id),
        name=body.name,
        description=body.summary or body.name,
        email=strict_email(body.email),
        website=strict_uri(body.url),
    )


def organization_full(body: OpenBody, services: Sequence[OpenListing]) -> Doc:
    """An organisation, how to reach it, where it came from, and what it runs."""
    numbers = [said(id=part_id(body.id, "phone"), organization_id=str(body.id), number=body.phone)]
    return organization_slim(body) | said(
        phones=numbers if body.phone else [],
        services=[service_slim(it) for it in services],
        provenance=said(source=body.source, source_id=body.source_id),
    )


def at_location_slim(it: OpenListing, way: str) -> Doc:
    """A service at one place or online."""
    return _at_location(it, way, None) | {"service": service_slim(it)}


def at_location_full(it: OpenListing, way: str, vocabulary: Vocabulary) -> Doc:
    """The same with all that belongs to it.

    The standard's own description of this address names the schema of a *service*, and its text that of a service at
    a location: with a name and a status at the top both hold.
    """
    told = _at_location(it, way, vocabulary) | {"name": it.name, "status": _status(it)}
    shared = said(phones=_phones(it, "phone"), schedules=schedules(it), contacts=_contacts(it))
    return told | shared | {"service": service_slim(it) | _belongings(it, vocabulary)}


def _at_location(it: OpenListing, way: str, vocabulary: Vocabulary | None) -> Doc:
    where = location(it, way, vocabulary)
    own = str(at_location_id(it.id, way))
    return said(id=own, service_id=str(it.id), location_id=where["id"], location=where)


def _phones(it: OpenListing, part: str, **of: str) -> list[Doc]:
    return [said(id=part_id(it.id, part), number=it.phone, **of)] if it.phone else []


def _contacts(it: OpenListing) -> list[Doc]:
    """Whom to ask for: the group or who runs it, never the name of the person who happens to answer."""
    contact = part_id(it.id, "contact")
    one = said(
        id=contact,
        service_id=str(it.id),
        name=it.organisation.name if it.organisation else it.name,
        email=strict_email(it.email),
        phones=_phones(it, "contact phone", contact_id=contact),
    )
    return [one]


def _areas(it: OpenListing) -> list[Doc]:
    return [
        said(id=part_id(it.id, f"area:{code}"), service_id=str(it.id), name=name, extent=code, extent_type="text")
        for code, name in it.areas
    ]


def _languages(it: OpenListing) -> list[Doc]:
    """The languages spoken there; where nobody said, the language it is written in, and that is told."""
    if it.languages:
        return [said(id=part_id(it.id, f"language:{c}"), service_id=str(it.id), code=c) for c in it.languages]
    code = it.text_language
    note = "The language of this text. What is spoken there is not known."
    return [said(id=part_id(it.id, f"language:{code}"), service_id=str(it.id), code=code, note=note)]


def _cost_words(it: OpenListing) -> str:
    return it.cost or ("Free" if it.free else "")


def _cost_options(it: OpenListing) -> list[Doc]:
    amount = {"amount": 0, "currency": "GBP"} if it.free else {}
    words = _cost_words(it) or NOT_KNOWN
    return [said(id=part_id(it.id, "cost"), service_id=str(it.id), amount_description=words) | amount]


def _for_whom(it: OpenListing, vocabulary: Vocabulary) -> str:
    terms = (vocabulary.get(scheme, code) for scheme, code in it.terms if scheme is Scheme.LABEL)
    everybody = "Open to all" if it.kind is Kind.UNIVERSAL else ""
    return ". ".join(term.label for term in terms if term) or everybody
