"""Listings as columns: one array a fact, one row a listing, sorted by latitude so that a band is a slice."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.directory.rules import RUNG, Answer, Capacity, Ease, Freshness, Kind, Role, freshness
from app.matching.engine.index.words import WordIndex, build_words
from app.matching.engine.tokens import fold
from app.matching.engine.types import Candidate
from geo.distance import EARTH_RADIUS_M, metres_to_many
from geo.points import Point

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]

KINDS = {kind: n for n, kind in enumerate(Kind)}
EASES = {ease: n for n, ease in enumerate(Ease)}
ANSWERS = {Answer.UNKNOWN: 0, Answer.YES: 1, Answer.NO: -1}
CAPACITIES = {Capacity.OPEN: 0, Capacity.NEARLY_FULL: 1, Capacity.FULL: 2}
NEVER = -1  # a day that is not known, as an ordinal
FULL_LETTERS = 1200  # a description that tells all that somebody wants to know
NAME_LETTERS = 60  # of a name that tell its place from A to Z; the id tells the rest
SLACK = 1.001  # of a radius: what is measured exactly afterwards is never cut off by rounding
METRES_A_DEGREE = 111_000.0  # of latitude on the sphere we measure with it is 111,195: the band is a little too wide


@dataclass(frozen=True)
class Columns:
    """The whole directory, ready to be asked; immutable, shared by every request of a worker."""

    listings: tuple[Candidate, ...]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    placed: int  # rows before this one have a point
    kind: npt.NDArray[np.int8]
    rung: npt.NDArray[np.int8]
    companion: Mask
    connector: Mask
    online: Mask
    ease: npt.NDArray[np.int8]
    week: npt.NDArray[np.uint32]  # days and parts it happens on; 0 when not known
    min_age: npt.NDArray[np.int16]
    max_age: npt.NDArray[np.int16]
    capacity: npt.NDArray[np.int8]
    paused_until: npt.NDArray[np.int32]
    checked_on: npt.NDArray[np.int32]
    answered_until: npt.NDArray[np.int32]
    offers: npt.NDArray[np.int16]  # how many hopes a listing says it offers
    fullness: Scores  # how much a listing tells of itself, 0..1
    hopes: dict[str, Rows]
    gifts: dict[str, Rows]
    basics: dict[str, Rows]
    labels: dict[str, Rows]
    languages: dict[str, Rows]
    covers: dict[str, Rows]
    excludes: dict[str, Rows]
    has_area: Mask
    words: WordIndex

    @property
    def size(self) -> int:
        """How many listings there are."""
        return len(self.listings)

    @cached_property
    def name_ranks(self) -> Rows:
        """The place of each row from A to Z."""
        return _ranks([(fold(listing.name)[:NAME_LETTERS], listing.id) for listing in self.listings])

    @cached_property
    def id_ranks(self) -> Rows:
        """The place of each row by its id, which never changes."""
        return _ranks([listing.id for listing in self.listings])

    def within(self, point: Point, metres: float) -> tuple[Rows, npt.NDArray[np.float64]]:
        """Rows within `metres` of `point` and their distances: exact, since the band only narrows what is measured."""
        half = metres / METRES_A_DEGREE
        placed = self.lat[: self.placed]
        start, end = np.searchsorted(placed, [point.lat - half, point.lat + half])
        beside = np.nonzero(_lon_fits(self.lon[start:end], point, metres))[0] + start
        distances = metres_to_many(point, self.lat[beside], self.lon[beside])
        near = distances <= metres
        return beside[near].astype(np.int32), distances[near]

    def distances(self, point: Point | None, rows: Rows) -> npt.NDArray[np.float64]:
        """Metres from `point` to each row; NaN where either is not known."""
        if point is None:
            return np.full(len(rows), np.nan)
        return metres_to_many(point, self.lat[rows], self.lon[rows])

    def freshness(self, row: int, today: date) -> Freshness:
        """How far to trust the listing in `row` today."""
        listing = self.listings[row]
        return freshness(listing.kind, listing.checked_on, today)


def build_columns(candidates: Iterable[Candidate]) -> Columns:
    """Columns of `candidates`; their order does not matter, the same set always gives the same columns."""
    listings = tuple(sorted(candidates, key=_place_in_order))
    column = _column_maker(listings)
    return Columns(
        listings=listings,
        lat=column(lambda c: np.nan if c.lat is None else c.lat, np.float64),
        lon=column(lambda c: np.nan if c.lon is None else c.lon, np.float64),
        placed=sum(c.lat is not None for c in listings),
        kind=column(lambda c: KINDS[c.kind], np.int8),
        rung=column(lambda c: RUNG[c.kind], np.int8),
        companion=column(lambda c: c.role is Role.COMPANION, np.bool_),
        connector=column(lambda c: c.role is Role.CONNECTOR, np.bool_),
        online=column(lambda c: c.online, np.bool_),
        ease=_ease_matrix(listings),
        week=column(lambda c: c.week, np.uint32),
        min_age=column(lambda c: c.min_age or 0, np.int16),
        max_age=column(lambda c: 999 if c.max_age is None else c.max_age, np.int16),
        capacity=column(lambda c: CAPACITIES[c.capacity], np.int8),
        paused_until=column(lambda c: _ordinal(c.paused_until), np.int32),
        checked_on=column(lambda c: _ordinal(c.checked_on), np.int32),
        answered_until=column(lambda c: _ordinal(c.answered_until), np.int32),
        offers=column(lambda c: len(c.hopes), np.int16),
        fullness=column(lambda c: min(1.0, math.log1p(len(c.summary)) / math.log1p(FULL_LETTERS)), np.float32),
        hopes=_postings(listings, lambda c: c.hopes),
        gifts=_postings(listings, lambda c: c.gifts),
        basics=_postings(listings, lambda c: c.basics),
        labels=_postings(listings, lambda c: c.labels),
        languages=_postings(listings, lambda c: c.languages),
        covers=_postings(listings, lambda c: c.covers),
        excludes=_postings(listings, lambda c: c.excludes),
        has_area=column(lambda c: bool(c.covers), np.bool_),
        words=build_words(c.stems for c in listings),
    )


def _ranks(keys: Sequence[Any]) -> Rows:
    ranks = np.empty(len(keys), np.int32)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.int32)
    return ranks


def _lon_fits(lons: npt.NDArray[np.float64], point: Point, metres: float) -> Mask:
    """Which longitudes can lie within `metres` at all: a little more than the cap around the point, all at a pole."""
    sine, cosine = math.sin(min(metres * SLACK / EARTH_RADIUS_M, math.pi / 2)), math.cos(math.radians(point.lat))
    if sine >= cosine:
        return np.ones(len(lons), np.bool_)
    half = math.degrees(math.asin(sine / cosine))
    off = np.abs(lons - point.lon)
    return (off <= half) | (off >= 360 - half)  # across the date line


def _place_in_order(candidate: Candidate) -> tuple[bool, float, int]:
    return candidate.lat is None, candidate.lat or 0.0, candidate.id.int


def _column_maker(listings: Sequence[Candidate]) -> Callable[..., Any]:
    def column(value: Callable[[Candidate], object], dtype: type[np.generic]) -> npt.NDArray[Any]:
        return np.array([value(candidate) for candidate in listings], dtype)

    return column


def _ease_matrix(listings: Sequence[Candidate]) -> npt.NDArray[np.int8]:
    matrix = np.zeros((len(listings), len(EASES)), np.int8)
    for row, candidate in enumerate(listings):
        for ease, answer in candidate.ease.items():
            matrix[row, EASES[ease]] = ANSWERS[answer]
        free = EASES[Ease.FREE]
        if candidate.free is not None and matrix[row, free] != ANSWERS[Answer.NO]:  # the price tells it too
            matrix[row, free] = ANSWERS[Answer.YES if candidate.free else Answer.NO]
    return matrix


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


def _postings(listings: Sequence[Candidate], values: Callable[[Candidate], Iterable[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, candidate in enumerate(listings):
        for value in values(candidate):
            found[value].append(row)
    return {value: np.array(rows, np.int32) for value, rows in found.items()}
