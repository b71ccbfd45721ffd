"""The headers that every answer carries: nothing from other sites, nothing kept unless we say so, a trace."""

import re
import secrets
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.clients import Proxies, is_https
from app.edge.open_doors import MAY_READ, is_open_to_others
from app.edge.sent import sent

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
)
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(_DIRECTIVES),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TWO_YEARS = "max-age=63072000"
# An address that carries the hash of its content never means anything else.
KEEP_FOR_EVER = "public, max-age=31536000, immutable"
KEEP_A_DAY = "public, max-age=86400"
# "{s}" stands for one of several names of the same server.
_ORIGIN = re.compile(r"https?://(?:\{s\}\.)?[\w.-]+(?::\d+)?(?=/)")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


class Headers:
    """Adds the headers to every HTTP answer; one that a handler has set itself stays."""

    def __init__(self, app: ASGIApp, trusted_proxies: str = "", tile_url: str = "") -> None:
        self.app = app
        always = {**ALWAYS, "Content-Security-Policy": policy(tile_url)}
        self.always = [(name.lower().encode(), value.encode()) for name, value in always.items()]
        self.proxies = Proxies.parse(trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, with its trace and whether it came encrypted in `scope["state"]`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace = traceparent(sent(scope, b"traceparent"))
        scope.setdefault("state", {})["traceparent"] = trace
        secure = scope["state"]["secure"] = is_https(scope, self.proxies)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = [*message.get("headers", ())]
                names = {name.lower() for name, _ in said}
                said += [pair for pair in self.always if pair[0] not in names]
                if b"cache-control" not in names:
                    said.append((b"cache-control", keeping(scope, message["status"]).encode()))
                said.append((b"traceparent", trace.encode()))
                if is_open_to_others(scope):
                    said += MAY_READ
                if secure:
                    said.append((b"strict-transport-security", TWO_YEARS.encode()))
                message["headers"] = said
            await send(message)

        await self.app(scope, receive, send_with_headers)


def policy(tile_url: str = "") -> str:
    """The content security policy: our own files only, and pictures of the one place map tiles come from, if any."""
    found = _ORIGIN.match(tile_url)
    tiles = f" {found[0].replace('{s}', '*')}" if found else ""
    return "; ".join(f"{each}{tiles}" if each.startswith("img-src") else each for each in _DIRECTIVES)


def keeping(scope: Scope, status: int) -> str:
    """How long an answer may be kept when its handler does not say: shipped files long, all else not at all."""
    if not scope["path"].startswith("/static/") or status not in (200, 206, 304):
        return "no-store"
    return KEEP_FOR_EVER if scope["query_string"].startswith(b"v=") else KEEP_A_DAY


def traceparent(given: str | None) -> str:
    """A W3C trace context for this call: within the caller's trace when it sent a good one, else a new one."""
    found = _TRACEPARENT.match(given or "")
    trace, flags = (found[1], found[2]) if found else (secrets.token_hex(16), "00")
    return f"00-{trace}-{secrets.token_hex(8)}-{flags}"
