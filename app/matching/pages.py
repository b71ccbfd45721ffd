"""The pages of a conversation and of a look through the directory; none of them needs JavaScript."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from app.directory.rules import Kind as ListingKind
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.edge.forms import sent
from app.edge.languages import catalogue, page_language
from app.edge.templating import page
from app.kernel.audience import RESIDENT, audience_of
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem
from app.kernel.paging import from_cursor
from app.matching import looked_for
from app.matching.answers import (
    Answers,
    address,
    coarse,
    coarse_place,
    first_or_more,
    fits_address,
    next_more,
    problems,
    read_form,
    read_query,
    to_match,
)
from app.matching.asked import Kith, served_first
from app.matching.declined import decline, further_again, take_back
from app.matching.drawing import Chart, chart_of
from app.matching.engine.danger import find_danger
from app.matching.engine.search import Wanted
from app.matching.entries import entries
from app.matching.find import Stretch
from app.matching.looked_for import LookedFor
from app.matching.looser import Looser, offers_of_less
from app.matching.shapes import MatchIn, WhyIn, WhyNotOut
from app.matching.urgent import gentle_beside
from app.matching.view import Results, show
from app.matching.words import ease_words
from geo.gazetteer import Gazetteer, Located, PlaceAmbiguous, PlaceError, was_guessed
from geo.points import Point

router = APIRouter(include_in_schema=False)

# Spoken at home by many in the places this began in; a chip each (the census has the long list).
LANGUAGES = ("ur", "pa", "pl", "ro", "ar", "bn", "fa", "so", "pt", "zh", "uk", "cy")
# The six basics that people come with most, each with its picture; own words find the others.
BASICS = {"food": "food", "money": "purse", "warmth": "flame", "housing": "house", "papers": "paper", "debt": "coin"}
HOME, EASY = "home", "easy"  # the form with all questions, and the short one in easy words
NOT_USABLE = 422
UNDO = {"back": take_back, "further": further_again}  # presses that take back what an earlier one changed
FOUND_AT_ONCE = 20
LONGEST_NAME = 200  # letters of the name of a group that somebody misses


@router.get("/")
async def home(request: Request) -> Response:
    """The form, filled in from the address where a results page sent somebody back."""
    said, _ = read_query(request.query_params.multi_items(), _kith(request).vocabulary)
    if request.query_params.get("audience") == RESIDENT:  # said so, not just not said: the device may forget the other
        said = replace(said, audience=RESIDENT)
    return _form(request, coarse(said))


@router.get("/match")
async def ideas_from_address(request: Request) -> Response:
    """Results that can be kept as a bookmark: the address holds a sector or a place name and plain codes only."""
    said, left_out = read_query(request.query_params.multi_items(), _kith(request).vocabulary)
    if coarse(said) != said:
        return RedirectResponse(f"/match?{address(said)}", status_code=303)
    return await _ideas(request, said, left_out=left_out)


@router.post("/match")
async def ideas_from_form(request: Request) -> Response:
    """Results for a form: own words stay out of every address, so what can be a bookmark becomes one, the rest not."""
    fields = await sent(request)
    pressed, said = dict(fields), read_form(fields)
    do = pressed.get("do", "")
    if do.startswith("as-"):  # the same answers on the page for residents, coordinators or clinicians
        said = replace(said, audience=audience_of(do.removeprefix("as-")))
    if do == "change" or do.startswith("as-"):
        return _form_again(request, said)
    if undo := UNDO.get(do):
        said = undo(said)
    return await _ideas(request, decline(said, pressed.get("not", "")), posted=True)


def _form_again(request: Request, said: Answers) -> Response:
    """The form with the answers; at an address where that may carry all of them, since "back" finds only such a page.

    A place that nobody knows may be anything somebody typed, so it goes into none.
    """
    kith = _kith(request)
    asked = replace(said, audience="") if said.audience == RESIDENT else said
    if not fits_address(asked, kith.vocabulary) or find_danger(said.near).urgent:
        return _form(request, said, keep=False)
    try:
        if said.near.strip():
            kith.gazetteer.locate(said.near)
    except (PlaceAmbiguous, PlaceError):
        return _form(request, said, keep=False)
    return RedirectResponse(f"/?{address(said)}", status_code=303)


@router.get("/easy")
async def easy(request: Request) -> Response:
    """The same way in easy words and pictures, three questions long."""
    return _form(request, Answers(), name=EASY)


@router.post("/easy")
async def easy_ideas(request: Request) -> Response:
    """At most three ideas in easy words; words that point to danger get the page that they always get (rule 3)."""
    fields = await sent(request)
    said = read_form(fields)
    if dict(fields).get("do") == "change":
        return _form(request, said, keep=False, name=EASY)
    return await _ideas(request, said, posted=True, easy=True)


async def _ideas(
    request: Request, said: Answers, *, posted: bool = False, left_out: bool = False, easy: bool = False
) -> Response:
    name, action = (EASY, "/easy") if easy else (HOME, "/match")
    if find_danger(said.near).urgent:  # told where the place is asked for: help first, whatever else is wrong (rule 3)
        said = replace(said, near="", hopes_words=f"{said.hopes_words}\n{said.near}")
    if wrong := problems(said):
        return _form(request, said, wrong, name=name)
    kith = _kith(request)
    try:
        asked = to_match(said, kith.vocabulary)
        answer = await kith.match(asked, page_language(request))
    except PlaceAmbiguous as which:
        asking: dict[str, Any] = {"pairs": said.pairs, "choices": served_first(kith, which), "action": action}
        asking["audience"] = audience_of(said.audience)
        return page(request, "matching/which.html", keep=False, said=said, **asking)
    except PlaceError as unknown:
        return _form(request, said, (Problem("near", unknown.detail),), name=name)
    except ValidationError:
        return _form(request, said, (Problem("near", "Some of this we could not read. Please look again."),), name=name)
    if posted and not easy and not answer.urgent and not answer.basics and fits_address(said, kith.vocabulary):
        return RedirectResponse(f"/match?{address(said)}", status_code=303)
    gettext = catalogue(page_language(request)).gettext
    results = show(asked, answer, kith.vocabulary, kith.clock(), gettext, kith.photos.of)
    if easy and not answer.urgent:
        number = _number(kith, results)
        return page(request, "matching/easy_ideas.html", keep=False, results=results, pairs=said.pairs, **number)
    chart = (
        None if answer.urgent else await run_in_threadpool(chart_of, results, kith.map_edges, kith.gazetteer.names_near)
    )
    offers = await offers_of_less(kith, said, results)
    return _results(request, results, said, chart, offers, posted=posted, left_out=left_out)


def _results(
    request: Request, results: Results, said: Answers, chart: Chart | None, offers: list[Looser],
    *, posted: bool, left_out: bool
) -> Response:  # fmt: skip
    kith, urgent = _kith(request), results.answer.urgent is not None
    pictures: dict[str, Any] = (
        {"hopes": kith.vocabulary.chips(Scheme.HOPE), "basics": _basics(kith)} if results.unread else {}
    )
    return page(
        request,
        "matching/urgent.html" if urgent else "matching/results.html",
        keep=not posted and not urgent,
        query="" if posted else address(said),
        results=results,
        pairs=said.pairs,
        declined=len(said.no),
        offers=offers,
        who=said.who,
        audience=audience_of(said.audience),
        staff=audience_of(said.audience) != RESIDENT,
        more=next_more(said) if len(results.ideas) >= first_or_more(said) else "",
        chart=chart,
        tiles=(kith.settings.tile_url, kith.settings.tile_attribution),
        posted=posted,
        sector=None if urgent else _sector(kith.gazetteer, results),
        **_number(kith, results),
        left_out=left_out,
        label_words=_label_words(kith.vocabulary),
        **pictures,
    )


def _basics(kith: Kith) -> list[tuple[Term, str]]:
    """Those with a picture, each with it."""
    return [(term, icon) for code, icon in BASICS.items() if (term := kith.vocabulary.get(Scheme.BASIC, code))]


def _number(kith: Kith, results: Results) -> dict[str, Any]:
    """The number of the place for the foot of the page; nothing there when somebody to ask stands above it."""
    place, ask = results.answer.place, results.answer.someone_to_ask
    lines = kith.to_ring(Point(place.lat, place.lon), _sector(kith.gazetteer, results)) if place else ()
    number = lines[0].contact if lines else None
    there = {"number_here": number or ""}
    return there | ({"local_number": ""} if ask and ask.phone else {"local_number": number} if number else {})


def _sector(gazetteer: Gazetteer, results: Results) -> str | None:
    """The sector around the place, whose neighbourhood may be kept on a phone; None without a place."""
    place = results.answer.place
    try:
        return gazetteer.locate_point(place.lat, place.lon).sector if place else None
    except PlaceError:
        return None


def _form(
    request: Request, said: Answers, wrong: tuple[Problem, ...] = (), *, keep: bool = True, name: str = HOME
) -> Response:
    vocabulary = _kith(request).vocabulary
    ease = vocabulary.of(Scheme.EASE)
    first = vocabulary.chips(Scheme.EASE)
    return page(
        request,
        f"matching/{name}.html",
        status=NOT_USABLE if wrong else 200,
        keep=keep and not wrong,
        said=said,
        audience=audience_of(said.audience),
        staff=audience_of(said.audience) != RESIDENT,
        problems=wrong,
        hopes=vocabulary.chips(Scheme.HOPE),
        basics=_basics(_kith(request)),
        gifts=vocabulary.chips(Scheme.GIFT),
        ease=first,
        ease_said=ease_words(audience_of(said.audience)),
        ease_more=tuple(term for term in ease if term not in first),
        languages=LANGUAGES,
    )


@router.post("/why")
async def why(request: Request) -> Response:
    """Why a named listing is not among the ideas. What was said and the name come by POST and stand in no address."""
    fields = await sent(request)
    pressed, said = dict(fields), read_form(fields)
    name = " ".join(pressed.get("expected", "").replace("\x00", " ").split())[:LONGEST_NAME]
    if find_danger(f"{said.hopes_words}\n{said.gifts_words}\n{name}").urgent:  # help first, here too (rule 3)
        return await _ideas(request, replace(said, hopes_words=f"{said.hopes_words}\n{name}"), posted=True)
    if problems(said):
        return await _ideas(request, said, posted=True)
    try:
        return await _why(request, said, name, pressed.get("listing", ""))
    except (PlaceError, ValidationError):  # the form of the ideas says what is wrong
        return await _ideas(request, said, posted=True)


async def _why(request: Request, said: Answers, name: str, chosen: str) -> Response:
    kith = _kith(request)
    asked = to_match(said, kith.vocabulary)
    choices = [] if chosen else await kith.expected(asked, name)
    told = await _told(kith, asked, chosen or (str(choices[0].id) if len(choices) == 1 else ""), page_language(request))
    values: dict[str, Any] = {"expected": name, "choices": choices, "told": told, "pairs": said.pairs}
    values["audience"] = audience_of(said.audience)
    return page(request, "matching/expected.html", keep=False, **values)


async def _told(kith: Kith, asked: MatchIn, listing_id: str, language: str) -> WhyNotOut | None:
    """The reasons; None for what is no listing, or is none any more."""
    if not re.fullmatch(r"[0-9a-f-]{36}", listing_id):
        return None
    try:
        return await kith.why(
            WhyIn.model_validate(asked.model_dump(exclude_unset=True) | {"listing_id": listing_id}), language
        )
    except NotFound:
        return None


@router.get("/find")
async def look(request: Request) -> Response:
    """The directory by place, kind, day and ease; what somebody types is sent by POST and no address has it."""
    said, left_out = looked_for.read_address(request.query_params.multi_items(), _kith(request).vocabulary)
    if coarse_place(said.near) != said.near:
        return RedirectResponse(f"/find?{looked_for.address(said, said.cursor)}", status_code=303)
    if not said.asked:
        return _look_form(request, said, left_out=left_out)
    return await _looked(request, said, left_out=left_out)


@router.post("/find")
async def look_from_form(request: Request) -> Response:
    """What the form asks for. Words that point to danger get help first, here too (rule 3)."""
    fields = await sent(request)
    said = looked_for.read_form(fields)
    said = replace(said, q=said.q.replace("\x00", " "), near=said.near.replace("\x00", " "))
    if find_danger(f"{said.q}\n{said.near}").urgent:
        return await _ideas(request, Answers(near=said.near, hopes_words=said.q), posted=True)
    if dict(fields).get("do") == "change":
        return _look_form(request, said, keep=False)
    return await _looked(request, said, posted=True)


async def _looked(request: Request, said: LookedFor, *, posted: bool = False, left_out: bool = False) -> Response:
    kith = _kith(request)
    if wrong := looked_for.problems(said, kith.vocabulary):
        return _look_form(request, said, wrong)
    near = coarse_place(said.near)  # a full postcode is never shown back, and every page must measure from one point
    try:
        place = kith.gazetteer.locate(near) if near.strip() else None
        stretch = Stretch(FOUND_AT_ONCE, from_cursor(said.cursor) if said.cursor else None)
    except PlaceAmbiguous as which:
        asked: dict[str, Any] = {
            "said": said,
            "pairs": said.pairs,
            "choices": served_first(kith, which),
            "action": "/find",
        }
        return page(request, "matching/which.html", keep=False, **asked)
    except PlaceError as unknown:
        return _look_form(request, said, (Problem("near", unknown.detail),))
    except NotUsable:
        lost = Problem("look", "That part of the list is not there any more. Look again from the start.")
        return _look_form(request, said, (lost,))
    if posted and not said.cursor and looked_for.fits_address(said, kith.vocabulary):
        return RedirectResponse(f"/find?{looked_for.address(said)}", status_code=303)
    wanted = looked_for.to_wanted(said, place.point if place else None)
    said = replace(said, near=near)
    return await run_in_threadpool(_found, request, said, wanted, stretch, place, posted, left_out)


def _found(
    request: Request, said: LookedFor, wanted: Wanted, stretch: Stretch, place: Located | None, posted: bool,
    left_out: bool,
) -> Response:  # fmt: skip
    kith = _kith(request)
    found = kith.listings(wanted, stretch)
    if not found.total and (hoped := looked_for.by_hope(said, kith.vocabulary)):  # "śpiew" stands in no listing
        said, wanted = hoped, replace(wanted, words=(), hope=hoped.hope)
        found = kith.listings(wanted, stretch)
    today = local_date(kith.clock())
    going_on = looked_for.address(said, found.next) if found.next and not posted else None
    fewer = {} if found.total else kith.without(wanted)
    return _look_page(
        request, said, keep=not posted, left_out=left_out, found=found, place=place, going_on=going_on,
        guessed=place is not None and was_guessed(said.near, place.name, place.precision),
        entries=entries(found.listings, wanted.ease, today, day_asked=bool(wanted.days)),
        without=[(looked_for.less(said, name), name, number) for name, number in fewer.items()],
    )  # fmt: skip


def _look_form(
    request: Request, said: LookedFor, wrong: tuple[Problem, ...] = (), *, keep: bool = True, left_out: bool = False
) -> Response:
    return _look_page(request, said, wrong, keep=keep and not wrong, left_out=left_out)


def _look_page(
    request: Request, said: LookedFor, wrong: tuple[Problem, ...] = (), *, keep: bool, **found: Any
) -> Response:
    vocabulary = _kith(request).vocabulary
    nothing: dict[str, Any] = {"found": None, "place": None, "going_on": None, "entries": [], "without": []}
    values = nothing | found
    nation = values["place"].nation if values["place"] else None
    return page(
        request,
        "matching/find.html",
        status=NOT_USABLE if wrong else 200,
        keep=keep,
        query=looked_for.address(said, said.cursor),
        said=said,
        gentle=gentle_beside(said.q, nation, catalogue(page_language(request)).gettext),
        problems=wrong,
        kinds=[kind.value for kind in ListingKind],
        hopes=sorted(vocabulary.of(Scheme.HOPE), key=lambda term: term.label.casefold()),
        ease=vocabulary.of(Scheme.EASE),
        hope_words={term.code: term.label for term in vocabulary.of(Scheme.HOPE)},
        ease_words={term.code: term.label for term in vocabulary.of(Scheme.EASE)},
        label_words=_label_words(vocabulary),
        photo_of=_kith(request).photos.of,
        **values,
    )


def _label_words(vocabulary: Vocabulary) -> Callable[[str], str]:
    def words(code: str) -> str:
        term = vocabulary.get(Scheme.LABEL, code)
        return term.label if term else code.replace("_", " ")

    return words


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
