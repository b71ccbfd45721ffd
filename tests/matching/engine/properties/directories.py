"""Random directories of 2,000 listings around Leeds, each drawn from one number."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from uuid import UUID

from app.directory.rules import Answer, Capacity, Ease, Kind, Role, WayIn
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.recurrence import Recurrence
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.types import Candidate
from geo.centroids import sectors
from geo.points import Point

SIZE = 2000
SMALL = 200  # for properties that build a directory anew at every example
TODAY = date(2026, 11, 22)
HEART = Point(53.81, -1.51)  # Harehills
AREAS = tuple(f"A{n}" for n in range(8))
FREE_WORDS = [
    "allotment",
    "bunting",
    "choir",
    "clog",
    "compost",
    "crochet",
    "darts",
    "ferret",
    "kite",
    "loom",
    "otter",
    "pigeon",
    "quoits",
    "sourdough",
    "tandem",
]
ORGANISATIONS = ("", "", "", "Elmtree Neighbours", "Beck House", "Kindly Trust", "Long Row Friends", "Tandem Club")
RULES = (
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=SA",
    "FREQ=MONTHLY;BYDAY=1WE",
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "",
)
_KINDS = (Kind.PERSON, Kind.PERSON, Kind.GROUP, Kind.GROUP, Kind.GROUP, Kind.NETWORK, Kind.EXCHANGE, Kind.PLACE,
          Kind.UNIVERSAL, Kind.PRACTICAL, Kind.PRACTICAL, Kind.FORMAL)  # fmt: skip


@dataclass(frozen=True)
class Directory:
    """The listings and the same as columns."""

    listings: tuple[Candidate, ...]
    columns: Columns

    def and_also(self, *more: Candidate) -> Columns:
        """The columns with some listings more."""
        return build_columns((*self.listings, *more))

    def instead_of(self, one: Candidate, *others: Candidate) -> Columns:
        """The columns with some listings in the place of one."""
        return build_columns((*(listing for listing in self.listings if listing.id != one.id), *others))


@lru_cache(maxsize=32)
def directory(seed: int, size: int = SIZE) -> Directory:
    """The directory of that number, always the same."""
    chance = random.Random(seed)
    listings = tuple(draw_listing(chance) for _ in range(size))
    return Directory(listings, build_columns(listings))


@lru_cache(maxsize=1)
def sectors_around() -> tuple[tuple[str, Point], ...]:
    """Leeds' sectors with their centres: where a home is known to be."""
    return tuple((code, row.point) for code, row in sorted(sectors().items()) if code.startswith("LS"))


@lru_cache(maxsize=8)
def codes(scheme: Scheme) -> tuple[str, ...]:
    """All codes of a scheme."""
    return tuple(term.code for term in load_vocabulary().of(scheme))


def some(chance: random.Random, values: Sequence[str], most: int) -> tuple[str, ...]:
    """Up to `most` different values."""
    return tuple(chance.sample(values, chance.randint(0, most)))


def draw_listing(chance: random.Random) -> Candidate:
    """Any listing at all."""
    kind = chance.choice(_KINDS)
    private = kind is Kind.PERSON or chance.random() < 0.15
    sector, lat, lon = _draw_place(chance, private)
    hopes = some(chance, codes(Scheme.HOPE), 3)
    helps = kind in (Kind.PRACTICAL, Kind.FORMAL) or chance.random() < 0.1  # also where it should not be
    sessions = tuple(_draw_session(chance) for _ in range(chance.choice([0, 1, 1, 2])))
    low = chance.choice([None, None, None, 5, 16, 18, 50, 60])
    return Candidate(
        id=UUID(int=chance.getrandbits(128)),
        kind=kind,
        name=_draw_words(chance, hopes, 2),
        role=chance.choice(list(Role)) if kind is Kind.PERSON else None,
        organisation=chance.choice(ORGANISATIONS),
        summary=_draw_words(chance, hopes, 5),
        sector=sector,
        lat=lat,
        lon=lon,
        private=private,
        online=chance.random() < 0.08,
        covers=some(chance, AREAS, 3) if chance.random() < 0.2 else (),
        excludes=some(chance, AREAS, 2) if chance.random() < 0.1 else (),
        hopes=hopes,
        gifts=some(chance, codes(Scheme.GIFT), 4),
        basics=some(chance, codes(Scheme.BASIC), 3) if helps else (),
        labels=some(chance, codes(Scheme.LABEL), 1),
        ease=_draw_ease(chance, sessions),
        way_in=chance.choice([None, *WayIn]),
        sessions=sessions,
        min_age=low,
        max_age=chance.choice([None, None, None, 18, 25, 65, 90]) if low is None else None,
        languages=some(chance, ("en", "ur", "pl", "ar"), 2),
        free=chance.choice([None, True, False]),
        phone="0113 496 0123",
        capacity=chance.choice([*Capacity, Capacity.OPEN, Capacity.OPEN]),
        paused_until=_draw_day(chance, -20, 40) if chance.random() < 0.15 else None,
        checked_on=_draw_day(chance, -900, 0) if chance.random() < 0.85 else None,
        answered_until=_draw_day(chance, -60, 300) if kind is Kind.PERSON and chance.random() < 0.8 else None,
    )


def _draw_day(chance: random.Random, first: int, last: int) -> date:
    return TODAY + timedelta(days=chance.randint(first, last))


def _draw_place(chance: random.Random, private: bool) -> tuple[str | None, float | None, float | None]:
    if chance.random() < 0.05:
        return None, None, None
    if private:
        sector, centre = chance.choice(sectors_around())
        return sector, centre.lat, centre.lon
    spread = chance.choice([0.01, 0.03, 0.08, 0.6])
    return None, HEART.lat + chance.gauss(0, spread), HEART.lon + chance.gauss(0, spread * 1.6)


def _draw_session(chance: random.Random) -> Recurrence:
    start = time(chance.choice([9, 10, 13, 15, 18, 19]), chance.choice([0, 30]))
    return Recurrence(_draw_day(chance, -400, 30), start, chance.choice([60, 90, 120]), chance.choice(RULES))


def _draw_ease(chance: random.Random, sessions: tuple[Recurrence, ...]) -> dict[Ease, Answer]:
    """Facts that do not contradict each other: none about times beside sessions, never for women and for men only."""
    facts = {ease: chance.choice(list(Answer)) for ease in Ease if chance.random() < 0.5}
    if facts.get(Ease.WOMEN_ONLY) is Answer.YES:
        facts.pop(Ease.MEN_ONLY, None)
    told = {Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND} if sessions else set()
    return {ease: answer for ease, answer in facts.items() if ease not in told}


def _draw_words(chance: random.Random, hopes: tuple[str, ...], most: int) -> str:
    vocabulary = load_vocabulary()
    terms = [term for code in hopes if (term := vocabulary.get(Scheme.HOPE, code))]
    words = [chance.choice(FREE_WORDS) for _ in range(chance.randint(1, most))]
    return " ".join([*words, *(chance.choice(term.phrases) for term in terms if chance.random() < 0.6)]).capitalize()
