"""The pages of a conversation: the form at `/` and the ideas at `/match`, with and without JavaScript."""

from collections.abc import Callable
from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.templating import page, page_language
from app.kernel.clock import Clock
from app.kernel.errors import Problem
from app.matching.answers import Answers, address, coarse, fits_address, problems, read_form, read_query, to_match
from app.matching.drawing import Chart, draw, frame_for
from app.matching.shapes import MatchIn, MatchOut
from app.matching.view import Results, show
from geo.edges import Edges
from geo.gazetteer import Gazetteer, PlaceAmbiguous, PlaceError
from geo.points import Point

router = APIRouter(include_in_schema=False)

# Spoken at home by many in the places this began in; a chip each (the census has the long list).
LANGUAGES = ("ur", "pa", "pl", "ro", "ar", "bn", "fa", "so", "pt", "zh", "uk", "cy")
# The six basics that people come with most, each with its picture; own words find the others.
BASICS = {"food": "food", "money": "purse", "warmth": "flame", "housing": "house", "papers": "paper", "debt": "coin"}
NOT_USABLE = 422


class Kith(Protocol):
    """What these pages ask of the application."""

    vocabulary: Vocabulary

    clock: Clock
    gazetteer: Gazetteer

    async def match(self, conversation: MatchIn, language: str = ...) -> MatchOut:
        """The answer of the engine; raises a PlaceError when the place is not one place."""
        ...

    def map_edges(self, point: Point, metres: float) -> Edges | None:
        """Borders of loaded areas for the base map."""
        ...


@router.get("/")
async def home(request: Request) -> Response:
    """The form, filled in from the address where a results page sent somebody back."""
    said, _ = read_query(request.query_params.multi_items(), _kith(request).vocabulary)
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
    form = await request.form()
    said = read_form((name, value) for name, value in form.multi_items() if isinstance(value, str))
    if form.get("do") == "change":
        return _form(request, said, keep=False)
    return await _ideas(request, said, posted=True)


async def _ideas(request: Request, said: Answers, *, posted: bool = False, left_out: bool = False) -> Response:
    if wrong := problems(said):
        return _form(request, said, wrong)
    kith = _kith(request)
    try:
        asked = to_match(said, kith.vocabulary)
        answer = await kith.match(asked, page_language(request))
    except PlaceAmbiguous as which:
        return page(request, "matching/which.html", keep=False, said=said, pairs=said.pairs, choices=which.choices)
    except PlaceError as unknown:
        return _form(request, said, (Problem("near", unknown.detail),))
    except ValidationError:
        return _form(request, said, (Problem("near", "Some of this we could not read. Please look again."),))
    if posted and not answer.urgent and not answer.basics and fits_address(said, kith.vocabulary):
        return RedirectResponse(f"/match?{address(said)}", status_code=303)
    results = show(asked, answer, kith.vocabulary, kith.clock())
    chart = None if answer.urgent else await run_in_threadpool(_chart, kith, results)
    return _results(request, results, said, chart, keep=not posted, left_out=left_out)


def _results(
    request: Request, results: Results, said: Answers, chart: Chart | None, *, keep: bool, left_out: bool
) -> Response:
    urgent = results.answer.urgent is not None
    return page(
        request,
        "matching/urgent.html" if urgent else "matching/results.html",
        keep=keep and not urgent,
        results=results,
        pairs=said.pairs,
        chart=chart,
        left_out=left_out,
        label_words=_label_words(_kith(request).vocabulary),
    )


def _chart(kith: Kith, results: Results) -> Chart | None:
    frame = frame_for(results)
    if frame is None:
        return None
    edges = kith.map_edges(frame.centre, frame.metres_across / 2)
    return draw(results, frame, edges, kith.gazetteer.names_near(frame.centre, frame.metres_across / 2))


def _form(request: Request, said: Answers, wrong: tuple[Problem, ...] = (), *, keep: bool = True) -> Response:
    vocabulary = _kith(request).vocabulary
    ease = vocabulary.of(Scheme.EASE)
    first = vocabulary.chips(Scheme.EASE)
    return page(
        request,
        "matching/home.html",
        status=NOT_USABLE if wrong else 200,
        keep=keep and not wrong,
        said=said,
        problems=wrong,
        hopes=vocabulary.chips(Scheme.HOPE),
        basics=[(term, icon) for code, icon in BASICS.items() if (term := vocabulary.get(Scheme.BASIC, code))],
        gifts=vocabulary.chips(Scheme.GIFT),
        ease=first,
        ease_more=tuple(term for term in ease if term not in first),
        languages=LANGUAGES,
    )


def _label_words(vocabulary: Vocabulary) -> Callable[[str], str]:
    def words(code: str) -> str:
        term = vocabulary.get(Scheme.LABEL, code)
        return term.label if term else code.replace("_", " ")

    return words


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
