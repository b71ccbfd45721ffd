"""What kinds of area there are, whom one rings there, and which is named for a place; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.ids import imported_id


class AreaKind(StrEnum):
    """What an area is for."""

    WARD = "ward"
    MSOA = "msoa"
    LSOA = "lsoa"
    OA = "oa"
    FOOTPRINT = "footprint"
    NETWORK = "network"
    PATCH = "patch"  # what one local area coordinator walks


class Purpose(StrEnum):
    """What somebody is rung for."""

    NETWORK = "network"
    LOCAL = "local"
    DUTY_CHILDREN = "duty_children"
    DUTY_ADULTS = "duty_adults"
    OUT_OF_HOURS = "out_of_hours"
    CRISIS_FUND = "crisis_fund"
    SAFEGUARDING_LEAD = "safeguarding_lead"  # these two are for those who look after the directory, on no open page
    SAFEGUARDING_DEPUTY = "safeguarding_deputy"


# Who answers a question about the neighbourhood, the first to ring first.
ANSWERS = (Purpose.LOCAL, Purpose.NETWORK)
# Smallest first. LSOAs and output areas are never named for a place: with a search they would point to a street.
NAMED_FOR_A_PLACE = (AreaKind.MSOA, AreaKind.WARD, AreaKind.PATCH, AreaKind.NETWORK, AreaKind.FOOTPRINT)
WITH_A_PAGE = (AreaKind.NETWORK, AreaKind.FOOTPRINT, AreaKind.PATCH)  # their groups and their week, for everybody
# Whose borders make the best streets on a map: the smallest that are loaded there.
DRAWN = (AreaKind.OA, AreaKind.LSOA, AreaKind.MSOA, AreaKind.WARD, AreaKind.FOOTPRINT)
STATISTICAL = (AreaKind.WARD, AreaKind.MSOA, AreaKind.LSOA, AreaKind.OA)
STATISTICAL_NOTICE = (
    "Contains National Statistics data and OS data © Crown copyright and database right. Open Government Licence v3.0."
)


SOURCE = "areas"


def area_id_of(code: str) -> UUID:
    """The id under which the area of a code is kept."""
    return imported_id(SOURCE, code)


@dataclass(frozen=True)
class Choice:
    """An area that somebody's role may be for."""

    id: UUID
    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Contact:
    """Whom to ring in an area, and what for."""

    purpose: str
    name: str
    contact: str
    note: str = ""
    checked_on: date | None = None


def in_order(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Contacts in the order of their purposes, the neighbourhood's own first."""
    order = {purpose.value: number for number, purpose in enumerate(Purpose)}
    return tuple(sorted(contacts, key=lambda one: (order.get(one.purpose, len(order)), one.name, one.contact)))


def notice_for(kind: AreaKind, given: str = "") -> str:
    """The licence notice to show with an area's borders: as given, else that of the national statistics."""
    return given or (STATISTICAL_NOTICE if kind in STATISTICAL else "")


def smallest(kinds: Iterable[tuple[str, str]]) -> str | None:
    """Of areas as (code, kind), the code of the smallest that may be named; None when there is none."""
    size = {kind.value: number for number, kind in enumerate(NAMED_FOR_A_PLACE)}
    named = [(size[kind], code) for code, kind in kinds if kind in size]
    return min(named)[1] if named else None
