"""The guard before every route that is not open to anybody, and the audit."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from app.access.admin.audit.reach import among
from app.access.require import require
from app.access.rules import ROUTES
from app.access.shapes import AuditOut
from app.access.store import Asked, read_audit
from app.db.engine import unit_of_work
from app.edge.caller import Caller, caller_of
from app.edge.clients import Proxies, client_of, is_local
from app.edge.logs import route_of
from app.edge.names import only_known

router = APIRouter(prefix="/api/v1", tags=["access"], dependencies=[Depends(only_known)])

A_PAGE = 50


def guard(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> None:
    """Refuse who may not do the route's deed anywhere; where it may be done, the handler asks.

    It runs before the body is read, so that a stranger learns nothing of what a route wants. A route that the table
    does not know is a KeyError: closed until somebody decides.
    """
    require(caller, ROUTES[request.method, route_of(request.scope)])


def guard_unless_here(request: Request) -> None:
    """The same, but for this machine itself, which runs us and reads everything anyway.

    A proxy on this machine has to say who calls it (X-Forwarded-For): else everybody seems to be here.
    """
    proxies = Proxies.parse(request.app.state.kith.settings.trusted_proxies)
    if not is_local(client_of(request.scope, proxies)):
        guard(request, caller_of(request))


@router.get("/audit", response_model=AuditOut, summary="Who did what")
def audit(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="Only lines below this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = A_PAGE,
) -> Any:
    """The newest lines of the audit first. For an admin, or a key with the scope `see_audit`; of their areas."""
    with unit_of_work(request.app.state.kith.engine) as session:
        lines = read_audit(session, before, limit, Asked(among=among(session, caller_of(request))))
    return {"lines": [vars(line) for line in lines], "next": lines[-1].seq if len(lines) == limit else None}
