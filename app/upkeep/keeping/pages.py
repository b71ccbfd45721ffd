"""Keeping a listing true: look after it, say that something is wrong, answer a mail with one press."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.db.engine import unit_of_work
from app.directory.mending import NO_EMAIL, mend_email
from app.directory.rules import Status
from app.edge.caller import caller_of
from app.edge.forms import in_thread
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem, Refused
from app.upkeep import chase
from app.upkeep.asked import Kith
from app.upkeep.claim import ask_to_look_after
from app.upkeep.letters import Post
from app.upkeep.register import Office
from app.upkeep.report import report_wrong
from app.upkeep.room import back_said
from app.upkeep.rules import Reply, Room, Wrong
from app.upkeep.store import listing_row
from app.upkeep.tries import not_too_often
from app.upkeep.visit import visited

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
_STANDS = (Status.PUBLIC, Status.HIDDEN)


@router.get("/listings/{listing_id}/look-after")
def look_after(request: Request, listing_id: UUID) -> Response:
    """That's us: may we look after it?"""
    return _about(request, "upkeep/look_after.html", listing_id, {}, [])


@router.post("/listings/{listing_id}/look-after")
async def ask_look_after(request: Request, listing_id: UUID) -> Response:
    """Keep the wish for a person to answer."""
    return await in_thread(request, lambda asked, said: _ask_look_after(asked, listing_id, dict(said)))


def _ask_look_after(request: Request, listing_id: UUID, said: dict[str, str]) -> Response:
    kith = _kith(request)
    _named(request, listing_id)
    _not_too_often(request)
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            ask_to_look_after(
                session, listing_id, said.get("who", ""), said.get("line", ""), said.get("words", ""), kith.clock(),
                caller_of(request).account_id,
            )  # fmt: skip
    except NotUsable as error:
        problems = list(error.problems) or [Problem("who", error.detail)]
        return _about(request, "upkeep/look_after.html", listing_id, said, problems)
    return page(request, "upkeep/thanks.html", keep=False, about="claim", listing_id=listing_id)


@router.post("/listings/{listing_id}/links")
async def ask_links(request: Request, listing_id: UUID) -> Response:
    """Who looks after it already gets their links by mail. Whether an address is a keeper's is not said."""
    return await in_thread(request, lambda asked, said: _ask_links(asked, listing_id, dict(said)))


def _ask_links(request: Request, listing_id: UUID, said: dict[str, str]) -> Response:
    kith, address = _kith(request), mend_email(said.get("to", "")).value
    _named(request, listing_id)
    if not address:
        problem = Problem("to", NO_EMAIL)
        return _about(request, "upkeep/look_after.html", listing_id, said, [problem])
    _not_too_often(request, address)
    with unit_of_work(kith.engine, writes=True) as session:
        chase.send_links(session, listing_id, address, _post(request), kith.clock())
    return page(request, "upkeep/thanks.html", keep=False, about="links", listing_id=listing_id)


@router.get("/listings/{listing_id}/been")
def been(request: Request, listing_id: UUID) -> Response:
    """Were you there? To look at it changes nothing."""
    return page(request, "upkeep/been.html", keep=False, listing_id=listing_id, group=_named(request, listing_id))


@router.post("/listings/{listing_id}/been")
def say_been(request: Request, listing_id: UUID) -> Response:
    """It was on: the listing is fresh again."""
    kith = _kith(request)
    _named(request, listing_id)
    _not_too_often(request)
    with unit_of_work(kith.engine, writes=True) as session:
        visited(session, listing_id, kith.clock())
    return page(request, "upkeep/thanks.html", keep=False, about="been", listing_id=listing_id)


@router.get("/listings/{listing_id}/wrong")
def wrong(request: Request, listing_id: UUID) -> Response:
    """Something wrong?"""
    return _about(request, "upkeep/wrong.html", listing_id, {}, [])


@router.post("/listings/{listing_id}/wrong")
async def say_wrong(request: Request, listing_id: UUID) -> Response:
    """Keep what is wrong, and not who says it."""
    return await in_thread(request, lambda asked, said: _say_wrong(asked, listing_id, dict(said)))


def _say_wrong(request: Request, listing_id: UUID, said: dict[str, str]) -> Response:
    kith = _kith(request)
    _named(request, listing_id)
    if said.get("what") not in set(Wrong):
        return _about(request, "upkeep/wrong.html", listing_id, said, [Problem("what", "Tell us what is wrong.")])
    _not_too_often(request)
    with unit_of_work(kith.engine, writes=True) as session:
        report_wrong(session, listing_id, Wrong(said["what"]), said.get("words", ""), kith.clock())
    return page(request, "upkeep/thanks.html", keep=False, about="wrong", listing_id=listing_id)


def _about(request: Request, name: str, listing_id: UUID, said: dict[str, str], problems: list[Problem]) -> Response:
    values = {"who": "", "line": "", "words": "", "what": "", "to": ""} | said
    status = NOT_USABLE if problems else 200
    return page(
        request, name, keep=False, status=status, listing_id=listing_id, group=_named(request, listing_id), said=values,
        problems=problems, wrongs=list(Wrong),
    )  # fmt: skip


def _named(request: Request, listing_id: UUID) -> str:
    with unit_of_work(_kith(request).engine) as session:
        found = listing_row(session, listing_id)
    if found is None or found.status not in _STANDS:
        raise NotFound("There is no such listing here.")
    return found.name


# Answering a check mail


@router.get("/check/{token}/{reply}")
def ask_check(request: Request, token: str, reply: Reply | Room) -> Response:
    """A page with one button. To look at it changes nothing: mail programs open links by themselves."""
    return _ask_check(request, token, reply)


def _ask_check(
    request: Request, token: str, reply: Reply | Room, problems: Sequence[Problem] = (), typed: str = ""
) -> Response:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        asked = chase.asked_by(session, token, kith.clock())
    return page(
        request, "upkeep/check_link.html", keep=False, status=NOT_USABLE if problems else 200, token=token,
        reply=reply.value, group=asked.name, problems=problems, typed=typed,
    )  # fmt: skip


@router.post("/check/{token}/undo")  # before the answers, none of which it is
def undo_check(request: Request, token: str) -> Response:
    """As it was before the answer that this link gave."""
    kith = _kith(request)
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            name = chase.undo_answer(session, token, kith.clock())
    except Refused as error:
        return page(
            request, "upkeep/checked.html", keep=False, status=NOT_USABLE, reply="stays", group="", problem=error.detail
        )
    return page(request, "upkeep/checked.html", keep=False, reply="undo", group=name)


@router.post("/check/{token}/{reply}")
async def answer_check(request: Request, token: str, reply: Reply | Room) -> Response:
    """The answer; the link is used up."""
    return await in_thread(request, lambda asked, said: _answer_check(asked, token, reply, dict(said)))


def _answer_check(request: Request, token: str, reply: Reply | Room, said: dict[str, str]) -> Response:
    kith, now = _kith(request), _kith(request).clock()
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            if reply is Reply.CHANGE:
                office = Office(kith.gazetteer, kith.vocabulary, kith.clock, _post(request))
                code = chase.change_by(session, token, office)
                return RedirectResponse(f"/groups/new/{code}", status_code=303)
            back = back_said(said.get("back", ""), local_date(now)) if reply is Room.PAUSE else None
            name = chase.answer(session, token, reply, said.get("words", ""), _post(request), now, back)
    except NotUsable as error:
        return _ask_check(request, token, reply, error.problems, said.get("back", ""))
    return page(request, "upkeep/checked.html", keep=False, reply=reply.value, group=name, token=token)


# What all of them need


def _not_too_often(request: Request, address: str | None = None) -> None:
    kith = _kith(request)
    not_too_often(kith.engine, kith.settings, request.scope, kith.clock(), address)


def _post(request: Request) -> Post:
    return Post(_kith(request).settings.base_url, page_language(request))


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
