"""Codes on cards and in texts, and what somebody means who answers one; pure."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.upkeep.rules import Reply

CARD_LASTS = timedelta(days=120)  # a card lies on a sideboard for a while
CARD_EVERY = timedelta(days=30)  # who got one last week is not sent another
MOST_AT_ONCE = 48  # twelve sheets of four
MOST_LINES = 200
LETTERS = 4
# No sign that looks or sounds like another (0 O, 1 I L, U V); 29 is a prime, so that the check sign finds every single
# slip and every two signs that changed places.
SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"

NO_CODE = "There is no code in this line. A code looks like HARE-4F7K."
SLIP = "There is a slip in this code. Please look at the card again."
NOT_CLEAR = "Write “still right”, “changed” or “ended” behind the code."

_LINE = re.compile(r"\W*([a-z]{4})[\s\-–]*([0-9a-z]{4})\b\W*(.*)", re.IGNORECASE | re.DOTALL)
_STILL = re.compile(
    r"(?:yes|y|ok|okay|right|still|same|all (?:is )?(?:right|the same)|no changes?|nothing (?:has )?changed)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"(?:it |something |this )?(?:has )?change(?:d|s)?\b\W*", re.IGNORECASE)
_ENDED = re.compile(r"(?:it |this )?(?:has )?(?:ended|end|stopped|closed|finished|over)\b", re.IGNORECASE)


class Way(StrEnum):
    """How somebody without e-mail is asked."""

    CARD = "card"
    TEXT = "text"


def new_code(place: str, pick: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code: letters of the place, three signs that nobody guesses by counting, and the check sign."""
    plain = "".join(sign for sign in place.upper() if "A" <= sign <= "Z")
    letters = f"{plain}KITH"[:LETTERS]
    body = letters + "".join(pick(SIGNS) for _ in range(3))
    return f"{letters}-{body[LETTERS:]}{_check_sign(body)}"


def _check_sign(body: str) -> str:
    # Letters of a place that are no signs count by their place in the alphabet.
    values = (SIGNS.find(sign) if sign in SIGNS else ord(sign) - ord("A") for sign in body)
    return SIGNS[sum(weight * value for weight, value in enumerate(values, 2)) % len(SIGNS)]


@dataclass(frozen=True)
class Said:
    """One line that was typed in: whose code, what they say, and their words when something changed."""

    code: str
    reply: Reply
    words: str


def read_line(line: str) -> Said | str:
    """What a line says, or the sentence that tells what is wrong with it."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return NO_CODE
    letters, signs, rest = found[1].upper(), found[2].upper(), found[3].strip()
    if any(sign not in SIGNS for sign in signs) or _check_sign(letters + signs[:3]) != signs[3]:
        return SLIP
    code = f"{letters}-{signs}"
    if _STILL.match(rest):
        return Said(code, Reply.STILL, "")
    if _ENDED.match(rest):
        return Said(code, Reply.ENDED, "")
    if changed := _CHANGE.match(rest):
        return Said(code, Reply.CHANGE, rest[changed.end() :])
    return NOT_CLEAR


def may_ask(asked_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may be sent a card or a text."""
    return asked_at is None or now - asked_at >= CARD_EVERY


def is_mobile(phone: str) -> bool:
    """Whether a text reaches this number of the United Kingdom."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return digits.startswith(("07", "447"))
