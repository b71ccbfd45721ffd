"""The admin's page of machines' keys: what each may do and until when; a new one shown once; one ended for good."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.access.admin.office import Kith, choices, chosen, names
from app.access.admin.rules import KEY_DAYS, USUAL_KEY_DAYS, reaches
from app.access.machine_keys import make_key, stop_key
from app.access.rules import SCOPES
from app.access.store import KeyRow, find_keys
from app.db.engine import unit_of_work
from app.edge.caller import caller_of
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Problem

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=300)]
NOT_USABLE = 422
EMPTY: Mapping[str, Any] = {"name": "", "scopes": (), "area": "", "days": str(USUAL_KEY_DAYS)}


@router.get("/admin/keys")
def keys(request: Request) -> Response:
    """Every key in use, without the key."""
    return _page(request, EMPTY)


@router.post("/admin/keys")
def make(
    request: Request,
    name: Typed = "",
    scope: Annotated[list[str] | None, Form()] = None,
    area: Typed = "",
    days: Typed = "",
) -> Response:
    """Make a key and show it, this once."""
    kith, caller = _kith(request), caller_of(request)
    said = {"name": name, "scopes": tuple(scope or ()), "area": area, "days": days}
    try:
        where, lasts = chosen(kith, caller, area), _lasts(days)
        with unit_of_work(kith.engine, writes=True) as session:
            key = make_key(session, name, scope or (), where, who=caller, now=kith.clock(), lasts=lasts)
    except NotUsable as error:
        return _page(request, said, error=error)
    return _page(request, EMPTY, made=key, named=name)


@router.get("/admin/keys/{key_id}")
def key(request: Request, key_id: UUID) -> Response:
    """A page with one button, because an ended key does not come back."""
    kith = _kith(request)
    return page(request, "access/admin/key.html", keep=False, key=_key(request, key_id), names=names(kith))


@router.post("/admin/keys/{key_id}")
def end(request: Request, key_id: UUID) -> Response:
    """It opens nothing any more."""
    kith, row = _kith(request), _key(request, key_id)
    with unit_of_work(kith.engine, writes=True) as session:
        stop_key(session, row.name, who=caller_of(request), now=kith.clock())
    return RedirectResponse("/admin/keys", 303)


def _page(request: Request, said: Mapping[str, Any], *, error: NotUsable | None = None, **made: str) -> Response:
    kith, caller = _kith(request), caller_of(request)
    with unit_of_work(kith.engine) as session:
        rows = [row for row in find_keys(session) if reaches(caller, row.area_id)]
    now = kith.clock()
    return page(
        request, "access/admin/keys.html", keep=False, status=NOT_USABLE if error else 200, said=said,
        problems=(error.problems or (Problem("name", error.detail),)) if error else (), scopes=sorted(SCOPES),
        keys=[(row, _days_left(row, kith)) for row in rows], over={row.id for row in rows if _over(row, now)},
        names=names(kith), everywhere=reaches(caller, None),
        areas=choices(kith, caller),
        made=made.get("made", ""), named=made.get("named", ""),
    )  # fmt: skip


def _key(request: Request, key_id: UUID) -> KeyRow:
    """A key in use within the admin's reach; raises NotFound."""
    with unit_of_work(_kith(request).engine) as session:
        found = [row for row in find_keys(session) if row.id == key_id]
    if not found or not reaches(caller_of(request), found[0].area_id):
        raise NotFound("There is no such key in use.")
    return found[0]


def _over(row: KeyRow, now: Any) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def _days_left(row: KeyRow, kith: Kith) -> int | None:
    """Days until it runs out; None for one that never does."""
    return (local_date(row.expires_at) - local_date(kith.clock())).days if row.expires_at else None


def _lasts(days: str) -> timedelta:
    if days not in map(str, KEY_DAYS):
        raise NotUsable("Say how long.", (Problem("days", "Please choose how long the key is good for."),))
    return timedelta(days=int(days))


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
