"""What is logged: one line a request, made of numbers and our own names, so that no word as typed can reach it."""

import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
FILES = "(files)"
NOWHERE = "(nowhere)"


def set_up(level: str, *, as_json: bool = True) -> None:
    """Log to standard error from `level` up, as JSON lines or in colour for a developer."""
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    # The server's own access log and the HTTP client write whole addresses, with everything typed into them.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("httpx").setLevel(logging.WARNING)


class AccessLog:
    """One access line a request: method, route template, status, milliseconds, bytes; nothing else, by structure."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and log it when it is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = {"status": 0, "bytes": 0}

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            seen["bytes"] += len(message.get("body", b""))
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, send_and_count)
        finally:
            ms = round((time.perf_counter() - began) * 1000, 1)
            structlog.get_logger().info("request", method=method_of(scope), route=route_of(scope), ms=ms, **seen)


def method_of(scope: Scope) -> str:
    """The method when it is one we know: any other is a word that somebody made up."""
    return scope["method"] if scope["method"] in METHODS else "OTHER"


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the route that answered ("/api/v1/listings/{listing_id}"), never the path as it was asked."""
    # A router within a router knows only its own half of the path; FastAPI keeps the whole template beside it.
    for kept in scope.get("fastapi", {}).values() if isinstance(scope.get("fastapi"), Mapping) else ():
        if isinstance(path := getattr(kept, "path_format", None), str):
            return path
    if isinstance(scope.get("endpoint"), StaticFiles):
        return FILES
    return str(getattr(scope.get("route"), "path", NOWHERE))
