"""The doors that a page of any other website may use: open data and the match. Nothing behind them depends on who asks.

They were made to be used by others (a council's own page, a map), from a browser too, so a preflight is answered and
the answer may be read. Never with credentials: a cookie is taken away before anything behind the door could look at it,
and a browser is not allowed to send a key. Whatever has to do with somebody signed in is not on the list and stays
closed; a machine with a key is no browser and needs none of this.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from app.edge.sent import sent

_READ = re.compile(
    r"/(?:oruk|ogc|data|fhir)(?:/.*)?|/openapi\.json|/api(?:/v1)?/?|/api/v1/(?:places|listings(?:/[^/]+)?)"
)
_ASK = frozenset(("/api/v1/match", "/api/v1/match/why"))
OPEN_DATA = ("/oruk", "/ogc", "/data")  # what is the same for everybody until the directory changes
MAY_READ = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Kith-Held-Since, Kith-Revision, Retry-After, X-Reference"),
)
_MAY_SEND = b"Content-Type, If-None-Match, Kith-Revision, traceparent"
_A_DAY = b"86400"  # for which a browser need not ask again


def methods_for_others(path: str) -> tuple[str, ...]:
    """What a page of another website may ask of an address; nothing of most."""
    if path in _ASK:
        return ("POST",)
    return ("GET", "HEAD") if _READ.fullmatch(path) else ()


def is_open_to_others(scope: Scope) -> bool:
    """Whether the address is one that other websites may use."""
    return bool(methods_for_others(scope["path"]))


class OpenDoors:
    """Answers the preflights of browsers at the open doors, and takes cookies away there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the call on."""
        allowed = methods_for_others(scope["path"]) if scope["type"] == "http" else ()
        if not allowed:
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and sent(scope, b"access-control-request-method") is not None:
            await _answer_preflight(allowed, send)
        else:
            # In the scope itself and not in a copy: whoever stands further out reads there which route it was.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            await self.app(scope, receive, send)


async def _answer_preflight(allowed: tuple[str, ...], send: Send) -> None:
    headers = [
        (b"access-control-allow-methods", ", ".join(allowed).encode()),
        (b"access-control-allow-headers", _MAY_SEND),
        (b"access-control-max-age", _A_DAY),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
