"""Finding a place by name: any case, any punctuation, "saint" or "st", one slip of the fingers."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from unicodedata import combining, normalize

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.centroids import read_rows
from geo.distance import Floats, metres_between, metres_to_many
from geo.points import Point
from geo.welsh import ENGLISH_OF

_QUALIFIER_REACH_M = 25_000  # "Sale, Manchester": a place near another place
_MOST_WORDS = 8  # the longest name with its district has seven
_LONGEST_SLIP = 60
_DISTRICT_WEIGHT = 99  # above any place by count of areas
_WELL_KNOWN = 5  # areas that bear a name: a town, or a part of one that everybody there knows
_MOST_PARTS = 8  # of an address, between commas
_AREAS_OF_ONE = 2  # so many areas of a district are called after a place: "Middleton Park", "Middleton Town Street"
_IN_WALES = "W"  # begins a district's code
_SHORTEST_SLIP = 5  # in four letters one slip makes another word ("Sale", "Dale", "Sage")

_WORD = re.compile(r"[^\W_]+")
_SAME_WORDS = {"saint": "st", "mount": "mt"}


@dataclass(frozen=True, slots=True)
class Place:
    """A named place. `district` is that of its district's plain name; `weight` is how many areas bear the name."""

    name: str
    point: Point
    district_code: str
    district: str
    weight: int
    is_district: bool = False

    @property
    def full_name(self) -> str:
        """Name and district, so that it can be told from others of its name."""
        return self.name if self.is_district or not self.district else f"{self.name}, {self.district}"


@dataclass(frozen=True)
class _Book:
    """Rows of the shipped table under their key; they become places only when somebody asks for them."""

    rows: dict[str, list[list[str]]]
    districts: dict[str, Place]  # by code
    own_name: dict[str, Place]  # districts by key
    keys: tuple[str, ...]
    row_keys: tuple[str, ...]  # those of rows, in order

    def called(self, key: str) -> list[Place]:
        """Every place under a key; a district's own name means the district, or the town in it of that name.

        Unless a town elsewhere is better known by it than any in the district: Newport is not in Wales alone.
        """
        places = [self.place(row) for row in self.rows.get(key, ())]
        district = self.own_name.get(key)
        if district is None:
            return self._in_welsh(key) or ([*places, *self._called_after(key, places)] if len(places) > 1 else places)
        inside = [place for place in places if place.district_code == district.district_code]
        others = [place for place in places if place not in inside]
        least = max([_WELL_KNOWN, *(place.weight + 1 for place in inside)])
        town = _town_of(district, inside)
        return [replace(town, is_district=False), *others] if any(p.weight >= least for p in others) else [town]

    def _in_welsh(self, key: str) -> list[Place]:
        """The town in Wales that the key is the Welsh name of; the best known of those in Wales."""
        english = _welsh_keys().get(key)
        inside = (
            [place for place in self.called(english) if place.district_code.startswith(_IN_WALES)] if english else []
        )
        return [max(inside, key=lambda place: place.weight)] if inside else []

    def _called_after(self, key: str, known: Sequence[Place]) -> Iterator[Place]:
        """Of a name that may be asked back: also where no area bears it plainly, but several are called after it."""
        name, told = known[0].name, {place.district_code for place in known}
        after: dict[str, list[Place]] = defaultdict(list)
        for row in self._beginning(key):
            place = self.place(row)
            if place.name.startswith(f"{name} ") and place.district_code not in told:
                after[place.district_code].append(place)
        for places in after.values():
            if len({_next_word(place.name, name) for place in places}) >= _AREAS_OF_ONE:  # not Middleton Cheney twice
                lat, lon = (
                    sum(each) / len(places) for each in zip(*((p.point.lat, p.point.lon) for p in places), strict=True)
                )
                yield replace(places[0], name=name, point=Point(lat, lon), weight=len(places))

    def _beginning(self, key: str) -> Iterator[list[str]]:
        """Rows whose key is longer than this one and begins with it; keys of rows stand in order."""
        keys = self.row_keys
        for at in range(bisect_left(keys, key + "0"), len(keys)):
            if not keys[at].startswith(key):
                return
            yield from self.rows[keys[at]]

    def place(self, row: list[str]) -> Place:
        """A row of key, name, lat, lon, district_code, weight."""
        _, name, lat, lon, code, weight = row
        district = self.districts[code].name if code in self.districts else ""
        return Place(name, Point(float(lat), float(lon)), code, district, int(weight))


def name_key(text: str) -> str:
    """What two spellings of one name have in common: its letters and digits, accents off, "&" as "and"."""
    plain = text.replace("&", " and ").replace("'", "").replace("\u2019", "")
    if not plain.isascii():
        plain = "".join(letter for letter in normalize("NFKD", plain) if not combining(letter))
    words = _WORD.findall(plain.casefold())
    return "".join(_SAME_WORDS.get(word, word) for word in words if word != "the" or len(words) == 1)


def find_places(text: str) -> list[Place]:
    """Every place the text may mean, best first: one when it is clear, none when there is none.

    A district or a town after the name ("Sale, Trafford" or "Sale Trafford") settles which; of an address
    ("12 Compton Road, Harehills") the first line that names a place.
    """
    parts = [part for part in text.split(",") if name_key(part)][:_MOST_PARTS]
    if len(parts) > 1:
        return _addressed(parts)
    return _called(text) or _split(text) or _one_slip(text)


def is_guess(typed: str, name: str) -> bool:
    """Whether a place found was not named at the start of what was typed: a slip put right, or a line of an address."""
    return not name_key(typed).startswith(name_key(name))


def places_like(text: str, limit: int) -> list[Place]:
    """Suggestions while typing: names that begin with the text, then those with a word that does, then slips."""
    key = name_key(text)
    if len(key) < 2:
        return []
    book = _book()
    begins = list(dict.fromkeys(place for k in book.keys if k.startswith(key) for place in book.called(k)))
    begins.sort(key=lambda p: (name_key(p.name) != key, not p.is_district, -p.weight, p.name, p.district))
    if not begins and "," in text:
        begins = find_places(text)
    return (begins or _one_slip(text))[:limit]


def places_within(point: Point, metres: float) -> list[Place]:
    """Places whose middle lies within straight-line metres, nearest first."""
    lats, lons, rows = _columns()
    away = metres_to_many(point, lats, lons)
    return [_book().place(rows[i]) for i in np.argsort(away, kind="stable") if away[i] <= metres]


@cache
def _columns() -> tuple[Floats, Floats, list[list[str]]]:
    rows = [row for same_name in _book().rows.values() for row in same_name]
    return np.array([float(row[2]) for row in rows]), np.array([float(row[3]) for row in rows]), rows


@cache
def _book() -> _Book:
    districts = {
        code: Place(name, Point(float(lat), float(lon)), code, name, _DISTRICT_WEIGHT, True)
        for code, name, lat, lon in read_rows("districts.csv.gz")
    }
    rows: dict[str, list[list[str]]] = {}
    for row in read_rows("places.csv.gz"):
        rows.setdefault(row[0], []).append(row)
    own_name = {name_key(district.name): district for district in districts.values()}
    return _Book(
        rows, districts, own_name, tuple(dict.fromkeys([*rows, *own_name, *_welsh_keys()])), tuple(sorted(rows))
    )


def _next_word(longer: str, name: str) -> str:
    return longer[len(name) :].split()[0]


@cache
def _welsh_keys() -> dict[str, str]:
    return {name_key(welsh): name_key(english) for welsh, english in ENGLISH_OF.items()}


def _town_of(district: Place, inside: Sequence[Place]) -> Place:
    """A district's own name wins over others; where a town in it bears the name, the town is meant."""
    return replace(district, point=inside[0].point) if inside else district


def _called(text: str) -> list[Place]:
    return _book().called(name_key(text))


def _addressed(parts: Sequence[str]) -> list[Place]:
    """The places that the first telling line of an address names, by what follows it; a street is no such line."""
    for at, name in enumerate(parts[:-1], 1):
        # A district's name may hold a comma of its own.
        if found := _qualified(name, ",".join(parts[at:])) or _qualified(name, parts[at]):
            return found
        named = _called(name)
        if any(place.weight >= _WELL_KNOWN for place in named):
            return named
    return _called(parts[-1]) or _called(parts[0]) or _split(parts[-1]) or _one_slip(parts[-1])


def _split(text: str) -> list[Place]:
    """ "Harehills Leeds": the last words may be the district. They must be spelt right, which keeps this quick."""
    words = text.split()[:_MOST_WORDS]
    for cut in range(len(words) - 1, 0, -1):
        qualifier = " ".join(words[cut:])
        if _called(qualifier) and (found := _qualified(" ".join(words[:cut]), qualifier)):
            return found
    return []


def _qualified(name: str, qualifier: str) -> list[Place]:
    """Places of that name in that district, or near a place called so."""
    named = _called(name) or _one_slip(name)
    inside = [place for place in named if name_key(place.district) == name_key(qualifier)]
    if inside or not named:
        return inside
    where = _called(qualifier) or _one_slip(qualifier)
    if not where:
        return []
    return [p for p in named if min(metres_between(p.point, w.point) for w in where) <= _QUALIFIER_REACH_M]


def _one_slip(text: str) -> list[Place]:
    """Places whose name differs by one letter added, left out, changed or swapped with the next."""
    key, book = name_key(text), _book()
    if len(key) < _SHORTEST_SLIP or len(key) > _LONGEST_SLIP:
        return []
    found = process.extract(key, book.keys, scorer=OSA.distance, score_cutoff=1, limit=50)
    places = [place for near, _, _ in sorted(found, key=lambda f: (f[1], f[0])) for place in book.called(near)]
    return [place for place in places if place.is_district] or places
