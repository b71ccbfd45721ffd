"""The shorthand of surgeries and wards: deaths spelled out, and notes of a body that ask for nothing; pure."""

import re

LATELY = {0: "this year", 1: "last year"}
LONGEST_NOTE = 80  # letters
_DIGIT = re.compile(r"\d")
_UNITS = {"7": "day", "52": "week", "12": "month", "d": "day", "w": "week", "wk": "week", "m": "month", "mth": "month"}
_UNITS |= {"y": "year", "yr": "year", "day": "day", "week": "week", "month": "month", "year": "year"}
_KIN = r"wife|husb(?:and)?\b\.?|hubby|partner|spouse|mother|father|mum|mam|dad|son|daughter|brother|sister|friend"
_FOR = r"(?:\s+(?:of|for)\s+(?P<years>\d{1,2})\s*(?:y|yrs?|years?)\.?)?"
# A bare number could be an age ("son D. 12 years"): words of time need their "ago".
_AGO = (
    r"(?P<many>\d{1,3})\s*(?:/\s*(?P<slash>7|52|12)\b(?:\s*ago)?|(?P<unit>d|w|wk|m|mth|y|yr|day|week"
    r"|month|year)s?\s*ago\b)"
)
_DIED = re.compile(
    rf"\b(?P<who>{_KIN}){_FOR}\s*(?:\bd(?:\.|ied\b|ec'?d\b|\b)|\bRIP\b|\u2020)"
    rf"\s*(?:{_AGO}|(?P<when>(?:in\s+)?(?:19|20)\d\d)\b)",
    re.I,
)

# As it is written in notes: capitals, so that "oa" and "ms" in a sentence stay words.
_BODY = (
    r"knees?|hips?|hands?|feet|back|neck|spine|shoulders?|joints?|ankles?|legs?|heart|eyes?|chest|L|R"
    r"|bilat(?:eral)?|both"
)
_ILL = r"SOBOE|SOB|OA|RA|T[12]DM|DM|IHD|CCF|CKD ?\d?|HTN|AF|MI|CVA|TIA|PVD|AMD|BPH|GAD|LTCs?|PMHx?|Hx|[?]+"
_SINCE = (
    r"(?:\d{1,3}/(?:7|52|12)|(?:19|20)\d\d|(?:on|for|since|with|of|and|in|mild|severe|mod(?:erate)?|known"
    r"|both|stable|poor|bad)\b)"
)
_MISSED = r"DNA'?(?:s|d)?(?:\s*(?:[x\u00d7]\s*\d+|\d+\s*[x\u00d7]|appts?|clinic|last))+|DNA'?d|FTA\s*[x\u00d7]\s*\d+"
_AGED = (
    r"(?:pt|patient)\b\.?|\d{1,3}\s*(?:[MF]|y/?o|yrs?(?:\s+old)?)\b|[MF]\s*\d{2,3}\b|(?:y/?o|lady|gent|male|female)\b"
)
_RISKS = r"(?:SI|DSH|TSH|TOSH|SH|HI)\b"
_NO_RISK = (
    rf"\b(?i:nil|no|denies|denied)(?:\s+(?i:any|current|active|known|recent))?\s+{_RISKS}"
    rf"(?:\s*(?:[/&+]|(?i:and|or|nor)\b)\s*{_RISKS})*|{_RISKS}\s+(?i:nil|denied)\b"
)  # asked about and denied: nothing to look for, and nothing to read back to somebody
NOTE = re.compile(
    rf"(?:\s*(?:{_MISSED}|{_NO_RISK}|\b(?:{_ILL})(?!\w)|\b{_SINCE}|\b(?:{_BODY})\b|\b(?i:{_AGED})|[x\u00d7]\s*\d+|[&/+]))+\s*"
)
SHORT = re.compile(rf"{_MISSED}|{_NO_RISK}|\b(?:{_ILL})(?!\w)|\b(?i:{_AGED})")


def spelled_out(text: str, year: int) -> str:
    """The same with deaths in words: "wife of 50y d. 3/12 ago" is "wife died 3 months ago after 50 years".

    A year long past stays as it is: "wife d. 2016" tells of a life and asks for no company in grief.
    """
    if not _DIGIT.search(text):  # each of them has a number: most texts are let go at the first look
        return text
    return _DIED.sub(lambda said: _in_words(said, year), text)


def is_note(clause: str) -> bool:
    """Whether a clause is shorthand of an age, an illness or a missed appointment, and nothing else."""
    return len(clause) <= LONGEST_NOTE and bool(NOTE.fullmatch(clause) and SHORT.search(clause))


def _in_words(said: re.Match[str], year: int) -> str:
    who = re.sub(r"^husb\.?$", "husband", said["who"], flags=re.I)
    after = f" after {said['years']} years" if said["years"] else ""
    if said["when"]:
        when = int(said["when"].split()[-1])
        return f"{who} died {LATELY[year - when]}{after}" if year - when in LATELY else said.group()
    unit = _UNITS[(said["slash"] or said["unit"]).lower()]
    many = int(said["many"])
    return f"{who} died {many} {unit}{'' if many == 1 else 's'} ago{after}"
