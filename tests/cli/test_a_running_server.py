"""A server that runs while others write: it sees every change at the next question, and its log holds no word."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.cli.home import Home

STARTED_WITHIN_S = 60.0
HEADINGS = ["id", "name", "summary", "postcode", "phone"]
CHOIR = ["1", "The Lantern Choir", "We sing old songs.", "LS8 5HX", "0113 496 0101"]


@dataclass(frozen=True)
class Server:
    """A running Kith and the home it reads."""

    home: Home
    http: httpx.Client
    pid: int

    def names(self, hopes: str, **more: object) -> list[str]:
        """What it suggests, by name."""
        answer = self.http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": hopes, "limit": 100} | more)
        assert answer.status_code == 200, answer.text
        return [idea["name"] for idea in answer.json()["suggestions"]]

    def town(self, *rows: list[str]) -> Any:
        """Bring in the town's file as it now is, from another process."""
        return self.home.bring(self.home.csv("town.csv", HEADINGS, rows), "--kind", "group")

    @property
    def log(self) -> str:
        return (self.home.folder / "started.log").read_text()

    def quiet_log(self, least: int = 1) -> list[str]:
        """Its lines once there are so many and no more arrive: a line is written when its answer has gone."""
        lines: list[str] = []
        until = time.monotonic() + STARTED_WITHIN_S
        while (now := self.log.splitlines()) != lines or (len(lines) < least and time.monotonic() < until):
            lines = now
            time.sleep(0.5)
        return lines


@pytest.fixture(scope="session")
def server(make_home: Callable[[], Home]) -> Iterator[Server]:
    """One server for the stories of this file."""
    home = make_home()
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    process = home.start("serve", "--port", port)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        wait_for(http)
        yield Server(home, http, process.pid)
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(timeout=60) in (0, -signal.SIGTERM)


def wait_for(http: httpx.Client) -> None:
    until = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < until:
        try:
            if http.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("kith serve did not become ready")


def test_a_listing_that_arrives_is_seen_at_the_next_question(server: Server) -> None:
    assert server.names("singing") == []
    assert server.town(CHOIR)["created"] == 1
    assert server.names("singing") == ["The Lantern Choir"]


def test_an_edit_is_seen_at_the_next_question(server: Server) -> None:
    server.town(CHOIR)
    assert server.town([CHOIR[0], "The Harbour Choir", *CHOIR[2:4], "0113 496 0202"])["updated"] == 1
    answer = server.http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": "singing"}).json()
    assert [(idea["name"], idea["contact"]["phone"]) for idea in answer["suggestions"]] == [
        ("The Harbour Choir", "0113 496 0202")
    ]
    assert server.http.get("/api/v1/listings", params={"q": "Harbour"}).json()["total"] == 1
    assert server.http.get("/api/v1/listings", params={"q": "Lantern"}).json()["total"] == 0


def test_every_edit_of_many_is_seen_at_once(server: Server) -> None:
    for number in range(5):
        name = f"The Choir Number {number}"
        server.town([CHOIR[0], name, *CHOIR[2:]])
        assert server.names("singing") == [name]


def test_a_listing_that_has_ended_disappears(server: Server) -> None:
    server.town(CHOIR)
    feed = server.home.folder / "feed.json"
    service = {"id": "6d0c4ab2-1111-4222-8333-444455556666", "name": "Gardening together", "status": "active"}
    feed.write_text(json.dumps({"contents": [service]}))
    server.home.bring(feed, form="oruk")
    assert "Gardening together" in server.names("gardening", near=None)
    page = f"/listings/{service['id']}"
    assert server.http.get(page).status_code == 200
    feed.write_text(json.dumps({"contents": [service | {"status": "inactive"}]}))
    assert server.home.bring(feed, form="oruk")["updated"] == 1
    assert "Gardening together" not in server.names("gardening", near=None, formal=True)
    assert server.http.get(page).status_code == 404
    assert server.http.get(f"/api/v1{page}").status_code == 404
    assert server.http.get("/api/v1/listings", params={"q": "Gardening together"}).json()["total"] == 0


def test_areas_that_arrive_are_seen(server: Server) -> None:
    server.town(CHOIR)
    wards = server.home.csv("wards.csv", ["code", "name", "sector"], [["W1", "Lantern Hill", "LS8 5"]])
    assert server.home.run("areas", "import", wards, "--kind", "ward").code == 0
    answer = server.http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": "singing"}).json()
    assert answer["place"]["area_code"] == "W1"


def test_an_import_that_fails_changes_no_answer(server: Server) -> None:
    server.town(CHOIR)
    broken = server.home.folder / "broken.json"
    broken.write_text('{"contents": [{"id": "1", "name": "Sing')
    assert server.home.run("import", broken, "--as", "oruk").code == 1
    assert server.names("singing") == ["The Lantern Choir"]


def test_the_log_holds_one_line_a_request_and_no_word_of_it(server: Server) -> None:
    before = len(server.quiet_log())
    words = {"near": "LS17 9QT", "hopes": "zither", "gifts": "marquetry", "around": "Oswaldine"}
    server.http.post("/api/v1/match", json=words)
    server.http.post("/api/v1/match", content=b'{"hopes": "zither"')
    server.http.post("/match", data={"near": "LS17 9QT", "hopes_words": "zither", "around": "Oswaldine"})
    server.http.get("/match", params={"near": "LS17 9QT", "hopes_words": "zither"})
    server.http.get("/api/v1/listings", params={"q": "zither", "near": "LS17 9QT"})
    server.http.get("/zither/LS17%209QT", headers={"User-Agent": "marquetry", "Referer": "http://x/zither"})
    lines = server.quiet_log(before + 6)[before:]
    assert len(lines) == 6, lines
    for word in ("zither", "marquetry", "oswaldine", "ls17", "9qt"):
        assert word not in server.log.lower()


def test_asking_writes_nothing(server: Server) -> None:
    before = server.home.kept()
    for hopes in ("singing", "struggling to buy food", "I want to end it all", "carer's assessment"):
        server.names(hopes, gifts="sewing", around="my neighbour Pat")
        server.http.post("/match", data={"near": "LS8 5HX", "hopes_words": hopes})
    assert server.home.kept() == before


def test_the_demo_is_the_same_the_second_time(home: Home) -> None:
    first = home.run("demo", "load", "--json").json
    assert first["read"] == first["created"] >= 1_500
    before = home.kept()
    second = home.run("demo", "load", "--json").json
    assert (second["unchanged"], second["created"], second["updated"]) == (first["read"], 0, 0)
    assert home.kept() == before
    assert home.run("demo", "load", "--if-empty").out == ""
