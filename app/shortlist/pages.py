"""Your list: what was chosen, on paper, in a text message, in a calendar, or kept for 90 days under a code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from babel import Locale
from babel.support import NullTranslations
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.areas.book import AreaBook
from app.db.engine import unit_of_work
from app.directory.rules import WayIn
from app.edge.forms import in_thread
from app.edge.languages import catalogue, locale_of, page_language
from app.edge.picture import square
from app.edge.templating import brief, environment, moment_words, page
from app.kernel.audience import RESIDENT, audience_of
from app.kernel.batches import batched
from app.kernel.clock import Clock, local_date
from app.kernel.text import soft
from app.settings import Settings
from app.shortlist.calendar import Words, calendar_file
from app.shortlist.gather import Gathered, Idea, gather, session_rows, term_days
from app.shortlist.keep import Kept, end, keep, open_kept
from app.shortlist.rules import MOST_IDEAS, Chosen, is_code, read_choices
from app.shortlist.text_message import Line, message, messages_needed

router = APIRouter(include_in_schema=False)

FOUR_TO_A_PAGE = 4
OPENING_LETTERS = 40
CALENDAR = "text/calendar; charset=utf-8"


class Kith(Protocol):
    """What these pages ask of the application."""

    engine: Engine
    clock: Clock
    settings: Settings

    @property
    def areas(self) -> AreaBook:
        """The areas as last read: school terms hang on them."""
        ...


@dataclass(frozen=True)
class Sent:
    """What the form of a list carries: its ideas, the size of letters on paper, the code of the kept list it was."""

    chosen: tuple[Chosen, ...]
    large: bool
    code: str
    too_many: bool
    audience: str  # whoever asks for somebody else reads other words


@router.get("/list")
async def empty_list(request: Request) -> Response:
    """The page without ideas; the list itself is on the device, and the page's script brings it."""
    return _list_page(request, Gathered(()), audience=audience_of(request.query_params.get("audience", "")))


@router.post("/list")
async def list_from_form(request: Request) -> Response:
    """The chosen ideas, or those that are left when one was taken off."""
    return await _with_form(request, _show)


@router.post("/list/paper")
async def paper(request: Request) -> Response:
    """The ideas as they go on paper: only what was chosen, nothing of what was said."""
    return await _with_form(request, _paper)


@router.post("/list/calendar")
async def calendar(request: Request) -> Response:
    """The ideas as a calendar file."""
    return await _with_form(request, _calendar)


@router.post("/list/keep")
async def keep_list(request: Request) -> Response:
    """Keep the list under a code, and go there."""
    return await _with_form(request, _keep)


@router.post("/list/end")
async def end_list(request: Request) -> Response:
    """Forget a kept list."""
    return await _with_form(request, _end)


@router.get("/list/{code}.ics")
def kept_calendar(request: Request, code: str) -> Response:
    """A kept list as a calendar file."""
    return _calendar_of(request, _gathered(request, _open(request, code).chosen).ideas)


@router.get("/list/{code}")
def kept_list(request: Request, code: str) -> Response:
    """A list that somebody kept: for whoever holds its code, until its last day."""
    kept = _open(request, code)
    return _list_page(request, _gathered(request, kept.chosen), kept=kept)


async def _with_form(request: Request, do: Callable[[Request, Sent], Response]) -> Response:
    return await in_thread(request, lambda asked, fields: do(asked, _sent(fields)))


def _sent(fields: list[tuple[str, str]]) -> Sent:
    last = dict(fields)
    cleared = last.get("do") == "clear"
    too_many = len({value for name, value in fields if name == "id"}) > MOST_IDEAS
    chosen = () if cleared else read_choices(fields)
    audience = audience_of(last.get("audience", ""))
    return Sent(chosen, last.get("size") == "large", last.get("code", ""), too_many and not cleared, audience)


def _show(request: Request, sent: Sent) -> Response:
    return _list_page(request, _gathered(request, sent.chosen), too_many=sent.too_many, audience=sent.audience)


def _keep(request: Request, sent: Sent) -> Response:
    kith, gathered = _kith(request), _gathered(request, sent.chosen)
    if not gathered.ideas:
        return _list_page(request, gathered, audience=sent.audience)
    with unit_of_work(kith.engine, writes=True) as session:
        code = keep(session, gathered.chosen, local_date(kith.clock()))
    return RedirectResponse(f"/list/{code}", status_code=303)


def _end(request: Request, sent: Sent) -> Response:
    with unit_of_work(_kith(request).engine, writes=True) as session:
        end(session, sent.code)
    return page(request, "shortlist/ended.html", keep=False)


def _paper(request: Request, sent: Sent) -> Response:
    ideas = _gathered(request, sent.chosen).ideas
    if not ideas:
        return _list_page(request, Gathered(()), audience=sent.audience)
    address = _address(request, sent.code) if is_code(sent.code) else None
    sheets = list(batched(ideas, FOUR_TO_A_PAGE))
    values: dict[str, Any] = {"sheets": sheets, "large": sent.large, "address": address, "audience": sent.audience}
    values |= {"code": sent.code, "qr": square(address)} if address else {"code": None, "qr": None}
    return page(request, "shortlist/paper.html", keep=False, **values)


def _calendar(request: Request, sent: Sent) -> Response:
    return _calendar_of(request, _gathered(request, sent.chosen).ideas)


def _calendar_of(request: Request, ideas: tuple[Idea, ...]) -> Response:
    kith, gettext = _kith(request), catalogue(page_language(request)).gettext
    words = Words(gettext("Ring"), gettext("Ring before you go."))
    with unit_of_work(kith.engine) as session:
        rows = session_rows(session, ideas)
    address = kith.settings.base_url.rstrip("/")
    file = calendar_file(ideas, rows, term_days(ideas, kith.areas), kith.clock(), address, words)
    headers = {"Content-Disposition": 'attachment; filename="kith-list.ics"', "Cache-Control": "no-store"}
    return Response(file, headers=headers, media_type=CALENDAR)


def _list_page(
    request: Request, gathered: Gathered, *, kept: Kept | None = None, too_many: bool = False, audience: str = RESIDENT
) -> Response:
    address = _address(request, kept.code) if kept else None
    values: dict[str, Any] = {"gathered": gathered, "kept": kept, "too_many": MOST_IDEAS if too_many else None}
    values |= {"address": address, "qr": square(address) if address else None, "audience": audience}
    if gathered.ideas:
        values["text"] = _text(request, gathered.ideas, address or "")
        values["texts"] = messages_needed(values["text"])
    return page(request, "shortlist/list.html", keep=False, **values)


def _text(request: Request, ideas: Iterable[Idea], address: str) -> str:
    """The list as the words of a text message; a kept one ends with its address."""
    language = page_language(request)
    words, locale = catalogue(language), locale_of(language)
    said: Any = environment(language).get_template("_macros.html").module
    lines = [_line(idea, soft(str(said.kind_words[idea.it.kind])), locale, words) for idea in ideas]
    return message(lines, lambda left: words.ngettext("and %(num)s more", "and %(num)s more", left) % {"num": left},
                   address.partition("://")[2], words.gettext("From Kith:"))  # fmt: skip


def _line(idea: Idea, kind: str, locale: Locale, words: NullTranslations) -> Line:
    when = moment_words(idea.next.starts, locale, words) if idea.next else brief(idea.it.opening or "", OPENING_LETTERS)
    heed = [words.gettext("full just now")] if idea.full else []
    if idea.ask_first or idea.it.way_in == WayIn.RING:
        heed.append(words.gettext("ring first"))
    return Line(idea.it.name, when, idea.it.place or "", idea.it.contact.phone or "", kind, ", ".join(heed))


def _open(request: Request, code: str) -> Kept:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        return open_kept(session, code, local_date(kith.clock()))


def _gathered(request: Request, chosen: tuple[Chosen, ...]) -> Gathered:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        return gather(session, chosen, kith.clock(), kith.areas)


def _address(request: Request, code: str) -> str:
    return f"{_kith(request).settings.base_url.rstrip('/')}/list/{code}"


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
