"""Asking those without e-mail: sheets of cards and texts to print, and one page on which the answers are typed in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.access.audit import record
from app.access.require import require
from app.access.rules import Deed, areas_of
from app.db.engine import unit_of_work
from app.edge.caller import Caller, caller_of
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.batches import batched
from app.kernel.errors import NotFound
from app.upkeep import store as upkeep_store
from app.upkeep.asked import Kith
from app.upkeep.cards import store
from app.upkeep.cards.answer import Taken, take_line
from app.upkeep.cards.rules import MOST_LINES, Way
from app.upkeep.cards.sheet import make_sheet, to_ask
from app.upkeep.letters import Post
from app.upkeep.queue import codes_of, within
from app.upkeep.said import when_words
from app.upkeep.steward.acting import allowed
from app.upkeep.store import Waiting
from geo.centroids import sectors

router = APIRouter(include_in_schema=False)

SLIPS_A_PAGE = 4


@router.get("/steward/cards")
def sheets(request: Request) -> Response:
    """How many can be asked by card and by text, and the sheets that were made."""
    return _sheets_page(request)


def _sheets_page(request: Request, nobody: bool = False) -> Response:
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.CHECK_LISTINGS)
    with unit_of_work(kith.engine) as session:
        mine = _mine(session, kith, caller)
        waiting = {way.value: len(to_ask(session, way, mine, kith.clock())) for way in Way}
        made = [one for one in store.sheets(session) if _shown(session, one[0], mine)]
    return page(request, "upkeep/steward/cards.html", keep=False, waiting=waiting, sheets=made, nobody=nobody)


@router.post("/steward/cards")
async def make(request: Request) -> Response:
    """Make a sheet: everybody on it counts as asked."""
    way = (await request.form()).get("way")
    return await run_in_threadpool(_make, request, str(way))


def _make(request: Request, way: str) -> Response:
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.CHECK_LISTINGS)
    if way not in set(Way):
        raise NotFound("There is no such choice here.")
    with unit_of_work(kith.engine, writes=True) as session:
        mine, who = _mine(session, kith, caller), f"steward:{caller.account_id}"
        sheet = make_sheet(session, Way(way), mine, _place_name, who=who, at=kith.clock())
        if sheet is not None:
            record(session, caller, "make", at=kith.clock(), about=str(sheet))
    return RedirectResponse(f"/steward/cards/{sheet}", status_code=303) if sheet else _sheets_page(request, nobody=True)


@router.get("/steward/cards/{sheet}")
def print_sheet(request: Request, sheet: UUID) -> Response:
    """A sheet to print: cards to post or hand over, or texts to send."""
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.CHECK_LISTINGS)
    with unit_of_work(kith.engine) as session:
        found = _shown(session, sheet, _mine(session, kith, caller))
        whens = {listing.id: _when(request, session, listing.id) for _, _, listing in found}
    if not found:
        raise NotFound("There is no such sheet here.")
    pieces = list(batched(found, SLIPS_A_PAGE))
    return page(
        request, "upkeep/steward/sheet.html", keep=False, way=found[0][0].way, pieces=pieces, whens=whens,
        ends_at=found[0][0].ends_at,
    )  # fmt: skip


def _shown(session: Session, sheet: UUID, mine: Callable[[list[Waiting]], list[Waiting]]) -> list[Any]:
    """The cards of a sheet whose listings somebody looks after."""
    cards = store.cards_of(session, sheet)
    waiting = upkeep_store.waiting_of(session, {listing.id for _, _, listing in cards})
    own = {one.id for one in mine(list(waiting.values()))}
    return [card for card in cards if card[2].id in own]


@router.get("/steward/replies")
def replies(request: Request) -> Response:
    """Where the answers are typed in, one a line."""
    require(caller_of(request), Deed.CHECK_LISTINGS)
    return _replies_page(request, [])


@router.post("/steward/replies")
async def take_replies(request: Request) -> Response:
    """Act on each line; what could not be read stays in the box."""
    said = (await request.form()).get("lines")
    return await run_in_threadpool(_take_replies, request, said if isinstance(said, str) else "")


def _take_replies(request: Request, said: str) -> Response:
    kith, caller, now = _kith(request), caller_of(request), _kith(request).clock()
    require(caller, Deed.CHECK_LISTINGS)
    lines = [line.strip() for line in said.splitlines() if line.strip()][:MOST_LINES]
    post = Post(kith.settings.base_url, page_language(request))
    with unit_of_work(kith.engine, writes=True) as session:

        def may(listing_id: UUID) -> Waiting:
            return allowed(session, kith, caller, Deed.CHECK_LISTINGS, listing_id)

        taken = [take_line(session, line, may, post, who=f"steward:{caller.account_id}", at=now) for line in lines]
        for one in taken:
            if one.reply:
                record(session, caller, "take_replies", at=now, about=str(one.listing_id))
    return _replies_page(request, taken)


def _replies_page(request: Request, taken: list[Taken]) -> Response:
    left = "\n".join(one.line for one in taken if one.problem)
    return page(request, "upkeep/steward/replies.html", keep=False, status=422 if left else 200, taken=taken, left=left)


def _mine(session: Session, kith: Kith, caller: Caller) -> Callable[[list[Waiting]], list[Waiting]]:
    areas = areas_of(caller, Deed.CHECK_LISTINGS)
    return lambda some: within(session, kith.areas, areas, some)


def _when(request: Request, session: Session, listing_id: UUID) -> str:
    kith: Kith = _kith(request)
    one = upkeep_store.waiting_of(session, [listing_id])[listing_id]
    terms, now = kith.areas.terms(codes_of(kith.areas, one)), kith.clock()
    sessions, language = upkeep_store.sessions_of(session, listing_id), page_language(request)
    return " ".join(when_words([it], one.sector, terms, now, language) for it in sessions)


def _place_name(sector: str) -> str:
    middle = sectors().get(sector)
    return middle.name if middle else ""


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
