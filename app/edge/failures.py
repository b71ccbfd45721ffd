"""What nobody expected: the person gets a reference to read out, the log gets the same one and where it broke."""

import secrets
import traceback

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.errors import UNEXPECTED, respond
from app.edge.logs import route_of

INNERMOST = 4  # calls named in the log: enough to find the line


class CatchFailures:
    """Answers 500 with a reference. The message of an error is never logged: it may hold what was typed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; when it fails before an answer has begun, answer for it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            reference = _log(error, scope)
            if begun:  # too late for another answer; the server closes the line, and may log only this
                raise RuntimeError(f"an answer broke off, reference {reference}") from None
            detail = f"Something went wrong here. If you tell us about it, give this reference: {reference}."
            scope.setdefault("state", {})["reference"] = reference  # the page of a person says it too
            answer = respond(Request(scope), UNEXPECTED, detail, extra={"reference": reference})
            answer.headers["X-Reference"] = reference
            await answer(scope, receive, send)


def _log(error: Exception, scope: Scope) -> str:
    reference = secrets.token_hex(4).upper()
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    where = [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    structlog.get_logger().error(
        "unexpected", reference=reference, kind=type(error).__name__, route=route_of(scope), where=where
    )
    return reference


def _module(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-3:])
