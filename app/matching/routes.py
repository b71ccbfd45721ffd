"""The match as JSON, and looking through the directory."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from app.directory.rules import Ease, Kind
from app.directory.shapes import ListingPage
from app.edge.names import only_known
from app.kernel.errors import NotUsable, Problem
from app.kernel.paging import from_cursor
from app.matching.ahead import held
from app.matching.engine.search import Wanted, words_of
from app.matching.find import Stretch
from app.matching.shapes import Day, MatchIn, MatchOut, WhyIn, WhyNotOut

router = APIRouter(prefix="/api/v1", tags=["match"], dependencies=[Depends(only_known)])

USUAL_RADIUS_M = 5_000
LARGEST_RADIUS_M = 50_000
USUAL_PAGE = 20
LARGEST_PAGE = 100


def _or(otherwise: Any) -> Callable[[Any], Any]:
    """A form sends every field, the empty ones too: "" means what leaving it out means."""
    return lambda given: otherwise if given == "" else given


def _each(given: Any) -> Any:
    """Codes one by one, whether they came as one field with commas or as several."""
    return [code.strip() for text in given for code in text.split(",") if code.strip()]


Radius = Annotated[int, Field(ge=1, le=LARGEST_RADIUS_M)]
Size = Annotated[int, Field(ge=1, le=LARGEST_PAGE)]


@router.post("/match", response_model=MatchOut, summary="Good ideas near a place")
async def match(body: MatchIn, request: Request) -> Response:
    """From a place, hopes and gifts to people, groups and places, informal before formal, each with its reason.

    Nothing about the person or the question is kept.
    """
    # Mostly `ahead.py` has answered before this is asked.
    return _sent(request, await request.app.state.kith.match_as_json(body))


@router.post("/match/why", response_model=WhyNotOut, summary="Why one listing was or was not suggested")
async def match_why(body: WhyIn, request: Request) -> Response:
    """The same conversation as for the ideas, and a listing: why it is among them, or what speaks against it.

    Nothing about the person or the question is kept.
    """
    told: WhyNotOut = await request.app.state.kith.why(body)
    return _sent(request, told.model_dump_json(by_alias=True).encode())


@router.get("/listings", response_model=ListingPage, summary="Look through the directory", tags=["listings"])
def listings(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words in the name, the text or the organisation")] = "",
    near: Annotated[str, Query(max_length=200, description="Postcode, sector, outcode or place name")] = "",
    radius_m: Annotated[Radius | None, BeforeValidator(_or(None))] = None,
    kind: Annotated[Kind | None, BeforeValidator(_or(None))] = None,
    hope: Annotated[str, Query(max_length=80, description="A hope of the vocabulary, by its code")] = "",
    day: Annotated[list[Day], BeforeValidator(_each), Query(description="mon,tue; days not known come last")] = [],  # noqa: B006
    ease: Annotated[
        list[Ease], BeforeValidator(_each), Query(description="step_free,quiet; not known comes last")
    ] = [],  # noqa: B006
    limit: Annotated[Size | None, BeforeValidator(_or(None))] = None,
    cursor: Annotated[str, Query(max_length=1_000, description="`next` of the answer before")] = "",
    page: Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_or(1))] = 1,
    per_page: Annotated[Size, BeforeValidator(_or(USUAL_PAGE))] = USUAL_PAGE,
) -> ListingPage:
    """Public listings in a steady order: nearest first within `radius_m` when `near` is given, else by id.

    `next` goes on from the last one shown, whatever is added or retired meanwhile; `page` only counts.
    `limit` is another name for `per_page`.
    """
    kith = request.app.state.kith
    if radius_m is not None and not near.strip():
        raise NotUsable("A radius needs a place.", (Problem("near", "This is missing."),))
    wanted = Wanted(
        words_of(q),
        kith.gazetteer.locate(near).point if near.strip() else None,
        radius_m or USUAL_RADIUS_M,
        kind,
        hope.strip() or None,
        frozenset(day),
        frozenset(ease),
    )
    size = limit or per_page
    stretch = Stretch(size, from_cursor(cursor) if cursor else None, (page - 1) * size)
    found: ListingPage = kith.listings(wanted, stretch)
    return found


def _sent(request: Request, content: bytes) -> Response:
    """Bytes at once: handing a model back would have every field checked a second time."""
    headers = {name.decode(): value.decode() for name, value in held(request.app.state.kith.desk.held_since)}
    return Response(content, media_type="application/json", headers=headers)
