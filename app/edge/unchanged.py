"""Open data says which version it is (ETag), and to who holds that version already it says only that (304).

The version is where the directory's change log ends, so that a harvester who asks every hour costs one small question
and not a page of services. There is no Last-Modified: it counts whole seconds, and two changes may fall into one.
"""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.open_doors import OPEN_DATA
from app.edge.sent import sent
from app.kernel.errors import KithError

KEEP = "public, max-age=60"  # a listing that is taken down must not live on elsewhere
# Who asks for an answer that knows of a write (Kith-Revision) must not get one that somebody kept before.
VARY = "Accept-Encoding, Kith-Revision"
TAG_BYTES = 12
PROGRAM = Path(__file__).resolve().parents[1]

Standing = Callable[[], Awaitable[str]]  # what the directory stands at; raises a KithError where nobody can tell


class Unchanged:
    """Asks the application's `standing` before it answers: a tag may be older than its answer and never newer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, unless the caller has it all already."""
        tag = await _tag(scope) if _is_open_data(scope) else None
        if tag is None:
            await self.app(scope, receive, send)
            return
        if _holds(sent(scope, b"if-none-match") or "", tag):
            await _say_unchanged(tag, send)
            return

        async def with_tag(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update({"ETag": tag, "Cache-Control": KEEP, "Vary": VARY})
            await send(message)

        await self.app(scope, receive, with_tag)


def _is_open_data(scope: Scope) -> bool:
    return bool(scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(OPEN_DATA))


async def _tag(scope: Scope) -> str | None:
    """Weak, since compressing changes the bytes. The address is in it: only who was given that page can name it."""
    standing: Standing | None = getattr(scope["app"].state, "standing", None)
    if standing is None:
        return None
    try:
        stands_at = await standing()
    except KithError:  # what is asked for will say so in its own way
        return None
    whole = "\n".join((program(), stands_at, scope["path"], scope["query_string"].decode("latin-1")))
    # In figures alone: with letters among them it would now and then read like the end of a postcode.
    return f'W/"{int.from_bytes(hashlib.sha256(whole.encode()).digest()[:TAG_BYTES])}"'


def _holds(asked: str, tag: str) -> bool:
    """Weakly compared, as RFC 9110 wants. `*` is for who writes; here it means nothing."""
    return any(one.strip().removeprefix("W/") == tag.removeprefix("W/") for one in asked.split(","))


async def _say_unchanged(tag: str, send: Send) -> None:
    told = {"etag": tag, "cache-control": KEEP, "vary": VARY}
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


@cache
def program() -> str:
    """A hash of the program's own files: a newer Kith may tell the same directory in other words."""
    files = sorted(PROGRAM.rglob("*.py"))
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
