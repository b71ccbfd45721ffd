"""An idea on a list, with a default for every field."""

from datetime import date
from uuid import UUID

from app.directory.shapes import ListingOut
from app.shortlist.gather import Idea
from app.shortlist.rules import How

_PLAIN = {
    "id": UUID(int=1), "source_id": None, "rung": 2, "kind": "group", "name": "Compton Road growers", "summary": "",
    "text_language": "en", "organisation": None, "place": "Compton Hall", "address": "12 Compton Road",
    "sector": "LS9 7", "private": False, "lat": None, "lon": None, "distance_m": None, "online": False,
    "next_session": None, "next_sessions": [], "opening": None, "hopes": [], "gifts": [], "basics": [], "labels": [],
    "access": {}, "way_in": None, "way_in_note": None, "min_age": None, "max_age": None, "languages": [],
    "cost": {"free": True, "text": ""}, "capacity": "open", "url": None, "licence": None,
    "freshness": {"state": "checked", "checked_on": date(2026, 11, 15)},
    "contact": {"phone": "0113 496 0142", "email": None},
}  # fmt: skip


def idea(how: How | None = None, **changes: object) -> Idea:
    """A group in a hall with a number to ring."""
    return Idea(1, ListingOut.model_validate(_PLAIN | changes), how, None, 7)
