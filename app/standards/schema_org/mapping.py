"""A listing as JSON-LD in the words of schema.org: who runs it, where it is, and when it happens; pure."""

from datetime import timedelta
from typing import Any

import orjson

from app.kernel.recurrence import Recurrence
from app.standards.hsds_feed.fields import said, strict_uri
from app.standards.hsds_feed.schedules import NAMES
from app.standards.open_listing import OpenListing, OpenPlace, OpenSession
from geo.centroids import district_of_sector, nation_of_sector

CONTEXT = "https://schema.org"
_EVERY = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M", "YEARLY": "Y"}
# What would end the block it stands in, or begin a comment, is written as an escape that JSON reads the same.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

Doc = dict[str, Any]


def linked_data(it: OpenListing, base_url: str) -> str:
    """The JSON, safe to stand inside a script element of a page."""
    page = f"{base_url.rstrip('/')}/listings/{it.id}"
    nodes = [_organization(it, page), _place(it, page), *(_event(it, n, s, page) for n, s in enumerate(it.sessions))]
    text = orjson.dumps({"@context": CONTEXT, "@graph": [node for node in nodes if node]}).decode()
    return "".join(_ESCAPED.get(sign, sign) for sign in text)


def _organization(it: OpenListing, page: str) -> Doc:
    """Who runs it; a group that nobody else runs is its own organisation."""
    body = it.organisation
    return said(
        **{"@type": "Organization", "@id": f"{page}#organisation"},
        name=body.name if body else it.name,
        url=strict_uri(body.url if body else it.url),
        telephone=it.phone,
        email=it.email,
    )


def _place(it: OpenListing, page: str) -> Doc:
    place = it.place
    if place is None or not place.tells_something:
        return {}
    point = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return said(
        **{"@type": "Place", "@id": f"{page}#place"},
        name=place.name or it.name,
        geo=point if place.lat is not None else None,
        address=_address(place),
    )


def _address(place: OpenPlace) -> Doc:
    parts = said(
        streetAddress="" if place.private else place.address,
        addressLocality=district_of_sector(place.sector),
        addressRegion=nation_of_sector(place.sector),
        postalCode=place.postcode,
    )
    return {"@type": "PostalAddress", **parts, "addressCountry": "GB"} if parts else {}


def _event(it: OpenListing, number: int, session: OpenSession, page: str) -> Doc:
    place = {"@id": f"{page}#place"} if it.place is not None and it.place.tells_something else None
    online = {"@type": "VirtualLocation", "url": strict_uri(it.url) or page} if it.online else None
    when = session.recurrence
    return said(
        **{"@type": "Event", "@id": f"{page}#session-{number}"},
        name=it.name,
        description=it.summary,
        url=page,
        inLanguage=it.text_language,
        isAccessibleForFree=it.free,
        organizer={"@id": f"{page}#organisation"},
        location=[one for one in (place, online) if one],
        **(_once(when) if not when.rrule else {"eventSchedule": _schedule(session)}),
    )


def _once(when: Recurrence) -> Doc:
    ends = when.start + timedelta(minutes=when.minutes)
    return {"startDate": when.start.isoformat(), "endDate": ends.isoformat()}


def _schedule(session: OpenSession) -> Doc:
    when = session.recurrence
    parts = dict(part.partition("=")[::2] for part in when.rrule.upper().split(";") if part)
    until = parts.get("UNTIL", "")
    days = [code for code in parts.get("BYDAY", "").split(",") if code]
    return {"@type": "Schedule"} | said(
        startDate=when.starts_on.isoformat(),
        endDate=f"{until[:4]}-{until[4:6]}-{until[6:8]}" if until else "",
        startTime=f"{when.start:%H:%M}",
        endTime=f"{when.start + timedelta(minutes=when.minutes):%H:%M}",
        duration=f"PT{when.minutes}M",
        repeatFrequency=f"P{parts.get('INTERVAL', '1')}{_EVERY[parts['FREQ']]}",
        repeatCount=int(parts["COUNT"]) if "COUNT" in parts else None,
        byDay=[_day(code) for code in days],
        byMonthDay=[int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day],
        exceptDate=[day.isoformat() for day in session.left_out],
        scheduleTimezone=when.zone,
    )


def _day(code: str) -> str:
    """A plain day by its address in schema.org; "the second Tuesday" has only the code of iCalendar."""
    return f"{CONTEXT}/{NAMES[code]}" if code in NAMES else code
