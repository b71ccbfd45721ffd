"""In which areas somebody would find nobody to ring, or no school terms: told so that it can be put right; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.areas.book import AreaBook
from app.areas.rules import NAMED_FOR_A_PLACE, Purpose
from geo.areas import AreaShape, middle_of
from geo.gazetteer import Gazetteer, PlaceError
from geo.points import Point

DUTY = frozenset({Purpose.DUTY_CHILDREN, Purpose.DUTY_ADULTS, Purpose.OUT_OF_HOURS})
Spot = tuple[Point | None, str | None]  # a point and its sector, as far as they are known


@dataclass(frozen=True)
class Gaps:
    """Names of areas that lack something, in the order of their codes."""

    duty_lines: tuple[str, ...] = ()
    network_contact: tuple[str, ...] = ()
    term_dates: tuple[str, ...] = ()


def gaps_in(book: AreaBook, gazetteer: Gazetteer) -> Gaps:
    """What areas lack. A ward whose footprint has the lines lacks none: what counts is what a place in it is given.

    Areas that are never named for a place, such as output areas, are left out.
    """
    lines: list[str] = []
    network: list[str] = []
    terms: list[str] = []
    for area in book.areas:
        if area.kind not in NAMED_FOR_A_PLACE:
            continue
        given = [_given(book, spot) for spot in _spots(area, gazetteer)]
        if not all(purposes >= DUTY for purposes, _ in given):
            lines.append(area.name)
        if not all(Purpose.NETWORK in purposes for purposes, _ in given):
            network.append(area.name)
        if not all(has_terms for _, has_terms in given):
            terms.append(area.name)
    return Gaps(tuple(lines), tuple(network), tuple(terms))


def _given(book: AreaBook, spot: Spot) -> tuple[set[str], bool]:
    """What for somebody can be rung there, and whether school terms are known."""
    codes = book.covering(*spot)
    return {contact.purpose for contact in book.contacts(codes)}, bool(book.terms(codes))


def _spots(area: AreaShape, gazetteer: Gazetteer) -> Iterator[Spot]:
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
