"""Random conversations: vocabulary phrases, free words, ease, age, days and limits, drawn so that they shrink well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine.answer import answer
from app.matching.engine.index.columns import Columns
from app.matching.engine.types import Conversation, Result, Spot, Travel
from tests.matching.engine.properties.directories import AREAS, FREE_WORDS, HEART, SIZE, TODAY, Directory, directory

LONDON = ZoneInfo("Europe/London")
LIMITS = (1, 2, 3, 5, 6, 7, 10, 10, 15, 30, 500)
DANGERS = ("I want to kill myself", "my husband hits me", "no food and no heating tonight")
GRIEF = ("my wife died last month",)
YOUNG = ("I am 15", "I'm 13", "im 16", "aged 14", "14yo", "my daughter is 12", "my teenage daughter")


@dataclass(frozen=True)
class Case:
    """One directory and one thing said in it."""

    seed: int
    said: Conversation
    size: int = SIZE

    @property
    def directory(self) -> Directory:
        """The directory asked."""
        return directory(self.seed, self.size)

    def asked(self, columns: Columns | None = None) -> Result:
        """What the engine answers, from the directory or from other columns."""
        return ask(self.said, columns or self.directory.columns)


def ask(said: Conversation, columns: Columns) -> Result:
    """The answer with the vocabulary that ships."""
    return answer(said, columns, load_vocabulary())


@cache
def phrases(scheme: Scheme) -> tuple[str, ...]:
    """What people say, first two ways each: enough to find everything, little enough to shrink."""
    return tuple(phrase.lstrip("=") for term in load_vocabulary().of(scheme) for phrase in term.phrases[:2])


def seeds() -> st.SearchStrategy[int]:
    """A few directories, so that each is built once."""
    return st.integers(0, 3)


def moments() -> st.SearchStrategy[datetime]:
    """Any minute of the days around today, in local time."""
    start = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=LONDON)
    return st.builds(
        lambda day, minute: start + timedelta(days=day, minutes=minute), st.integers(0, 9), st.integers(0, 1439)
    )


def spots() -> st.SearchStrategy[Spot]:
    """A place in or around Leeds with the areas it lies in."""
    off = st.sampled_from((0.0, 0.001, -0.004, 0.02, -0.05))
    areas = st.lists(st.sampled_from(AREAS), max_size=3, unique=True).map(tuple)
    return st.builds(lambda lat, lon, codes: Spot(HEART.lat + lat, HEART.lon + lon, "LS8 5", codes), off, off, areas)


def wishes(*schemes: Scheme, more: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Up to three things said, comma between."""
    known = [phrase for scheme in schemes for phrase in phrases(scheme)]
    return st.lists(st.sampled_from([*known, *more]), max_size=3, unique=True).map(", ".join)


def hopes() -> st.SearchStrategy[str]:
    """Hopes of every sort: mostly ordinary; sometimes a basic, formal, dangerous, young, grieving or unwanted one."""
    ordinary = wishes(Scheme.HOPE, more=(*FREE_WORDS,))
    mixed = wishes(Scheme.HOPE, Scheme.BASIC, Scheme.FORMAL, Scheme.EASE, more=(*DANGERS, *GRIEF, *YOUNG, "not church"))
    return st.one_of(ordinary, ordinary, mixed, wishes(Scheme.BASIC))


def conversations(**fixed: Any) -> st.SearchStrategy[Conversation]:
    """Any conversation; what is named is drawn from the given strategy instead."""
    parts: dict[str, st.SearchStrategy[Any]] = {
        "now": moments(),
        "spot": st.one_of(spots(), spots(), spots(), st.none()),
        "hopes": hopes(),
        "gifts": st.one_of(st.just(""), wishes(Scheme.GIFT)),
        "ease": st.frozensets(st.sampled_from(list(Ease)), max_size=2),
        "languages": st.sampled_from(((), (), ("ur",))),
        "age": st.one_of(st.none(), st.none(), st.integers(0, 99)),
        "travel": st.builds(
            Travel, st.sampled_from(("walk", "walk", "bus", "car", "online")), st.integers(1, 180), st.booleans()
        ),
        "days": st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(DAYS), max_size=2)),
        "parts": st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(PARTS), max_size=1)),
        "limit": st.sampled_from(LIMITS),
        "formal": st.sampled_from((False, False, True)),
        "no_floor": st.sampled_from((False, False, False, True)),
    }
    return st.builds(Conversation, **(parts | fixed)).filter(_says_something)


def _says_something(said: Conversation) -> bool:
    return bool(said.spot or said.hopes or said.gifts)


def cases(size: int = SIZE, **fixed: Any) -> st.SearchStrategy[Case]:
    """Any directory, anything said."""
    return st.builds(Case, seeds(), conversations(**fixed), st.just(size))
