"""A country of made-up listings around the real middles of postcode sectors: the same for the same number, always."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.directory.rules import Answer, Ease, Kind, Role
from app.kernel.recurrence import CODES, Recurrence
from app.matching.engine.meaning.vectors import STEPS, Vectors
from app.matching.engine.types import Candidate
from geo.centroids import sector_columns

TODAY = date(2026, 11, 22)
SEED = 2026
DIMENSIONS = 384
SPREAD_DEGREES = 0.005  # of latitude, about 550 m: a listing lies in or beside its sector
CROWD = 0.6  # shape of the gamma law of how much goes on in a sector: few have much, most have little
HELD_BY = 0.5  # of a vector that is its theme; the rest is its own
CHUNK = 8192
ACCESS = (Ease.STEP_FREE, Ease.TOILET, Ease.NEAR_BUS, Ease.SEATED, Ease.QUIET)
FACTS = (Answer.YES, Answer.NO, Answer.UNKNOWN)
HOURS = (9, 10, 11, 13, 14, 18, 19)

Words = Mapping[str, Sequence[str]]  # what blanks in names are filled with: odd, thing, lane, first


class Theme(Protocol):
    """One kind of thing that goes on somewhere, as the make-believe towns know it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def role(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def what(self) -> tuple[str, ...]: ...
    @property
    def more(self) -> tuple[str, ...]: ...
    @property
    def hopes(self) -> tuple[str, ...]: ...
    @property
    def gifts(self) -> tuple[str, ...]: ...
    @property
    def basics(self) -> tuple[str, ...]: ...
    @property
    def labels(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Country:
    """Listings, and which theme each was made from."""

    listings: tuple[Candidate, ...]
    themes: Mapping[UUID, int]


def make_country(size: int, themes: Sequence[Theme], words: Words) -> Country:
    """`size` listings clustered as sectors are, more where more goes on."""
    numbers = np.random.default_rng(SEED)
    sectors = sector_columns()
    at = numbers.choice(len(sectors.codes), size, p=crowds())
    north = numbers.normal(0, SPREAD_DEGREES, size)
    east = numbers.normal(0, SPREAD_DEGREES, size) / np.cos(np.radians(sectors.lats[at]))
    lats, lons = (sectors.lats[at] + north).round(6).tolist(), (sectors.lons[at] + east).round(6).tolist()
    draw, made, of = random.Random(SEED), [], {}
    for n in range(size):
        theme = draw.randrange(len(themes))
        listing = _listing(draw, themes[theme], words, lats[n], lons[n])
        of[listing.id] = theme
        made.append(listing)
    return Country(tuple(made), of)


@cache
def crowds() -> npt.NDArray[np.float64]:
    """How likely something goes on in each sector, in their order; sums to 1."""
    crowd = np.random.default_rng(SEED + 3).gamma(CROWD, size=len(sector_columns().codes))
    shares: npt.NDArray[np.float64] = crowd / crowd.sum()
    return shares


def _listing(draw: random.Random, theme: Theme, words: Words, lat: float, lon: float) -> Candidate:
    told = [draw.choice(theme.what), *([draw.choice(theme.more)] if theme.more and draw.random() < 0.7 else [])]
    person = theme.kind is Kind.PERSON
    return Candidate(
        id=UUID(int=draw.getrandbits(128), version=4),
        kind=theme.kind,
        role=Role(theme.role) if theme.role else None,
        name=_filled(draw, draw.choice(theme.names), words),
        organisation=_filled(draw, "{lane} Neighbours", words),
        summary=_filled(draw, " ".join(told), words),
        lat=lat,
        lon=lon,
        hopes=theme.hopes,
        gifts=theme.gifts,
        basics=theme.basics,
        labels=theme.labels,
        ease={ease: draw.choice(FACTS) for ease in ACCESS},
        sessions=tuple(draw.sample(_sessions(), draw.choice((0, 1, 1, 1, 2)))),
        free=draw.choice((True, False, None)),
        phone="01632 960000",
        paused_until=TODAY + timedelta(days=20) if draw.random() < 0.02 else None,
        checked_on=TODAY - timedelta(days=draw.randrange(700)) if draw.random() < 0.93 else None,
        answered_until=TODAY + timedelta(days=draw.randrange(-20, 300)) if person else None,
    )


def _filled(draw: random.Random, text: str, words: Words) -> str:
    if "{" not in text:
        return text
    whim = f"{draw.choice(words['odd'])} {draw.choice(words['thing'])}"
    return text.format(whim=whim, lane=draw.choice(words["lane"]), first=draw.choice(words["first"]), area="town")


@cache
def _sessions() -> tuple[Recurrence, ...]:
    """A week's worth of weekly sessions, shared by all listings: what a rule costs to keep is not measured here."""
    first = date(2026, 1, 5)
    return tuple(
        Recurrence(first + timedelta(days=n), time(hour), 120, f"FREQ=WEEKLY;BYDAY={day}")
        for n, day in enumerate(CODES)
        for hour in HOURS
    )


def make_vectors(themes: Sequence[int]) -> Vectors:
    """A vector for each row, in order: that of its theme with as much of its own; length 1, one byte a dimension."""
    numbers = np.random.default_rng(SEED + 1)
    centres = theme_vectors(max(themes, default=0) + 1)
    kept, scales = np.empty((len(themes), DIMENSIONS), np.int8), np.empty(len(themes), np.float32)
    for start in range(0, len(themes), CHUNK):
        part = slice(start, start + CHUNK)
        wide = _mixed(centres[list(themes[part])], numbers)
        scales[part] = np.abs(wide).max(axis=1) / np.float32(STEPS)
        kept[part] = np.round(wide / scales[part, None])
    return Vectors(kept, scales)


def theme_vectors(count: int) -> npt.NDArray[np.float32]:
    """The middle of what listings of each theme say; length 1."""
    numbers = np.random.default_rng(SEED + 2)
    return _unit(numbers.standard_normal((count, DIMENSIONS), np.float32))


def _mixed(centres: npt.NDArray[np.float32], numbers: np.random.Generator) -> npt.NDArray[np.float32]:
    own = _unit(numbers.standard_normal(centres.shape, np.float32))
    return _unit(HELD_BY * centres + (1 - HELD_BY) * own)


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    of_length_one: npt.NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return of_length_one
