"""Builders with a default for every field, so that a test names only what matters, and the named cast.

Asha seeks company, Ben volunteers, Cora runs a network, Dev is a stranger.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.directory.bring_in import bring_in
from app.directory.rules import Kind, Role, WayIn
from app.directory.shapes import AnsweringIn, ContactIn, Draft, ListingIn, OrganisationIn, PlaceIn, SessionIn
from app.kernel.clock import fixed_clock
from app.kernel.ids import demo_id
from app.tables import METADATA
from geo.gazetteer import Gazetteer

TODAY = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CLOCK = fixed_clock(NOW)

_NUMBERS = count(1)


@dataclass(frozen=True)
class Somebody:
    """One of the cast, with a number from the range kept for drama."""

    name: str
    phone: str
    email: str


ASHA = Somebody("Asha", "0113 496 0011", "asha@example.org")
BEN = Somebody("Ben", "0113 496 0012", "ben@example.org")
CORA = Somebody("Cora", "0113 496 0013", "cora@example.org")
DEV = Somebody("Dev", "0113 496 0014", "dev@example.org")


def contact(of: Somebody = CORA, **changes: object) -> ContactIn:
    """How to reach somebody of the cast, who agrees that it is shown."""
    return ContactIn.model_validate({"name": of.name, "phone": of.phone, "email": of.email, "show": True} | changes)


def place(**changes: object) -> PlaceIn:
    """A hall in Harehills."""
    given = {"name": "Compton Hall", "address": "1 Compton Road", "postcode": "LS8 5HX", "lat": 53.8147, "lon": -1.5127}
    return PlaceIn.model_validate(given | changes)


def home(**changes: object) -> PlaceIn:
    """Asha's front room: an exact address that must never show."""
    return place(
        **{"name": "Asha's front room", "address": "4 Made Up Row", "lat": 53.81234, "lon": -1.50987, "private": True}
        | changes
    )


def meeting(**changes: object) -> SessionIn:
    """Every Tuesday from half past ten to half past eleven."""
    given = {"starts_on": date(2026, 1, 6), "starts_at": time(10, 30), "minutes": 60, "rrule": "FREQ=WEEKLY;BYDAY=TU"}
    return SessionIn.model_validate(given | changes)


def listing(**changes: object) -> ListingIn:
    """A gardening group in Harehills that Cora runs, checked a week ago."""
    number = next(_NUMBERS)
    given = {
        "id": demo_id(f"listing {number}"),
        "source_id": None,
        "kind": Kind.GROUP,
        "name": f"Gardeners {number}",
        "summary": "They grow vegetables and drink tea.",
        "organisation": OrganisationIn(name="Harehills Neighbours"),
        "place": place(),
        "sessions": (meeting(),),
        "hopes": ("gardening",),
        "gifts": ("sewing",),
        "way_in": WayIn.WALK_IN,
        "languages": ("en",),
        "free": True,
        "contact": contact(),
        "checked_on": date(2026, 11, 15),
    }
    return ListingIn.model_validate(given | changes)


def answering(**changes: object) -> AnsweringIn:
    """Everything that rule 11 asks for, good until next spring at least."""
    given = {
        "role": Role.COMPANION,
        "references_on": date(2026, 1, 10),
        "supervised_by": CORA.name,
        "insured_until": date(2027, 4, 1),
        "lone_working_plan": True,
        "safeguarding_lead": CORA.name,
        "check": "basic DBS",
        "check_on": date(2026, 1, 10),
    }
    return AnsweringIn.model_validate(given | changes)


def person(**changes: object) -> ListingIn:
    """Ben, who comes along to a first visit; Cora's network answers for him."""
    given = {
        "kind": Kind.PERSON,
        "name": BEN.name,
        "summary": "Comes along the first time.",
        "place": home(),
        "sessions": (),
    }
    return listing(**given | {"answering": answering()} | changes)


def empty_directory(folder: Path) -> Engine:
    """A SQLite file in `folder` with the whole schema in it."""
    engine = open_engine(f"sqlite:///{folder / 'kith.db'}")
    upgrade(engine, METADATA)
    return engine


def fill(engine: Engine, *listings: ListingIn, source: str = "test") -> list[UUID]:
    """Bring the listings in through the same verb as everything else; their ids in the same order."""
    drafts = [Draft(row=number, key=str(one.id), listing=one) for number, one in enumerate(listings, 1)]
    with unit_of_work(engine, writes=True) as session:
        report = bring_in(session, drafts, source=source, gazetteer=Gazetteer(), clock=CLOCK)
    assert report.refused == 0, report.problems
    return [one.id for one in listings if one.id]
