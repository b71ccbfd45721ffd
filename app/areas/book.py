"""All areas as one value: which hold a place, whom to ring there, when school is, whose borders to draw; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import cos, radians

from app.areas.rules import (
    ANSWERS,
    DRAWN,
    NAMED_FOR_A_PLACE,
    AreaKind,
    Choice,
    Contact,
    Purpose,
    area_id_of,
    smallest,
)
from geo.areas import AreaShape, AreaShapes
from geo.edges import Edges
from geo.points import Point

METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere

Polyline = list[tuple[float, float]]  # longitude, latitude
Term = tuple[date, date]


@dataclass(frozen=True)
class AreaBook:
    """Built from the store once a change; what is costly is worked out at its first use and kept."""

    version: str = ""
    areas: tuple[AreaShape, ...] = ()
    notices: Mapping[str, str] = field(default_factory=dict)
    contact_rows: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    term_rows: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> AreaShapes:
        """Every area, ready to be asked which holds a point."""
        return AreaShapes(self.areas)

    def warm(self) -> "AreaBook":
        """Work out now what the first caller would wait for (a second or two for a city's output areas)."""
        assert len(self.shapes) == len(self.areas)
        assert self._edges is not None
        return self

    @cached_property
    def _by_code(self) -> dict[str, AreaShape]:
        return {area.code: area for area in self.areas}

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The areas that somebody's role may be for, the widest kind first, by name."""
        order = {kind.value: number for number, kind in enumerate(reversed(NAMED_FOR_A_PLACE))}
        named = (area for area in self.areas if area.kind in order)
        found = sorted(named, key=lambda area: (order[area.kind], area.name.casefold(), area.code))
        return tuple(Choice(area_id_of(area.code), area.code, area.name, area.kind) for area in found)

    @cached_property
    def _edges(self) -> dict[AreaKind, Edges]:
        outlines = {kind: [a.outline for a in self.areas if a.kind == kind and a.outline] for kind in DRAWN}
        return {kind: Edges.from_outlines(drawn) for kind, drawn in outlines.items() if drawn}

    def covering(self, point: Point | None, sector: str | None) -> list[str]:
        """Codes of the areas whose outline holds the point or whose list holds the sector."""
        return self.shapes.covering(point, sector)

    def smallest(self, codes: Iterable[str]) -> str | None:
        """Of `codes`, the smallest area that may be named for a place; None when there is none."""
        return smallest((code, self._by_code[code].kind) for code in codes if code in self._by_code)

    def area(self, code: str) -> AreaShape | None:
        """The area of that code; None when it is not known."""
        return self._by_code.get(code)

    def name_of(self, code: str) -> str | None:
        """An area's name; None when the code is not known."""
        area = self._by_code.get(code)
        return area.name if area else None

    def msoa_name(self, point: Point) -> str | None:
        """The name of the MSOA that holds a point; None where none is loaded."""
        held = [self._by_code[code] for code in self.covering(point, None)]
        return next((area.name for area in held if area.kind == AreaKind.MSOA), None)

    def contacts(self, codes: Iterable[str]) -> tuple[Contact, ...]:
        """Whom to ring in these areas, each once, in the order of `codes`."""
        return tuple(dict.fromkeys(contact for code in codes for contact in self.contact_rows.get(code, ())))

    def to_ring(self, codes: Iterable[str]) -> tuple[Contact, ...]:
        """Somebody near who answers a telephone, each once: a place's own number first, then its networks."""
        lines = [one for one in self.contacts(codes) if one.purpose in ANSWERS and _rings(one)]
        return tuple(sorted(lines, key=lambda one: ANSWERS.index(one.purpose)))

    @cached_property
    def every_line(self) -> tuple[tuple[str, Contact], ...]:
        """The area's name and somebody to ring there, for all areas that have somebody, by name."""
        lines = ((self.name_of(code) or code, self.to_ring((code,))) for code in self.contact_rows)
        return tuple(sorted(((name, found[0]) for name, found in lines if found), key=lambda line: line[0].casefold()))

    @cached_property
    def only_number(self) -> str | None:
        """The number that serves the whole directory; None where each part has its own, or none."""
        rows = (one for contacts in self.contact_rows.values() for one in contacts if one.purpose == Purpose.LOCAL)
        numbers = {one.contact for one in rows if _rings(one)}
        return numbers.pop() if len(numbers) == 1 else None

    def terms(self, codes: Iterable[str]) -> tuple[Term, ...]:
        """The school terms of these areas, each once, by first day."""
        return tuple(sorted({term for code in codes for term in self.term_rows.get(code, ())}))

    def edges_at(self, point: Point, metres: float) -> Edges:
        """The borders to draw around a point: those of the smallest kind of area that has any within `metres`."""
        window = _window(point, metres)
        return next((edges for edges in self._edges.values() if edges.within(*window)), Edges.from_outlines(()))

    def edges_near(self, point: Point, metres: float) -> list[Polyline]:
        """The lines of `edges_at` that touch the square of `metres` to each side of a point, not cut at its edge."""
        lines = self.edges_at(point, metres).within(*_window(point, metres))
        return [[(x, y) for x, y, *_ in line.coords] for line in lines]

    def notices_at(self, point: Point, sector: str | None = None) -> tuple[str, ...]:
        """The licence notices to show beside a map of this place."""
        return tuple(dict.fromkeys(self.notices[code] for code in self.covering(point, sector) if code in self.notices))


def _rings(contact: Contact) -> bool:
    return "@" not in contact.contact and any(sign.isdigit() for sign in contact.contact)


def _window(point: Point, metres: float) -> tuple[float, float, float, float]:
    half_lat = metres / METRES_A_DEGREE
    half_lon = half_lat / max(cos(radians(point.lat)), 0.01)
    return point.lon - half_lon, point.lat - half_lat, point.lon + half_lon, point.lat + half_lat
