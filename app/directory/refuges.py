"""A refuge's place is never kept (rule 10): the words it is known by, and those that only sound like it; pure."""

import re

from app.kernel.text import N_

_NOT_ONE = re.compile(  # animals, mountains, islands in the road, people who fled a country
    r"\b(?:wild ?life|bird|animal|cat|dog|donkey|horse|hedgehog|nature|national|mountain|climate|pedestrian|traffic"
    r"|swan|bat|owl|bee|seal|fox)s?(?:'s)? (?:\w+ )?refuges?\b|\brefuge for (?:wild|birds|animals|nature)",
    re.IGNORECASE,
)
_REFUGE = re.compile(
    r"\brefuges?\b|\bsafe ?houses?\b|\b(?:women'?s|battered \w+) shelters?\b"
    r"|\bdomestic (?:abuse|violence) shelters?\b",
    re.IGNORECASE,
)
_ABUSE = re.compile(
    r"\b(?:domestic|sexual|honou?r[- ]based|partner|gender[- ]based)[ -](?:\w+ )?(?:abuse|violence)\b"
    r"|\babusive (?:partner|relationship)|\b(?:fleeing|escaping|escape|flee) (?:\w+ )?(?:abuse|violence)\b"
    r"|\bwomen'?s aid\b|\bforced marriage|\bmodern slavery\b|\btrafficked\b",
    re.IGNORECASE,
)
_ROOF = re.compile(
    r"\b(?:(?:safe|emergency|temporary|secure|crisis|short[- ]term|supported) )?"
    r"(?:accommodation|housing|house|bed ?spaces?)\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"\bwom[ae]n\b|\bchildren\b|\bfamil", re.IGNORECASE)
_TELLS_OF_ONE = re.compile(  # somebody who helps to find a place in one is not one
    r"\b(?:find|finding|access(?:ing)? to|access|refer\w*|apply|applying|signpost\w*|move[sd]? (?:in)?to|need"
    r"|looking for) (?:\w+ ){0,4}(?:refuges?|safe ?houses?|accommodation|housing)\b",
    re.IGNORECASE,
)
PROBLEM = N_("a refuge's place is never kept; a helpline without an address may be")


def refuge_words(name: str, text: str) -> str:
    """The words that tell of a refuge for people in danger at home, or "" when there are none."""
    if named := _REFUGE.search(_NOT_ONE.sub(" ", name)):
        return named.group()
    told = _TELLS_OF_ONE.sub(" ", _NOT_ONE.sub(" ", text))
    said = _REFUGE.search(told)
    abuse = _ABUSE.search(f"{name} {told}")
    if said and (abuse or _FAMILY.search(told)):
        return said.group()
    roof = _ROOF.search(told)
    return f"{abuse.group()} ... {roof.group()}" if abuse and roof else ""
