"""A steward's pages on people for whom an organisation answers: who, until when, what is missing; and the form."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.access.audit import record
from app.access.require import require
from app.access.rules import NOWHERE, Deed, areas_of
from app.areas.rules import area_id_of
from app.db.engine import unit_of_work
from app.directory.answering import kept_people, organisations
from app.directory.rules import Role, lacking
from app.edge.caller import Caller, caller_of
from app.edge.forms import by_name, sent
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem
from app.kernel.ids import as_uuid
from app.upkeep import store
from app.upkeep.answered.form import NEW, Said, problems_of, read, said_of
from app.upkeep.answered.keep_person import Desk, add_person, keep_person, sector_of
from app.upkeep.answered.standing import Standing, standing_of
from app.upkeep.asked import Kith
from app.upkeep.queue import areas_of_listing
from app.upkeep.store import Waiting

router = APIRouter(include_in_schema=False)

Fields = dict[str, list[str]]
NOT_USABLE = 422


@router.get("/steward/people")
def people(request: Request) -> Response:
    """Everybody, those who need somebody's eye first."""
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        found = _mine(session, kith, caller_of(request))
    return page(request, "upkeep/answered/people.html", keep=False, people=found)


@router.get("/steward/people/new")
def new(request: Request) -> Response:
    """The form for somebody new."""
    return _new_page(request, read({}))


@router.post("/steward/people/new")
async def add(request: Request) -> Response:
    """Put somebody on the map."""
    return await run_in_threadpool(_add, request, by_name(await sent(request)))


def _add(request: Request, fields: Fields) -> Response:
    kith, caller, said = _kith(request), caller_of(request), read(fields)
    problems = problems_of(said, local_date(kith.clock()), new=True)
    try:
        sector = sector_of(said.fields["postcode"])
    except NotUsable as error:
        problems += error.problems
    if problems:
        return _new_page(request, said, problems)
    require(caller, Deed.KEEP_PEOPLE, _areas_of_sector(kith, sector))
    with unit_of_work(kith.engine, writes=True) as session:
        if said.body != NEW and as_uuid(said.body) not in dict(_bodies(session, kith, caller)):
            raise NotFound("There is no such organisation here.")
        made = add_person(session, said, _desk(kith), who=_who(caller))
        record(session, caller, "person added", at=kith.clock(), about=str(made))
    return RedirectResponse(f"/steward/people/{made}?kept=yes", status_code=303)


@router.get("/steward/people/{listing_id}")
def person(request: Request, listing_id: UUID, kept: str = "") -> Response:
    """What an organisation says for somebody."""
    return _person_page(request, listing_id, None, kept=kept == "yes")


@router.post("/steward/people/{listing_id}")
async def keep(request: Request, listing_id: UUID) -> Response:
    """Keep what it says."""
    return await run_in_threadpool(_keep, request, listing_id, by_name(await sent(request)))


def _keep(request: Request, listing_id: UUID, fields: Fields) -> Response:
    kith, caller, said = _kith(request), caller_of(request), read(fields)
    problems = problems_of(said, local_date(kith.clock()), new=False)
    with unit_of_work(kith.engine, writes=True) as session:
        _allowed(session, kith, caller, listing_id)
        (held,) = kept_people(session, [listing_id])
        if said.body not in (NEW, str(held.organisation_id)):
            raise NotFound("There is no such organisation here.")
        if not problems:
            alike = [one.one.id for one in _mine(session, kith, caller) if said.alike and _same_body(one, held)]
            others = [key for key in alike if key != listing_id]
            keep_person(session, listing_id, said, _desk(kith), who=_who(caller), others=others)
            record(session, caller, "person kept", at=kith.clock(), about=str(listing_id))
    if problems:
        return _person_page(request, listing_id, said, problems)
    return RedirectResponse(f"/steward/people/{listing_id}?kept=yes", status_code=303)


def _same_body(one: Standing, held: Any) -> bool:
    """Whether the same organisation answers, and has said something already that can be brought up to date."""
    return one.kept.organisation_id == held.organisation_id and one.kept.answering is not None


def _new_page(request: Request, said: Said, problems: tuple[Problem, ...] = ()) -> Response:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        bodies = _bodies(session, kith, caller_of(request))
    return page(
        request, "upkeep/answered/new.html", keep=False, status=NOT_USABLE if problems else 200, said=said,
        problems=problems, bodies=[*((str(key), name) for key, name in bodies)], roles=[role.value for role in Role],
    )  # fmt: skip


def _person_page(
    request: Request,
    listing_id: UUID,
    said: Said | None,
    problems: tuple[Problem, ...] = (),
    *,
    kept: bool = False,
) -> Response:
    kith, caller = _kith(request), caller_of(request)
    with unit_of_work(kith.engine) as session:
        _allowed(session, kith, caller, listing_id)
        (held,) = kept_people(session, [listing_id])
        standing = next(one for one in _mine(session, kith, caller) if one.one.id == listing_id)
        alike = sum(_same_body(one, held) for one in _mine(session, kith, caller)) - (held.answering is not None)
    return page(
        request, "upkeep/answered/person.html", keep=False, status=NOT_USABLE if problems else 200, person=held,
        said=said or said_of(held), problems=problems, standing=standing, kept=kept, alike=alike,
        roles=[role.value for role in Role], lacks=lacking(held.answering, local_date(kith.clock())),
    )  # fmt: skip


def _mine(session: Session, kith: Kith, caller: Caller) -> list[Standing]:
    return standing_of(session, kith.areas, areas_of(caller, Deed.KEEP_PEOPLE), local_date(kith.clock()))


def _bodies(session: Session, kith: Kith, caller: Caller) -> list[tuple[UUID, str]]:
    """The organisations that may be chosen: those that answer for somebody within reach."""
    there = {one.kept.organisation_id for one in _mine(session, kith, caller)}
    return [(key, name) for key, name in organisations(session) if key in there]


def _areas_of_sector(kith: Kith, sector: str) -> frozenset[UUID]:
    codes = kith.areas.covering(kith.gazetteer.sector_centroid(sector), sector)
    return frozenset(area_id_of(code) for code in codes) or frozenset((NOWHERE,))


def _allowed(session: Session, kith: Kith, caller: Caller, listing_id: UUID) -> Waiting:
    """The person's listing, when `caller` may keep it where it lies. Raises NotFound for what is no person."""
    require(caller, Deed.KEEP_PEOPLE)
    one = store.waiting_of(session, [listing_id]).get(listing_id)
    if one is None or not kept_people(session, [listing_id]):
        raise NotFound("There is nobody here by that name.")
    require(caller, Deed.KEEP_PEOPLE, areas_of_listing(session, kith.areas, one))
    return one


def _desk(kith: Kith) -> Desk:
    return Desk(kith.gazetteer, kith.vocabulary, kith.clock)


def _who(caller: Caller) -> str:
    return f"steward:{caller.account_id}"


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
