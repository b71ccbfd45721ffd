"""A photo beside a group: chosen, described, taken away again; and the pictures themselves."""

from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from app.access.require import require
from app.access.rules import Deed
from app.db.engine import unit_of_work
from app.edge.caller import caller_of
from app.edge.templating import page
from app.kernel.errors import NotFound, NotUsable, Problem
from app.upkeep.asked import Kith, kept_draft
from app.upkeep.draft import open_draft
from app.upkeep.photos import store
from app.upkeep.photos.keep import keep_photo, read_photo
from app.upkeep.queue import areas_of_listing
from app.upkeep.shapes import KeptDraft
from app.upkeep.store import waiting_of
from app.upkeep.tries import not_too_often

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
MOST_FIELDS = 10
# A picture is a picture: whatever a browser takes its bytes for, nothing in it runs and nothing is fetched by it.
_PICTURE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Cross-Origin-Resource-Policy": "same-origin",
}
_KEEP = "private, max-age=3600"  # who takes a photo down does not want it to stand in every browser for long


class Size(StrEnum):
    """Which of the two sizes."""

    LARGE = "large"
    SMALL = "small"


@router.get("/listings/{listing_id}/photo/{mark}/{size}.jpg")
def public_photo(request: Request, listing_id: UUID, mark: str, size: Size) -> Response:
    """The photo of a listing that is on the map."""
    with unit_of_work(_kith(request).engine) as session:
        found = store.public_bytes(session, listing_id, mark, size.value)
    return _picture(found, _KEEP)


@router.get("/groups/new/{code}/photo.jpg")
def draft_photo(request: Request, code: str) -> Response:
    """The photo of a draft, for whoever has its code."""
    with unit_of_work(_kith(request).engine) as session:
        kept = open_draft(session, code, _kith(request).clock())
        found = store.photo_of_draft(session, kept.key)
    return _picture(found.large if found else None, "no-store")


@router.get("/steward/listings/{listing_id}/photo.jpg")
def steward_photo(request: Request, listing_id: UUID) -> Response:
    """The photo of a listing of any status, for whoever may see the queue where it lies."""
    caller, kith = caller_of(request), _kith(request)
    require(caller, Deed.SEE_QUEUE)
    with unit_of_work(kith.engine) as session:
        one = waiting_of(session, [listing_id]).get(listing_id)
        if one is None:
            raise NotFound("There is no such listing here.")
        require(caller, Deed.SEE_QUEUE, areas_of_listing(session, kith.areas, one))
        found = store.photo_of(session, listing_id)
    return _picture(found.large if found else None, "no-store")


@router.get("/groups/new/{code}/photo")
def ask_photo(request: Request, code: str) -> Response:
    """A page of its own, which may be left out."""
    return _photo_page(request, code, kept_draft(_kith(request), code), "", [])


@router.post("/groups/new/{code}/photo")
async def take_photo(request: Request, code: str) -> Response:
    """Keep a photo, or take it away."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        sent = form.get("photo")
        data = await sent.read() if isinstance(sent, UploadFile) else b""
        said = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return await run_in_threadpool(_take_photo, request, code, data, said)


def _take_photo(request: Request, code: str, data: bytes, said: dict[str, str]) -> Response:
    kith, kept = _kith(request), kept_draft(_kith(request), code)
    if kept.listing_id is not None:
        return RedirectResponse(f"/groups/new/{code}/done", status_code=303)
    if said.get("do") == "remove":
        with unit_of_work(kith.engine, writes=True) as session:
            store.delete_of_draft(session, kept.key)
        return RedirectResponse(f"/groups/new/{code}/photo", status_code=303)
    not_too_often(kith.engine, kith.settings, request.scope, kith.clock())
    alt = said.get("alt", "")
    try:
        drawn, words = read_photo(data, alt, "agreed" in said)
    except NotUsable as error:
        return _photo_page(request, code, kept, alt, list(error.problems))
    with unit_of_work(kith.engine, writes=True) as session:
        keep_photo(session, kept.key, drawn, words, kith.clock())
    return RedirectResponse(f"/groups/new/{code}/photo", status_code=303)


def _photo_page(request: Request, code: str, kept: KeptDraft, alt: str, problems: list[Problem]) -> Response:
    with unit_of_work(_kith(request).engine) as session:
        photo = store.photo_of_draft(session, kept.key)
    status = NOT_USABLE if problems else 200
    return page(
        request, "upkeep/photo.html", keep=False, status=status, code=code, draft=kept, photo=photo, alt=alt,
        problems=problems,
    )  # fmt: skip


def _picture(data: bytes | None, keep: str) -> Response:
    if data is None:
        raise NotFound("There is no photo here.")
    return Response(data, media_type="image/jpeg", headers=_PICTURE | {"Cache-Control": keep})


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
