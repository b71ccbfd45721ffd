"""Listings as columns: one record a row, strip by strip from south to north, and postings of terms and words."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.directory.rules import Freshness, freshness
from app.matching.engine.index import compiled
from app.matching.engine.index.country import Country
from app.matching.engine.index.facts import (
    EASES,
    KINDS,
    METRES_A_DEGREE,
    NEVER,
    SLACK,
    STRIPS,
    Facts,
    as_bits,
    ease_matrix,
    facts_of,
    marks_of,
    strip_by_strip,
    strip_of,
    strips_at,
)
from app.matching.engine.index.ground import Ground, free_places
from app.matching.engine.index.ids import Ids
from app.matching.engine.index.listings import Listings
from app.matching.engine.index.plan import Table, book_of
from app.matching.engine.index.postings import NO_ROWS, ONLINE, Postings, build_postings, held, turned
from app.matching.engine.index.room import Room, Shelf
from app.matching.engine.index.words import WordIndex, build_words
from app.matching.engine.tokens import fold
from app.matching.engine.types import Candidate
from geo.distance import EARTH_RADIUS_M, metres_to_many
from geo.points import Point

__all__ = ["EASES", "KINDS", "NAME_LETTERS", "NEVER", "Columns", "Mask", "Rows", "Scores", "build_columns"]

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]
Listed = tuple[Candidate, ...]

NAME_LETTERS = 60  # of a name that tell its place from A to Z; the id tells the rest


@dataclass(frozen=True)
class Columns:
    """The whole directory, ready to be asked; immutable, shared by every request of a worker.

    A base lies strip by strip; rows that have come since stand behind it, and those that are no more are told by
    `gone`. Nothing may be suggested that stands there: `gather.py` leaves it out.
    """

    listings: Listings
    facts: Facts
    strips: Rows  # where each strip of latitude begins; rows after the last have no point; then where the base ends
    ease: npt.NDArray[np.int8]
    terms: Rows  # the rows of all postings but those of words, one list after another
    held_from: Rows  # where the numbers of what a row offers and welcomes begin in `held`
    held: npt.NDArray[np.int16]  # by `numbers`
    postings: Mapping[str, Postings]
    words: WordIndex
    gone: Rows
    since: Mapping[UUID, int]  # the rows behind the base, of listings that are
    ground: Ground
    kept: dict[str, Any] = field(default_factory=dict)  # tables worked out from these columns, by name

    def __post_init__(self) -> None:
        """The facts one by one, as views, and the postings by their names."""
        for name in _VIEWS:
            object.__setattr__(self, name, self.facts[name])
        for name, postings in self.postings.items():
            object.__setattr__(self, name, postings)

    kind: npt.NDArray[np.int8] = field(init=False)
    rung: npt.NDArray[np.int8] = field(init=False)
    companion: Mask = field(init=False)
    connector: Mask = field(init=False)
    online: Mask = field(init=False)
    week: npt.NDArray[np.uint32] = field(init=False)
    min_age: npt.NDArray[np.int16] = field(init=False)
    max_age: npt.NDArray[np.int16] = field(init=False)
    capacity: npt.NDArray[np.int8] = field(init=False)
    paused_until: npt.NDArray[np.int32] = field(init=False)
    checked_on: npt.NDArray[np.int32] = field(init=False)
    answered_until: npt.NDArray[np.int32] = field(init=False)
    own: Scores = field(init=False)
    fullness: Scores = field(init=False)
    id_rank: npt.NDArray[np.int64] = field(init=False)  # the place of each row by its id, which never changes
    has_area: Mask = field(init=False)
    hopes: Postings = field(init=False)
    gifts: Postings = field(init=False)
    basics: Postings = field(init=False)
    labels: Postings = field(init=False)
    languages: Postings = field(init=False)
    covers: Postings = field(init=False)
    excludes: Postings = field(init=False)
    anywhere: Postings = field(init=False)

    @cached_property
    def book(self) -> npt.NDArray[np.int64]:
        """What the loops read of the columns, or rather where it stands."""
        words, marks = self.words, self.ground.marks
        lists = words.rows, words.often, self.terms, self.held_from, self.held
        return book_of(Table(self.facts, self.strips, marks, *lists, self.gone))

    @cached_property
    def lat(self) -> npt.NDArray[np.float64]:
        """Degrees of latitude, side by side: numpy looks through a whole band of them."""
        return np.ascontiguousarray(self.facts["lat"])

    @cached_property
    def lon(self) -> npt.NDArray[np.float64]:
        """Degrees of longitude, side by side."""
        return np.ascontiguousarray(self.facts["lon"])

    @property
    def base(self) -> int:
        """Where the base ends and what has come since begins."""
        return int(self.strips[-1])

    @property
    def size(self) -> int:
        """How many rows there are, those that are no more among them."""
        return len(self.facts)

    @property
    def count(self) -> int:
        """How many listings there are."""
        return self.size - len(self.gone)

    @cached_property
    def alive(self) -> Mask:
        """Which rows stand for a listing that is."""
        alive = np.ones(self.size, np.bool_)
        alive[self.gone] = False
        return alive

    @property
    def living(self) -> Iterator[Candidate]:
        """Every listing that is."""
        return compress(self.listings, self.alive)

    def among(self, country: Country | None) -> "Columns":
        """The same columns, with words weighed by those of a country; of their own listings when None."""
        return replace(self, words=replace(self.words, country=country))

    def offered_by_anybody(self, hope: str) -> bool:
        """Whether anybody offers a hope by name, here or elsewhere in the country."""
        return hope in self.hopes or (self.words.country is not None and hope in self.words.country.hopes)

    def row_of(self, listing_id: UUID) -> int | None:
        """The row of a listing; None when there is none."""
        row = self.since.get(listing_id)
        row = self.ground.ids.row_of(listing_id) if row is None else row
        if row is None:
            return None
        at = int(self.gone.searchsorted(row))
        return None if at < len(self.gone) and self.gone[at] == row else row

    @property
    def name_ranks(self) -> npt.NDArray[np.float64]:
        """The place of each row from A to Z: of those behind the base, between its neighbours in the base."""
        if "names" not in self.kept:
            self.kept["names"] = self._name_ranks()
        found: npt.NDArray[np.float64] = self.kept["names"]
        return found

    def _name_ranks(self) -> npt.NDArray[np.float64]:
        names, ranks = self.ground.names(_name_key)
        newer = sorted((_name_key(self.listings[row]), row) for row in range(self.base, self.size))
        places: dict[int, int] = self.ground.kept.setdefault("name places", {})  # of rows behind the base
        found, before, count = np.empty(self.size), -1, 0
        found[: self.base] = ranks
        for key, row in newer:
            at = places.get(row, -1)
            if at < 0:
                at = places[row] = bisect_left(names, key)
            count = count + 1 if at == before else 1
            before, found[row] = at, at - 1 + count / (len(newer) + 1)
        return found

    @property
    def anywhere_online(self) -> Rows:
        """Rows of what happens online and names no area."""
        return self.anywhere.get(ONLINE, NO_ROWS)

    def without_gone(self, rows: Rows) -> Rows:
        """Of these rows those that stand for a listing that is."""
        return rows[~held(self.gone, rows, self.size)] if len(self.gone) else rows

    def within(self, point: Point, metres: float) -> tuple[Rows, npt.NDArray[np.float64]]:
        """Rows within `metres` of `point` and their distances: exact, since the band only narrows what is measured.

        Those that are no more are among them.
        """
        if (loops := compiled.loops()) is not None:
            return self.nearby(loops, point, metres)
        half = metres / METRES_A_DEGREE
        start, end = self.strips[strip_of(point.lat - half)], self.strips[strip_of(point.lat + half) + 1]
        beside = np.nonzero(_lon_fits(self.lon[start:end], point, metres))[0] + start
        if self.base < self.size:
            beside = np.concatenate([beside, np.arange(self.base, self.size)])
        distances = metres_to_many(point, self.lat[beside], self.lon[beside])
        here = distances <= metres
        return beside[here].astype(np.int32), distances[here]

    def nearby(self, loops: Any, point: Point, metres: float) -> tuple[Rows, npt.NDArray[np.float64]]:
        """The same by loops that are given."""
        near: tuple[Rows, npt.NDArray[np.float64]] = loops.near(
            self.book, float(point.lat), float(point.lon), float(metres)
        )  # a whole number would be another type, and call the compiler
        return near

    def distances(self, point: Point | None, rows: Rows) -> npt.NDArray[np.float64]:
        """Metres from `point` to each row; NaN where either is not known."""
        if point is None:
            return np.full(len(rows), np.nan)
        return metres_to_many(point, self.facts["lat"][rows], self.facts["lon"][rows])

    def freshness(self, row: int, today: date) -> Freshness:
        """How far to trust the listing in `row` today."""
        listing = self.listings[row]
        return freshness(listing.kind, listing.checked_on, today)


def build_columns(candidates: Iterable[Candidate], held: Callable[[Listed], Sequence[Candidate]] = tuple) -> Columns:
    """Columns of `candidates`; their order does not matter, the same set always gives the same columns.

    `held` says how the listings themselves are kept.
    """
    listings = strip_by_strip(candidates)
    facts, ease, ids = facts_of(listings), ease_matrix(listings), Ids.of([listing.id for listing in listings])
    facts["yes"], facts["no"], facts["id_rank"] = as_bits(ease > 0), as_bits(ease < 0), ids.ranks()
    words = build_words(listing.indexed for listing in listings)
    facts["length"] = words.lengths
    terms, postings = build_postings(listings)
    return ready(held(listings), facts, ease, terms, postings, words, ids)


def ready(
    listings: Sequence[Candidate], facts: Facts, ease: npt.NDArray[np.int8], terms: Rows,
    postings: Mapping[str, Postings], words: WordIndex, ids: Ids,
) -> Columns:  # fmt: skip
    """Columns of rows that lie strip by strip, with room for more behind them."""
    numbers = numbered(postings)
    held_from, held = turned(len(facts), [postings[name][code] for name, code in numbers])
    around = Room.around
    lists = Shelf((around(terms),), free_places([*postings.values()]))
    ground = Ground(
        base=listings, marks=marks_of(facts), facts=around(facts), ease=around(ease),
        held_from=around(held_from), held=around(held), terms=lists,
        words=Shelf((around(words.rows), around(words.often))), ids=ids, numbers=numbers,
    )  # fmt: skip
    return standing_on(ground, strips_of(facts), postings, words, NO_ROWS, {})


def standing_on(
    ground: Ground, strips: Rows, postings: Mapping[str, Postings], words: WordIndex, gone: Rows,
    since: Mapping[UUID, int],
) -> Columns:  # fmt: skip
    """Columns of all that the ground holds now."""
    facts, terms = ground.facts.view, ground.terms.rooms[0].view
    rows, often = (room.view for room in ground.words.rooms)
    return Columns(
        listings=Listings(ground.base, ground.since, len(facts)),
        facts=facts, strips=strips, ease=ground.ease.view,
        terms=terms, held_from=ground.held_from.view, held=ground.held.view,
        postings={name: Postings(terms, some.spans, some.fewer) for name, some in postings.items()},
        words=replace(words, rows=rows, often=often, lengths=facts["length"]),
        gone=gone, since=since, ground=ground,
    )  # fmt: skip


def numbered(postings: Mapping[str, Postings]) -> dict[tuple[str, str], int]:
    """The number of each hope and gift that anybody offers or welcomes, by which `held` tells them."""
    return {key: n for n, key in enumerate((name, code) for name in ("hopes", "gifts") for code in postings[name])}


def strips_of(facts: Facts) -> Rows:
    """Where each strip begins in facts that lie strip by strip, and where they end."""
    placed = facts["lat"][~np.isnan(facts["x"])]
    starts = np.searchsorted(strips_at(placed), np.arange(STRIPS + 1))
    return np.append(starts, len(facts)).astype(np.int32)


_VIEWS = (
    "kind", "rung", "companion", "connector", "online", "week", "min_age", "max_age", "capacity",
    "paused_until", "checked_on", "answered_until", "own", "fullness", "id_rank", "has_area",
)  # fmt: skip


def _name_key(listing: Candidate) -> tuple[str, UUID]:
    return fold(listing.name)[:NAME_LETTERS], listing.id


def lon_half(point: Point, metres: float) -> float:
    """Degrees of longitude that a circle reaches to either side, with a little to spare; 360 around a pole."""
    sine, cosine = math.sin(min(metres * SLACK / EARTH_RADIUS_M, math.pi / 2)), math.cos(math.radians(point.lat))
    return 360.0 if sine >= cosine else math.degrees(math.asin(sine / cosine))


def _lon_fits(lons: npt.NDArray[np.float64], point: Point, metres: float) -> Mask:
    """Which longitudes can lie within `metres` at all."""
    half = lon_half(point, metres)
    off = np.abs(lons - point.lon)
    return (off <= half) | (off >= 360 - half)  # across the date line
