"""Answers HEAD wherever GET answers: the same status and headers, and no body. Monitors and link checkers ask so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AnswerHeads:
    """Asks for the whole answer and keeps its body back, so that no route has to know of HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; a HEAD as a GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, bodiless)
