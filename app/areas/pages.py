"""A steward's pages on areas: what each lacks, whom to ring there, when school is, and where no network reaches."""

from typing import Protocol
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from app.access.audit import record
from app.access.require import require
from app.access.rules import Deed, areas_of
from app.areas.book import AreaBook
from app.areas.cover import without_network
from app.areas.edit import keep_office, put_back_office
from app.areas.gaps import around, lacks_of
from app.areas.office_form import BLANK_TERMS, Asked, lines_of, read_form
from app.areas.rules import NAMED_FOR_A_PLACE, area_id_of
from app.areas.store import past_of
from app.db.engine import unit_of_work
from app.edge.caller import Caller, caller_of
from app.edge.forms import by_name, sent
from app.edge.templating import page
from app.kernel.clock import Clock, local_date
from app.kernel.errors import NotFound
from app.kernel.ids import as_uuid
from geo.areas import AreaShape
from geo.gazetteer import Gazetteer

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422


class Kith(Protocol):
    """What these pages ask of the application."""

    engine: Engine
    clock: Clock
    gazetteer: Gazetteer

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        ...

    def refresh(self) -> None:
        """Read what is new."""
        ...


@router.get("/steward/areas")
def areas(request: Request) -> Response:
    """The areas that somebody looks after, those that lack something first."""
    kith, caller = _kith(request), caller_of(request)
    kith.refresh()
    mine = _mine(kith, caller)
    lacking = [(area, lacks_of(kith.areas, area, kith.gazetteer)) for area in mine]
    lacking.sort(key=lambda each: (not each[1], each[0].name.casefold(), each[0].code))
    bare = without_network(kith.areas, mine)
    return page(request, "areas/areas.html", keep=False, areas=lacking, bare=bare)


@router.get("/steward/areas/{code}")
def area(request: Request, code: str, kept: str = "") -> Response:
    """One area with its form."""
    kith = _kith(request)
    kith.refresh()
    found = _allowed(kith, caller_of(request), code)
    terms = tuple((first.isoformat(), last.isoformat()) for first, last in kith.areas.term_rows.get(code, ()))
    asked = Asked(lines_of(kith.areas.contact_rows.get(code, ())), terms)
    return _page(request, found, asked, kept=kept == "yes")


@router.post("/steward/areas/{code}")
async def keep(request: Request, code: str) -> Response:
    """Keep whom to ring and the terms."""
    return await run_in_threadpool(_keep, request, code, by_name(await sent(request)))


def _keep(request: Request, code: str, fields: dict[str, list[str]]) -> Response:
    kith, caller = _kith(request), caller_of(request)
    kith.refresh()  # what another process has written since
    found = _allowed(kith, caller, code)
    held = lines_of(kith.areas.contact_rows.get(code, ()))
    asked = read_form(fields, held, local_date(kith.clock()))
    if asked.problems:
        return _page(request, found, asked)
    with unit_of_work(kith.engine, writes=True) as session:
        said = (asked.contacts(), asked.term_dates())
        if keep_office(session, code, *said, who=_who(caller), at=kith.clock()):
            record(session, caller, "area kept", at=kith.clock(), about=str(area_id_of(code)))
    kith.refresh()
    return RedirectResponse(f"/steward/areas/{quote(code, safe='')}?kept=yes", status_code=303)


@router.post("/steward/areas/{code}/undo")
async def undo(request: Request, code: str) -> Response:
    """As it was before one change."""
    entry = str((await request.form()).get("entry", ""))
    return await run_in_threadpool(_undo, request, code, as_uuid(entry))


def _undo(request: Request, code: str, entry: UUID | None) -> Response:
    kith, caller = _kith(request), caller_of(request)
    kith.refresh()
    _allowed(kith, caller, code)
    if entry is None:
        raise NotFound("There is no such change here.")
    with unit_of_work(kith.engine, writes=True) as session:
        put_back_office(session, code, entry, who=_who(caller), at=kith.clock())
        record(session, caller, "area put back", at=kith.clock(), about=str(area_id_of(code)))
    kith.refresh()
    return RedirectResponse(f"/steward/areas/{quote(code, safe='')}?kept=yes", status_code=303)


def _page(request: Request, found: AreaShape, asked: Asked, *, kept: bool = False) -> Response:
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        past = past_of(session, area_id_of(found.code))
    given = kith.areas.contacts(_wider(kith, found))
    return page(
        request, "areas/area.html", keep=False, status=NOT_USABLE if asked.problems else 200, area=found, asked=asked,
        problems=asked.problems, lacks=lacks_of(kith.areas, found, kith.gazetteer), past=past, kept=kept, given=given,
        blank=BLANK_TERMS, today=local_date(kith.clock()),
    )  # fmt: skip


def _wider(kith: Kith, area: AreaShape) -> list[str]:
    """The areas around one that lend it what it has not."""
    return sorted(around(kith.areas, area, kith.gazetteer) - {area.code})


def _mine(kith: Kith, caller: Caller) -> list[AreaShape]:
    """The areas that may be named, within those that `caller` looks after."""
    reach = areas_of(caller, Deed.KEEP_AREAS)
    named = [area for area in kith.areas.areas if area.kind in NAMED_FOR_A_PLACE]
    return named if reach is None else [area for area in named if _ids(kith, area) & reach]


def _ids(kith: Kith, area: AreaShape) -> frozenset[UUID]:
    return frozenset(area_id_of(code) for code in around(kith.areas, area, kith.gazetteer))


def _allowed(kith: Kith, caller: Caller, code: str) -> AreaShape:
    """The area, when `caller` looks after it or after one that holds the whole of it."""
    found = kith.areas.area(code)
    if found is None or found.kind not in NAMED_FOR_A_PLACE:
        raise NotFound("There is no such area here.")
    require(caller, Deed.KEEP_AREAS, _ids(kith, found))
    return found


def _who(caller: Caller) -> str:
    return f"steward:{caller.account_id}"


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
