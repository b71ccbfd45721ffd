"""Feeds on this machine: an RPDE feed that is told what it holds, and an Open Referral feed of one page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson


@dataclass
class Server:
    """What is answered, and what was asked. `items` are (modified, kind, id, data or None when deleted)."""

    url: str = ""
    items: list[tuple[int, str, str, Any]] = field(default_factory=list)
    services: list[Any] = field(default_factory=list)
    etag: str = ""
    broken: bool = False
    asked: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    per_page: int = 2

    def put(self, kind: str, own: str, data: Any) -> None:
        """Something is new, or changed (or deleted when `data` is None): it moves to the end of the feed."""
        self.items = [one for one in self.items if one[1:3] != (kind, own)]
        self.items.append((len(self.asked) * 1000 + len(self.items) + 1, kind, own, data))
        self.items.sort(key=lambda one: (one[0], one[2]))


class Handler(BaseHTTPRequestHandler):
    """Answers /rpde with pages of items and /oruk/services with everything."""

    server: "Http"

    def do_GET(self) -> None:
        told = self.server.told
        told.asked.append(self.path)
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if told.broken:
            self._send({}, 404)
        elif path == "/rpde":
            self._send(self._page(query))
        elif told.etag and self.headers.get("if-none-match") == told.etag:
            self._send(None, 304)
        else:
            body = {"total_pages": 1, "total_items": len(told.services), "contents": told.services}
            self._send(body, etag=told.etag)

    def _page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        told = self.server.told
        after = (int(query.get("afterTimestamp", ["0"])[0]), query.get("afterId", [""])[0])
        rest = [one for one in told.items if (one[0], one[2]) > after][: told.per_page]
        last = (rest[-1][0], rest[-1][2]) if rest else after
        items = [
            {"modified": modified, "kind": kind, "id": own}
            | ({"state": "updated", "data": data} if data is not None else {"state": "deleted"})
            for modified, kind, own, data in rest
        ]
        return {"next": f"/rpde?afterTimestamp={last[0]}&afterId={last[1]}", "items": items, "license": "CC BY 4.0"}

    def _send(self, body: Any, status: int = 200, etag: str = "") -> None:
        raw = b"" if body is None else orjson.dumps(body)
        self.server.told.answered.append(status)
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Http(ThreadingHTTPServer):
    """A server with what it is told."""

    told: Server


@contextmanager
def serving() -> Iterator[Server]:
    """The server while it runs."""
    http = Http(("127.0.0.1", 0), Handler)
    http.told = Server(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield http.told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
