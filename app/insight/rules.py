"""What is counted of a neighbourhood, and from how many on a count of hopes may be told; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.demand.rules import LEAST
from app.directory.rules import Freshness, Kind

MOST_AREAS = 40  # rows of a table that somebody still reads; the file to download has them all


@dataclass(frozen=True)
class Seen:
    """One listing as it is counted: what it is, how true, and the smallest area that may be named for it."""

    kind: Kind
    freshness: Freshness
    area: str | None


@dataclass(frozen=True)
class Count:
    """A row of a table: a code, its words come later, and how many."""

    code: str
    n: int


@dataclass(frozen=True)
class Picture:
    """What there is, and what was hoped for and not found."""

    total: int
    kinds: tuple[Count, ...]
    freshness: tuple[Count, ...]
    areas: tuple[Count, ...]
    hopes: tuple[Count, ...]


def picture(seen: Iterable[Seen], unmet: Mapping[tuple[str, str], int], area: str | None = None) -> Picture:
    """Count what stands in `area` (everything when None). Every kind and state has its row, also with nothing in it."""
    here = [one for one in seen if area is None or one.area == area]
    return Picture(
        total=len(here),
        kinds=_in_order(Kind, Counter(one.kind for one in here)),
        freshness=_in_order(Freshness, Counter(one.freshness for one in here)),
        areas=_most_first(Counter(one.area for one in here if one.area)),
        hopes=hopes(unmet, area),
    )


def hopes(unmet: Mapping[tuple[str, str], int], area: str | None) -> tuple[Count, ...]:
    """Hopes by how often they were not met. A part of a sum that is small is left out (rule 5)."""
    total: Counter[str] = Counter()
    for (where, term), n in unmet.items():
        if n >= LEAST and area in (None, where):
            total[term] += n
    return _most_first(total)


def _in_order(codes: Iterable[Kind | Freshness], counted: Mapping[Kind | Freshness, int]) -> tuple[Count, ...]:
    return tuple(Count(code.value, counted.get(code, 0)) for code in codes)


def _most_first(counted: Mapping[str, int]) -> tuple[Count, ...]:
    return tuple(Count(code, n) for code, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
