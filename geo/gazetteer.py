"""From what somebody typed to a place: unit postcode, sector, outcode, place name or a point."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn, Self

from geo.centroids import Centroid, nation_of, outcodes, sector_columns, sectors
from geo.distance import metres_between
from geo.names import Place, find_places, is_guess, places_like, places_within
from geo.points import Point
from geo.postcodes import Postcode, PostcodeError, PostcodeLevel, find_postcode, parse_postcode
from geo.units import Units, UnitsError, units_path

Precision = Literal["unit", "sector", "outcode", "place", "point"]

LONGEST_TEXT = 300
_MOST_CHOICES = 10  # more than fit on a phone are no help: we ask for the town instead
_NEAR_A_SECTOR_M = 25_000  # beyond this a point is at sea or in another country

_DEGREES = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,12})?)\s*[, ]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*", re.ASCII)

_JOINED = re.compile(r"[&,/]| and ")  # two or more names in one are too long for a map

NOT_LOADED = {
    "BT": "Postcodes in Northern Ireland are not loaded here yet. Try a place in England, Scotland or Wales.",
    "JE": "Postcodes in Jersey are not loaded here.",
    "GY": "Postcodes in Guernsey are not loaded here.",
    "IM": "Postcodes on the Isle of Man are not loaded here.",
}
_NO_FIXED_PLACE = {
    "ZZ99": "That code means no fixed address, and that is fine. Where would you like to look? A town or a street's "
    "postcode will do.",
    "GIR": "That code belongs to a bank's post and is no place on a map. Try a town or another postcode.",
}
_FORCES = "A forces address has no fixed place on our map. Where would you like to look? A town or a postcode will do."


@dataclass(frozen=True, slots=True)
class Located:
    """A place found, and how exactly. `sector` and `outcode` are those of the nearest middle for a name or a point."""

    name: str
    point: Point
    precision: Precision
    sector: str | None
    outcode: str | None
    nation: str | None
    district_code: str | None


class PlaceError(ValueError):
    """Why no single place was found, in a sentence that may be shown; it never repeats what was typed."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class PlaceUnknown(PlaceError):
    """Nothing of that name or postcode is known here."""


class NoFixedPlace(PlaceError):
    """A true code that is nowhere: forces post, or no fixed abode."""


class PlaceAmbiguous(PlaceError):
    """Several places bear the name; `choices` can each be looked up again by its name."""

    def __init__(self, detail: str, choices: tuple[Located, ...]) -> None:
        super().__init__(detail)
        self.choices = choices


@dataclass(frozen=True)
class Gazetteer:
    """The shipped places, and the units file of one installation where it has been imported."""

    units: Units | None = None
    units_problem: str | None = None  # why an imported file could not be read; sectors serve meanwhile

    @classmethod
    def open(cls, var: Path | None) -> Self:
        """Shipped data, and the units file kept in `var` if there is one (mapped, so processes share it)."""
        path = units_path(var) if var else None
        if path is None or not path.exists():
            return cls()
        try:
            return cls(Units.open(path))
        except UnitsError as problem:
            return cls(None, str(problem))

    def locate(self, text: str) -> Located:
        """The place `text` means. Raises PlaceUnknown, PlaceAmbiguous or NoFixedPlace, and nothing else."""
        try:
            postcode = parse_postcode(text)
        except PostcodeError:
            return self._locate_words(text)
        return self.locate_postcode(postcode)

    def locate_postcode(self, postcode: Postcode) -> Located:
        """The unit, else its sector, else its outcode: `precision` says which."""
        if postcode.level is PostcodeLevel.NO_PLACE:
            raise NoFixedPlace(_NO_FIXED_PLACE.get(postcode.outcode, _FORCES))
        found = self._unit(postcode) or self._sector(postcode.sector) or _outcode(postcode.outcode)
        return found or _unknown_postcode(postcode)

    def locate_point(self, lat: float, lon: float) -> Located:
        """The names around a point. Raises PlaceUnknown when it is no point of England, Scotland or Wales."""
        try:
            point = Point(float(lat), float(lon))
        except (TypeError, ValueError, OverflowError) as problem:
            raise PlaceUnknown("That is not a point on the map.") from problem
        sector = _nearest_sector(point)
        if sector is None:
            raise PlaceUnknown("That point is not in England, Scotland or Wales.")
        return _located(sector.name, point, "point", sector, sector.district_code)

    def sector_centroid(self, sector: str) -> Point | None:
        """The middle of a sector ("LS8 5"); None when it is not known."""
        known = self._sector(sector)
        return known.point if known else None

    def suggest(self, text: str, limit: int = 8) -> list[Located]:
        """Places to offer while somebody types; names carry their district. Never raises."""
        text = text[:LONGEST_TEXT]
        try:
            return [self.locate_postcode(parse_postcode(text))][:limit]
        except ValueError:
            return [_place(place, place.full_name) for place in places_like(text, limit)]

    def names_near(self, point: Point, metres: float, limit: int = 6) -> list[tuple[str, Point]]:
        """Short place names to write on a map, best known first; no parts of one that is already there."""
        near = [p for p in places_within(point, metres) if not _JOINED.search(p.name)]
        chosen: list[tuple[str, Point]] = []
        for place in sorted(near, key=lambda p: (-p.weight, len(p.name), p.name)):
            if len(chosen) < limit and not any(place.name.startswith(name) for name, _ in chosen):
                chosen.append((place.name, place.point))
        return chosen

    def _unit(self, postcode: Postcode) -> Located | None:
        if self.units is None or postcode.level is not PostcodeLevel.UNIT or postcode.sector is None:
            return None
        unit = self.units.find(postcode.text)
        if unit is None:
            return None
        around = sectors().get(postcode.sector)
        name = around.name if around else _name_at(unit.point, postcode.outcode)
        district = unit.district_code or (around.district_code if around else None)
        nation = nation_of(district)
        return Located(name, unit.point, "unit", postcode.sector, postcode.outcode, nation, district)

    def _sector(self, sector: str | None) -> Located | None:
        known = sectors().get(sector or "")
        if known:
            return _located(known.name, known.point, "sector", known, known.district_code)
        middle = self.units.sector(sector) if self.units and sector else None
        if middle is None or sector is None:
            return None
        out = sector.split(" ")[0]
        nation = nation_of(middle.district_code)
        return Located(_name_at(middle.point, out), middle.point, "sector", sector, out, nation, middle.district_code)

    def _locate_words(self, text: str) -> Located:
        if len(text) > LONGEST_TEXT:
            raise PlaceUnknown("That is too long to be a place. A town, a part of town or a postcode will do.")
        if degrees := _DEGREES.fullmatch(text):
            return self.locate_point(float(degrees[1]), float(degrees[2]))
        if postcode := find_postcode(text):
            return self.locate_postcode(postcode)
        return _one_of(find_places(text))


def was_guessed(typed: str, name: str, precision: str) -> bool:
    """Whether a place found is only near to what was typed, so that a page says how it was taken.

    A slip put right, a line of an address, or the first half of a postcode whose second half nobody knows.
    """
    if precision == "outcode":
        return _longer_than_outcode(typed)
    return precision == "place" and is_guess(typed, name)


def _longer_than_outcode(typed: str) -> bool:
    try:
        return parse_postcode(typed).level is not PostcodeLevel.OUTCODE
    except PostcodeError:
        return True  # it stood in an address, where only whole ones are looked for


def _one_of(places: list[Place]) -> Located:
    if not places:
        raise PlaceUnknown("We do not know that place. Try a postcode, or the name of a town or a part of town.")
    if len(places) == 1:
        return _place(places[0], places[0].name)
    choices = tuple(_place(place, place.full_name) for place in _best_known(places))
    detail = "There is more than one place of that name. Which one do you mean?"
    if len(places) > len(choices):
        detail += " If it is not here, add the town or the district after a comma."
    raise PlaceAmbiguous(detail, choices)


def _best_known(places: Iterable[Place]) -> list[Place]:
    ranked = sorted(places, key=lambda p: (not p.is_district, -p.weight, p.full_name))
    return sorted(ranked[:_MOST_CHOICES], key=lambda p: (not p.is_district, p.full_name))


def _place(place: Place, name: str) -> Located:
    return _located(name, place.point, "place", _nearest_sector(place.point), place.district_code)


def _located(
    name: str, point: Point, precision: Precision, near: Centroid | None, district_code: str | None
) -> Located:
    if near is None:
        return Located(name, point, precision, None, None, nation_of(district_code), district_code)
    outcode = near.code.split(" ")[0]
    return Located(name, point, precision, near.code, outcode, nation_of(district_code), district_code)


def _outcode(outcode: str) -> Located | None:
    known = outcodes().get(outcode)
    if known is None:
        return None
    return Located(known.name, known.point, "outcode", None, outcode, known.nation, known.district_code)


def _nearest_sector(point: Point) -> Centroid | None:
    columns = sector_columns()
    nearest = sectors()[columns.codes[columns.nearest(point)]]
    return nearest if metres_between(point, nearest.point) <= _NEAR_A_SECTOR_M else None


def _name_at(point: Point, otherwise: str) -> str:
    """A place name for a sector newer than the shipped ones; across the sea there is only its outcode."""
    near = _nearest_sector(point)
    return near.name if near else otherwise


def _unknown_postcode(postcode: Postcode) -> NoReturn:
    detail = "We do not know that postcode. Is it spelt right? A town or a part of town will do too."
    raise PlaceUnknown(NOT_LOADED.get(postcode.area, detail))
