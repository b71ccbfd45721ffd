"""How much may be sent at once: a body above the cap is refused in plain words before anything reads it."""

import re
from collections.abc import Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.errors import respond_to_status
from app.edge.sent import sent

MOST_BYTES = 1_000_000  # the longest thing asked for is 20,000 characters
MOST_PHOTO_BYTES = 12_100_000  # a phone's photo, and the words beside it
PHOTO_DOOR = re.compile(r"/groups/new/[^/]+/photo")

BODILESS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


class CapBodies:
    """Answers 413 to a body that is too big, whether or not it says how long it is. A photo has a door of its own."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on when its body fits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length, most = sent(scope, b"content-length") or "", self._most(scope)
        if length.isdecimal():
            too_big = int(length[:20]) > most
        elif scope["method"] not in BODILESS:
            # It does not say how long it is: read it here, so that the cap holds whoever reads it next.
            try:
                body = await _read_at_most(most, receive)
            except ClientDisconnect:  # half a body is none
                return
            too_big, receive = body is None, replay([{"type": "http.request", "body": body or b""}], receive)
        else:
            too_big = False
        if too_big:
            answer = respond_to_status(Request(scope), 413, {"Connection": "close"})
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _most(self, scope: Scope) -> int:
        photo = scope["method"] == "POST" and PHOTO_DOOR.fullmatch(scope["path"])
        return max(self.most, MOST_PHOTO_BYTES) if photo else self.most


async def _read_at_most(most: int, receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is longer than `most` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def replay(taken: Sequence[Message], receive: Receive) -> Receive:
    """A `receive` that gives what was read already, then whatever comes after it."""
    waiting = [*reversed(taken)]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
