"""A live feed over real HTTP: read to its end, or nothing of it is kept."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

import pytest

from tests.cli.home import Home

PAGES = 3
Answer = Callable[[BaseHTTPRequestHandler, int], None]
TOWN = UUID("5b0c0a9e-0000-4000-8000-000000000000")


def services(page: int) -> list[dict[str, object]]:
    return [
        {"id": str(uuid5(TOWN, f"{page} {n}")), "name": f"Tea and talk {page}.{n}", "status": "active",
         "description": "<p>Drink tea.</p>", "organization": {"id": str(uuid5(TOWN, "us")), "name": "Neighbours"}}
        for n in range(20)
    ]  # fmt: skip


def whole(page: int) -> bytes:
    body = {"total_items": 20 * PAGES, "total_pages": PAGES, "page_number": page, "contents": services(page)}
    return json.dumps(body).encode()


def send(to: BaseHTTPRequestHandler, status: int, body: bytes, length: int | None = None) -> None:
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(body) if length is None else length))
    to.end_headers()
    to.wfile.write(body)


def sound(to: BaseHTTPRequestHandler, page: int) -> None:
    send(to, 200, whole(page))


def cut(to: BaseHTTPRequestHandler, page: int) -> None:
    """Half of the third page, then the line goes dead."""
    body = whole(page)
    send(to, 200, body if page < PAGES else body[: len(body) // 2], len(body))
    to.close_connection = True


def gone(to: BaseHTTPRequestHandler, page: int) -> None:
    send(to, 200 if page < PAGES else 404, whole(page) if page < PAGES else b"{}")


def nonsense(to: BaseHTTPRequestHandler, page: int) -> None:
    send(to, 200, whole(page) if page < PAGES else b'{"contents": "later"}')


def hollow(to: BaseHTTPRequestHandler, page: int) -> None:
    send(to, 200, whole(page) if page == 1 else json.dumps({"total_pages": PAGES, "contents": []}).encode())


def elsewhere(to: BaseHTTPRequestHandler, page: int) -> None:
    if page < PAGES:
        return send(to, 200, whole(page))
    to.send_response(302)
    to.send_header("Location", "http://127.0.0.2:9/services")
    to.send_header("Content-Length", "0")
    return to.end_headers()


@pytest.fixture
def feed() -> Iterator[Callable[[Answer], str]]:
    """Serves a feed whose pages are answered as told; its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self, int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0]))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/oruk"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_feed_is_read_page_after_page(home: Home, feed: Callable[[Answer], str]) -> None:
    address = feed(sound)
    report = home.bring(address, form="oruk")
    assert (report["read"], report["created"]) == (60, 60)
    assert home.bring(address, form="oruk")["unchanged"] == 60


@pytest.mark.parametrize("answer", [gone, nonsense, hollow, elsewhere])
def test_a_feed_that_stops_half_way_leaves_nothing(home: Home, feed: Callable[[Answer], str], answer: Answer) -> None:
    before = home.kept()
    ran = home.run("import", feed(answer), "--as", "oruk")
    assert ran.refused_in_a_sentence, ran.said
    assert "page" in ran.err
    assert home.kept() == before


def test_a_line_that_goes_dead_is_tried_again_and_then_nothing_is_kept(
    home: Home, feed: Callable[[Answer], str]
) -> None:
    before = home.kept()
    ran = home.run("import", feed(cut), "--as", "oruk")
    assert ran.code == 1
    assert "page 3" in ran.said
    assert "tried 4 times" in ran.said
    assert home.kept() == before


def test_a_busy_feed_is_waited_for(home: Home, feed: Callable[[Answer], str]) -> None:
    turned_away: list[int] = []

    def busy(to: BaseHTTPRequestHandler, page: int) -> None:
        if page == 2 and not turned_away:
            turned_away.append(page)
            send(to, 503, b"")
        else:
            sound(to, page)

    assert home.bring(feed(busy), form="oruk")["created"] == 60
    assert turned_away == [2]


@pytest.mark.parametrize("address", ["http://", "https://[", "http://:99999/x"])
def test_an_address_that_is_none(home: Home, address: str) -> None:
    ran = home.run("import", address, "--as", "oruk")
    assert ran.refused_in_a_sentence, ran.said


def test_what_a_feed_says_has_ended_is_kept_and_not_suggested(home: Home, feed: Callable[[Answer], str]) -> None:
    def ending(to: BaseHTTPRequestHandler, page: int) -> None:
        body = json.loads(whole(page))
        body["contents"][0]["status"] = "inactive"
        send(to, 200, json.dumps(body).encode())

    home.bring(feed(ending), "--source", "feed", form="oruk")
    assert home.query("SELECT count(*) FROM listing WHERE status = 'ended'") == [(PAGES,)]
    found = home.run("match", "--hopes", "tea", "--limit", "100", "--no-floor", "--json").json
    assert not {idea["name"] for idea in found["suggestions"]} & {f"Tea and talk {page}.0" for page in (1, 2, 3)}
