"""What the words around a phrase tell: that somebody has a skill, or that a time is hard for them; pure."""

import re

LOOK_BACK, LOOK_ON = 60, 40  # letters before and after a phrase

_WAS = r"(?:was|were|am|i'?m|he'?s|she'?s) (?:an?|the|once an?|always an?)"
_DID = r"(?:work|working|worked|trained|qualified|retired|years?|yrs|time) (?:as|in|on|at|of)"
_USED = r"used to (?:be|do|work|teach|make|run|play|bake|cook|sew|knit|drive|keep)"
_CAN = r"taught (?:me|us|him|her)|good (?:at|with)|can (?:teach|show|mend|make|do|play)"
SKILLED = re.compile(rf"\b(?:{_USED}|{_WAS}|{_DID}|{_CAN}|retired|by trade|ex|former|once)\b[^,.;:!?\n]{{0,30}}$", re.I)
BY_TRADE = re.compile(r" by trade\b", re.I)
WANTED = re.compile(r"\b(?:need|needs|want|wants|looking for|find|get|after) (?:an?|the|some|someone|somebody)\b", re.I)

_CANNOT = r"(?:can'?t|cannot|could ?n[o']t) (?:face|stand|bear|abide|cope with)|dread(?:s|ing)?|hate[sd]?"
_LONG = r"(?:long|empty|lonely|dark|quiet|hard)(?:er|est)?"
_ASLEEP = r"(?:sleep|sleeps|sleeping|awake|asleep)(?: at| in)?"
_PAST = r"every|used to \w+(?: \w+)?(?: on)?"
HARD_TIME = re.compile(rf"\b(?:{_CANNOT}|{_LONG}|{_PAST}|{_ASLEEP}) (?:the |those |these |my |her |his )?$", re.I)
_IS = r"(?:is|are|was|were|feel|feels|get|gets|seem|drag|drags|go on|'s|'re)"
_HARD = (
    r"(?:worst|worse|hard(?:est)?|long(?:est)?|lonely|loneliest|empty|quiet|bad|awful|difficult|tricky"
    r"|awkward|killer|for ?ever|drag)"
)
HARD_AFTER = re.compile(rf"\s*{_IS}\b[^,.;!?\n]{{0,12}}?\b{_HARD}", re.I)


def tells_a_skill(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is told as what somebody was, learned or can do: "used to be a joiner"."""
    before = text[max(0, start - LOOK_BACK) : start]
    return bool(SKILLED.search(before) or BY_TRADE.match(text[end:])) and not WANTED.search(before)


def is_hard_time(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is told as a time that is hard: "can't face the evenings", "Sundays are worst"."""
    before, after = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_ON]
    return bool(HARD_TIME.search(before) or HARD_AFTER.match(after))
