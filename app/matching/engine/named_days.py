"""The days and parts of days that somebody names in words: wished for, so that no other is told as suiting; pure.

A day in passing is none ("dialysis on Tuesdays", "last Friday"): it must be free, or stand beside what is asked.
"""

import re
from collections.abc import Iterable

from app.matching.engine.refused_ease import refuses_time
from app.matching.engine.refusing import clause_before, straight
from app.matching.engine.telling import is_hard_time

DAY_LETTERS = 3
# Not "mon", "sat" and "sun": words of their own.
_DAY = re.compile(
    r"\b(?:monday|tues(?:day)?|wed(?:nesday|nes|s)|thur(?:s(?:day)?)?|friday|saturday|sunday)s?\b"
    r"(?! (?:dinner|school|roast|lunch|league|best|service|prayers|job|girl|papers?)\b)",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:every|last|next|this|since|till|until|by|before|work(?:s|ing)?|clinic|dialysis|physio|appointments?|chemo"
    r"|carers?|nurse|cleaner|visits?|visited|comes?|came|goes to|go to|went|was|were|died|born|lost|fell|used to|have"
    r"|has|had|got|busy|funeral|court|hospital|paid|payday|already|looks? after|minds?|my|his|her|their)\b",
    re.IGNORECASE,
)
_TAKEN_AFTER = re.compile(
    r"\s*(?:(?:to|till|until|and) \w+ )?(?:is|are|i|he|she|we)\b[^.;!?\n]{0,20}"
    r"\b(?:busy|taken|work(?:s|ing)?|ha(?:ve|s)|go(?:es|ing)?)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?:\W|{_DAY.pattern}|\b(?:any|every|days?|week(?:day|end)s?|mornings?|afternoons?|evenings?|nights?|or|and|on|only|if"
    r"|poss(?:ible)?|best|better|good|great|fine|ok|okay|is|are|i'?m|i|we|free|for|me|us|not|but|except|after|before|from"
    r"|till|until|to|in|the|at|a\.?m|p\.?m|\d+|time|suits?|would|be|can|do|make|it|really|mostly|usually|please"
    r"|around|about)\b)*+",
    re.IGNORECASE,
)


def named_days(text: str) -> frozenset[str]:
    """The days of the week that suit, by their short names."""
    text = straight(text)
    found = (day for day in _DAY.finditer(text) if _is_free(text, day.start(), day.end()))
    return frozenset(day.group()[:DAY_LETTERS].lower() for day in found)


def says_when(clause: str) -> bool:
    """Whether it tells of days and nothing else: "Tuesdays are best"."""
    clause = straight(clause)
    return bool(_DAY.search(clause) or "any day" in clause.lower()) and _TIMES.fullmatch(clause) is not None


def _is_free(text: str, start: int, end: int) -> bool:
    if _TAKEN.search(clause_before(text, start)) or _TAKEN_AFTER.match(text, end):
        return False
    return not (refuses_time(text, start, end) or is_hard_time(text, start, end))


def named_parts(said: Iterable[str]) -> frozenset[str]:
    """The parts of days in what was said of times: "mornings" are no afternoons."""
    return frozenset(part for words in said for part in ("morning", "afternoon") if part in words.lower())
