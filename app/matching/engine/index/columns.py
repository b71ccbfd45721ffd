"""Listings as columns: one record a row, strip by strip from south to north, and postings of terms and words."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.directory.rules import Freshness, freshness
from app.matching.engine.index import compiled
from app.matching.engine.index.facts import (
    EASES,
    KINDS,
    NEVER,
    STRIPS,
    Facts,
    as_bits,
    ease_matrix,
    facts_of,
    ranks,
    strip_by_strip,
    strip_of,
)
from app.matching.engine.index.postings import Postings, build_postings, turned
from app.matching.engine.index.words import WordIndex, build_words
from app.matching.engine.tokens import fold
from app.matching.engine.types import Candidate
from geo.distance import EARTH_RADIUS_M, metres_to_many
from geo.points import Point

__all__ = ["EASES", "KINDS", "NAME_LETTERS", "NEVER", "Columns", "Mask", "Rows", "Scores", "build_columns"]

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]

NAME_LETTERS = 60  # of a name that tell its place from A to Z; the id tells the rest
SLACK = 1.001  # of a radius: what is measured exactly afterwards is never cut off by rounding
METRES_A_DEGREE = 111_000.0  # of latitude on the sphere we measure with it is 111,195: the band is a little too wide


@dataclass(frozen=True)
class Columns:
    """The whole directory, ready to be asked; immutable, shared by every request of a worker.

    The columns are views of `facts`, which holds them side by side; only the two that numpy scans stand apart.
    """

    listings: tuple[Candidate, ...]
    facts: Facts
    strips: Rows  # where each strip of latitude begins; rows after the last have no point
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int8]
    rung: npt.NDArray[np.int8]
    companion: Mask
    connector: Mask
    online: Mask
    ease: npt.NDArray[np.int8]
    week: npt.NDArray[np.uint32]
    min_age: npt.NDArray[np.int16]
    max_age: npt.NDArray[np.int16]
    capacity: npt.NDArray[np.int8]
    paused_until: npt.NDArray[np.int32]
    checked_on: npt.NDArray[np.int32]
    answered_until: npt.NDArray[np.int32]
    own: Scores
    fullness: Scores
    id_ranks: Rows  # the place of each row by its id, which never changes
    has_area: Mask
    terms: Rows  # the rows of all postings but those of words, one list after another
    held_from: Rows  # where the numbers of what a row offers and welcomes begin in `held`
    held: npt.NDArray[np.int16]  # hopes are numbered in the order of `hopes`, then gifts
    hopes: Postings
    gifts: Postings
    basics: Postings
    labels: Postings
    languages: Postings
    covers: Postings
    excludes: Postings
    words: WordIndex
    kept: dict[str, Any] = field(default_factory=dict)  # tables worked out from these columns, by name

    @cached_property
    def table(self) -> tuple[npt.NDArray[Any], ...]:
        """What the loops read of the columns: see `plan.Table`."""
        words = self.words
        return self.facts, self.strips, words.rows, words.impacts, self.terms, self.held_from, self.held

    @property
    def size(self) -> int:
        """How many listings there are."""
        return len(self.listings)

    @cached_property
    def row_of(self) -> dict[UUID, int]:
        """The row of each listing, by its id."""
        return {listing.id: row for row, listing in enumerate(self.listings)}

    @cached_property
    def name_ranks(self) -> Rows:
        """The place of each row from A to Z."""
        return ranks([(fold(listing.name)[:NAME_LETTERS], listing.id) for listing in self.listings])

    @cached_property
    def anywhere_online(self) -> Rows:
        """Rows of what happens online and names no area."""
        return np.nonzero(self.online & ~self.has_area)[0].astype(np.int32)

    def within(self, point: Point, metres: float) -> tuple[Rows, npt.NDArray[np.float64]]:
        """Rows within `metres` of `point` and their distances: exact, since the band only narrows what is measured."""
        if (loops := compiled.loops()) is not None:
            return self.nearby(loops, point, metres)
        half = metres / METRES_A_DEGREE
        start, end = self.strips[strip_of(point.lat - half)], self.strips[strip_of(point.lat + half) + 1]
        beside = np.nonzero(_lon_fits(self.lon[start:end], point, metres))[0] + start
        distances = metres_to_many(point, self.lat[beside], self.lon[beside])
        here = distances <= metres
        return beside[here].astype(np.int32), distances[here]

    def nearby(self, loops: Any, point: Point, metres: float) -> tuple[Rows, npt.NDArray[np.float64]]:
        """The same by loops that are given."""
        near: tuple[Rows, npt.NDArray[np.float64]] = loops.near(
            self.facts, self.strips, point.lat, point.lon, *cap(point, metres), metres
        )
        return near

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
    listings = strip_by_strip(candidates)
    facts, ease = facts_of(listings), ease_matrix(listings)
    facts["yes"], facts["no"] = as_bits(ease > 0), as_bits(ease < 0)
    terms, postings = build_postings(
        listings,
        {
            "hopes": lambda c: c.hopes,
            "gifts": lambda c: c.gifts,
            "basics": lambda c: c.basics,
            "labels": lambda c: c.labels,
            "languages": lambda c: c.languages,
            "covers": lambda c: c.covers,
            "excludes": lambda c: c.excludes,
        },
    )
    placed = facts["lat"][~np.isnan(facts["x"])]
    held_from, held = turned(len(listings), [*postings["hopes"].values(), *postings["gifts"].values()])
    views: dict[str, Any] = {name: facts[name] for name in _VIEWS}
    views |= {name: facts[name].copy() for name in ("lat", "lon")}  # numpy looks through a whole band of these
    lists: dict[str, Any] = {**postings}
    return Columns(
        listings=listings,
        facts=facts,
        strips=np.searchsorted([strip_of(lat) for lat in placed], np.arange(STRIPS + 1)).astype(np.int32),
        **views,
        id_ranks=facts["id_rank"],
        ease=ease,
        terms=terms,
        held_from=held_from,
        held=held,
        **lists,
        words=build_words(c.stems for c in listings),
    )


_VIEWS = (
    "kind", "rung", "companion", "connector", "online", "week", "min_age", "max_age", "capacity",
    "paused_until", "checked_on", "answered_until", "own", "fullness", "has_area",
)  # fmt: skip


def cap(point: Point, metres: float) -> tuple[float, float, int, int]:
    """The west and east end of the cap around a point, and its first and last strip."""
    half, wide = metres / METRES_A_DEGREE, lon_half(point, metres)
    return point.lon - wide, point.lon + wide, strip_of(point.lat - half), strip_of(point.lat + half)


def lon_half(point: Point, metres: float) -> float:
    """Degrees of longitude that a circle reaches to either side, with a little to spare; 360 around a pole."""
    sine, cosine = math.sin(min(metres * SLACK / EARTH_RADIUS_M, math.pi / 2)), math.cos(math.radians(point.lat))
    return 360.0 if sine >= cosine else math.degrees(math.asin(sine / cosine))


def _lon_fits(lons: npt.NDArray[np.float64], point: Point, metres: float) -> Mask:
    """Which longitudes can lie within `metres` at all."""
    half = lon_half(point, metres)
    off = np.abs(lons - point.lon)
    return (off <= half) | (off >= 360 - half)  # across the date line
