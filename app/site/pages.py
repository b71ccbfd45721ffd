"""Pages that stand on their own: urgent help, privacy, accessibility, and those for who works on or with Kith."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.areas.book import AreaBook
from app.areas.rules import Contact as Line
from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.errors import KINDS
from app.edge.languages import catalogue, page_language
from app.edge.templating import FRONTEND, page
from app.kernel.clock import Clock, local_date
from app.kernel.errors import NotFound, Problem
from app.matching.answers import coarse_place
from app.matching.engine.danger import DangerKind, find_danger
from app.matching.urgent import Contact, urgent_answer
from app.settings import Settings
from app.site.samples import sample_idea, sample_lines
from geo.gazetteer import Gazetteer, PlaceError, was_guessed
from geo.points import Point

router = APIRouter(include_in_schema=False)

LONGEST_NEAR = 200  # letters

NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
# The groups of the page that needs no place: who to call for which trouble, the most pressing first.
GROUPS = {
    "now": (DangerKind.SUICIDE,),
    "afraid": (DangerKind.ABUSE, DangerKind.ADULT),
    "children": (DangerKind.CHILD,),
    "tonight": (DangerKind.NO_FOOD_TONIGHT, DangerKind.NO_HEAT_TONIGHT),
}


@router.get("/urgent")
async def urgent(request: Request) -> Response:
    """Whom to call now, wherever one is; kept by nobody on the way (rule 3)."""
    return page(request, "site/urgent.html", keep=False, groups=lines(catalogue(page_language(request)).gettext))


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """What happens to what is typed."""
    return page(request, "site/privacy.html")


@router.get("/accessibility")
async def accessibility(request: Request) -> Response:
    """What the pages promise, and what is not right yet."""
    return page(request, "site/accessibility.html")


@router.get("/numbers")
async def numbers(request: Request) -> Response:
    """Somebody to ring in every area."""
    return _numbers(request)


@router.post("/numbers")
async def numbers_near(request: Request) -> Response:
    """Somebody to ring near a place, which stands in no address."""
    near = coarse_place(str((await request.form()).get("near", ""))[:LONGEST_NEAR].replace("\x00", " "))
    if find_danger(near).urgent:  # told where the place is asked for (rule 3)
        return await urgent(request)
    kith: Kith = request.app.state.kith
    try:
        place = kith.gazetteer.locate(near)
    except PlaceError as unknown:
        return _numbers(request, near, problem=unknown.detail)
    guessed = was_guessed(near, place.name, place.precision)
    return _numbers(request, near, place=place, guessed=guessed, here=kith.to_ring(place.point, place.sector))


def _numbers(request: Request, near: str = "", *, problem: str = "", **found: Any) -> Response:
    kith: Kith = request.app.state.kith
    nothing: dict[str, Any] = {"place": None, "guessed": False, "here": ()}
    if found.get("here"):
        found["local_number"] = ""  # it stands above
    values = nothing | found | {"near": near, "problem": problem, "lines": kith.areas.every_line}
    return page(request, "site/numbers.html", status=422 if problem else 200, keep=not near, **values)


@router.get("/tour")
async def tour(request: Request) -> Response:
    """Five steps for coordinators and whoever looks with somebody else."""
    return page(request, "site/tour.html")


@router.get("/standards")
async def standards(request: Request) -> Response:
    """What other websites may take from here, and the lines that put a box on one of theirs."""
    kith: Kith = request.app.state.kith
    base_url = kith.settings.base_url.rstrip("/")
    return page(request, "site/standards.html", snippet=snippet(base_url))


@router.get("/problems")
async def problems(request: Request) -> Response:
    """What each kind of problem that a program may be told means."""
    return page(request, "site/problems.html", only="")


@router.get("/problems/{kind}")
async def problem(request: Request, kind: str) -> Response:
    """One of them: where the `type` of an error leads."""
    if kind not in KINDS:
        raise NotFound("There is no such kind of problem.")
    return page(request, "site/problems.html", only=kind)


def snippet(base_url: str) -> str:
    """The lines to put into another site's page; the box may send forms and open windows, and run nothing."""
    return (
        f'<iframe src="{base_url}/embed?near=LS8+5" title="Good things, close to home"\n'
        '  width="100%" height="640" loading="lazy" referrerpolicy="no-referrer"\n'
        '  sandbox="allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin"></iframe>'
    )


class Kith(Protocol):
    """What these pages ask of the application."""

    settings: Settings
    clock: Clock
    gazetteer: Gazetteer

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words there are for hopes."""
        ...

    def to_ring(self, point: Point, sector: str | None) -> tuple[Line, ...]:
        """Who answers a telephone around a point."""
        ...


@router.get("/styleguide")
async def styleguide(request: Request) -> Response:
    """Every piece that pages are made of, for who works on them: not there in production."""
    kith: Kith = request.app.state.kith
    if kith.settings.env != "development":
        raise NotFound("There is nothing at this address.")
    wrong = (Problem("piece-near", "Tell us a place, or what you hope for."),)
    colours, icons = _in_file("css/kith.css", r"--([a-z]+): #"), _in_file("icons/sprite.svg", r'<symbol id="(\w+)"')
    gettext, today = catalogue(page_language(request)).gettext, local_date(kith.clock())
    return page(
        request, "site/styleguide.html", wrong=wrong, colours=colours, icons=icons, lines=sample_lines(gettext),
        idea=sample_idea(today, gettext), label_words=str, problems=(), code="", number=2, steps=6,
        terms=kith.vocabulary.of(Scheme.HOPE)[:3],
    )  # fmt: skip


def _in_file(path: str, pattern: str) -> list[str]:
    """What a shipped file names, so that the guide shows what is there."""
    return re.findall(pattern, (FRONTEND / "static" / path).read_text(encoding="utf-8"))


def lines(gettext: Callable[[str], str]) -> dict[str, list[Contact]]:
    """The helplines of all nations by group, each once; a line of one nation says which."""
    seen: set[str] = set()
    groups: dict[str, list[Contact]] = {}
    for name, kinds in GROUPS.items():
        groups[name] = []
        for contact in _everywhere(kinds, gettext, under_18=name == "children"):
            if contact.name not in seen:
                seen.add(contact.name)
                groups[name].append(contact)
    return groups


def _everywhere(kinds: Sequence[DangerKind], gettext: Callable[[str], str], *, under_18: bool) -> list[Contact]:
    answers = {nation: urgent_answer(kinds, nation, (), under_18, gettext).contacts for nation in NATIONS}
    reach: dict[Contact, list[str]] = {}
    for nation, contacts in answers.items():
        for contact in contacts:
            reach.setdefault(contact, []).append(nation)
    widest_first = sorted(reach.items(), key=lambda item: -len(item[1]))
    return [_of_nations(contact, nations, gettext) for contact, nations in widest_first]


def _of_nations(contact: Contact, nations: list[str], gettext: Callable[[str], str]) -> Contact:
    if len(nations) > 1 or nations[0] in contact.name:
        return contact
    words = {"nation": gettext(nations[0]), "line": contact.name}
    return replace(contact, name=gettext("%(nation)s: %(line)s") % words)
