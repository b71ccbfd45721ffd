"""How somebody goes about, told among their own words: on foot only, by car, by bus; pure."""

import re

from app.matching.engine.refusing import clause_before, straight

SPEAKS = re.compile(r"walk|foot|\bbus|driv|\bcar\b", re.I)  # else a text is not searched
_WHO = r"(?:i|we|he|she|they|you)"
_REACH = r"(?:get there|reach(?:able|ed)?|come|go|goes|get about|gets about|get around|gets around|travel|travels)"
_ON_FOOT = (
    r"walking only|walking distance|on foot only|only on foot"
    rf"|{_WHO}(?:'d| would| can| could)? only walks?\b|{_WHO} (?:can|could) walk to"
    rf"|(?:only|just) {_REACH} on foot|{_REACH} (?:by|on) foot"
)
_BY_CAR = (
    rf"{_WHO} (?:can |do |does |still |both |could )*drives?\b"
    r"(?=\s*(?:$|[.,;:!?)\n]|so\b|and\b|but\b|now\b|to (?:it|them)\b))"
    rf"|{_WHO}(?:'ve|'s| have| has)?(?: got)? (?:a|my|our|his|her|their|own|the) car\b|by car\b"
    r"|(?:happy|willing|able) to drive\b(?!\s+(?:a|an|the|people|others|someone))"
)
_BY_BUS = (
    rf"by bus\b|bus pass\b|{_REACH} on the bus\b"
    rf"|{_WHO}(?: can| could| will|'ll| usually| always)? (?:take|catch|get|use)s? (?:the |a )?bus(?:es)?\b"
)
TOLD = re.compile(rf"(?P<walk>\b(?:{_ON_FOOT}))|(?P<car>\b(?:{_BY_CAR}))|(?P<bus>\b(?:{_BY_BUS}))", re.I)
# "I can't get the bus", "used to go by car", "we gave up the car".
NOT_SO = re.compile(
    r"\b(?:no|not|never|nor|without|can'?t|cannot|don'?t|doesn'?t|didn'?t|couldn'?t|won'?t|used to|gave up|no longer"
    r"|hate|if|when|wish|years)\b",
    re.I,
)
MINUTES = {"walk": 20, "car": 30, "bus": 30}  # as long as the choices on the form


def way_told(text: str) -> tuple[str, int] | None:
    """The way somebody says they go, and for how long at most; None when they say nothing of it, or no more."""
    if not SPEAKS.search(text):
        return None
    plain = straight(text)
    ways = {
        found.lastgroup or ""
        for found in TOLD.finditer(plain)
        if not NOT_SO.search(clause_before(plain, found.start()))
    }
    way = next((way for way in ("walk", "bus", "car") if way in ways), None)
    return (way, MINUTES[way]) if way else None
