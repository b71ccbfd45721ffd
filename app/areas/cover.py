"""Which postcode sectors an area holds, and which no network does; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.areas.book import AreaBook
from app.areas.rules import AreaKind
from geo.areas import AreaShape
from geo.centroids import sector_columns, sectors
from geo.points import Point


@dataclass(frozen=True)
class Sector:
    """A postcode sector: its code, the place around it by name, its middle (None when it is not known)."""

    code: str
    name: str
    point: Point | None


def sectors_in(book: AreaBook, area: AreaShape) -> tuple[Sector, ...]:
    """The sectors on an area's list, and those whose middle its outline holds."""
    codes = set(area.sectors)
    if box := area.bounds:
        codes |= {code for code in _in_box(*box) if area.code in book.covering(_middle(code), None)}
    return tuple(_sector(code) for code in sorted(codes, key=_order))


def without_network(book: AreaBook, areas: Iterable[AreaShape]) -> tuple[Sector, ...]:
    """The sectors within these areas that no neighbourhood network covers."""
    found: set[str] = set()
    for area in areas:
        if area.kind != AreaKind.NETWORK:
            found |= {sector.code for sector in sectors_in(book, area)}
    bare = (code for code in found if not _has_network(book, code))
    return tuple(_sector(code) for code in sorted(bare, key=_order))


def _has_network(book: AreaBook, sector: str) -> bool:
    held = (book.area(code) for code in book.covering(_middle(sector), sector))
    return any(area is not None and area.kind == AreaKind.NETWORK for area in held)


def _in_box(west: float, south: float, east: float, north: float) -> list[str]:
    columns = sector_columns()
    inside = (columns.lats >= south) & (columns.lats <= north) & (columns.lons >= west) & (columns.lons <= east)
    return [columns.codes[at] for at in np.flatnonzero(inside)]


def _middle(code: str) -> Point | None:
    known = sectors().get(code)
    return known.point if known else None


def _sector(code: str) -> Sector:
    known = sectors().get(code)
    return Sector(code, known.name if known else "", known.point if known else None)


def _order(code: str) -> tuple[str, int, str]:
    """LS8 before LS10, as people count."""
    outcode = code.partition(" ")[0]
    letters = outcode.rstrip("0123456789")
    return letters, int(outcode[len(letters) :] or 0), code
