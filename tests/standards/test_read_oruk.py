"""Feeds over a real connection: paged, slow, broken, busy, cut off and unfriendly."""

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from app.directory.shapes import Draft, Refusal
from app.directory.vocabulary import Vocabulary
from app.kernel.errors import NotUsable
from app.standards.fetch import FeedBroken, Pace
from app.standards.hsds.drafts import drafts_from_oruk
from app.standards.hsds.read_oruk import read_feed, read_file, services_url

QUICK = Pace(first_wait_s=0.01, most_wait_s=0.05, deadline_s=30.0)
Answer = Callable[[BaseHTTPRequestHandler, int, int], None]  # the request, the page, how often it was asked before


@dataclass
class Feed:
    """A feed on this machine: what it answers is said per test, what it was asked is kept."""

    url: str
    asked: list[str] = field(default_factory=list)


def service(number: int) -> dict[str, Any]:
    return {"id": f"00000000-0000-4000-8000-{number:012}", "name": f"Service {number}", "status": "active"}


def page(number: int, pages: int = 3, per_page: int = 2) -> dict[str, Any]:
    contents = [service((number - 1) * per_page + n) for n in range(per_page)]
    return {
        "total_items": pages * per_page,
        "total_pages": pages,
        "page_number": number,
        "size": per_page,
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": False,
        "contents": contents,
    }


def send(handler: BaseHTTPRequestHandler, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(raw))} | (headers or {})).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(raw)


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Feed]]:
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> Feed:
        feed, times = Feed(""), Counter[int]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.asked.append(self.path)
                number = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                times[number] += 1
                answer(self, number, times[number] - 1)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        feed.url = f"http://127.0.0.1:{server.server_port}"
        return feed

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def ids(feed: Feed, pace: Pace = QUICK, client: httpx.Client | None = None) -> list[str]:
    return [found["name"] for found in read_feed(feed.url, client, pace=pace)]


SIX = [f"Service {number}" for number in range(6)]
Serve = Callable[[Answer], Feed]


def test_it_works(serve: Serve) -> None:
    seen: list[tuple[int, int | None]] = []
    feed = serve(lambda handler, number, _: send(handler, page(number)))
    found = [item["name"] for item in read_feed(feed.url + "/oruk/", None, lambda *done: seen.append(done), QUICK)]
    assert found == SIX
    assert seen == [(2, 6), (4, 6), (6, 6)]
    assert [path.split("?")[0] for path in feed.asked] == ["/oruk/services"] * 3


def test_twice_broken_is_tried_again(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int, before: int) -> None:
        send(handler, b"oops", 503) if number == 2 and before < 2 else send(handler, page(number))

    feed = serve(answer)
    assert ids(feed) == SIX
    assert len(feed.asked) == 5


def test_busy_says_how_long_to_wait(serve: Serve) -> None:
    waits: list[float] = []

    def answer(handler: BaseHTTPRequestHandler, number: int, before: int) -> None:
        send(handler, b"", 429, {"Retry-After": "3"}) if before == 0 else send(handler, page(number, pages=1))

    assert ids(serve(answer), Pace(most_wait_s=10, sleep=waits.append)) == SIX[:2]
    assert waits == [3.0]


def test_a_stall_is_a_broken_try(serve: Serve) -> None:
    over = threading.Event()

    def answer(handler: BaseHTTPRequestHandler, number: int, before: int) -> None:
        if number == 2 and before == 0:
            over.wait(60)
            return
        send(handler, page(number))

    with httpx.Client(timeout=2) as client:  # long enough for the pages that do come, on a busy machine too
        assert ids(serve(answer), client=client) == SIX
    over.set()


def test_a_drip_is_not_waited_for_for_ever(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler, _number: int, _before: int) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    began = time.monotonic()
    with pytest.raises(FeedBroken, match="page 1: it did not answer in time"):
        ids(serve(answer), Pace(first_wait_s=0, deadline_s=0.1))
    assert time.monotonic() - began < 10


def test_a_page_cut_off_is_tried_again_and_then_named(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int, before: int) -> None:
        whole = orjson.dumps(page(number))
        if number == 2:
            send(handler, whole[:50], headers={"Content-Length": str(len(whole))})
            handler.close_connection = True
        else:
            send(handler, whole)

    feed = serve(answer)
    with pytest.raises(FeedBroken, match="page 2") as stopped:
        ids(feed)
    assert "tried 4 times" in str(stopped.value)
    assert len(feed.asked) == 5


def test_half_a_json_page_is_named(serve: Serve) -> None:
    feed = serve(lambda handler, number, _: send(handler, orjson.dumps(page(number))[: 50 if number == 3 else None]))
    with pytest.raises(FeedBroken, match="page 3: what came is no whole JSON"):
        ids(feed)


def test_an_empty_page_before_the_last_is_a_feed_that_stops_half_way(serve: Serve) -> None:
    feed = serve(lambda handler, number, _: send(handler, page(number) | ({"contents": []} if number == 2 else {})))
    with pytest.raises(FeedBroken, match="page 2 of 3"):
        ids(feed)


def test_a_dead_address(serve: Serve) -> None:
    feed = serve(lambda handler, number, _: send(handler, page(number)))
    gone = Feed(feed.url.rsplit(":", 1)[0] + ":9")
    with pytest.raises(FeedBroken, match="page 1: the connection broke"):
        ids(gone)


@pytest.mark.parametrize("status", [404, 403, 400])
def test_a_plain_no_is_not_asked_again(serve: Serve, status: int) -> None:
    feed = serve(lambda handler, *_: send(handler, b"no", status))
    with pytest.raises(FeedBroken, match=f"status {status}"):
        ids(feed)
    assert len(feed.asked) == 1


def test_another_host_is_not_followed(serve: Serve) -> None:
    feed = serve(lambda handler, *_: send(handler, b"", 302, {"Location": "http://localhost:9/services"}))
    with pytest.raises(FeedBroken, match="another host"):
        ids(feed)


def test_the_same_host_is(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int, _before: int) -> None:
        if handler.path.startswith("/old"):
            send(handler, b"", 301, {"Location": handler.path.replace("/old", "/new")})
        else:
            send(handler, page(number))

    feed = serve(answer)
    feed.url += "/old"
    assert ids(feed) == SIX


def test_round_in_a_circle(serve: Serve) -> None:
    feed = serve(lambda handler, *_: send(handler, b"", 302, {"Location": handler.path}))
    with pytest.raises(FeedBroken, match="circle"):
        ids(feed)


def test_a_feed_that_does_not_page_ends(serve: Serve) -> None:
    feed = serve(lambda handler, *_: send(handler, {"contents": [service(1), service(2)]}))
    assert ids(feed) == ["Service 1", "Service 2"]
    assert len(feed.asked) == 2


def test_a_bare_list_is_one_page(serve: Serve) -> None:
    feed = serve(lambda handler, *_: send(handler, [service(1)]))
    assert ids(feed) == ["Service 1"]
    assert len(feed.asked) == 1


def test_an_empty_feed(serve: Serve) -> None:
    assert ids(serve(lambda handler, *_: send(handler, {"total_pages": 0, "contents": []}))) == []


def test_the_old_shape(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int, _before: int) -> None:
        send(handler, {"totalPages": 2, "number": number, "last": number == 2, "content": [service(number)]})

    assert ids(serve(answer)) == ["Service 1", "Service 2"]


def test_a_page_that_unpacks_without_end_is_stopped(serve: Serve) -> None:
    packed = gzip.compress(b" " * 60_000_000)
    feed = serve(lambda handler, *_: send(handler, packed, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FeedBroken, match="larger than 50 MB"):
        ids(feed)


def test_something_else_than_services(serve: Serve) -> None:
    with pytest.raises(FeedBroken, match="page 1"):
        ids(serve(lambda handler, *_: send(handler, {"hello": "world"})))


@pytest.mark.parametrize(
    ("base", "services"),
    [
        ("https://example.org/oruk", "https://example.org/oruk/services"),
        ("https://example.org/oruk/", "https://example.org/oruk/services"),
        ("https://example.org/services/", "https://example.org/services/"),
        ("https://example.org/all.json", "https://example.org/all.json"),
        ("https://example.org/api?key=1", "https://example.org/api/services?key=1"),
    ],
)
def test_addresses(base: str, services: str) -> None:
    assert str(services_url(base)) == services


@pytest.mark.parametrize("base", ["file:///etc/passwd", "ftp://example.org", "example.org", "https://"])
def test_other_addresses(base: str) -> None:
    with pytest.raises(NotUsable):
        services_url(base)


class TestFile:
    @pytest.mark.parametrize(
        "body",
        [{"contents": [service(1)]}, {"content": [service(1)]}, [service(1)], service(1)],
        ids=["page", "old page", "list", "single"],
    )
    def test_shapes(self, tmp_path: Path, body: Any) -> None:
        path = tmp_path / "feed.json"
        path.write_bytes(b"\xef\xbb\xbf" + orjson.dumps(body))
        assert read_file(path) == [service(1)]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty"),
            (b'{"contents": [\n{"name": "A"},\n{"na', "line 3, column"),
            (b"hello", "line 1"),
            (b'{"a": 1}', "no services"),
            (b"3", "no services"),
        ],
    )
    def test_what_is_no_feed(self, tmp_path: Path, content: bytes, sentence: str) -> None:
        path = tmp_path / "feed.json"
        path.write_bytes(content)
        with pytest.raises(NotUsable, match=sentence):
            read_file(path)

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "feed.json"
        with path.open("wb") as file:
            file.truncate(200_000_001)
        with pytest.raises(NotUsable, match="larger than 200 MB"):
            read_file(path)


def test_drafts_over_the_wire(serve: Serve) -> None:
    feed = serve(lambda handler, number, _: send(handler, page(1) | {"page_number": number}))
    options = {"default_kind": None, "vocabulary": Vocabulary.of_terms([]), "pace": QUICK}
    items = list(drafts_from_oruk(feed.url, **options))  # type: ignore[arg-type]
    assert [type(item) for item in items] == [Draft, Draft]  # the same page again is the end of a feed that cannot page
    other = serve(lambda handler, number, _: send(handler, page(number) | {"contents": [service(number), service(1)]}))
    again = list(drafts_from_oruk(other.url, **options))  # type: ignore[arg-type]
    refused = [item for item in again if isinstance(item, Refusal)]
    assert [item.problem for item in refused] == ["the same service stands at row 1"] * 3
