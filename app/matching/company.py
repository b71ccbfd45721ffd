"""Who the ideas are for: one person, two, or a family with children of some age; pure."""

import re
from enum import StrEnum

GROWN_UP = 18
BABY_MONTHS = 12
# What there is for children, up to and including an age in years, by the codes of the vocabulary.
HOPES_BY_AGE = ((0, "new_baby"), (4, "toddlers"), (12, "family_fun"), (17, "young_people"))
WHATEVER_AGE = "family_fun"
_AGE = re.compile(r"(\d{1,3})\s*(m(?:on)?ths?\b|m\b|weeks?\b|w\b)?", re.IGNORECASE)


class Who(StrEnum):
    """Who comes; one person is the usual case and has no code."""

    TWO = "two"
    FAMILY = "family"


def ages_of(text: str) -> tuple[int, ...]:
    """The ages of children in whole years: (0, 3, 7) for "8 months, 3 and 7". Grown-ups are left out."""
    found = ((int(number), unit.lower()) for number, unit in _AGE.findall(text))
    years = (_years(number, unit) for number, unit in found)
    return tuple(age for age in years if age < GROWN_UP)


def hopes_for_children(text: str, *, alone: bool) -> tuple[str, ...]:
    """What a family may hope for with children of these ages, by code.

    Without ages it is only asked when nothing else was said: `alone`.
    """
    ages = ages_of(text)
    if not ages:
        return (WHATEVER_AGE,) if alone else ()
    return tuple(dict.fromkeys(next(code for oldest, code in HOPES_BY_AGE if age <= oldest) for age in ages))


def _years(number: int, unit: str) -> int:
    if unit.startswith("w"):
        return 0
    return number // BABY_MONTHS if unit.startswith("m") else number
