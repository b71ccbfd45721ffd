"""How often words stand in the listings of a whole country, told to a directory that holds a part of them; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Country:
    """Counts over all listings of a country, each counted once."""

    listings: int
    words: int  # of all of them together, as `words.counted` has them
    holding: Mapping[str, int]  # how many listings hold a stem
    hopes: frozenset[str]  # what anybody offers by name
    counted_on: date  # of parts that were joined the oldest


def joined(parts: Sequence[Country]) -> Country:
    """The counts of several parts, at least one, that have no listing in common."""
    holding: Counter[str] = Counter()
    for part in parts:
        holding.update(part.holding)
    return Country(
        listings=sum(part.listings for part in parts),
        words=sum(part.words for part in parts),
        holding=holding,
        hopes=frozenset[str]().union(*(part.hopes for part in parts)),
        counted_on=min(part.counted_on for part in parts),
    )
