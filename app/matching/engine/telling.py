"""What the words around a phrase tell: that somebody has a skill, or that a time is hard for them; pure."""

import re

LOOK_BACK, LOOK_ON = 60, 60  # letters before and after a phrase

_WAS = r"(?:was|were|am|i'?m|he'?s|she'?s) (?:an?|the|once an?|always an?)"
_DID = r"(?:work|working|worked|trained|qualified|retired|years?|yrs|time) (?:as|in|on|at|of)"
_USED = r"used to (?:be|do|work|teach|make|run|play|bake|cook|sew|knit|drive|keep)"
_CAN = (
    r"taught (?:me|us|him|her)|(?<!no )(?<!not )(?<!not very )(?<!n't )good (?:at|with)|dab hand (?:at|with|wi'?)"
    r"|can (?:teach|show|mend|make|do|play|drive|sew|bake|knit|speak|fix|cut|lend)"
)
# "Happy to drive people", "I could ring round": an offer; "happy to try gardening", "I wish I could sing" is none.
_OFFER = (
    r"(?:happy|glad|willing|(?<!not )(?<!be )(?<!n't )able) to"
    r" (?!try|learn|join|go|come|meet|have|get|be\b|start|take part)"
    r"|(?<!wish )(?<!if )(?:i|we) (?:could|can) (?:still )?"
    r"(?=teach|show|mend|make|drive|sew|bake|knit|fix|lend|ring|phone|run|cook|cut|help)"
)
SKILLED = re.compile(
    rf"\b(?:(?:{_USED}|{_WAS}|{_DID}|{_CAN}|retired|by trade|ex|former|once)\b|{_OFFER})[^,.;:!?\n]{{0,30}}$", re.I
)
# "I was tailor", as who learns English says it: only right before, since "I was so lonely" goes on to anything.
BARELY = re.compile(
    r"(?:\b(?:i|he|she|we) (?:was|were|am)|(?:\b(?:i|he|she|we|and|still) |^)can(?: still| also)?"
    r"|(?<!wish )(?<!if )\b(?:i|we) could(?: still| always)?) $",
    re.I,
)
GETS_ABOUT = ("walk", "Walk")  # "I can walk two hundred yards" leads no walks
OF_OTHERS = re.compile(r"\b(?:same|my|our|his|her|their|no|another) $", re.I)  # "our barber for forty years"
_YEARS = r"(?:\w+ ){0,2}(?:\d+|ten|fifteen|twenty|thirty|forty|fifty)(?:[- ]\w+)? (?:odd )?years?\b(?! old| ago)"
_UNTIL = r"(?:till|until|before|when) (?:i|he|she) (?:retired|finished|packed|stopped|gave)"
BY_TRADE = re.compile(
    rf" by trade\b|[^,.;:!?\n]{{0,30}} (?:{_UNTIL}|all (?:my|his|her) (?:working )?life\b)|,? (?:for )?{_YEARS}", re.I
)
# "Got a van stood doing nowt", "I speak Urdu if that's any use"
LENT = re.compile(
    r"[^.;:!?\n]{0,40}\b(?:if (?:that|it)(?: i|')?s? (?:any|of) (?:use|help)|if it helps|going spare|nobody uses"
    r"|(?:doing|for) (?:nowt|nothing)|not being used|to lend"
    r"|(?:stood|sat|standing|sitting) (?:idle|empty|there|doing|in the)"
    r"|(?:somebody|someone|anyone|people|folk|others|you) (?:could|can) (?:use|have|grow|borrow)"
    r"|for (?:you|folk|anyone|anybody|others)\b)",
    re.I,
)
# Phrases that tell of a skill by themselves.
SAYS_SO = re.compile(
    r"(?:worked|was|retired|good (?:with|at)|speak|been (?:through|there)|brought up|raised|happy to help|willing to"
    r"|turn my hand|got a van|have a van|give (?:lifts|my time)|ring round|phone round|dinner lady)\b",
    re.I,
)
UNSAID = re.compile(
    r"(?:n'?t|\b(?:not?|never|wish|if|only|to|who|you|people|others|friends|any(?:one|body)|some(?:one|body)))\b[^,.;:!?\n]{0,20}$",
    re.I,
)
WANTED = re.compile(r"\b(?:need|needs|want|wants|looking for|find|get|after) (?:an?|the|some|someone|somebody)\b", re.I)

ONE_ONCE = re.compile(
    r"\b(?:(?:was|were|am|i'?m) (?:(?:once|always|also) )?(?:an? )?|(?:is|(?:he|she)'s) an? |used to be (?:an? )?"
    r"|(?:work(?:s|ed|ing)?|trained|qualified) as (?:an? )?|retired |ex[- ]|former )(?:(?!under|with|at|in)\w+ )?$",
    re.I,
)
OF_ONE = re.compile(r"(?:dad|father|mate|friend|bairn|teenager|toddler|veteran|carer|visitor)['\u2019]s", re.I)

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
    """Whether `text[start:end]` is told as what somebody was, learned, can do or offers: "used to be a joiner"."""
    before, after = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_ON]
    if WANTED.search(before):
        return False
    if SKILLED.search(before) or LENT.match(after) or (BY_TRADE.match(after) and not OF_OTHERS.search(before)):
        return True
    if BARELY.search(before) and not text.startswith(GETS_ABOUT, start):
        return True
    return bool(SAYS_SO.match(text, start, end)) and not UNSAID.search(before)


def is_hard_time(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is told as a time that is hard: "can't face the evenings", "Sundays are worst"."""
    before, after = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_ON]
    return bool(HARD_TIME.search(before) or HARD_AFTER.match(after))


def was_one(text: str, start: int) -> bool:
    """Whether a service is what somebody did themselves: "I was a midwife" asks for none."""
    before = text[max(0, start - LOOK_BACK) : start]
    return bool(ONE_ONCE.search(before)) and not WANTED.search(before)


def is_one_of_theirs(words: str) -> bool:
    """Whether a word for people is of one of theirs: "Dad's got Parkinson's" asks for no dads."""
    return bool(OF_ONE.fullmatch(words))
