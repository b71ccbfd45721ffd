"""Which language a page is in, and the words of each: as chosen, else as the browser asks among those that are checked.

A catalogue that no speaker has checked yet is shown only to who chose it, and the page says so.
"""

import io
import re
from functools import cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request

LOCALE = Path(__file__).resolve().parents[2] / "frontend" / "locale"
HOME_LANGUAGE = "en-GB"
DOMAIN = "kith"
COOKIE = "kith-language"
A_YEAR = 31_536_000  # seconds
# Not languages: every sentence longer, or written from right to left, so that pages are tried with both.
PSEUDO = {"en-XA": "en-GB", "ar-XB": "ar"}
_PLACEHOLDER = re.compile(r"(%\(\w+\)s|%%|\{\w+\})")
_ACCENTS = str.maketrans("aeiouyAEIOUYcn", "áéíöúýÁÉÍÖÚÝçñ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابكدهفغحيجقلمنوپصرستعڤشخزظ")


def page_language(request: Request) -> str:
    """The language that this request's pages and reasons are in."""
    return chosen_language(request) or pick_language(request.headers.get("accept-language", ""))


def chosen_language(request: Request) -> str | None:
    """What somebody chose: in the address now, or earlier in a cookie that holds nothing else."""
    known = (*languages(), *(PSEUDO if _may_pretend(request) else ()))
    asked = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    return next((code for code in asked if code in known), None)


def _may_pretend(request: Request) -> bool:
    settings = getattr(getattr(request.app.state, "kith", None), "settings", None)
    return getattr(settings, "env", "") == "development"


def pick_language(accept_language: str) -> str:
    """The best checked language for an Accept-Language header; British English when none fits."""
    wanted = [part.split(";")[0].strip() for part in accept_language.split(",") if part.strip()]
    return negotiate_locale(wanted, [code for code in languages() if is_checked(code)], sep="-") or HOME_LANGUAGE


@cache
def languages() -> tuple[str, ...]:
    """Our own language, and those with a catalogue."""
    found = (path.parts[-3].replace("_", "-") for path in sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))
    return tuple(dict.fromkeys((HOME_LANGUAGE, *found)))


@cache
def is_checked(language: str) -> bool:
    """Whether a speaker has read every sentence: nothing in its catalogue is still marked as fuzzy."""
    if not (path := _file(language)).is_file():
        return True
    with path.open("rb") as file:
        return not any(message.fuzzy for message in read_po(file) if message.id)


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of a language, those to be checked among them; what has none stays as written, in British English."""
    if language in PSEUDO:
        return _Pretended(language)
    path = _file(language)
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")), use_fuzzy=True)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def _file(language: str) -> Path:
    return LOCALE / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def locale_of(language: str) -> Locale:
    """How a language writes dates and numbers, and in which direction."""
    return Locale.parse(PSEUDO.get(language, language), sep="-")


@cache
def own_name(language: str) -> str:
    """What a language calls itself: "Cymraeg" for "cy"."""
    name = Locale.parse(language.split("-")[0]).get_display_name() or language
    return name[:1].upper() + name[1:]


class _Pretended(NullTranslations):
    """Every sentence changed, what is filled in untouched."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def gettext(self, message: str) -> str:
        parts = _PLACEHOLDER.split(message)
        return "".join(part if _PLACEHOLDER.fullmatch(part) else self._changed(part) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    # Babel's own names for the same, which templates look for first.
    ugettext, ungettext = gettext, ngettext

    def _changed(self, text: str) -> str:
        if self.language == "ar-XB":
            return text.lower().translate(_ARABIC)
        return text.translate(_ACCENTS) + " ~" * (len(text) // 12)
