"""What a neighbourhood has and what people hoped for there: a page with tables and bars, and a file to download."""

import csv
import io
import re
from collections.abc import Iterable
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.areas.book import AreaBook
from app.areas.rules import WITH_A_PAGE
from app.demand.rules import LATELY_WEEKS, LEAST
from app.directory.rules import Kind
from app.directory.telling import section_of
from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.languages import catalogue, locale_of, page_language
from app.edge.templating import environment, number_words, page
from app.insight.charts import Bar, bars
from app.insight.look import Lookout
from app.insight.rules import MOST_AREAS, Picture
from app.kernel.errors import Problem
from app.matching.answers import coarse_place
from app.matching.desk import Desk
from geo.gazetteer import Gazetteer, PlaceError

router = APIRouter(include_in_schema=False)

COLOURS = {"checked": "groups", "sinking": "places", "ring_first": "spark", "never_checked": "formal"}
NOT_USABLE = 422
# What a spreadsheet would run as a formula is set off, as OWASP advises for files in csv.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Kith(Protocol):
    """What these pages ask of the application."""

    desk: Desk
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    lookout: Lookout

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        ...

    async def catch_up(self) -> None:
        """Read what is new."""
        ...


@router.get("/insight")
async def insight(request: Request, area: str = "") -> Response:
    """The tables for everywhere, or for an area. A code that nobody knows means everywhere."""
    kith: Kith = request.app.state.kith
    await kith.catch_up()
    return await _picture(request, area if kith.areas.name_of(area) else None)


@router.post("/insight")
async def insight_near(request: Request) -> Response:
    """The area around a place: what is typed stands in no address, the area's code may."""
    kith: Kith = request.app.state.kith
    await kith.catch_up()
    near = str((await request.form()).get("near", ""))[:200].replace("\x00", " ").strip()
    if not near:
        return RedirectResponse("/insight", status_code=303)
    code, problem = await run_in_threadpool(_area, kith, coarse_place(near))
    if code:
        return RedirectResponse(f"/insight?{urlencode({'area': code})}", status_code=303)
    return await _picture(request, None, coarse_place(near), problem)


async def _picture(request: Request, code: str | None, near: str = "", problem: Problem | None = None) -> Response:
    kith: Kith = request.app.state.kith
    found = await run_in_threadpool(kith.lookout.look, kith.desk.parts, code)
    words = _Words(kith, page_language(request))
    return page(
        request,
        "insight/picture.html",
        status=NOT_USABLE if problem else 200,
        picture=found,
        area_name=kith.areas.name_of(code) if code else None,
        area=code or "",
        network=bool(code and (there := kith.areas.area(code)) and there.kind in WITH_A_PAGE),
        near=near,
        query=urlencode({"area": code}) if code else "",
        problems=(problem,) if problem else (),
        weeks=LATELY_WEEKS,
        least=LEAST,
        tables=words.tables(found, everywhere=code is None),
    )


@router.get("/insight.csv")
async def insight_file(request: Request, area: str = "") -> Response:
    """The same numbers as a file, all of them."""
    kith: Kith = request.app.state.kith
    await kith.catch_up()
    code = area if kith.areas.name_of(area) else None
    found = await run_in_threadpool(kith.lookout.look, kith.desk.parts, code)
    rows = _Words(kith, page_language(request)).rows(found, everywhere=code is None)
    name = re.sub(r"[^A-Za-z0-9_-]", "-", "-".join(filter(None, ("insight", code))))  # two files, two names
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-cache"}
    return Response(_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _area(kith: Kith, near: str) -> tuple[str | None, Problem | None]:
    """The smallest area that may be named for a place, or what is wrong with the place."""
    try:
        place = kith.gazetteer.locate(near)
    except PlaceError as unknown:
        return None, Problem("near", unknown.detail)
    code = kith.areas.smallest(kith.areas.covering(place.point, place.sector))
    return code, None if code else Problem("near", "No area that we know holds this place.")


def _csv(rows: Iterable[tuple[str, str, int]]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(("table", "row", "count"))
    for table, row, n in rows:
        writer.writerow((table, f"'{row}" if row.startswith(_FORMULA) else row, n))
    return told.getvalue()


class _Words:
    """Words for codes, in the reader's language, as the other pages have them."""

    def __init__(self, kith: Kith, language: str) -> None:
        self.kith = kith
        self.gettext = catalogue(language).gettext
        self.number = partial(number_words, locale=locale_of(language))
        said: Any = environment(language).get_template("_macros.html").module
        self.kinds, self.fresh = said.kind_words, said.fresh_words

    def tables(self, found: Picture, *, everywhere: bool) -> list[dict[str, Any]]:
        """Each table with its heading, its rows and its bars; those of areas only where there is more than one."""
        _ = self.gettext
        made = [
            self._table("kind", _("What there is"), self._kinds(found)),
            self._table("fresh", _("How true it is"), self._freshness(found)),
        ]
        if everywhere:
            named = [(c.code, Bar(self.kith.areas.name_of(c.code) or c.code, c.n)) for c in found.areas]
            links = [code for code, _bar in named[:MOST_AREAS]]
            made.append(self._table("area", _("Where it is"), [bar for _code, bar in named[:MOST_AREAS]], links))
        made.append(self._table("hopes", _("What was hoped for and not found"), self._hopes(found)))
        return made

    def rows(self, found: Picture, *, everywhere: bool) -> list[tuple[str, str, int]]:
        """Every number, one a line; no row of areas is left out."""
        told = [("kind", bar.label, bar.n) for bar in self._kinds(found)]
        told += [("freshness", bar.label, bar.n) for bar in self._freshness(found)]
        if everywhere:
            told += [("area", self.kith.areas.name_of(c.code) or c.code, c.n) for c in found.areas]
        return told + [("hoped for and not found", bar.label, bar.n) for bar in self._hopes(found)]

    def _kinds(self, found: Picture) -> list[Bar]:
        return [Bar(self.kinds[count.code], count.n, _colour(count.code)) for count in found.kinds]

    def _freshness(self, found: Picture) -> list[Bar]:
        return [Bar(self.fresh[count.code], count.n, COLOURS[count.code]) for count in found.freshness]

    def _hopes(self, found: Picture) -> list[Bar]:
        terms = [(self.kith.vocabulary.get(Scheme.HOPE, c.code), c.n) for c in found.hopes]
        return [Bar(self.gettext(term.label), n, "spark") for term, n in terms if term and not term.sensitive]

    def _table(self, key: str, heading: str, rows: list[Bar], links: list[str] | None = None) -> dict[str, Any]:
        shown = [bar for bar in rows if bar.n] if key == "kind" else rows
        return {
            "key": key,
            "heading": heading,
            "rows": rows,
            "links": links or [],
            "chart": bars(shown, heading, self.number),
        }


def _colour(kind: str) -> str:
    return section_of(Kind(kind))
