"""What was begun on a phone and is found there again another day: one code in one cookie, for some pages only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.edge.caller import is_secure


@dataclass(frozen=True)
class Carried:
    """A cookie that holds a code and nothing else; it is sent to `path` only and lasts no longer than what it opens."""

    name: str
    path: str
    lasts: timedelta

    def code(self, request: Request) -> str:
        """The code that this phone keeps; "" for none."""
        return request.cookies.get(self.name, "")

    def keep(self, request: Request, answer: Response, code: str) -> Response:
        """Keep a code on this phone."""
        answer.set_cookie(self.name, code, max_age=int(self.lasts.total_seconds()), **self._kind(request))
        return answer

    def forget(self, request: Request, answer: Response) -> Response:
        """Forget the code."""
        answer.delete_cookie(self.name, **self._kind(request))
        return answer

    def _kind(self, request: Request) -> dict[str, Any]:
        return {"path": self.path, "httponly": True, "samesite": "lax", "secure": is_secure(request)}
