"""No other site may send a form in somebody's name: what changes something has to come from a page of our own."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.edge.bodies import BODILESS
from app.edge.caller import key_in, shown_by
from app.edge.errors import respond_to_status
from app.edge.open_doors import is_open_to_others
from app.edge.sent import sent

_ELSEWHERE = ("cross-site", "same-site")


class SameOrigin:
    """Answers 403 to a change that a page of another site asks for; so forms need no hidden field.

    Browsers say where a request comes from in Sec-Fetch-Site (over https), or else in Origin. What says neither is no
    browser of this decade, and a sign-in cookie is never sent along from another site (SameSite=Lax). A machine with a
    key is let through: its key is sent by nobody else. The open doors are too: nothing there depends on who asks.
    """

    def __init__(self, app: ASGIApp, base_url: str = "") -> None:
        self.app = app
        self.own_host = urlsplit(base_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on when it is our own."""
        if scope["type"] == "http" and scope["method"] not in BODILESS and self._is_strange(scope):
            answer = respond_to_status(Request(scope), 403)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_strange(self, scope: Scope) -> bool:
        if key_in(scope) is not None or is_open_to_others(scope):
            return False
        if site := sent(scope, b"sec-fetch-site"):
            return site.lower() in _ELSEWHERE
        origin = sent(scope, b"origin")
        if origin == "null":  # a page that sends no referrer says this even to itself; then there must be no cookie
            return shown_by(Request(scope)).token is not None
        return origin is not None and urlsplit(origin).netloc not in (sent(scope, b"host"), self.own_host)
