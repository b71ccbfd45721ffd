"""What somebody looks after who has signed in: one press for each answer, what was changed, and a press to undo it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.access.require import require
from app.access.rules import Deed
from app.access.store import Known, find_account
from app.db.engine import unit_of_work
from app.directory.read import pause_of
from app.directory.rules import Status
from app.edge.caller import caller_of
from app.edge.forms import in_thread
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem, Refused
from app.kernel.ids import as_uuid
from app.upkeep import chase, store
from app.upkeep.asked import Kith
from app.upkeep.changing import begin_change
from app.upkeep.keepers.store import kept_by, rows_of
from app.upkeep.letters import Post
from app.upkeep.register import Office
from app.upkeep.room import back_said
from app.upkeep.rules import CHANGEABLE, Reply, Room, keeper_name, sayable
from app.upkeep.steward.changes import changes_shown
from app.upkeep.steward.in_words import change_words
from app.upkeep.undo import just_done, undo_own

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
NOT_YOURS = "You do not look after that one."
Fields = dict[str, str]


@dataclass(frozen=True)
class Wrong:
    """What has to be put right in what was typed, at which listing."""

    about: UUID
    problems: tuple[Problem, ...]
    typed: str


@router.get("/me/groups")
def own_groups(request: Request, told: str = "", about: UUID | None = None, entry: UUID | None = None) -> Response:
    """What somebody looks after, with a button for each answer that a letter would ask for."""
    return _own_page(request, told=told, about=about, entry=entry)


def _own_page(request: Request, wrong: Wrong | None = None, **done: Any) -> Response:
    kith, today = _kith(request), local_date(_kith(request).clock())
    with unit_of_work(kith.engine) as session:
        known = _known(request, session)
        mine = [listing for _, listing in kept_by(session, known.id, known.email)] if known else []
        breaks = {it.id: pause for it in mine if (pause := pause_of(it, today))}
        return page(
            request, "upkeep/own.html", keep=False, status=NOT_USABLE if wrong else 200, mine=mine, today=today,
            breaks=breaks, sayable={it.id: sayable(it.capacity, it.id in breaks) for it in mine}, wrong=wrong,
            problems=wrong.problems if wrong else (), **({"told": "", "about": None, "entry": None} | done),
        )  # fmt: skip


@router.post("/me/groups/{listing_id}")
async def keep_own(request: Request, listing_id: UUID) -> Response:
    """It is still right, it is full or has room again, it does not meet or is back, it changes, or it has ended."""
    return await in_thread(request, lambda asked, said: _keep_own(asked, listing_id, dict(said)))


def _keep_own(request: Request, listing_id: UUID, said: Fields) -> Response:
    reply = _reply(said.get("reply", ""))
    try:
        with unit_of_work(_kith(request).engine, writes=True) as session:
            to = _press(request, session, listing_id, reply, said.get("back", ""))
    except NotUsable as error:
        return _own_page(request, Wrong(listing_id, tuple(error.problems), said.get("back", "")))
    return RedirectResponse(to, status_code=303)


def _press(request: Request, session: Session, listing_id: UUID, reply: Reply | Room, back: str) -> str:
    """Act on a press; where it leads."""
    kith, known, now = _kith(request), _known(request, session), _kith(request).clock()
    mine = kept_by(session, known.id, known.email) if known else []
    keeper, listing = next((both for both in mine if both[1].id == listing_id), (None, None))
    if keeper is None or listing is None:
        raise NotFound(NOT_YOURS)
    who, post = keeper_name(keeper.id), Post(kith.settings.base_url, page_language(request))
    if reply is Reply.CHANGE:
        office = Office(kith.gazetteer, kith.vocabulary, kith.clock, post)
        return f"/groups/new/{begin_change(session, listing_id, office, by=who)}"
    if listing.status == Status.WAITING:  # a person has not looked at it yet
        return "/me/groups"
    day = back_said(back, local_date(now)) if reply is Room.PAUSE else None
    chase.take_reply(session, listing, reply, "", post, who=who, at=now, back=day)
    made = just_done(session, listing_id, who, now) if reply is not Reply.STILL else None
    return f"/me/groups?told={reply}" + (f"&about={listing_id}&entry={made}" if made else "")


def _reply(said: str) -> Reply | Room:
    if said in set(Room):
        return Room(said)
    if said in set(Reply):
        return Reply(said)
    raise NotFound(NOT_YOURS)


@router.get("/me/groups/{listing_id}/changes")
def own_changes(request: Request, listing_id: UUID, told: str = "") -> Response:
    """What was changed on one of them, one's own with what it said, and with a press to undo it."""
    return _changes_page(request, listing_id, told=told)


def _changes_page(request: Request, listing_id: UUID, told: str = "", problem: str = "") -> Response:
    kith, language = _kith(request), page_language(request)
    with unit_of_work(kith.engine) as session:
        mine, row = _names(request, session, listing_id), store.listing_row(session, listing_id)
        assert row is not None
        entries = store.history_of(session, listing_id)
        words = change_words(kith, store.waiting_of(session, [listing_id])[listing_id], language)
        own = {one.id for one in entries if one.who in mine and one.before and one.after}
        return page(
            request, "upkeep/changes.html", keep=False, status=NOT_USABLE if problem else 200, it=row, told=told,
            changes=changes_shown(entries, words), own=own, problem=problem, on=row.status in CHANGEABLE,
        )  # fmt: skip


@router.post("/me/groups/{listing_id}/undo")
async def undo_one(request: Request, listing_id: UUID) -> Response:
    """As it was before one change of one's own."""
    return await in_thread(request, lambda asked, said: _undo_one(asked, listing_id, dict(said)))


def _undo_one(request: Request, listing_id: UUID, said: Fields) -> Response:
    kith, entry = _kith(request), as_uuid(said.get("entry", ""))

    def undo(session: Session) -> None:
        mine = _names(request, session, listing_id)
        if entry is None:
            raise NotFound(NOT_YOURS)
        undo_own(session, listing_id, entry, mine, who=min(mine), at=kith.clock())

    if problem := _refused(kith, undo):
        return _changes_page(request, listing_id, problem=problem)
    return RedirectResponse(f"/me/groups/{listing_id}/changes?told=undo", status_code=303)


def _refused(kith: Kith, do: Callable[[Session], None]) -> str:
    """Do it in one transaction; the sentence when it may not be done."""
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            do(session)
    except Refused as error:
        return error.detail
    return ""


def _names(request: Request, session: Session, listing_id: UUID) -> frozenset[str]:
    """By which names history knows the caller at a listing that they look after. Raises NotFound."""
    known = _known(request, session)
    mine = rows_of(session, known.id, known.email, listing_id) if known else []
    if not mine:
        raise NotFound(NOT_YOURS)
    return frozenset(keeper_name(one.id) for one in mine)


def _known(request: Request, session: Session) -> Known | None:
    caller = caller_of(request)
    require(caller, Deed.KEEP_OWN)
    return find_account(session, id_=caller.account_id) if caller.account_id else None


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
