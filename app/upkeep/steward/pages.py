"""The steward's pages: the queue, one listing with the words to say, two side by side, what must not be listed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.access.audit import record
from app.access.require import require
from app.access.rules import NOWHERE, Deed, areas_of, may
from app.db.engine import unit_of_work
from app.db.model import History
from app.directory.rules import Status
from app.edge.caller import Caller, caller_of
from app.edge.forms import by_name, sent
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import Forbidden, NotFound, NotUsable, Refused
from app.kernel.ids import as_uuid
from app.upkeep import store
from app.upkeep.answered.standing import standing_of
from app.upkeep.asked import Kith
from app.upkeep.changing import begin_change, can_change
from app.upkeep.check import judge, rang, rest, said_yes
from app.upkeep.claim import decide_claim
from app.upkeep.keepers import store as keepers
from app.upkeep.letters import Post
from app.upkeep.merge import FIELDS, merge_two, part_again
from app.upkeep.model import DoNotList
from app.upkeep.photos.keep import put_back_photo, take_down
from app.upkeep.photos.store import delete_taken, photo_of
from app.upkeep.queue import queue_for, within
from app.upkeep.register import Office
from app.upkeep.report import looked_into
from app.upkeep.retire import allow_again, bar_listing
from app.upkeep.room import back_said
from app.upkeep.rules import MERGE_UNDO, ConfirmBy, Outcome, Verdict, may_undo_merge
from app.upkeep.steward.acting import Acting, NeedsWords, allowed
from app.upkeep.steward.one import about_one, may_merge, next_new
from app.upkeep.store import Waiting
from app.upkeep.undo import undo_change

router = APIRouter(include_in_schema=False)

Fields = dict[str, list[str]]
LATELY = timedelta(days=7)
NOT_USABLE = 422


@router.get("/steward")
def queue(request: Request, told: str = "", about: UUID | None = None, entry: UUID | None = None) -> Response:
    """What waits, the most pressing first, and what was done just now."""
    caller, kith = caller_of(request), _kith(request)
    require(caller, Deed.SEE_QUEUE)
    now, mine = kith.clock(), areas_of(caller, Deed.SEE_QUEUE)
    with unit_of_work(kith.engine) as session:
        waits = queue_for(session, kith.areas, mine, local_date(now))
        merges = store.merges_since(session, now - MERGE_UNDO) if may_merge(caller) else []
        two = store.waiting_of(session, {key for one in merges for key in (one.kept_id, one.gone_id)})
        names = {one.id: one for one in within(session, kith.areas, mine, two.values())}
        merges = [one for one in merges if one.kept_id in names and one.gone_id in names]
        done = within(session, kith.areas, mine, store.waiting_of(session, [about]).values()) if about else []
        lately = _lately(session, _named(caller), now)
        says = store.summaries_of(session, [one.id for one in waits.new])
        people = [one for one in standing_of(session, kith.areas, mine, local_date(now)) if one.pressing]
    return page(
        request, "upkeep/steward/queue.html", keep=False, waits=waits, merges=merges, names=names,
        today=local_date(now), may_bar=may_merge(caller), people=people, lately=lately,
        done=_done(done[0], told, entry) if done else None,
        may_keep=may(caller, Deed.KEEP_PEOPLE), says=says,
    )  # fmt: skip


SECTIONS = {"seen": "reports", "claim": "claims", "part": "merged"}  # where the queue says that a deed is done


def _done(one: Waiting, told: str, entry: UUID | None) -> dict[str, str]:
    """A deed as the queue says it: in the section from which it was done, with the change that it made."""
    section = SECTIONS.get(told, "ring")
    return {"told": told, "name": one.name, "id": str(one.id), "section": section, "entry": str(entry or "")}


def _lately(session: Session, who: str, now: datetime) -> list[tuple[History, Waiting]]:
    """What somebody did of late, each listing once, so that a slip is found again."""
    latest = {one.entity_id: one for one in reversed(store.done_by(session, who, now - LATELY))}
    rows = store.waiting_of(session, latest)
    return [(one, rows[key]) for key, one in reversed(latest.items()) if key in rows]


@router.get("/steward/listings/{listing_id}")
def listing(request: Request, listing_id: UUID, told: str = "", entry: UUID | None = None) -> Response:
    """All about one: what to say, what others said, who looks after it, every change."""
    return _listing_page(request, listing_id, told=told, entry=str(entry or ""))


@router.post("/steward/listings/{listing_id}/call")
async def call(request: Request, listing_id: UUID) -> Response:
    """One tap: rang, and what came of it."""

    def do(acting: Acting, fields: Fields) -> str:
        outcome = Outcome(_one(fields, "outcome"))
        back = _back_said(_one(fields, "back"), acting) if outcome is Outcome.PAUSE else None
        rests = rang(acting.session, listing_id, outcome, acting.post, who=acting.who, at=acting.at, back=back)
        if outcome is Outcome.CHANGED and can_change(acting.one):
            return _begin(request, acting)
        return _back(acting, "hidden" if rests and outcome is Outcome.NO_ANSWER else outcome.value)

    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do)


def _back_said(typed: str, acting: Acting) -> date | None:
    try:
        return back_said(typed, local_date(acting.at))
    except NotUsable as error:
        raise NeedsWords(error.detail) from None


@router.post("/steward/listings/{listing_id}/judge")
async def verdict(request: Request, listing_id: UUID) -> Response:
    """Publish a new one, ask about it, or refuse it with a reason."""

    def do(acting: Acting, fields: Fields) -> None:
        said, words = Verdict(_one(fields, "verdict")), _one(fields, "words")
        if said is not Verdict.PUBLISH and not words.strip():
            raise NeedsWords("Write what they should read: your question or your reason.")
        judge(acting.session, listing_id, said, words, acting.post, who=acting.who, at=acting.at)

    back = f"/steward/listings/{listing_id}?told=verdict"
    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do, back=back)


@router.post("/steward/listings/{listing_id}/yes")
async def yes(request: Request, listing_id: UUID) -> Response:
    """Somebody for whom another typed has said yes."""

    def do(acting: Acting, fields: Fields) -> None:
        said_yes(acting.session, listing_id, ConfirmBy(_one(fields, "how")), who=acting.who, at=acting.at)

    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do)


@router.post("/steward/listings/{listing_id}/seen")
async def seen(request: Request, listing_id: UUID) -> Response:
    """What was said to be wrong has been looked into."""

    def do(acting: Acting, fields: Fields) -> str:
        read = {UUID(value) for value in fields.get("report", [])}
        looked_into(acting.session, listing_id, read, _one(fields, "note"), who=acting.who, at=acting.at)
        return _back(acting, "seen")

    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do)


@router.post("/steward/listings/{listing_id}/change")
def change(request: Request, listing_id: UUID) -> Response:
    """Change what it says, on the pages on which it was registered."""
    return _do(request, listing_id, Deed.CHECK_LISTINGS, lambda acting, _fields: _begin(request, acting), {})


def _begin(request: Request, acting: Acting) -> str:
    """Where the change that was begun is typed in."""
    kith = _kith(request)
    office = Office(kith.gazetteer, kith.vocabulary, kith.clock, acting.post)
    return f"/groups/new/{begin_change(acting.session, acting.one.id, office, by=acting.who)}"


@router.post("/steward/listings/{listing_id}/photo")
async def photo(request: Request, listing_id: UUID) -> Response:
    """Take its photo away, put back the one that was taken away last, or forget that one before its time."""

    def do(acting: Acting, fields: Fields) -> None:
        if _one(fields, "do") == "back":
            put_back_photo(acting.session, listing_id, "", who=acting.who, at=acting.at)
        elif _one(fields, "do") == "forget":
            delete_taken(acting.session, listing_id)
        else:
            take_down(acting.session, listing_id, who=acting.who, at=acting.at)

    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do)


@router.post("/steward/listings/{listing_id}/undo")
async def undo(request: Request, listing_id: UUID) -> Response:
    """As it was before one change."""

    def do(acting: Acting, fields: Fields) -> None:
        entry = as_uuid(_one(fields, "entry"))
        if entry is None:
            raise NotFound("There is no such change here.")
        undo_change(acting.session, listing_id, entry, who=acting.who, at=acting.at)

    return await _act(request, listing_id, Deed.CHECK_LISTINGS, do)


@router.post("/steward/listings/{listing_id}/bar")
async def bar(request: Request, listing_id: UUID) -> Response:
    """Take it off the map, and keep its number, page or name from coming back."""

    def do(acting: Acting, fields: Fields) -> None:
        kinds, reason = frozenset(fields.get("kind", [])), _one(fields, "words").strip()
        if not kinds or not reason:
            raise NeedsWords("Tick what must not come back, and write why.")
        bar_listing(acting.session, listing_id, kinds, reason, who=acting.who, at=acting.at)
        row = store.listing_row(acting.session, listing_id)
        if row is not None and row.status in (Status.PUBLIC, Status.HIDDEN, Status.WAITING):
            rest(acting.session, row, Status.REFUSED, acting.post, who=acting.who, at=acting.at)

    return await _act(request, listing_id, Deed.MERGE_LISTINGS, do)


@router.post("/steward/claims/{keeper_id}")
async def claim(request: Request, keeper_id: UUID) -> Response:
    """Who asked may look after it, or may not."""
    fields = by_name(await sent(request))
    return await run_in_threadpool(_claim, request, keeper_id, fields)


def _claim(request: Request, keeper_id: UUID, fields: Fields) -> Response:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        asked = keepers.keeper(session, keeper_id)
    if asked is None:
        raise NotFound("Nobody has asked that.")

    def do(acting: Acting, given: Fields) -> str:
        agreed = _one(given, "agree") == "yes"
        decide_claim(acting.session, keeper_id, agreed, acting.post, who=acting.who, at=acting.at)
        return _back(acting, "claim")

    return _do(request, asked.listing_id, Deed.CHECK_LISTINGS, do, fields)


@router.get("/steward/merge/{kept_id}/{gone_id}")
def side_by_side(request: Request, kept_id: UUID, gone_id: UUID) -> Response:
    """Two side by side: what stays of each."""
    caller, kith = caller_of(request), _kith(request)
    with unit_of_work(kith.engine) as session:
        for listing_id in (kept_id, gone_id):
            allowed(session, kith, caller, Deed.MERGE_LISTINGS, listing_id)
        two = [store.listing_row(session, listing_id) for listing_id in (kept_id, gone_id)]
        places = [store.exact_place(session, one)[0] if one else None for one in two]
        photos = [photo_of(session, listing_id) for listing_id in (kept_id, gone_id)]
    return page(
        request, "upkeep/steward/merge.html", keep=False, kept=two[0], gone=two[1], places=places, parts=FIELDS,
        photos=photos,
    )  # fmt: skip


@router.post("/steward/merge/{kept_id}/{gone_id}")
async def merge(request: Request, kept_id: UUID, gone_id: UUID) -> Response:
    """Make them one."""

    def do(acting: Acting, fields: Fields) -> None:
        allowed(acting.session, _kith(request), acting.caller, Deed.MERGE_LISTINGS, gone_id)
        taken = frozenset(fields.get("take", []))
        merge_two(acting.session, kept_id, gone_id, taken, who=acting.who, at=acting.at)

    return await _act(request, kept_id, Deed.MERGE_LISTINGS, do)


@router.post("/steward/merges/{merge_id}/undo")
async def part(request: Request, merge_id: UUID) -> Response:
    """Two that were made one are two again."""
    fields = by_name(await sent(request))
    return await run_in_threadpool(_part, request, merge_id, fields)


def _part(request: Request, merge_id: UUID, fields: Fields) -> Response:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        made = store.merge(session, merge_id)
    if made is None or not may_undo_merge(made.at, kith.clock()):
        raise NotFound("There is nothing to undo here.")

    def do(acting: Acting, _fields: Fields) -> str:
        allowed(acting.session, kith, acting.caller, Deed.MERGE_LISTINGS, made.gone_id)
        part_again(acting.session, merge_id, who=acting.who, at=acting.at)
        return f"/steward?told=part&about={made.kept_id}#merged"

    return _do(request, made.kept_id, Deed.MERGE_LISTINGS, do, fields)


@router.get("/steward/not-listed")
def not_listed(request: Request) -> Response:
    """What must not be listed: reasons and days; the numbers and names themselves are not kept."""
    caller, kith = caller_of(request), _kith(request)
    require(caller, Deed.MERGE_LISTINGS)
    with unit_of_work(kith.engine) as session:
        rows = store.barred_rows(session)
    mine = {row.id for row in rows if _may_lift(caller, row)}
    return page(request, "upkeep/steward/not_listed.html", keep=False, rows=rows, mine=mine)


@router.post("/steward/not-listed/{entry_id}/lift")
def lift(request: Request, entry_id: UUID) -> Response:
    """It may be listed again."""
    caller, kith = caller_of(request), _kith(request)
    require(caller, Deed.MERGE_LISTINGS)
    with unit_of_work(kith.engine, writes=True) as session:
        row = next((one for one in store.barred_rows(session) if one.id == entry_id), None)
        if row is None:
            raise NotFound("There is no such line here.")
        if not _may_lift(caller, row):
            raise Forbidden("Somebody else put it there. Ask them, or whoever looks after the whole directory.")
        allow_again(session, entry_id, kith.clock())
        record(session, caller, "lift", at=kith.clock(), about=str(entry_id))
    return RedirectResponse("/steward/not-listed", status_code=303)


def _may_lift(caller: Caller, row: DoNotList) -> bool:
    """A mark tells no place: who put it there takes it off, or who looks after the whole directory."""
    return row.who == _named(caller) or may(caller, Deed.MERGE_LISTINGS, frozenset((NOWHERE,)))


# What all of them need


def _back(acting: Acting, told: str) -> str:
    """The queue where it was left, with what was done and the change that it made, should it have been a slip."""
    made = next(iter(store.done_by(acting.session, acting.who, acting.at)), None)
    entry = f"&entry={made.id}" if made and made.entity_id == acting.one.id else ""
    return f"/steward?told={told}&about={acting.one.id}{entry}#{SECTIONS.get(told, 'ring')}"


def _named(caller: Caller) -> str:
    return f"steward:{caller.account_id}"


async def _act(
    request: Request, listing_id: UUID, deed: Deed, do: Callable[[Acting, Fields], str | None], back: str = ""
) -> Response:
    """Reads the form here, and lets a thread do the deed."""
    fields = by_name(await sent(request))
    return await run_in_threadpool(_do, request, listing_id, deed, do, fields, back)


def _do(
    request: Request,
    listing_id: UUID,
    deed: Deed,
    do: Callable[[Acting, Fields], str | None],
    fields: Fields,
    back: str = "",
) -> Response:
    """One deed in one transaction, by somebody who may; then where the deed leads, or back to the page."""
    kith, caller = _kith(request), caller_of(request)
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            one = allowed(session, kith, caller, deed, listing_id)
            post = Post(kith.settings.base_url, page_language(request))
            to = do(Acting(session, one, caller, post, _named(caller), kith.clock()), fields)
            deed_name = request.scope["route"].name
            record(session, caller, deed_name, at=kith.clock(), about=str(listing_id))
    except Forbidden:
        raise
    except (NeedsWords, Refused) as error:
        return _listing_page(request, listing_id, str(error), fields=fields)
    except ValueError:  # a word that no button of ours sends
        raise NotFound("There is no such choice here.") from None
    return RedirectResponse(to or back or f"/steward/listings/{listing_id}?told={deed_name}", status_code=303)


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[-1]


def _listing_page(
    request: Request, listing_id: UUID, problem: str = "", told: str = "", entry: str = "", fields: Fields | None = None
) -> Response:
    """All about one, with a sentence on top when something could not be done, and what was typed where it was."""
    about = about_one(_kith(request), caller_of(request), listing_id, page_language(request))
    then = next_new(_kith(request), caller_of(request)) if told == "verdict" else None
    return page(
        request, "upkeep/steward/listing.html", keep=False, status=NOT_USABLE if problem else 200, problem=problem,
        told=told, entry=entry, wrong=request.scope["route"].name if problem else "", typed=fields or {}, next_new=then,
        **about,
    )  # fmt: skip


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
