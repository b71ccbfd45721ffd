"""`Kith-Revision`: told with the answer to a write, and sent back with a read that must know of it, on any node."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.revision import noting
from app.edge.sent import sent

HEADER, ASKED = "Kith-Revision", b"kith-revision"
LONGEST = 18  # digits; more is no place in any log


class Revisions:
    """Hands the number on to who reads and writes, without their knowing of HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and tell what it wrote."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = sent(scope, ASKED) or ""
        with noting(int(asked) if asked.isdecimal() and asked.isascii() and len(asked) <= LONGEST else 0) as written:

            async def tell(message: Message) -> None:
                if message["type"] == "http.response.start" and written and message["status"] < 400:
                    MutableHeaders(scope=message)[HEADER] = str(max(written))
                await send(message)

            await self.app(scope, receive, tell)
