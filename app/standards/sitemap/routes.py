"""For search engines: sitemap.xml and robots.txt."""

from datetime import datetime
from math import ceil
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse, Response
from sqlmodel import Session, select

from app.db.engine import unit_of_work
from app.db.statements import columns_of
from app.directory.model import Listing
from app.kernel.errors import NotFound
from app.standards.read_open import count_open, is_open
from app.standards.sitemap.mapping import MOST_URLS, index, listings, pages, robots, url_set

router = APIRouter(include_in_schema=False)

XML = "application/xml"
KEEP = {"Cache-Control": "public, max-age=3600"}


@router.get("/robots.txt")
def robots_txt(request: Request) -> PlainTextResponse:
    """Which pages to leave alone."""
    kith: Any = request.app.state.kith
    return PlainTextResponse(robots(kith.settings.base_url, made_up=kith.demo), headers=KEEP)


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """Every page and every listing that is no person; above the protocol's limit the files that hold them."""
    kith: Any = request.app.state.kith
    base = kith.settings.base_url
    with unit_of_work(kith.engine) as session:
        total = count_open(session)
        if total + len(pages(base)) <= MOST_URLS:
            return _xml(url_set([*pages(base), *listings(base, _some(session, 1))]))
    return _xml(index(base, _files(total)))


@router.get("/sitemap-{number}.xml")
def part(request: Request, number: Annotated[int, Path(ge=1)]) -> Response:
    """One of several files; the first also holds the pages that are always there."""
    kith: Any = request.app.state.kith
    base = kith.settings.base_url
    with unit_of_work(kith.engine) as session:
        if number > _files(count_open(session)):
            raise NotFound("There is no such file.")
        always = pages(base) if number == 1 else []
        return _xml(url_set([*always, *listings(base, _some(session, number))]))


def _room() -> int:
    return MOST_URLS - 100  # the pages that are always there stand in the first file


def _files(total: int) -> int:
    return max(1, ceil(total / _room()))


def _some(session: Session, number: int) -> list[tuple[UUID, datetime]]:
    listing = columns_of(Listing)
    query = select(listing.id, listing.updated_at).where(*is_open()).order_by(listing.id)
    rows = session.execute(query.offset((number - 1) * _room()).limit(_room()))
    return [(row.id, row.updated_at) for row in rows]


def _xml(text: str) -> Response:
    return Response(text, media_type=XML, headers=KEEP)
