"""Whether something that makes it easy is refused: "not in the evenings", "does not need a toilet"; pure.

More has to be said than of a hope: "no one to go with" and "there was no toilet" ask for the very thing.
"""

import re

from app.directory.rules import Ease
from app.directory.vocabulary import Found
from app.matching.engine.refusing import LOOK_ON, REFUSED_AFTER, TWICE_NO, clause_before, straight

_NT = r"(?:(?:do|does|did|would|wo|will|can|could|is|are|has|have)(?: ?n'?t| not)|cannot|can'?t|never|no longer|not)"
_SMALL = (
    r"(?:to|be|being|a|an|any|the|for|with|at|in|on|of|too|very|so|that|that's|it|is|are|really|much|ever"
    r"|please|or|nor|and"
    r"|things?|something|anything|anywhere|places?|groups?|sessions?|special|near|nearby|good|late)"
)
_GAP = rf"(?: {_SMALL}){{0,5}} ?$"
_WANT = (
    r"(?:like|likes|want|wants|enjoy|enjoys|fancy|need|needs|require|keen|interested|fond|happy"
    r"|comfortable|bothered|mad)"
)
_NEED = re.compile(
    rf"\b(?:{_NT}(?: \w+ly)? (?:need|needs|want|wants|require|requires|use|uses|be needing|bother)|no need){_GAP}", re.I
)
_PREFER = re.compile(
    rf"\b(?:{_NT}(?: \w+ly| much)? {_WANT}|no need|not|no|without|rather not|hates?|avoids?|dislikes?|detests?"
    rf"|(?:can'?t|cannot|could ?n[o']t) (?:do|manage|stand|abide|bear|use))(?: (?:doing|going|using|sitting"
    rf"|coming))?{_GAP}",
    re.I,
)
_GO = (
    r"(?:go|goes|going|come|comes|coming|get|gets|be|do|does|manage|make|makes|attend|travel|leave|leaves|drive|drives"
    r"|like|likes|want|wants|fancy|enjoy|enjoys|need|available|free|able|keen|happy|allowed|safe|comfortable"
    r"|confident|up)"
)
_OUT = (
    r"(?: (?:go|come|get|do|be|going|coming|being|driving|travel(?:ling)?|out|outside|along|about"
    r"|anywhere|home|back|the house|his|her))"
)
_PART = r"(?:morning|afternoon|evening|night|weekend|saturday|sunday|(?:mon|tues|wednes|thurs|fri)day|daytime)s?"
_CANT = r"(?:can'?t|cannot|could ?n[o']t|won'?t|not able to) (?:do|go to|go|come to|manage|attend|get to)(?: \w+){1,2}?"
_TIME = re.compile(
    rf"\b(?:{_NT}(?: \w+ly| much| able to)? {_GO}|not|no|never|without|rather not|avoids?|(?:hates?|dislikes?"
    rf"|(?:scared|afraid|frightened|nervous) of)(?= (?:going|coming|being) out)|{_CANT})"
    rf"(?:{_OUT}| {_SMALL}| {_PART})* ?$",
    re.I,
)
_CONDITION = re.compile(
    rf"\b(?:{_NT}(?: (?:have|has|got|use|uses|need|needs))?|no|without)(?: (?:in|a|an|any|yet|the))* ?$", re.I
)
_WHERE = re.compile(r"\b(?:if|unless|when|where|because|as)\b[^,.;!?\n]*$", re.I)  # "can't go where there's no toilet"

_VERB = re.compile(r"(?:needs?|use)(?: an?| the)? ", re.I)  # "need a toilet" is one phrase: its verb belongs to the no
NOTHING_AFTER = re.compile(r"\s*(?:so )?nothing (?:please )?after .*", re.I)

TIMES = frozenset({Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND})
NEEDED = frozenset(
    {Ease.TOILET, Ease.ACCESSIBLE_TOILET, Ease.NEAR_BUS, Ease.HEARING_LOOP, Ease.BSL, Ease.STEP_FREE}
    | {Ease.COMPANION, Ease.SITTER, Ease.EASY_WORDS}
)
# What somebody is or has: "not in a wheelchair" is none, "doesn't like her hearing aid" is one all the same.
CONDITION = re.compile(
    r"\b(?:wheel ?chair|scooter|frame|zimmer|rollator|stick|crutches|hearing (?:aids?|loss)|hard of hearing|deaf"
    r"|dementia|alzheimer'?s|learning dis|dyslexi|weak bladder|memory)",
    re.I,
)
BARRIER = re.compile(r"\b(?:stairs|steps|crowds|crowded|noise|noisy|loud|lights)\b", re.I)  # a no makes it needed
LATE = re.compile(r"(?:.*\b(?:evenings?|at night)|after (?:tea|dinner time|5|6|six))", re.I)

_DARK = (
    r"after (?:dark|nightfall)|in the dark|(?:when|once|if) (?:it'?s|it is|it gets|it has got"
    r"|it goes) dark|after it(?:'s| is| gets) dark"
)
_AFTER_DARK = re.compile(
    rf"\b(?:{_NT}|n'?t|no|avoids?|hates?|dislikes?|doesn'?t|don'?t|won'?t|scared|afraid|frightened|nervous"
    rf"|nothing|home before|not safe)"
    rf"\b[^,.;!?\n]{{0,40}}?\b(?:{_DARK})\b",
    re.I,
)


# "Any day but Sunday": the "but" begins no clause of its own.
_ALL_BUT = re.compile(
    r"\b(?:(?:any|every|all) days? but|except|apart from|other than|bar)(?: for)?(?: on)? *$", re.IGNORECASE
)


def refuses_ease(text: str, item: Found) -> bool:
    """Whether this is told as what somebody does not want or need."""
    text = straight(text)
    words = text[item.start : item.end]
    if BARRIER.search(words):
        return False
    if REFUSED_AFTER.match(text[item.end : item.end + LOOK_ON]):
        return True
    if item.term.code in TIMES and _ALL_BUT.search(text[: item.start]):
        return True
    before = clause_before(text, item.start) + (verb[0] if (verb := _VERB.match(words)) else "")
    if NOTHING_AFTER.fullmatch(before + words):
        return True
    if TWICE_NO.search(before) or _WHERE.search(before):
        return False
    return bool(_no_for(Ease(item.term.code), words).search(before))


def refuses_time(text: str, start: int, end: int) -> bool:
    """Whether a time is told as one that does not suit; apostrophes as keyboards have them."""
    all_but = _ALL_BUT.search(text[:start])
    return bool(all_but or REFUSED_AFTER.match(text[end : end + LOOK_ON]) or _TIME.search(clause_before(text, start)))


def not_after_dark(text: str) -> bool:
    """Whether somebody does not go out once it is dark. Most say nothing of it: they are let go at the first look."""
    lower = text.lower()
    return ("dark" in lower or "nightfall" in lower) and bool(_AFTER_DARK.search(straight(text)))


def is_late(text: str, item: Found) -> bool:
    """Whether all evenings are meant, not "friday night" or "late in the evening": then they can come by day."""
    if re.search(r"\blate\b", clause_before(text, item.start)):
        return False
    return item.term.code == Ease.EVENING and bool(LATE.fullmatch(text[item.start : item.end]))


def _no_for(ease: Ease, words: str) -> re.Pattern[str]:
    if ease in TIMES:
        return _TIME
    if CONDITION.search(words):
        return _CONDITION
    return _NEED if ease in NEEDED else _PREFER
