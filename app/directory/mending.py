"""Repair of what people type into columns: web addresses, telephone numbers, e-mail, dates, languages; pure."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import phonenumbers
import pycountry

from app.kernel.text import N_

NO_EMAIL = N_("That is no e-mail address we can read. Like pat@example.org.")  # where `mend_email` finds none
URL_MAX = 2000
READ_MAX = 3000  # a number or an address stands early or not at all; longer text only costs time
_BLANK = frozenset(
    """NA|N/A|n.a|n.a.|n\\a|#N/A|#REF!|#VALUE!|#NAME?|null|nil|none|nan|undefined|unknown|tbc|tba|?|-|--|---|–|—|.|x
    |not known|not available|not applicable|not relevant|not given|not stated|no data|to be confirmed""".casefold()
    .replace("\n    ", "")
    .split("|")
)
_HOST = re.compile(r"^(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,62}$")
_SCHEME = re.compile(r"^(?:h?t?tps?\s*:?\s*[/\\]{1,3}\s*|https?:)+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_]{2,24}")
# "O161 496 OO13": the letter typed for a nought, never the end of a word
_LETTER_O = re.compile(r"(?<![^\W\d_])[oO]+(?=\s?\d)|(?<=\d)[oO]+(?![^\W\d_])")
# Ends that no post has: a letter to "pat@gmial.com" goes nowhere, or to whoever lies in wait there.
_MISSPELT = re.compile(
    r"@(?:(?:gmial|gmal|gmai|gamil|gnail|gmaill|gmil|hotmial|hotmal|hotmil|hotamil|homail|hotmai|outlok|outloook|yaho|yahooo)\."
    r".*|gmail\.(?:co|cm|om|co\.uk)|.*\.(?:con|cmo|couk|co\.ku|co\.u))$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[+(]?\d[\d\s().+-]{4,}\d(?:\s*\(?(?:ext\.?|extension|x)\s*\d{1,6})?", re.IGNORECASE)
# Lines that are real but no "possible number" of a national plan: emergency, health, police, Samaritans, Childline ...
SHORT_CODES = frozenset(
    {"999", "112", "111", "101", "105", "119", "116123", "116111", "116000", "116006", "85258", "18000"}
)
UK, UK_DIGITS = 44, 10  # some old exchanges and freephone lines have nine; the library knows which
_SHORT_RUN = re.compile(r"\d[\d ]*")


@dataclass(frozen=True)
class Mended:
    """A value made usable ("" when it could not be) and whether that changed what it says."""

    value: str
    repaired: bool = False


_NOTHING = Mended("")


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, "NA", "n/a", "null", "-", "Not known" and their kind."""
    return text.strip().rstrip(":").casefold() in _BLANK or not text.strip()


def mend_url(text: str) -> Mended:
    """The first web address in a text with a scheme before it. Only http and https; no names or passwords in it."""
    if is_blank(text):
        return _NOTHING
    for word in text[:READ_MAX].replace("\\", "/").split():
        if found := _url_of(word.strip("<>\"'(),;").rstrip(".")):
            return Mended(found, found != text.strip())
    return Mended("", True)


def _url_of(word: str) -> str:
    given = _SCHEME.match(word)
    bare = word[given.end() :] if given else word
    scheme = "http" if given and word[:5].lower() in ("http:", "http/") else "https"
    try:
        parts = urlsplit(f"{scheme}://{bare}")
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return ""
    if not port_ok or "@" in parts.netloc or not _HOST.match(parts.hostname or "") or len(bare) > URL_MAX:
        return ""
    return f"{scheme}://{bare}"


def mend_phone(text: str, region: str = "GB") -> Mended:
    """The first telephone number in a text, as it is written in its country. Spacing alone is no repair."""
    if is_blank(text):
        return _NOTHING
    fixed = _LETTER_O.sub(lambda found: "0" * len(found.group()), text[:READ_MAX])
    if short := _short_code(fixed):
        return Mended(short, _digits(short) != text.strip().replace(" ", ""))
    for candidate in (*fixed.splitlines(), " ".join(fixed.split())):
        for match in _NUMBERS.finditer(candidate):
            if number := _phone_of(match.group(), region):
                return Mended(number, _digits(number) != _digits(text))
    return Mended("", True)


def mend_own_phone(text: str) -> Mended:
    """The number of a group or a person: no line of the emergency services or of a national helpline is theirs."""
    mended = mend_phone(text)
    return Mended("", True) if _digits(mended.value) in SHORT_CODES else mended


def seems_cut_short(text: str) -> bool:
    """Whether a British number that can be read is one digit short: possible on paper, and nobody's (0113 496 000)."""
    try:
        number = phonenumbers.parse(mend_phone(text).value, "GB")
    except phonenumbers.NumberParseException:
        return False
    nine = number.country_code == UK and len(str(number.national_number)) < UK_DIGITS
    return nine and not phonenumbers.is_valid_number(number)


def _short_code(text: str) -> str:
    """A line such as 111 or 116 123, when there is no longer number beside it."""
    runs = {_digits(run) for run in _SHORT_RUN.findall(text)}
    code = runs.pop() if len(runs) == 1 else ""
    return ("116 " + code[3:] if code.startswith("116") else code) if code in SHORT_CODES else ""


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _phone_of(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    known = text.lstrip("( ").startswith(("0", "+")) or len(str(number.national_number)) >= 9
    if not known or not phonenumbers.is_possible_number(number):  # seven digits alone lack their area
        return ""
    home = number.country_code == phonenumbers.country_code_for_region(region)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def mend_email(text: str) -> Mended:
    """The first e-mail address in a text."""
    if is_blank(text):
        return _NOTHING
    match = _EMAIL.search(text[:READ_MAX])
    # "tim...tim@example.org" has lost something: half an address would reach somebody else
    if match is None or text[: match.start()].endswith("."):
        return Mended("", True)
    return Mended(match.group(), match.group() != text.strip())


def seems_misspelt(email: str) -> bool:
    """Whether an address ends as only a slip of the finger does: nobody would ever get our letters."""
    return _MISSPELT.search(email) is not None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.]?(?P<month>\d{1,2})[-/.]?(?P<day>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})(?!\d)")
_IN_WORDS = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[- ]+(?P<month>[a-z]{3})[a-z]*[-, ]+(?P<year>\d{4})", re.IGNORECASE
)


def day_of(text: str) -> date | None:
    """The day a cell names, British order first, or None. A year before 1990 is a slip, never a check."""
    for form in (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS):
        if match := form.match(text.strip()):
            return _day(match["year"], match["month"], match["day"])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    known = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else int(month) if month.isdecimal() else 0
    try:
        return date(number, known, int(day)) if 1990 <= number <= 2100 else None
    except ValueError:
        return None


_NOT_LANGUAGES = re.compile(r"\s*(?:[,;/&|+\n]|\band\b)\s*")


def languages_of(text: str) -> tuple[str, ...]:
    """BCP 47 codes of the languages named ("English, Urdu & cy" -> en, ur, cy); what is not a language is left out."""
    codes = (language_code(word) for word in _NOT_LANGUAGES.split(text) if word.strip())
    return tuple(dict.fromkeys(code for code in codes if code))


@cache
def language_code(word: str) -> str:
    """The BCP 47 code of one language by its English name or its code, or ""."""
    tag = word.strip()
    if len(tag) > 60 or not tag:
        return ""
    if tag.casefold() in _BY_HABIT:
        return _BY_HABIT[tag.casefold()]
    primary = tag.replace("_", "-").split("-")[0].lower()
    looks_like_code = 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha()
    if looks_like_code and pycountry.languages.get(**{f"alpha_{len(primary)}": primary}):
        return primary + tag.replace("_", "-")[len(primary) :]
    found = pycountry.languages.get(name=tag) or pycountry.languages.get(name=tag.title())
    return str(getattr(found, "alpha_2", None) or found.alpha_3) if found else ""


_BY_HABIT = {  # names in daily use here that the register writes otherwise
    "bsl": "bfi",
    "british sign language": "bfi",
    "punjabi": "pa",
    "panjabi": "pa",
    "mandarin": "zh",
    "cantonese": "yue",
    "farsi": "fa",
    "persian": "fa",
    "kurdish": "ku",
    "sorani": "ckb",
    "sylheti": "syl",
    "pashto": "ps",
    "greek": "el",
    "gaelic": "gd",
    "scots gaelic": "gd",
    "irish": "ga",
    "swahili": "sw",
    "nepali": "ne",
    "malay": "ms",
    "eng": "en",
}
