"""The directory as an Open Referral UK 3.0 feed, which is HSDS 3.0 too: open to every page and every program."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, BeforeValidator, Field

from app.db.engine import unit_of_work
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import local_date
from app.kernel.errors import NotUsable, Problem
from app.kernel.recurrence import DAYS
from app.standards.hsds_feed.asked import Asked
from app.standards.hsds_feed.mapping import about
from app.standards.hsds_feed.reading import Cut, Feed, Form
from app.standards.hsds_feed.terms import entries, taxonomy_of
from geo.points import Point

USUAL_PAGE = 50
LARGEST_PAGE = 500
ALL_AT_ONCE = 100_000  # of the minimal form, whose purpose is one call
USUAL_RADIUS_M = 5_000.0

router = APIRouter(prefix="/oruk", tags=["open referral"])


class AboutOut(BaseModel):
    """Which version this feed speaks, and where it is described."""

    version: str
    profile: str
    openapi_url: str


class PageOut(BaseModel):
    """A page in the standard's envelope."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


Doc = dict[str, Any]
MOST_WORDS = 8  # more only narrow what is found to nothing


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text search as the database compares them, each once."""
    return tuple(dict.fromkeys(text.replace("\x00", " ").casefold().split()))[:MOST_WORDS]


def _blank(given: Any) -> Any:
    return None if given == "" else given


Blank = BeforeValidator(_blank)
# The bounds stand before what reads a blank one: after it they would hold but not be described.
PageNumber = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(lambda given: given or 1), Query()]
PerPage = Annotated[
    Annotated[int, Field(ge=1)] | None,
    Blank,
    Query(description=f"At most {LARGEST_PAGE} come, however many are asked"),
]


def _cut(page: PageNumber = 1, per_page: PerPage = None) -> Cut:
    return Cut(page, min(per_page or USUAL_PAGE, LARGEST_PAGE))


Paging = Annotated[Cut, Depends(_cut)]


class Filters(BaseModel):
    """The standard's filters; one that is left empty is not there. What is not known is passed over."""

    search: Annotated[str, Field(max_length=200)] = ""
    taxonomy_term_id: Annotated[UUID | None, Blank] = None
    taxonomy_id: Annotated[UUID | None, Blank] = None
    organization_id: Annotated[UUID | None, Blank] = None
    minimum_age: Annotated[float | None, Blank] = None
    maximum_age: Annotated[float | None, Blank] = None
    start_time: Annotated[time | None, Blank] = None
    end_time: Annotated[time | None, Blank] = None
    day: Annotated[str, Field(max_length=20, description="MO, mon or Monday")] = ""
    modified_after: Annotated[datetime | date | None, Blank] = None
    postcode: Annotated[str, Field(max_length=20)] = ""
    proximity: Annotated[Annotated[float, Field(ge=0, le=500_000)] | None, Blank, Field(description="Metres")] = None


Asking = Annotated[Filters, Query()]


@router.get("", response_model=AboutOut, include_in_schema=False)
@router.get("/", response_model=AboutOut, summary="About this feed")
def home(request: Request) -> Doc:
    """The version of the standard and where it is described."""
    return about(request.app.state.kith.settings.base_url)


@router.get("/services", response_model=PageOut, summary="Services")
def services(
    request: Request, asking: Asking, cut: Paging, minimal: bool = False, full: bool = False, per_page: PerPage = None
) -> Doc:
    """Public listings in the order of their ids; `full` with all that belongs to each, `minimal` ids and dates."""
    form: Form = "minimal" if minimal else "full" if full else "slim"
    if minimal:
        cut = Cut(cut.page, min(per_page or ALL_AT_ONCE, ALL_AT_ONCE))
    with _feed(request) as feed:
        return feed.services(_asked(asking, request.app.state.kith), cut, form)


@router.get("/services/{service_id}", response_model=Doc, summary="One service")
def service(request: Request, service_id: UUID) -> Doc:
    """One service with all that belongs to it."""
    with _feed(request) as feed:
        return feed.service(service_id)


@router.get("/service_at_locations", response_model=PageOut, summary="Services at a place or online")
def service_at_locations(request: Request, asking: Asking, cut: Paging, full: bool = False) -> Doc:
    """Each service with each way it happens; a home is known by the middle of its postcode sector."""
    with _feed(request) as feed:
        return feed.at_locations(_asked(asking, request.app.state.kith), cut, full)


@router.get("/service_at_locations/{own_id}", response_model=Doc, summary="One service at a place or online")
def service_at_location(request: Request, own_id: UUID) -> Doc:
    """One of them with all that belongs to it."""
    with _feed(request) as feed:
        return feed.at_location(own_id)


@router.get("/organizations", response_model=PageOut, summary="Organisations")
def organizations(request: Request, cut: Paging) -> Doc:
    """Those that run a service in this feed."""
    with _feed(request) as feed:
        return feed.organizations(cut)


@router.get("/organizations/{body_id}", response_model=Doc, summary="One organisation")
def organization(request: Request, body_id: UUID) -> Doc:
    """One organisation with what it runs."""
    with _feed(request) as feed:
        return feed.organization(body_id)


@router.get("/taxonomies", response_model=PageOut, summary="Lists of words")
def taxonomies(request: Request, cut: Paging) -> Doc:
    """Hopes, gifts, basics, labels, ease and kinds."""
    with _feed(request) as feed:
        return feed.taxonomies(cut)


@router.get("/taxonomies/{own_id}", response_model=Doc, summary="One list of words")
def taxonomy(request: Request, own_id: UUID) -> Doc:
    """What the list is for."""
    with _feed(request) as feed:
        return feed.taxonomy(own_id)


@router.get("/taxonomy_terms", response_model=PageOut, summary="Words of the lists")
def taxonomy_terms(request: Request, cut: Paging) -> Doc:
    """Every word a listing may bear, the stewards' own among them."""
    with _feed(request) as feed:
        return feed.taxonomy_terms(cut)


@router.get("/taxonomy_terms/{own_id}", response_model=Doc, summary="One word of a list")
def taxonomy_term(request: Request, own_id: UUID) -> Doc:
    """One word, with the codes of other lists that mean the same or nearly."""
    with _feed(request) as feed:
        return feed.taxonomy_term(own_id)


@contextmanager
def _feed(request: Request) -> Iterator[Feed]:
    kith = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        yield Feed(session, kith.vocabulary, kith.areas, local_date(kith.clock()))


def _asked(given: Filters, kith: Any) -> Asked:
    if given.proximity is not None and not given.postcode.strip():
        raise NotUsable("A distance needs a postcode to start from.", (Problem("postcode", "This is missing."),))
    return Asked(
        words=words_of(given.search),
        terms=_terms(given, kith.vocabulary),
        organization=given.organization_id,
        minimum_age=given.minimum_age,
        maximum_age=given.maximum_age,
        starts=_on_the_clock(given.start_time),
        ends=_on_the_clock(given.end_time),
        day=_day(given.day),
        modified_after=_moment(given.modified_after),
        today=local_date(kith.clock()),
        near=_point(given.postcode, kith),
        radius_m=USUAL_RADIUS_M if given.proximity is None else given.proximity,
    )


NO_SUCH_TERM = ("kind", "no such term")  # an id that is in none of our lists stands on no listing


def _terms(given: Filters, vocabulary: Vocabulary) -> tuple[tuple[str, str | None], ...]:
    asked: list[tuple[str, str | None]] = []
    if given.taxonomy_id is not None:
        found = taxonomy_of(given.taxonomy_id)
        asked.append((found.code, None) if found else NO_SUCH_TERM)
    if given.taxonomy_term_id is not None:
        known = (entry for entry in entries(vocabulary) if entry.id == given.taxonomy_term_id)
        asked.append(next(((entry.taxonomy.code, entry.code) for entry in known), NO_SUCH_TERM))
    return tuple(asked)


def _day(text: str) -> int | None:
    """Monday is 0: "MO", "mon" and "Monday" all mean it."""
    if not text.strip():
        return None
    found = [n for n, day in enumerate(DAYS) if text.strip().casefold().startswith(day[:2])]
    if not found:
        raise NotUsable("That is no day of the week.", (Problem("day", "Say MO, TU, WE, TH, FR, SA or SU."),))
    return found[0]


def _on_the_clock(given: time | None) -> time | None:
    """A time of day as the clock on the wall shows it: without a day a zone says nothing, so it is passed over."""
    return given and given.replace(tzinfo=None)


def _moment(given: datetime | date | None) -> datetime | None:
    if given is None or isinstance(given, datetime):
        return given.replace(tzinfo=given.tzinfo or UTC) if given else None
    return datetime.combine(given, time(), UTC)


def _point(postcode: str, kith: Any) -> Point | None:
    point: Point | None = kith.gazetteer.locate(postcode).point if postcode.strip() else None
    return point
