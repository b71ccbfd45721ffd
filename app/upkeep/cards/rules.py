"""Codes on cards and in texts, and what somebody means who answers one; pure."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.text import N_
from app.upkeep.cards.other_words import read_other
from app.upkeep.rules import Reply, Room

CARD_LASTS = timedelta(days=120)  # a card lies on a sideboard for a while
CARD_EVERY = timedelta(days=30)  # who got one last week is not sent another
MOST_AT_ONCE = 48  # twelve sheets of four
MOST_LINES = 200
LETTERS = 4
# No sign that looks or sounds like another (0 O, 1 I L, U V); 29 is a prime, so that the check sign finds every single
# slip and every two signs that changed places.
SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"

NO_CODE = N_("There is no code in this line. A code looks like HARE-4F7K.")
SLIP = N_("There is a slip in this code. Please look at the card again.")
NOT_CLEAR = N_(
    "Write “still right”, “changed”, “full”, “room again”, “not meeting”, “back” or “ended” behind the code."
)

_LINE = re.compile(r"\W*([a-z]{4})[\s\-–]*([0-9a-z]{4})\b\W*(.*)", re.IGNORECASE | re.DOTALL)
_STILL = re.compile(
    r"(?:yes|y(?=\W*$)|ok|okay|right|still|same|all (?:is )?(?:right|the same)|no changes?|nothing (?:has )?changed)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"(?:it |something |this )?(?:has )?change(?:d|s)?\b\W*", re.IGNORECASE)
# Asked before "still right", so that "still full" and "yes, but full" are heard; whole lines, so that a full English
# breakfast is none.
_NOW = r"(?:\W+(?:up|just|right|now|for now|at the moment|again|please|thank you|thanks|sorry))*\W*"
_SOME = r"(?:(?:yes|ok|okay|still|on|but|and|now|we|we are|we're|we’re|it is|it's|it’s|are|is|just|there is|have)\W+)*"
_PRESSES = (
    (Room.ROOM, re.compile(rf"{_SOME}(?:(?:not|no longer) full(?: any ?more)?|(?:have )?(?:room|space|places)){_NOW}")),
    (Room.FULL, re.compile(rf"{_SOME}(?:full|(?:no|not any) (?:more )?(?:room|space|places)(?: left)?){_NOW}")),
    (Room.BACK, re.compile(rf"{_SOME}(?:back|meeting again|open again){_NOW}")),
)
_PAUSE = re.compile(
    rf"{_SOME}(?:not meeting|pause[ds]?|pausing|(?:having|taking|on)? ?an? (?:short |long )?break"
    r"|closed(?= until| till| for the (?:summer|winter|holidays?)| just now| for now))\b(?P<rest>.*)",
    re.DOTALL,
)
# Between "not meeting" and the day: "just now, back on 6 January", "until 6 January".
_TILL = re.compile(
    r"(?:\W|\b(?:for now|just now|now|at the moment|for|the|summer|winter|holidays?|any ?more|we are|we're|we’re"
    r"|will be|again|back|on|from|until|till|til|starting|start)\b)*"
)
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
    """One line that was typed in: whose code, what they say, and their words for a change, or the day they are back."""

    code: str
    reply: Reply | Room
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
    if pressed := _pressed(code, rest.casefold()):
        return pressed
    if other := read_other(rest):
        return Said(code, *other)
    if _STILL.match(rest):
        return Said(code, Reply.STILL, "")
    if _ENDED.match(rest):
        return Said(code, Reply.ENDED, "")
    if changed := _CHANGE.match(rest):
        return Said(code, Reply.CHANGE, rest[changed.end() :])
    return NOT_CLEAR


def _pressed(code: str, rest: str) -> Said | None:
    """Full, room again, no meeting for now, back: what a press on a page says too."""
    for room, words in _PRESSES:
        if words.fullmatch(rest):
            return Said(code, room, "")
    if paused := _PAUSE.fullmatch(rest):
        return Said(code, Room.PAUSE, _TILL.sub("", paused["rest"], count=1).strip(" .!"))
    return None


def may_ask(asked_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may be sent a card or a text."""
    return asked_at is None or now - asked_at >= CARD_EVERY


def is_mobile(phone: str) -> bool:
    """Whether a text reaches this number of the United Kingdom."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return digits.startswith(("07", "447"))
