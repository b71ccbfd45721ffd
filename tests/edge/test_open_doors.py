"""Other websites may read what is open and ask for ideas from a browser; never as somebody, and never anything else."""

from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from app.access.rules import ROUTES, Deed
from app.edge.furnish import furnish
from app.edge.open_doors import methods_for_others
from app.settings import Settings
from tests.edge.conftest import show_page

ELSEWHERE = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
OPEN = [
    ("GET", "/oruk/services"), ("GET", "/ogc/"), ("GET", "/data/listings.geojson"), ("GET", "/openapi.json"),
    ("GET", "/api/v1/listings"), ("GET", "/api/v1/listings/0b8d9f2e"), ("GET", "/api/v1/places"),
    ("POST", "/api/v1/match"), ("POST", "/api/v1/match/why"),
]  # fmt: skip
CLOSED = [
    "/", "/match", "/me", "/me/forget", "/sign-in", "/list", "/steward", "/admin/keys", "/api/v1/audit", "/metrics",
    "/api/v1/match/other", "/api/v1/listings/a/b", "/oruks", "/database", "/groups/new",
]  # fmt: skip


@pytest.fixture
def echo() -> TestClient:
    """Whatever is asked is answered with the cookies that came through."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def told(request: Request) -> dict[str, str]:
        return dict(request.cookies)

    furnish(app, Settings(_env_file=None, log_level="error"), show_page)
    return TestClient(app, "http://kith.test", raise_server_exceptions=False)


def preflight(client: Any, path: str, method: str) -> Any:
    return client.options(
        path, headers={**ELSEWHERE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "x"}
    )


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_a_page_of_another_website_may_ask_at_an_open_door(echo: TestClient, method: str, path: str) -> None:
    asked = preflight(echo, path, method)
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["access-control-allow-origin"] == "*"
    assert method in asked.headers["access-control-allow-methods"].split(", ")
    assert "content-type" in asked.headers["access-control-allow-headers"].lower()
    answer = echo.request(method, path, headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_nobody_is_anybody_at_an_open_door(echo: TestClient, method: str, path: str) -> None:
    """A cookie does not get as far as what could honour it, and a browser is not let send a key."""
    answer = echo.request(method, path, headers=ELSEWHERE | {"Cookie": "kith=token; __Host-kith=token"})
    assert answer.json() == {}
    for told in (answer, preflight(echo, path, method)):
        assert "access-control-allow-credentials" not in told.headers
        assert "authorization" not in told.headers.get("access-control-allow-headers", "").lower()


@pytest.mark.parametrize("path", CLOSED)
def test_every_other_door_stays_closed(echo: TestClient, path: str) -> None:
    cookie = {"Cookie": "kith=token"}
    assert echo.get(path, headers=cookie).json() == {"kith": "token"}  # else this test would show nothing
    for answer in (echo.get(path, headers=ELSEWHERE | cookie), preflight(echo, path, "GET")):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert preflight(echo, path, "POST").status_code == 405
    assert echo.post(path, headers=ELSEWHERE | cookie).status_code == 403


def test_only_what_everybody_may_read_is_open() -> None:
    """By the table of all doors: none behind which anybody has to be somebody, and none that changes anything."""
    open_ones = {door for door in ROUTES if door[0] in methods_for_others(door[1])}
    assert {ROUTES[door] for door in open_ones} == {Deed.READ_OPEN}
    assert {path for method, path in open_ones if method == "POST"} == {"/api/v1/match", "/api/v1/match/why"}


def test_a_refusal_can_be_read_too(site: Any) -> None:
    answer = site().client.post("/api/v1/match", json={"diagnosis": "gout"}, headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (422, "*")


def test_options_that_are_no_preflight_are_no_question_here(echo: TestClient) -> None:
    assert echo.options("/api/v1/match").status_code == 405
