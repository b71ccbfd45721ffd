"""In which areas somebody would find nobody to ring, or no school terms: told so that it can be put right; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.areas.book import AreaBook
from app.areas.rules import NAMED_FOR_A_PLACE, Purpose
from geo.areas import AreaShape, middle_of
from geo.gazetteer import Gazetteer, PlaceError
from geo.points import Point

DUTY = frozenset({Purpose.DUTY_CHILDREN, Purpose.DUTY_ADULTS, Purpose.OUT_OF_HOURS})
SAFEGUARDING = frozenset({Purpose.SAFEGUARDING_LEAD, Purpose.SAFEGUARDING_DEPUTY})
Spot = tuple[Point | None, str | None]  # a point and its sector, as far as they are known


class Lack(StrEnum):
    """What an area may lack."""

    DUTY_LINES = "duty_lines"
    NETWORK_CONTACT = "network_contact"
    TERM_DATES = "term_dates"
    SAFEGUARDING = "safeguarding"
    LOCAL_NUMBER = "local_number"


@dataclass(frozen=True)
class Gaps:
    """Names of areas that lack something, in the order of their codes."""

    duty_lines: tuple[str, ...] = ()
    network_contact: tuple[str, ...] = ()
    term_dates: tuple[str, ...] = ()
    safeguarding: tuple[str, ...] = ()
    local_number: tuple[str, ...] = ()


def gaps_in(book: AreaBook, gazetteer: Gazetteer) -> Gaps:
    """What areas lack. A ward whose footprint has the lines lacks none: what counts is what a place in it is given.

    Areas that are never named for a place, such as output areas, are left out.
    """
    found: dict[str, list[str]] = {lack.value: [] for lack in Lack}
    for area in (area for area in book.areas if area.kind in NAMED_FOR_A_PLACE):
        for lack in lacks_of(book, area, gazetteer):
            found[lack].append(area.name)
    return Gaps(**{name: tuple(names) for name, names in found.items()})


def lacks_of(book: AreaBook, area: AreaShape, gazetteer: Gazetteer) -> tuple[Lack, ...]:
    """What somebody in some part of an area would not be given, by this area or by one around it."""
    given = [_given(book, spot) for spot in spots_of(area, gazetteer)]
    here = {
        Lack.DUTY_LINES: all(purposes >= DUTY for purposes, _ in given),
        Lack.NETWORK_CONTACT: all(Purpose.NETWORK in purposes for purposes, _ in given),
        Lack.TERM_DATES: all(has_terms for _, has_terms in given),
        Lack.SAFEGUARDING: all(purposes >= SAFEGUARDING for purposes, _ in given),
        # The network's own number is a local one: somebody near answers it.
        Lack.LOCAL_NUMBER: all(purposes & {Purpose.LOCAL, Purpose.NETWORK} for purposes, _ in given),
    }
    return tuple(lack for lack, there in here.items() if not there)


def around(book: AreaBook, area: AreaShape, gazetteer: Gazetteer) -> frozenset[str]:
    """The codes of the areas that hold the whole of one, itself among them: who looks after those looks after it."""
    held = [frozenset(book.covering(*spot)) for spot in spots_of(area, gazetteer)]
    return frozenset.intersection(*held) | {area.code} if held else frozenset({area.code})


def _given(book: AreaBook, spot: Spot) -> tuple[set[str], bool]:
    """What for somebody can be rung there, and whether school terms are known."""
    codes = book.covering(*spot)
    return {contact.purpose for contact in book.contacts(codes)}, bool(book.terms(codes))


def spots_of(area: AreaShape, gazetteer: Gazetteer) -> Iterator[Spot]:
    """Places that stand for the area: each of its sectors, or the middle of its outline."""
    yield from ((gazetteer.sector_centroid(sector), sector) for sector in area.sectors)
    if area.outline and not area.sectors:
        point = middle_of(area.outline)
        yield point, _sector_at(point, gazetteer)


def _sector_at(point: Point, gazetteer: Gazetteer) -> str | None:
    try:
        return gazetteer.locate_point(point.lat, point.lon).sector
    except PlaceError:
        return None
