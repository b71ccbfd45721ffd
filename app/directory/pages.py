"""The page of one listing, as everybody may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.access.rules import Deed, may
from app.directory.in_area import MEETING
from app.directory.rules import Answer, Ease, Kind
from app.directory.shapes import ListingPause
from app.directory.telling import SAID_ELSEWHERE, days_until, section_of
from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.caller import caller_of
from app.edge.templating import page
from app.kernel.audience import RESIDENT, audience_of
from app.kernel.clock import Clock, local_date

router = APIRouter(include_in_schema=False)

SESSIONS_SHOWN = 4


class Kith(Protocol):
    """What this page asks of the application."""

    vocabulary: Vocabulary
    clock: Clock

    def listing(self, listing_id: UUID) -> dict[str, Any]:
        """The listing as in the API; raises NotFound."""
        ...

    def photo(self, listing_id: UUID) -> Any:
        """Its photo (`address`, `alt`, `width`, `height`); None when it has none."""
        ...

    def seen(self, listing_id: UUID) -> None:
        """Count that its page was looked at."""
        ...

    def linked_data(self, listing_id: UUID) -> str | None:
        """The listing as JSON-LD that is safe inside a script element; None when it may not be told to machines."""
        ...

    def origin(self, listing_id: UUID) -> Any:
        """The feed it comes from (`title`, `licence`, `read_at`); None when somebody put it here."""
        ...

    def area_around(self, lat: float | None, lon: float | None, sector: str | None) -> tuple[str, str] | None:
        """Code and name of the area around a public point."""
        ...

    def local_number_at(self, lat: float | None, lon: float | None, sector: str | None) -> str | None:
        """Whom somebody there can just ring."""
        ...


@dataclass(frozen=True)
class Meeting:
    """A session with its moments read."""

    starts: datetime
    ends: datetime


@router.get("/listings/{listing_id}")
def listing(request: Request, listing_id: UUID, audience: str = "") -> Response:
    """All that is known of one listing. A person or a home is shown by its sector only (rule 10).

    Who looks on behalf of another comes with `audience`: the list is then theirs.
    """
    kith: Kith = request.app.state.kith
    it = kith.listing(listing_id)
    told = facts(it, kith.vocabulary, local_date(kith.clock()))
    kith.seen(listing_id)
    linked = kith.linked_data(listing_id)
    area = kith.area_around(it["lat"], it["lon"], it["sector"]) if it["kind"] in MEETING else None
    told |= {"area": area, "origin": kith.origin(listing_id), "linked_data": Markup(linked) if linked else None}
    told["audience"] = audience_of(audience)
    told["photo"] = kith.photo(listing_id)
    told["may_check"] = may(caller_of(request), Deed.SEE_QUEUE)
    told["local_number"] = kith.local_number_at(it["lat"], it["lon"], it["sector"])
    return page(request, "directory/listing.html", **told)


def facts(it: Mapping[str, Any], vocabulary: Vocabulary, today: date) -> dict[str, Any]:
    """What the page shows: the listing's fields, words for its codes, days in numbers."""
    sessions = meetings(it)
    checked = it["freshness"]["checked_on"]
    access = it["access"]
    return {
        "it": it,
        "area": None,
        "audience": RESIDENT,
        "origin": None,
        "section": section_of(Kind(it["kind"])),
        "paragraphs": [line.strip() for line in it["summary"].splitlines() if line.strip()],
        "labels": words(vocabulary, Scheme.LABEL, it["labels"]),
        "gifts": words(vocabulary, Scheme.GIFT, it["gifts"]),
        "access": [(ease.value, access[ease]) for ease in Ease if ease in access and _tells(ease, access[ease])],
        "ages": ages(it["min_age"], it["max_age"]),
        "sessions": sessions,
        "pause": _pause(it.get("pause")),
        "in_days_first": days_until(sessions[0].starts if sessions else None, today),
        "checked_days": (today - date.fromisoformat(checked)).days if checked else None,
    }


def _pause(told: Mapping[str, Any] | None) -> ListingPause | None:
    return ListingPause.model_validate(told) if told else None


def _tells(ease: Ease, answer: str) -> bool:
    return answer != Answer.UNKNOWN and ease not in SAID_ELSEWHERE


def meetings(it: Mapping[str, Any]) -> list[Meeting]:
    """The next sessions, soonest first."""
    told = it["next_sessions"][:SESSIONS_SHOWN]
    return [Meeting(datetime.fromisoformat(one["starts"]), datetime.fromisoformat(one["ends"])) for one in told]


def words(vocabulary: Vocabulary, scheme: Scheme, codes: Iterable[str]) -> list[str]:
    """The labels of vocabulary codes; a code that is not known is made readable."""
    terms = ((code, vocabulary.get(scheme, code)) for code in codes)
    return [term.label if term else code.replace("_", " ") for code, term in terms]


def ages(low: int | None, high: int | None) -> tuple[int | None, int | None] | None:
    """The ages it is for, None when it is for all."""
    return (low or None, high) if low or high else None
