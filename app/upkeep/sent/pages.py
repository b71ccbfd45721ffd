"""After a group or a change was sent: what happens now, a card to sign, and a press to undo the change."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.db.engine import unit_of_work
from app.edge.forms import in_thread
from app.edge.templating import page
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import as_uuid
from app.upkeep.asked import Kith, kept_draft
from app.upkeep.keepers.store import keepers_of
from app.upkeep.rules import is_keeper
from app.upkeep.store import listing_row, waiting_of
from app.upkeep.undo import undo_own

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422


@router.get("/groups/new/{code}/done")
def done(request: Request, code: str, entry: UUID | None = None) -> Response:
    """It has come in, and what happens now."""
    return _done_page(request, code, entry=entry)


def _done_page(request: Request, code: str, **more: Any) -> Response:
    kept = kept_draft(_kith(request), code)
    if kept.listing_id is None:
        return RedirectResponse(f"/groups/new/{code}", status_code=303)
    values = {"entry": None, "undone": False, "problem": "", **more, **_what_next(request, kept.listing_id)}
    status = NOT_USABLE if values["problem"] else 200
    undoable = is_keeper(kept.changes_by)
    return page(
        request, "upkeep/done.html", keep=False, status=status, code=code, draft=kept, undoable=undoable, **values
    )


def _what_next(request: Request, listing_id: UUID) -> dict[str, Any]:
    """How they hear of it, and the number to ring there until then; what was typed is not kept for this page."""
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        one = waiting_of(session, [listing_id])[listing_id]
        by_mail = any(keeper.email for keeper in keepers_of(session, listing_id))
    number = kith.local_number_at(one.lat, one.lon, one.sector)
    return {"by_mail": by_mail, "sent_at": one.created_at} | ({"local_number": number} if number else {})


@router.post("/groups/new/{code}/undo")
async def undo(request: Request, code: str) -> Response:
    """As it was before the change that was made with this draft."""
    return await in_thread(request, lambda asked, fields: _undo(asked, code, dict(fields).get("entry", "")))


def _undo(request: Request, code: str, said: str) -> Response:
    kith, kept, entry = _kith(request), kept_draft(_kith(request), code), as_uuid(said)
    if kept.changes_id is None or kept.listing_id is None or entry is None or not is_keeper(kept.changes_by):
        raise NotFound("There is nothing to undo here.")
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            undo_own(session, kept.changes_id, entry, {kept.changes_by}, who=kept.changes_by, at=kith.clock())
    except Refused as error:
        return _done_page(request, code, problem=error.detail)
    return _done_page(request, code, undone=True)


@router.get("/groups/new/{code}/card")
def card(request: Request, code: str) -> Response:
    """A card to print: what was typed for somebody, and where they sign that it may stand on the map."""
    kept = kept_draft(_kith(request), code)
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        listing = listing_row(session, kept.listing_id) if kept.listing_id and kept.helped else None
    if listing is None:
        raise NotFound("There is no card here.")
    return page(request, "upkeep/card.html", keep=False, code=code, draft=kept, it=listing)


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
