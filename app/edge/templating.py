"""Pages from templates: one Jinja2 environment a language, autoescaped, with the words, dates and files they need."""

import hashlib
import re
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import NullTranslations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.edge.caller import shown_by
from app.edge.languages import (
    A_YEAR,
    COOKIE,
    catalogue,
    is_checked,
    languages,
    locale_of,
    own_name,
    page_language,
)
from app.kernel.clock import HOME_ZONE

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
DAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ERROR_PAGES = (403, 404, 405, 413, 422, 429, 500, 503)
PASSES_BY = (429, 500, 503)  # the same address may do its work in a moment
_DIALLED = re.compile(r"(?:\+|00|\()?\d(?:[\d\s.\u2010-\u2015-]|\(0\)|(?<=\d)\))*")
SHORTEST_NUMBER = 3  # 999


def page(
    request: Request, name: str, *, status: int = 200, keep: bool = True, query: str = "", **values: Any
) -> HTMLResponse:
    """The template `name` as an answer; `keep=False` for a page that nothing on the way may store (rules 3 and 5).

    `query` is what may stand in the address of this page: the same page in another language is linked with it. What
    somebody else wrote into the address is never shown back.
    """
    language = page_language(request)
    html = environment(language).get_template(name).render(common(request, query) | values)
    response = HTMLResponse(html, status_code=status, headers={"Content-Language": language})
    response.headers["Cache-Control"] = "private, no-cache" if keep else "no-store"
    response.headers["Vary"] = "Accept-Language, Cookie"
    if is_signed_in(request):  # over plain http a form's Origin is only said where a referrer may be
        response.headers["Referrer-Policy"] = "same-origin"
    if request.query_params.get("lang") == language:  # a choice, to be kept; nothing else is in it
        response.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="lax")
    return response


def error_page(request: Request, status: int) -> HTMLResponse:
    """The plain-words page for a status; one without its own page gets that of its hundred.

    What nobody expected comes with a reference, which stands in the log too. What passes by can be asked for again.
    """
    known = status if status in ERROR_PAGES else 500 if status >= 500 else 422
    reference = getattr(request.state, "reference", None)
    again = request.method == "GET" and known in PASSES_BY
    return page(request, f"errors/{known}.html", status=status, keep=False, reference=reference, again=again)


def common(request: Request, query: str = "") -> dict[str, Any]:
    """What every page may use: whether this is the demo, and a local number to ring where one is set."""
    kith = getattr(request.app.state, "kith", None)
    return {
        "demo": bool(getattr(kith, "demo", False)),
        "local_number": getattr(kith, "local_number", None),
        "path": request.url.path,
        "signed_in": is_signed_in(request),
        "sees_queue": sees_queue(request),
        "tongues": [(code, own_name(code), _in_language(request, code, query)) for code in languages()],
        "unchecked": not is_checked(page_language(request)),
    }


def is_signed_in(request: Request) -> bool:
    """Whether the browser shows a sign-in cookie; whose it is, and whether it still holds, only a look-up knows."""
    return shown_by(request).token is not None


def sees_queue(request: Request) -> bool:
    """Whether a link to the staff's work is of use: only where somebody has looked up who asks; no page looks it up."""
    caller, may_see = getattr(request.state, "caller", None), getattr(request.app.state, "sees_queue", None)
    return bool(caller and may_see and may_see(caller))


def _in_language(request: Request, code: str, query: str) -> str:
    """The address of this page in another language. What was posted cannot be asked for again: the front page then."""
    if request.method != "GET":
        return f"/?lang={code}"
    return f"?{query}&lang={code}" if query else f"?lang={code}"


@cache
def environment(language: str) -> Environment:
    """The templates in one language; an undefined name is an error, so that no page goes out with a hole."""
    jinja = Environment(
        loader=FileSystemLoader(FRONTEND / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    locale = locale_of(language)
    words = catalogue(language)
    jinja.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    jinja.globals |= {"language": language, "direction": locale.text_direction, "static": static}
    jinja.globals |= {"tongues": (), "unchecked": False, "tongue": partial(tongue, page=language)}
    jinja.filters |= {
        "pen": lambda text, matched: pen(text, [*matched, *map(words.gettext, matched)]),  # a chip is said translated
        "brief": brief,
        "tel": tel,
        "price": lambda text, free: price_words(free, text, words),
        "language_name": partial(language_name, language=language),
        "day_code": day_code,
        "number": partial(number_words, locale=locale),
        "day": lambda when: day_words(when, locale),
        "moment": lambda when: moment_words(when, locale, words),
        "hours": lambda session: hours_words(session.starts, session.ends, locale, words),
    }
    return jinja


def tongue(language: str, page: str) -> Markup:
    """The attributes of a text that is in another language than its page: how it is read out, and from which side."""
    if language.split("-")[0] == page.split("-")[0]:
        return Markup()
    return Markup(' lang="%s" dir="auto"') % language


@cache
def static(path: str) -> str:
    """The address of a shipped file with the hash of its content, so that it may be kept for ever."""
    digest = hashlib.sha256((FRONTEND / "static" / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


def pen(text: str, matched: list[str]) -> Markup:
    """The text with each matched word marked once, as with a marker pen; everything else escaped."""
    words = "|".join(re.escape(word) for word in sorted(set(matched), key=len, reverse=True) if word.strip())
    if not words:
        return escape(text)
    pieces: list[Markup] = []
    done, at = set(), 0
    for found in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE):
        if found.group().lower() not in done:
            done.add(found.group().lower())
            pieces += [escape(text[at : found.start()]), Markup("<mark>%s</mark>") % found.group()]
            at = found.end()
    return Markup().join([*pieces, escape(text[at:])])


def brief(text: str, letters: int = 200) -> str:
    """The first sentences that fit, else the words that fit and an ellipsis: a card holds one line, not a leaflet."""
    flat = " ".join(text.split())
    if len(flat) <= letters:
        return flat
    sentences = flat[: letters + 1].rfind(". ")
    return flat[: sentences + 1] if sentences > letters // 3 else f"{flat[:letters].rsplit(' ', 1)[0].rstrip(',;:-')} …"


def price_words(free: bool | None, text: str, words: NullTranslations) -> str:
    """What it costs as it was typed; "Free" alone, as most type it, in the reader's language."""
    return words.gettext("Free") if free and text.strip(" .!").lower() in ("", "free") else text


def tel(number: str) -> str:
    """The first number of a text as a phone dials it: digits and a leading plus, "" when there is none.

    It ends before an extension, which somebody asks for: its digits at the end would reach another number.
    """
    runs = (found.group() for found in _DIALLED.finditer(number))
    return next((dialled for run in runs if len(dialled := _as_dialled(run)) >= SHORTEST_NUMBER), "")


def _as_dialled(run: str) -> str:
    abroad = "+" if run.startswith("+") else ""
    return abroad + "".join(filter(str.isdigit, run.replace("(0)", "") if abroad else run))


@cache
def language_name(code: str, language: str) -> str:
    """ "Urdu" for "ur", in `language`; the code itself when nobody named it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale_of(language)) or code
    except (ValueError, LookupError):
        return code


def day_words(when: date | datetime, locale: Locale) -> str:
    """ "Tuesday 24 November", in the United Kingdom's wall time."""
    local = when.astimezone(HOME_ZONE) if isinstance(when, datetime) else when
    return str(format_date(local, "EEEE d MMMM", locale=locale))


def number_words(number: int, locale: Locale) -> str:
    """ "1,024" as the language writes it."""
    return str(format_decimal(number, locale=locale))


def day_code(when: datetime) -> str:
    """ "tue" for a moment on a Tuesday, in the United Kingdom's wall time; the same in every language."""
    return DAY_CODES[when.astimezone(HOME_ZONE).weekday()]


def hours_words(starts: datetime, ends: datetime, locale: Locale, words: NullTranslations) -> str:
    """ "10:30am to 12 noon": the times in full, so that nobody has to guess which noon is meant."""
    first, last = (_time(moment.astimezone(HOME_ZONE), locale, words) for moment in (starts, ends))
    return words.gettext("%(start)s to %(end)s") % {"start": first, "end": last}


def moment_words(when: datetime, locale: Locale, words: NullTranslations) -> str:
    """ "Tue 24 Nov 10:30am": a day and a time where there is little room."""
    local = when.astimezone(HOME_ZONE)
    return f"{format_date(local, 'EEE d MMM', locale=locale)} {_time(local, locale, words)}"


def _time(local: datetime, locale: Locale, words: NullTranslations) -> str:
    if locale.language != "en":
        return str(format_time(local, "short", locale=locale))
    if (local.hour, local.minute) in ((0, 0), (12, 0)):
        return words.gettext("12 noon") if local.hour else words.gettext("midnight")
    minute = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minute}{'am' if local.hour < 12 else 'pm'}"
