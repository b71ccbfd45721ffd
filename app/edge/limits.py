"""How often one caller may ask: a bucket of tokens a caller, in this worker's memory, never for this machine itself."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.edge.clients import Proxies, client_of, household, is_local
from app.edge.errors import respond_to_status

# A health centre or a library shares one address: a dozen people at once must not notice.
BURST = 120
A_SECOND = 4.0
MOST_CALLERS = 20_000  # about 4 MB a worker; beyond that the one heard of longest ago is forgotten
LIMITED_PATHS = ("/match", "/find", "/embed", "/list", "/list/keep", "/api/v1/match", "/api/v1/match/why")


@dataclass
class Buckets:
    """Tokens by caller: `burst` at first, `rate` more a second, never above `burst`."""

    burst: float = BURST
    rate: float = A_SECOND
    now: Callable[[], float] = time.monotonic
    most: int = MOST_CALLERS
    _kept: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, caller: str) -> float:
        """Take one token; 0.0 when there was one, else the seconds until there is."""
        now = self.now()
        left, at = self._kept.pop(caller, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.rate)
        self._kept[caller] = (left - 1 if left >= 1 else left, now)
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self.rate


class Limits:
    """Answers 429 with Retry-After when a caller asks for ideas faster than people do."""

    def __init__(self, app: ASGIApp, trusted_proxies: str = "", buckets: Buckets | None = None) -> None:
        self.app = app
        self.proxies = Proxies.parse(trusted_proxies)
        self.buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on unless it is one too many."""
        wait = self._wait(scope)
        if wait:
            answer = respond_to_status(Request(scope), 429, {"Retry-After": str(ceil(wait))})
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") not in LIMITED_PATHS:
            return 0.0
        client = client_of(scope, self.proxies)
        return 0.0 if is_local(client) else self.buckets.take(household(client))
