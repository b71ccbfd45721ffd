"""Whether the words around a phrase refuse it: "not church", "evenings are no good", "does not need a toilet"; pure.

What somebody cannot do or never did, and longs for, is no refusal: "can no longer garden, misses it".
"""

import re

LOOK_BACK, LOOK_ON = 60, 70  # letters before and after a phrase
LONGEST_GAP = 24  # letters between a "no" and what it refuses

# Contractions are told apart from "not": "don't" refuses only with a verb of liking behind it.
# As they are spelled on the Tyne and in Scotland too.
_NT = (
    r"(?:(?:do|does|did|would|wo|will|should|is|are|was|ai)n'?t|(?:did|does|would|was|is)nae|din(?:nae?|net|not)"
    r"|div(?:vent|vn'?t|n'?t)|dunna)"
)
_CANT = r"(?:can'?t|cannot|can not|canna|cannae)"
_VERY = r"(?:really |much |ever |even |particularly |actually )?"
_LIKE = r"(?:like|likes|liked|want|wants|wanted|fancy|enjoy|enjoys|enjoyed|need|needs|care for|wish)"
_BEAR = rf"(?:{_CANT}|could ?n[o']t) (?:stand|abide|bear|thole|be (?:doing|bothered|fashed|mithered) (?:with|wi'?))"
_ABOUT = r"(?: anything to do with)?"
# "Not only", "why not", "not sure", "not far from", "does not mind" and "no one to go with" are no noes.
_NOT = (
    r"not(?! (?:(?:only|just|sure|bothered|mind|against|averse|afraid)\b|know(?:ing)? (?:how|where|anyone)|(?:too "
    r"|very |so )?far"
    r"|(?:been |be )?(?:taught|shown)|work(?:ing)?|had (?:a|the) chance|seen?(?! the)|got (?:anyone|anybody|someone)))"
)
_LACK = r"one|body|friends?|family|company|money|cash|chance|way|transport|lift|confidence|experience|idea|more than"
_NO = rf"no(?! (?:{_LACK}|further|problem|matter)\b)"
_NEVER = (
    r"never(?! (?:really |quite |did )?(?:got the hang|tried|met|learn|had a go|had (?:a|the) chance"
    r"|been (?:shown|taught)|thought))"
)
_FIRM = (
    rf"{_NT} {_VERY}{_LIKE}|not {_VERY}{_LIKE}|never {_VERY}{_LIKE}|{_BEAR}"
    r"|hates?|hated|avoids?|dislikes?|disliked|detests?|loathes?|rather not"
    r"|(?:anything|everything|owt) (?:but|except|bar|other than)"
    r"|(?:fed up|sick|tired|bored)(?: to \w+(?: \w+ \w+)?)? (?:with|of)|(?:had|have) enough of|(?:done|finished) with"
    r"|(?:too old|past it|no use) for|gone off"
    r"|(?:not|n'?t|no longer) (?:keen|interested|fond|one for|into)|no interest|nothing (?:to do )?with|refuses?"
)
_SOFT = (
    rf"{_NT} (?:do|go|come|get|be|have|attend|play|use)|{_CANT} (?:do|manage)|allergic to"
    rf"|(?:scared|frightened|terrified|afraid) of|without|{_NEVER}|{_NO}|{_NOT}"
)
NO = re.compile(rf"\b(?:{_FIRM}|{_SOFT})\b{_ABOUT}", re.I)
FIRM = re.compile(rf"(?:{_FIRM})\b", re.I)
# Who is sick of being alone, or cannot stand the four walls, asks for the very thing that would change it.
WEARY = re.compile(
    rf"\b(?:{_BEAR}|{_CANT} (?:cope|go on|face|take)|hates?|hated|detests?|fed up|sick|tired|bored|enough of"
    r"|scared|frightened|terrified|afraid|dreads?)\b",
    re.I,
)
NO_NO = re.compile(r"\b(?:why not|no problem|no idea|no matter|(?:not|n'?t) mind)\b[^,.;!?\n]{0,24}$", re.I)
ONLY = re.compile(r"n'?t (?:\w+ ){0,3}(?:anything|owt) (?:but|except)\b", re.I)  # "don't do owt but sit"
ALONE_AT_IT = re.compile(
    r"(?: \w+){0,2} (?:alone|on (?:my|his|her|our|their) own|by (?:my|him|her)self|with no ?body)\b", re.I
)
TWICE_NO = re.compile(r"\b(?:no|not|cannot|can'?t|never|won'?t|\w+n't)\b.*\bwithout\b", re.I)

_STOP = re.compile(
    r"[,.;!?\n]|(?<!anything )(?<!everything )(?<!owt )\b(?:but|though|although|however|instead|except)\b", re.I
)
# "No church likes singing": notes drop their stops, and a new verb of liking begins something new.
TURNED = re.compile(
    r"\b(?:likes|loves|enjoys|wants|prefers|would (?:like|love)|'d (?:like|love)|happy to|keen)\b", re.I
)

_ENDS = (
    r"(?=\s*(?:$|[,.;!?\n)]|and\b|now\b|again\b|one day\b|some ?day\b|so\b|very\b|a lot\b|terribl|dearly|badly|too\b))"
)
_TO = (
    r"(?:would (?:really )?(?:like|love)|(?:i'?d|she'?d|he'?d|they'?d|we'?d)(?: really)? (?:like|love)"
    r"|wants?|keen|longs?|wish(?:es)?|hop(?:es?|ing)|hoping|love)"
)
_TRY = (
    r"(?:learn|try|start|have a go|be able|do so|join in|go back|get back"
    r"|begin)(?: how)?(?: to)?(?: (?:it|that|again|one|some))?"
)
_WISHED = (
    rf"(?:{_TO} to(?: {_TRY}| (?:do )?(?:it|that|this|so))?{_ENDS}|{_TO} (?:a go|a try|lessons|it back)\b"
    rf"|willing to (?:learn|try)\b)"
)
_MISSED = r"(?:really |so |dearly |still )*miss(?:es|ed|ing)? (?:it|that|this|them|doing|going|the|her|his|my)\b"
LONGING = rf"(?:{_MISSED}|{_WISHED})"
LONGED_FOR = re.compile(rf"[^\n]{{0,45}}?\b{LONGING}", re.I)
_UNABLE = (
    r"(?:can'?t|cannot|can no longer|unable to|not able to)(?: do)?(?: it| that| this)?(?: now| any ?more| these days)*"
)
_DECLINED = r"(?:without|not with) \w+|(?:without|not|no|nothing) [^,]{1,30} (?:please|thanks|thank you)"
# Clauses of their own that add nothing to look for: "misses it", "can't any more", "no bairns, thanks".
ADDS_NOTHING = re.compile(
    rf"\s*(?:(?:and |i |he |she |they |we |really |still )*(?:miss(?:es|ed)? (?:it|that|this|them)"
    rf"|{_WISHED})(?: \w+){{0,3}}|(?:i |he |she |they |we )?{_UNABLE}|{_DECLINED})\s*",
    re.I,
)

_US = r"(?:me|him|her|us|them|mum|dad|my|his|our|their|this)"
_NOT_AFTER = (
    rf"(?:good|for {_US}|possible|suitable|convenient|an option|ideal|great|needed|wanted|required"
    rf"|{_US} (?:thing|cup|scene))"
)
_BAD = (
    rf"no (?:good|use|thanks|thank you|go)\b|not (?:really |very |at all |so )?{_NOT_AFTER}\b|too (?:late"
    rf"|dark)\b|impossible\b"
    r"|unsuitable\b|won'?t (?:do|work|suit)\b|(?:do|does) ?n[o']t (?:suit|work for|appeal|interest)\b"
    r"|(?:don'?t|doesn'?t) suit\b"
)
_OVER = r" days (?:are|is|were) (?:\w+ )?(?:over|behind|gone|done)\b(?![^.!?\n]*\bmiss)"  # "my dancing days are over"
_PUTS_OFF = (
    r" (?:just |really |always )?(?:scares?|frightens?|terrif(?:y|ies)|bores?|puts?)"
    r" (?:me|him|her|us|them|the (?:life|living))\b"
    r"| makes? (?:me|him|her) (?:sneeze|ill|itch|wheeze|poorly)\b"
)
_IS_NT = rf"(?:isn|aren|wasn|weren|wouldn)'?t (?:be )?(?:really |very |any )?(?:{_NOT_AFTER}|use)\b"
_OUT = r"(?:is|are) out(?=\s*(?:$|[,.;!?\n]|of the question|for))"
REFUSED_AFTER = re.compile(
    rf"(?: (?:sessions?|groups?|things?|places?|classes|times?))?"
    rf"(?: (?:is|are|would be|was|were|'s))?(?: (?:just|really|always|usually|definitely|far|much))?\s+(?:{_BAD})"
    rf"|(?: (?:sessions?|groups?|things?|places?|classes))? (?:just |really )?(?:{_IS_NT}|{_OUT})"
    rf"|{_OVER}|{_PUTS_OFF}"
    rf"|\s*(?:and|but)? (?:i |he |she )?(?:{_NT}|do not|does not) (?:want|wish|care|intend|mean) to(?: learn"
    rf"| try)?{_ENDS}",
    re.I,
)

# "Can't do church in the evenings": the no is for the evening.
OF_THE_TIME = re.compile(
    r" (?:in|at|on|of|after) (?:an? |the )?(?:evening|night|weekend|saturday|sunday|dark|morning|\w+day)", re.I
)


def refused(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is told as what somebody does not want."""
    text = straight(text)
    after = text[end : end + LOOK_ON]
    if REFUSED_AFTER.match(after):
        return True
    before = clause_before(text, start)
    no = _no_in(text[start - len(before) : end], len(before))
    if no is None or NO_NO.search(before) or TWICE_NO.search(before) or ONLY.search(before):
        return False
    if WEARY.match(no.group()) and ALONE_AT_IT.match(after):  # "tired of reading alone": of that it is alone
        return False
    return bool(FIRM.match(no.group())) or not (LONGED_FOR.match(after) or OF_THE_TIME.match(after))


def wearied(text: str, start: int) -> bool:
    """Whether somebody is weary or afraid of where they stand: "fed up with being stuck in"."""
    return bool(WEARY.search(clause_before(straight(text), start)))


def straight(text: str) -> str:
    """The same with apostrophes as keyboards have them; no letter moves."""
    return text.replace("\u2019", "'")


def clause_before(text: str, start: int) -> str:
    """What stands before it in the same clause: "not church, singing" and "not church but singing" ask for singing."""
    before = text[max(0, start - LOOK_BACK) : start]
    stops = list(_STOP.finditer(before))
    return before[stops[-1].end() :] if stops else before


def _no_in(clause: str, start: int) -> re.Match[str] | None:
    """The last "no" that reaches to `start`: near enough, and nothing new begun since."""
    nos = [
        no
        for no in NO.finditer(clause)  # with the phrase in sight: "never learned to swim" is one
        if 0 <= start - no.end() <= LONGEST_GAP and not TURNED.search(clause, no.end(), start)
    ]
    return nos[-1] if nos else None
