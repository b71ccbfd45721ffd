"""Bank holidays of the four nations by rule (Banking and Financial Dealings Act 1971), proclaimed changes in a table.

A day that falls on a weekend counts with its substitute: nobody should be sent to a closed door on Christmas Day.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = "England", "Wales", "Scotland", "Northern Ireland"
NATIONS = (ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND)

_EVERYWHERE = ((1, 1), (12, 25), (12, 26))
_OF_ONE = {SCOTLAND: ((1, 2), (11, 30)), NORTHERN_IRELAND: ((3, 17), (7, 12))}
# Changes for one year: the day that fell away, the day that came, and for whom. Add what is proclaimed.
_CHANGED: tuple[tuple[date | None, date, tuple[str, ...]], ...] = (
    (date(2020, 5, 4), date(2020, 5, 8), NATIONS),  # 75 years since the war
    (date(2022, 5, 30), date(2022, 6, 2), NATIONS),  # jubilee
    (None, date(2022, 6, 3), NATIONS),
    (None, date(2022, 9, 19), NATIONS),  # the Queen's funeral
    (None, date(2023, 5, 8), NATIONS),  # coronation
    (None, date(2026, 6, 15), (SCOTLAND,)),  # the World Cup
)


def is_bank_holiday(day: date, nation: str | None = None) -> bool:
    """Whether `day` is one in `nation`; where the nation is not known, whether it is one in all four."""
    return all(day in bank_holidays(day.year, one) for one in ((nation,) if nation in NATIONS else NATIONS))


@cache
def bank_holidays(year: int, nation: str) -> frozenset[date]:
    """All of one year, the days themselves and their substitutes; raises ValueError for an unknown nation."""
    if nation not in NATIONS:
        raise ValueError(f"a nation is one of {', '.join(NATIONS)}")
    fixed = [date(year, month, day) for month, day in (*_EVERYWHERE, *_OF_ONE.get(nation, ()))]
    found = {*fixed, *_moveable(year, nation)}
    found.update(_substitutes(fixed))
    for gone, come, nations in _CHANGED:
        if come.year == year and nation in nations:
            found -= {gone}
            found.add(come)
    return frozenset(found)


def _moveable(year: int, nation: str) -> Iterator[date]:
    yield easter(year) - timedelta(days=2)
    if nation != SCOTLAND:
        yield easter(year) + timedelta(days=1)
    yield _monday_from(date(year, 5, 1))
    yield _monday_from(date(year, 5, 25))  # the last of May
    yield _monday_from(date(year, 8, 1) if nation == SCOTLAND else date(year, 8, 25))


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _substitutes(fixed: Iterable[date]) -> set[date]:
    """For each of `fixed` on a weekend the next weekday that is not one already."""
    taken = set(fixed)
    for day in sorted(taken):
        substitute = day
        while day.weekday() > 4 and (substitute in taken or substitute.weekday() > 4):
            substitute += timedelta(days=1)
        taken.add(substitute)
    return taken
