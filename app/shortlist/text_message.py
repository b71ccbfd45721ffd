"""A list as the words of a text message: two messages at most, so it gives up detail before it gives up an idea."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# GSM 03.38: the signs of a plain message; a message in two parts holds 153 of them each. Any other sign turns the
# whole message into UCS-2, of which two parts hold 67 each.
PLAIN = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = set("^{}\\[~]|€")  # these count as two
ONE_MESSAGE, TWO_MESSAGES = 160, 306
TWO_MESSAGES_WIDE = 134
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
SHORTEST_NAME = 24
LEFT_TO_RIGHT = "\u200e"  # a mark that nobody sees


@dataclass(frozen=True)
class Line:
    """What a message may say of one idea; empty where it is not known."""

    name: str
    when: str = ""
    place: str = ""
    phone: str = ""
    what: str = ""  # a person, a group: whoever gets the text may not know the name
    heed: str = ""  # "full just now", "ring first": stays as long as the idea does, or somebody goes for nothing

    @property
    def number(self) -> str:
        """The phone number, told from left to right: behind Urdu its groups of digits would change places."""
        said = f"{self.name}{self.when}{self.place}{self.what}{self.heed}"
        turned = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in said)
        return f"{LEFT_TO_RIGHT}{self.phone}" if self.phone and turned else self.phone


def message(lines: Sequence[Line], more: Callable[[int], str], link: str = "", sender: str = "") -> str:
    """As much as two messages hold. `more(3)` says that three did not fit; `link` leads to the whole list."""
    for detail in (_full, _without_place, _without_what, _name_and_phone, _short):
        text = _join(sender, [detail(line) for line in lines], link)
        if fits(text):
            return text
    for kept in range(len(lines) - 1, 0, -1):
        text = _join(sender, [*(_short(line) for line in lines[:kept]), more(len(lines) - kept)], link)
        if fits(text):
            return text
    return _join(sender, [more(len(lines))], link)


def fits(text: str) -> bool:
    """Whether two messages hold it."""
    if set(text) <= PLAIN | DOUBLE:
        return len(text) + sum(sign in DOUBLE for sign in text) <= TWO_MESSAGES
    return len(text.encode("utf-16-le")) // 2 <= TWO_MESSAGES_WIDE


def messages_needed(text: str) -> int:
    """How many messages a text takes, 1 or 2, as long as it fits."""
    plain = set(text) <= PLAIN | DOUBLE
    length = len(text) + sum(sign in DOUBLE for sign in text) if plain else len(text.encode("utf-16-le")) // 2
    return 1 if length <= (ONE_MESSAGE if plain else 70) else 2


def plain_signs(text: str) -> str:
    """The text in the signs of a plain message where that loses nothing but accents and curls."""
    return "".join(_plain_sign(sign) for sign in text.translate(_SAME))


def _plain_sign(sign: str) -> str:
    if sign in PLAIN or sign in DOUBLE:
        return sign
    base = unicodedata.normalize("NFKD", sign)[0]
    return base if base in PLAIN else sign


def _join(sender: str, lines: Sequence[str], link: str) -> str:
    return plain_signs("\n".join(filter(None, (sender, *lines, link))))


def _said(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _full(line: Line) -> str:
    return _said(line.name, line.what, line.when, line.place, line.heed, line.number)


def _without_place(line: Line) -> str:
    return _said(line.name, line.what, line.when, line.heed, line.number)


def _without_what(line: Line) -> str:
    return _said(line.name, line.when, line.heed, line.number)


def _name_and_phone(line: Line) -> str:
    return _said(line.name, line.heed, line.number)


def _short(line: Line) -> str:
    name = line.name if len(line.name) <= SHORTEST_NAME else line.name[: SHORTEST_NAME - 1].rsplit(" ", 1)[0]
    return _said(name, line.heed, line.number)
