"""For a weak signal: the service worker, the page of what is kept on this phone, and a neighbourhood to keep."""

from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.directory.shapes import ListingPage
from app.directory.vocabulary import Vocabulary
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import Clock
from app.kernel.errors import NotFound
from app.matching.engine.search import Wanted
from app.matching.find import Stretch
from app.offline.pack import pack
from app.offline.rules import MOST_LISTINGS, PACK_RADIUS_M, kept
from app.offline.worker import OFFLINE_PAGE, worker
from geo.gazetteer import Gazetteer, Located, PlaceError
from geo.postcodes import PostcodeError, PostcodeLevel, parse_postcode

router = APIRouter(include_in_schema=False)


class Kith(Protocol):
    """What these pages ask of the application."""

    gazetteer: Gazetteer
    clock: Clock
    vocabulary: Vocabulary

    def listings(self, wanted: Wanted, stretch: Stretch) -> ListingPage:
        """A stretch of the listings that are wanted; belongs in a thread."""
        ...


@router.get("/sw.js")
async def service_worker() -> Response:
    """The worker for every address of ours; browsers ask again each day, and each time a page is opened."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(worker(), media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/offline")
async def offline(request: Request) -> Response:
    """What is kept on this phone; also what stands where a page cannot be fetched."""
    return page(request, "offline/kept.html")


@router.get("/offline/last")
async def last() -> Response:
    """The worker answers this address from the phone. Who comes here has no worker, so nothing was kept."""
    return RedirectResponse(OFFLINE_PAGE, status_code=303)


@router.get("/near/{sector}.json")
def near(request: Request, sector: str) -> Response:
    """A neighbourhood to keep: what everybody may see around a sector ("LS8-5"), nearest first."""
    kith: Kith = request.app.state.kith
    place = _sector(kith.gazetteer, sector)
    found = kith.listings(Wanted(near=place.point, radius_m=PACK_RADIUS_M), Stretch(2 * MOST_LISTINGS))
    told: dict[str, Any] = pack(
        place.sector or "", place.name, kept(found.listings), kith.vocabulary, kith.clock(), page_language(request)
    )
    return JSONResponse(told, headers={"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"})


def _sector(gazetteer: Gazetteer, text: str) -> Located:
    """The place of a sector; a full postcode has no business in an address and is not found here (rule 5)."""
    try:
        if parse_postcode(text.replace("-", " ")).level is PostcodeLevel.SECTOR:
            return gazetteer.locate(text.replace("-", " "))
    except (PostcodeError, PlaceError):
        pass
    raise NotFound("There is no neighbourhood at this address. It ends with a sector, like LS8-5.")
