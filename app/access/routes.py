"""The guard that stands before every route which is not open to anybody."""

from fastapi import Depends, Request

from app.access.require import require
from app.access.rules import ROUTES
from app.edge.caller import Caller, caller_of
from app.edge.logs import route_of


def guard(request: Request, caller: Caller = Depends(caller_of)) -> None:
    """Refuse who may not do the route's deed anywhere; where it may be done, the handler asks.

    It runs before the body is read, so that a stranger learns nothing of what a route wants. A route that the table
    does not know is a KeyError: closed until somebody decides.
    """
    require(caller, ROUTES[request.method, route_of(request.scope)])
