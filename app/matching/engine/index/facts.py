"""What is known of each listing as one record a row: a loop that looks at a row finds all of it side by side."""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from app.directory.rules import RUNG, Answer, Capacity, Ease, Kind, Role
from app.matching.engine.types import Candidate

Rows = npt.NDArray[np.int32]
Facts = npt.NDArray[np.void]

KINDS = {kind: n for n, kind in enumerate(Kind)}
EASES = {ease: n for n, ease in enumerate(Ease)}
ANSWERS = {Answer.UNKNOWN: 0, Answer.YES: 1, Answer.NO: -1}
CAPACITIES = {Capacity.OPEN: 0, Capacity.NEARLY_FULL: 1, Capacity.FULL: 2}
OWN_LEAST, OWN_MORE = 0.75, 0.15  # what offering a hope counts: among very many, and more when it is the only one
NEVER = -1  # a day that is not known, as an ordinal
NOBODYS = -1  # of a listing that names no organisation
FULL_LETTERS = 1200  # a description that tells all that somebody wants to know
STRIPS_A_DEGREE = 100  # rows lie in strips of a hundredth of a degree of latitude (1.1 km), from west to east
STRIPS = 180 * STRIPS_A_DEGREE
MARKED = 8  # of so many rows one tells in a list of its own how far east it lies: `marks_of`
SLACK = 1.001  # of a radius: what is measured exactly afterwards is never cut off by rounding
METRES_A_DEGREE = 111_000.0  # of latitude on the sphere we measure with it is 111,195: the band is a little too wide

# What every look reads of a row comes first: it lies in two lines of memory, and these are asked for beforehand.
FACTS = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("z", "f8"),  # its point on a ball of radius 1; NaN where it has none
        ("week", "u4"),  # days and parts it happens on; 0 when not known
        ("yes", "u4"), ("no", "u4"),  # access facts, a bit each
        ("paused_until", "i4"), ("answered_until", "i4"),
        ("length", "f4"),  # how many words it says
        ("min_age", "i2"), ("max_age", "i2"),
        ("kind", "i1"), ("rung", "i1"), ("capacity", "i1"),
        ("companion", "?"), ("connector", "?"), ("online", "?"), ("has_area", "?"),
        ("lat", "f8"), ("lon", "f8"),
        ("id_rank", "i8"),  # its place by id, with room between any two for one that is yet to come
        ("organisation", "i8"),  # a number of its own, or NOBODYS
        ("checked_on", "i4"),
        ("fullness", "f4"),  # how much a listing tells of itself, 0..1
        ("own", "f4"),  # what offering a hope counts: less among many
        ("offers", "i2"),  # how many hopes it says it offers
    ],
    align=True,
)  # fmt: skip


def strip_by_strip(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Strip by strip from south to north, each from west to east; what has no point comes last."""
    return tuple(sorted(candidates, key=_place_in_order))


def facts_of(listings: Sequence[Candidate]) -> Facts:
    """One record a listing, in the order given; its place by id and how many words it says are not told here."""
    facts = np.zeros(len(listings), FACTS)
    told = zip(*map(_SAID, listings), strict=True)  # a column at a time: looking at each listing for each takes longer
    for (name, (_, value)), said in zip(_VALUES.items(), told, strict=bool(listings)):
        facts[name] = said if value is None else [value(one) for one in said]
    facts["own"] = OWN_LEAST + OWN_MORE / np.sqrt(np.maximum(facts["offers"], 1))
    lat, lon = np.radians(facts["lat"]), np.radians(facts["lon"])
    facts["x"], facts["y"], facts["z"] = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    return facts


def ease_matrix(listings: Sequence[Candidate]) -> npt.NDArray[np.int8]:
    """What is known of each access fact: 1 yes, -1 no, 0 not known; the price tells of "free" too."""
    known = {id(one.ease): one.ease for one in listings}  # many share theirs
    place = {key: n for n, key in enumerate(known)}
    matrix = np.zeros((len(known), len(EASES)), np.int8)
    for row, ease in enumerate(known.values()):
        for fact, answer in ease.items():
            matrix[row, EASES[fact]] = ANSWERS[answer]
    matrix = matrix[np.fromiter((place[id(one.ease)] for one in listings), np.int64, len(listings))]
    price = np.fromiter((0 if one.free is None else 1 if one.free else -1 for one in listings), np.int8, len(listings))
    free = matrix[:, EASES[Ease.FREE]]
    free[:] = np.where((price != 0) & (free != ANSWERS[Answer.NO]), price, free)
    return matrix


def as_bits(matrix: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint32]:
    """One number a row, a bit a column."""
    return matrix.astype(np.uint32) @ (np.uint32(1) << np.arange(matrix.shape[1], dtype=np.uint32))


def strip_of(lat: float) -> int:
    """The strip of latitude that a point lies in."""
    return min(STRIPS - 1, max(0, math.floor((lat + 90) * STRIPS_A_DEGREE)))


@lru_cache(maxsize=65_536)
def number_of(organisation: str) -> int:
    """A number that two organisations never share: the first 63 bits of a digest of its name."""
    if not organisation:
        return NOBODYS
    return int.from_bytes(hashlib.blake2b(organisation.encode(), digest_size=8).digest()) >> 1


def strips_at(lats: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The strip of each latitude."""
    return np.clip(np.floor((lats + 90) * STRIPS_A_DEGREE), 0, STRIPS - 1).astype(np.int64)


def marks_of(facts: Facts) -> npt.NDArray[np.float32]:
    """How far east every eighth row lies, in degrees and roughly: ends of strips are looked for here, side by side."""
    return np.ascontiguousarray(facts["lon"][::MARKED]).astype(np.float32)


def _place_in_order(one: Candidate) -> tuple[bool, int, float, float, int]:
    if one.lat is None or one.lon is None:
        return True, 0, 0.0, 0.0, one.id.int
    return False, strip_of(one.lat), one.lon, one.lat, one.id.int


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


# By fact: what of a listing tells it, and how.
_VALUES: dict[str, tuple[str, Callable[[Any], object] | None]] = {
    "lat": ("lat", None),  # NaN when it is not known
    "lon": ("lon", None),
    "week": ("week", None),
    "paused_until": ("paused_until", _ordinal),
    "checked_on": ("checked_on", _ordinal),
    "answered_until": ("answered_until", _ordinal),
    "organisation": ("organisation", number_of),
    "fullness": ("summary", lambda said: min(1.0, math.log1p(len(said)) / math.log1p(FULL_LETTERS))),
    "offers": ("hopes", len),
    "min_age": ("min_age", lambda age: age or 0),
    "max_age": ("max_age", lambda age: 999 if age is None else age),
    "kind": ("kind", KINDS.__getitem__),
    "rung": ("kind", RUNG.__getitem__),
    "capacity": ("capacity", CAPACITIES.__getitem__),
    "companion": ("role", lambda role: role is Role.COMPANION),
    "connector": ("role", lambda role: role is Role.CONNECTOR),
    "online": ("online", None),
    "has_area": ("covers", bool),
}
_SAID = attrgetter(*(said for said, _ in _VALUES.values()))
