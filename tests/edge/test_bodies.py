"""A body above a megabyte is refused in plain words, said or unsaid."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.edge.bodies import MOST_BYTES

JSON = {"content-type": "application/json"}


def in_pieces(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), 65_536):
        yield body[at : at + 65_536]


def as_json(size: int) -> bytes:
    """A JSON body of exactly `size` bytes."""
    body = json.dumps({"hopes": "x" * (size - len('{"hopes": ""}'))}).encode()
    assert len(body) == size
    return body


@pytest.mark.parametrize("chunked", [False, True])
def test_the_last_byte_that_fits_is_read(site: Any, chunked: bool) -> None:
    body = as_json(MOST_BYTES)
    answer = site().client.post("/api/v1/match", content=in_pieces(body) if chunked else body, headers=JSON)
    assert answer.json()["errors"][0]["pointer"] == "#/hopes"  # read whole, and too long for the field


@pytest.mark.parametrize("chunked", [False, True])
def test_one_byte_more_is_refused(site: Any, chunked: bool) -> None:
    body = as_json(MOST_BYTES + 1)
    answer = site().client.post("/api/v1/match", content=in_pieces(body) if chunked else body, headers=JSON)
    assert answer.status_code == 413
    assert "megabyte" in answer.json()["detail"]


def test_a_small_body_in_pieces_arrives_whole(site: Any) -> None:
    body = json.dumps({"hopes": "tea " * 4000}).encode()
    assert site().client.post("/api/v1/match", content=in_pieces(body), headers=JSON).json() == {"hopes": 16_000}


def test_a_form_too_big_gets_a_page(site: Any) -> None:
    answer = site().client.post("/match", data={"hopes": "x" * MOST_BYTES})
    assert (answer.status_code, "Error page 413" in answer.text) == (413, True)
    assert "content-security-policy" in answer.headers


def test_a_reading_stops_as_soon_as_it_is_too_much(site: Any) -> None:
    given = []

    def endless() -> Iterator[bytes]:
        for at in range(10_000):
            given.append(at)
            yield b"x" * 65_536

    # The test client reads what it is given before it sends, so the cap is asked directly.
    import anyio

    from app.edge.bodies import CapBodies

    pieces, sent = endless(), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(pieces), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    async def never(*_: Any) -> None:
        raise AssertionError("the app must not be asked")

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/match",
        "headers": [],
        "query_string": b"",
        "server": None,
    }
    anyio.run(CapBodies(never), scope, receive, send)
    assert sent[0]["status"] == 413
    assert len(given) <= MOST_BYTES // 65_536 + 1
