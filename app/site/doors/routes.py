"""What a developer tries first: the folders of the API say what is in them, and what is not there says why."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.kernel.errors import NotFound

router = APIRouter(tags=["doors"])

NO_GRANTS = "There are no grants here yet, so there is nothing to tell as 360Giving. See /data/ for what there is."
NO_FHIR = "Kith does not speak FHIR yet. The same listings are at /oruk/, as Open Referral UK."
_DATA = (
    ("/data/listings.geojson", "application/geo+json", "All listings on the map, in one file"),
    ("/oruk/", "application/json", "All listings, as Open Referral UK 3.0 (HSDS 3.0)"),
    ("/ogc/", "application/json", "Listings on the map, a part at a time: OGC API Features"),
)
_API = (
    ("/openapi.json", "application/json", "How all of this is asked, and what is answered"),
    ("/api/v1/match", "application/json", "Ideas near a place: POST"),
    ("/api/v1/match/why", "application/json", "Why one listing was or was not among them: POST"),
    ("/api/v1/listings", "application/json", "Looking through the directory"),
    ("/api/v1/places", "application/json", "Places by name, postcode or position: ?q="),
    ("/problems", "text/html", "What each kind of problem means"),
    ("/data/", "application/json", "Open data to take away"),
)


class LinkOut(BaseModel):
    """Something to follow."""

    href: str
    type: str
    title: str


class DoorsOut(BaseModel):
    """What there is below an address."""

    title: str
    links: list[LinkOut]


@router.get("/data", response_model=DoorsOut, include_in_schema=False)
@router.get("/data/", response_model=DoorsOut, summary="What open data there is")
async def data(request: Request) -> DoorsOut:
    """Where to get the directory as a file or a feed."""
    return _doors(request, "Open data of this directory", _DATA)


@router.get("/api", response_model=DoorsOut, include_in_schema=False)
@router.get("/api/", response_model=DoorsOut, include_in_schema=False)
@router.get("/api/v1", response_model=DoorsOut, include_in_schema=False)
@router.get("/api/v1/", response_model=DoorsOut, summary="What can be asked")
async def api(request: Request) -> DoorsOut:
    """Where to ask for ideas, listings and places."""
    return _doors(request, "The API of this directory", _API)


@router.get("/data/360giving.json", include_in_schema=False)
async def grants() -> None:
    """Grants, once there are any: an empty package would break its own schema."""
    raise NotFound(NO_GRANTS)


@router.get("/fhir", include_in_schema=False)
@router.get("/fhir/{rest:path}", include_in_schema=False)
async def fhir() -> None:
    """Said in a sentence, and not as if somebody had mistyped."""
    raise NotFound(NO_FHIR)


def _doors(request: Request, title: str, links: tuple[tuple[str, str, str], ...]) -> DoorsOut:
    base = str(request.app.state.kith.settings.base_url).rstrip("/")
    found = [LinkOut(href=base + path, type=kind, title=said) for path, kind, said in links]
    return DoorsOut(title=title, links=found)
