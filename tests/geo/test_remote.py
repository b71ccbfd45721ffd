"""The look-up for listings, against a real server on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from geo.points import Point
from geo.postcodes import parse_postcode
from geo.remote import Asking, RemoteError, RemotePlace, look_up, make_client

UNIT = parse_postcode("LS8 5HX")
FOUND = {"latitude": 53.8119, "longitude": -1.5201, "codes": {"admin_district": "E08000035"}}


class Server(ThreadingHTTPServer):
    """Answers each path with the next of its prepared answers: (status, body) or seconds to keep silent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[tuple[int, Any] | float]] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answers = self.server.answers.get(self.path, [(404, {"status": 404, "error": "not found"})])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, float):
            time.sleep(answer)
            return
        status, body = answer
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Tests stay quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def ask(server: Server, timeout_s: float = 30.0) -> RemotePlace | None:
    with make_client(timeout_s) as client:
        return look_up(UNIT, server.url + "/", client, pause=lambda seconds: None)


def test_a_current_postcode(server: Server) -> None:
    server.answers["/postcodes/LS85HX"] = [(200, {"status": 200, "result": FOUND})]
    assert ask(server) == RemotePlace(Point(53.8119, -1.5201), "E08000035")
    assert server.asked == ["/postcodes/LS85HX"]


def test_an_ended_postcode(server: Server) -> None:
    server.answers["/terminated_postcodes/LS85HX"] = [(200, {"result": {"latitude": 53.8, "longitude": -1.5}})]
    assert ask(server) == RemotePlace(Point(53.8, -1.5), None, ended=True)


def test_an_unknown_postcode(server: Server) -> None:
    assert ask(server) is None


def test_a_postcode_without_a_position(server: Server) -> None:
    server.answers["/postcodes/LS85HX"] = [(200, {"result": {**FOUND, "latitude": None}})]
    assert ask(server) is None


def test_a_stumble_is_tried_again(server: Server) -> None:
    server.answers["/postcodes/LS85HX"] = [(503, {}), (429, {}), (200, {"result": FOUND})]
    assert ask(server) is not None
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "word", "times"),
    [
        ((500, {}), "out of order", 3),
        ((403, {}), "refused with status 403", 1),
        ((302, {}), "refused with status 302", 1),
        ((200, b"<html>"), "cannot be read", 1),
        ((200, b"[" * 60_000), "cannot be read", 1),
        ((200, {"result": None}), "cannot be read", 1),
        ((200, [1]), "cannot be read", 1),
        ((200, {"result": {"latitude": "north", "longitude": 0}}), "cannot be read", 1),
        ((200, {"result": {"latitude": 999, "longitude": 0}}), "cannot be read", 1),
        ((200, {"result": {**FOUND, "codes": "none"}}), "cannot be read", 1),
        ((200, b"x" * 200_000), "far too much", 1),
        (0.6, "does not answer", 3),
    ],
)
def test_no_usable_answer_gets_a_sentence(server: Server, answer: Any, word: str, times: int) -> None:
    server.answers["/postcodes/LS85HX"] = [answer]
    with pytest.raises(RemoteError, match=word) as refused:
        ask(server, timeout_s=0.3 if isinstance(answer, float) else 30.0)
    assert "LS8" not in str(refused.value)
    assert len(server.asked) == times


def test_nobody_there() -> None:
    gone = Server()
    gone.server_close()
    with pytest.raises(RemoteError, match="does not answer"):
        ask(gone)


@pytest.mark.parametrize("address", ["ftp://example.org", "not an address", "http://["])
def test_an_address_that_is_none(address: str) -> None:
    with make_client() as client, pytest.raises(RemoteError, match="does not answer"):
        look_up(UNIT, address, client, pause=lambda seconds: None)


@pytest.mark.parametrize("part", ["LS8 5", "LS8", "BFPO 12", "ZZ99 3VZ"])
def test_only_whole_postcodes_are_asked(server: Server, part: str) -> None:
    with make_client() as client:
        assert look_up(parse_postcode(part), server.url, client) is None
    assert server.asked == []


def test_each_postcode_is_asked_once_and_only_whole_ones(server: Server) -> None:
    server.answers["/postcodes/LS85HX"] = [(200, {"status": 200, "result": FOUND})]
    with make_client() as client:
        asking = Asking(server.url, client)
        assert [asking("ls8 5hx"), asking("LS85HX")] == [Point(53.8119, -1.5201)] * 2
        assert [asking("LS8 5"), asking("no postcode")] == [None, None]
    assert server.asked == ["/postcodes/LS85HX"]


def test_after_a_failure_the_other_side_is_left_alone(server: Server) -> None:
    server.answers["/postcodes/LS85HX"] = [(418, {})]
    with make_client() as client:
        asking = Asking(server.url, client)
        assert [asking("LS8 5HX"), asking("LS8 5HY"), asking("LS8 5HX")] == [None, None, None]
    assert isinstance(asking.failed, RemoteError)
    assert len(server.asked) == 1
