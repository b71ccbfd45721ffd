"""Our own table of listings: every column, how a listing is written in it, and how a row is read again; pure.

Nothing is lost on the way: what goes out and comes in again is the same listing. What may not be told (a home's door, a
number that is kept back) is not in it, and a listing that is known keeps that when its row comes in.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.directory.refuges import PROBLEM, refuge_words
from app.directory.rules import PAUSED_OPENLY, Kind
from app.directory.shapes import ContactIn, Draft, ListingIn, OrganisationIn, PlaceIn, Refusal, SessionIn
from app.directory.vocabulary import Scheme
from app.kernel.ids import as_uuid
from app.kernel.plain_errors import first_wrong
from app.kernel.text import one_line, shortened
from app.standards.open_listing import OpenListing, OpenPlace, OpenSession

COLUMNS = (
    "id", "kind", "name", "summary", "text_language",
    "organisation", "organisation_id", "organisation_summary", "organisation_url", "organisation_phone",
    "organisation_email",
    "place", "address", "postcode", "lat", "lon", "private", "online", "areas", "not_in_areas",
    "opening", "sessions", "hopes", "gifts", "basics", "labels", "ease", "ease_checked_on", "language",
    "way_in", "way_in_note", "min_age", "max_age", "free", "cost",
    "show_contact", "phone", "email", "url", "capacity", "paused_until", "checked_on",
    "source", "source_id", "licence",
)  # fmt: skip
# By these together a table is known as ours; the others may have been taken out.
TELLING = frozenset(("id", "kind", "name", "gifts", "basics", "labels", "ease", "sessions"))
NO_END = "not known"  # in `paused_until`: they are on a break, and when they are back nobody knows
EXACT = ("point", "unit")  # of anything vaguer the postcode says more than a point
_SHOWN = 80
_NUMBERS = ("lat", "lon")
_COMMAND = ("=", "+", "-", "@", "\t", "'")  # a spreadsheet would run a cell that begins so
# What a known listing keeps when a column of ours is not there, and what no column says.
_KEEPS = {
    "kind": "kind", "summary": "summary", "text_language": "text_language", "organisation": "organisation",
    "place": "place", "private": "place", "online": "online", "areas": "areas", "opening": "opening",
    "sessions": "sessions", "ease": "ease", "language": "languages", "way_in": "way_in", "way_in_note": "way_in_note",
    "min_age": "min_age", "max_age": "max_age", "free": "free", "cost": "cost", "phone": "phone", "email": "email",
    "url": "url", "capacity": "capacity", "paused_until": "paused_until", "checked_on": "checked_on",
    "source": "source", "source_id": "source_id", "licence": "licence", "hopes": "terms",
}  # fmt: skip
_NEVER_TOLD = frozenset(("status", "contact_name", "checked_by", "answering", "source_key", "exact"))


def is_ours(headings: Iterable[str]) -> bool:
    """Whether a table with these headings is in our own form."""
    return set(headings) >= TELLING


def cells_of(it: OpenListing) -> dict[str, str]:
    """A listing as one row, a text a column."""
    place, body = it.place or OpenPlace(id=it.id), it.organisation
    told: dict[str, Any] = {name: getattr(it, name) for name in _SAME}
    told |= {f"{scheme.value}s": _list(code for kind, code in it.terms if kind is scheme) for scheme in _TERMS}
    if body:
        told |= {"organisation": body.name, "organisation_id": body.id, "organisation_summary": body.summary}
        told |= {f"organisation_{name}": getattr(body, name) for name in ("url", "phone", "email")}
    told |= {"address": place.address, "postcode": place.postcode, "private": place.private or None}
    if not place.private:
        told |= {"place": place.name}
        told |= {"lat": place.lat, "lon": place.lon} if place.precision in EXACT else {}
    told |= {
        "areas": _list(code for code, _ in it.areas),
        "not_in_areas": _list(it.not_in),
        "sessions": "\n".join(map(_session_line, it.sessions)),
        "ease": _list(f"{ease.value}: {answer.value}" for ease, answer in it.ease.items()),
        "language": _list(it.languages),
        "show_contact": it.shown,
        "online": it.online or None,
        "paused_until": NO_END if it.paused_until == PAUSED_OPENLY else it.paused_until,
    }
    return {name: _text(told.get(name)) if name in _NUMBERS else _safe(_text(told.get(name))) for name in COLUMNS}


_TERMS = (Scheme.HOPE, Scheme.GIFT, Scheme.BASIC, Scheme.LABEL)
_SAME = (
    "id", "kind", "name", "summary", "text_language", "opening", "ease_checked_on", "way_in", "way_in_note", "min_age",
    "max_age", "free", "cost", "phone", "email", "url", "capacity", "checked_on", "source", "source_id", "licence",
)  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value).replace("\r\n", "\n").replace("\r", "\n")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_COMMAND) else text


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_COMMAND) else text


def _list(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _session_line(session: OpenSession) -> str:
    """ "2026-01-06 10:30 | 60 | FREQ=WEEKLY;BYDAY=TU | Europe/London | 2026-12-29 | term time | Ring the bell"."""
    when = session.recurrence
    note = session.note.replace("\\", "\\\\").replace("\r\n", "\n").replace("\n", "\\n")
    days = " ".join(day.isoformat() for day in session.left_out)
    starts = f"{when.starts_on.isoformat()} {when.starts_at.isoformat('auto').removesuffix(':00')}"
    parts = (starts, str(when.minutes), when.rrule, when.zone, days, "term time" if when.term_time else "", note)
    return " | ".join(parts).rstrip()


def _session(line: str) -> SessionIn:
    starts, minutes, rrule, zone, days, terms, note = (*(part.strip() for part in line.split("|", 6)), *[""] * 6)[:7]
    day, _, clock = starts.partition(" ")
    return SessionIn(
        starts_on=date.fromisoformat(day),
        starts_at=time.fromisoformat(clock.strip()),
        minutes=int(minutes or "60"),
        rrule=rrule,
        zone=zone or "Europe/London",
        exdates=tuple(map(date.fromisoformat, days.split())),
        term_time=terms == "term time",
        note=note.replace("\\\\", "\x01").replace("\\n", "\n").replace("\x01", "\\"),
    )


def listing_of(cells: Mapping[str, str], row: int, told_kind: Kind | None = None) -> Draft | Refusal:
    """The listing in a row of our own form (text by column), or which column cannot be used and why."""
    told = {name: _plain(cell) for name, cell in cells.items() if name in COLUMNS}
    for name in ("name", "kind"):
        if not told[name] and not (name == "kind" and told_kind):
            return Refusal(row=row, field=name, problem=f"there is no {name}", value=_shown(" | ".join(told.values())))
    if words := _refuge(told):
        return Refusal(row=row, field="place", problem=PROBLEM, value=words)
    values: dict[str, Any] = {}
    for name, read in _READ.items():
        try:
            values[name] = read(told)
        except (ValueError, ValidationError):
            return Refusal(row=row, field=name, problem=f"{name} cannot be read", value=_shown(told.get(name, "")))
    try:
        listing = ListingIn(**values | ({"kind": told_kind} if told_kind else {}))
    except ValidationError as error:
        where, why = first_wrong(error, "row")
        return Refusal(row=row, field=where, problem=why, value=_shown(told.get(where, "")))
    key = told["id"] or f"{told['name']}\x1f{told.get('postcode', '')}"
    return Draft(row=row, key=key, listing=listing, silent=_silent(told), source=told.get("source", ""))


def _shown(value: str) -> str:
    return shortened(one_line(value[:400]), _SHOWN)


def _refuge(told: Mapping[str, str]) -> str:
    where = told.get("address") or told.get("postcode") or told.get("lat")
    return (refuge_words(told["name"], told.get("summary", "")) if where else "") or ""


def _silent(told: Mapping[str, str]) -> frozenset[str]:
    missing = {kept for column, kept in _KEEPS.items() if column not in told}
    hidden = {"phone", "email"} if told.get("show_contact") == "no" else set()
    return _NEVER_TOLD | missing | hidden | ({"show_contact"} if "show_contact" not in told else set())


def _codes(name: str) -> Callable[[Mapping[str, str]], tuple[str, ...]]:
    return lambda told: tuple(code for part in told.get(name, "").split(",") if (code := part.strip()))


def _said(name: str, otherwise: Any) -> Callable[[Mapping[str, str]], Any]:
    """The cell as it is, for the listing itself to check; `otherwise` when it is empty."""
    return lambda told: told.get(name) or otherwise


def _yes(name: str, otherwise: bool | None = False) -> Callable[[Mapping[str, str]], bool | None]:
    return lambda told: {"": otherwise, "yes": True, "no": False}[_lower(told.get(name, ""))]


def _lower(text: str) -> str:
    if text.casefold() not in ("", "yes", "no"):
        raise ValueError(text)
    return text.casefold()


def _paused_until(told: Mapping[str, str]) -> str | date | None:
    last = told.get("paused_until")
    return PAUSED_OPENLY if last and last.casefold() == NO_END else last or None


def _ease(told: Mapping[str, str]) -> dict[str, str]:
    pairs = (part.partition(":") for part in told.get("ease", "").split(",") if part.strip())
    return {ease.strip(): answer.strip() or "yes" for ease, _, answer in pairs}


def _organisation(told: Mapping[str, str]) -> OrganisationIn | None:
    if not told.get("organisation"):
        return None
    more = {name: told.get(f"organisation_{name}", "") for name in ("summary", "url", "phone", "email")}
    return OrganisationIn(source_id=told.get("organisation_id") or None, name=told["organisation"], **more)


def _place(told: Mapping[str, str]) -> PlaceIn | None:
    private = bool(_yes("private")(told))
    name, address, postcode = (told.get(column, "") for column in ("place", "address", "postcode"))
    point = {column: float(told[column]) for column in ("lat", "lon") if told.get(column)}
    if not (private or name or address or postcode or point):
        return None
    return PlaceIn(name=name, address=address, postcode=postcode, private=private, **point)


def _contact(told: Mapping[str, str]) -> ContactIn | None:
    shown = bool(_yes("show_contact", True)(told))
    phone, email = told.get("phone", ""), told.get("email", "")
    return ContactIn(phone=phone, email=email, show=shown) if phone or email or not shown else None


def _own_id(told: Mapping[str, str]) -> UUID | None:
    return as_uuid(told["id"])


_READ: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
    "id": _own_id,
    **{name: _said(name, "") for name in ("name", "summary", "opening", "cost", "way_in_note", "url", "licence")},
    **{
        name: _said(name, None)
        for name in ("source_id", "way_in", "min_age", "max_age", "checked_on", "ease_checked_on")
    },
    "kind": lambda told: told["kind"].casefold() or None,
    "text_language": _said("text_language", "en"),
    "capacity": _said("capacity", "open"),
    "paused_until": _paused_until,
    "organisation": _organisation,
    "place": _place,
    "online": _yes("online"),
    "free": _yes("free", None),
    "areas_served": _codes("areas"),
    "areas_excluded": _codes("not_in_areas"),
    "sessions": lambda told: tuple(_session(line) for line in told.get("sessions", "").splitlines() if line.strip()),
    "hopes": _codes("hopes"),
    "gifts": _codes("gifts"),
    "basics": _codes("basics"),
    "labels": _codes("labels"),
    "ease": _ease,
    "languages": _codes("language"),
    "contact": _contact,
}
