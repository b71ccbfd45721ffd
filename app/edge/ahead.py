"""Answers a few addresses ahead of the framework, which takes three times as long: only what is plainly right.

A door that gives no answer (a body it cannot read, a place that is none) leaves the call to the framework, with the
body as it came; so every error, and what is written down of the address, stays where it was. All that stands around
the framework (limits, headers, logs) stands around this too.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.bodies import replay

Door = Callable[[Scope, bytes], Awaitable["Ready | None"]]
JSON = b"application/json"


@dataclass(frozen=True, slots=True)
class Ready:
    """A good answer: JSON, and what its headers say besides."""

    content: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Stands in the scope for the route, so that logs and numbers name the address as the framework would."""

    path: str


class Ahead:
    """Asks a door first when a body of JSON is posted to its address; the innermost of what stands around."""

    def __init__(self, app: ASGIApp, doors: Mapping[str, Door]) -> None:
        self.app = app
        self.doors = {path: (door, Named(path)) for path, door in doors.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the call on as it came."""
        found = self.doors.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None or not _is_json(scope):
            await self.app(scope, receive, send)
            return
        door, named = found
        taken = await _whole(receive)
        if taken[-1]["type"] == "http.request":
            scope["route"] = named
            body = taken[0]["body"] if len(taken) == 1 else b"".join(part.get("body", b"") for part in taken)
            if (ready := await door(scope, body)) is not None:
                await _send(ready, send)
                return
            del scope["route"]
        await self.app(scope, replay(taken, receive), send)


def _is_json(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bool(value.partition(b";")[0].strip().lower() == JSON)
    return False


async def _whole(receive: Receive) -> list[Message]:
    """The messages of a body; the last is no part of one when the caller went away. Its size is capped further out."""
    taken = [await receive()]
    while taken[-1]["type"] == "http.request" and taken[-1].get("more_body", False):
        taken.append(await receive())
    return taken


async def _send(ready: Ready, send: Send) -> None:
    length = str(len(ready.content)).encode()
    headers = [*ready.headers, (b"content-length", length), (b"content-type", JSON)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ready.content})
