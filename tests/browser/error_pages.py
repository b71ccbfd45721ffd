"""The pages of errors as the application sends them, for a browser to show: most cannot be brought about at will."""

from collections.abc import Mapping
from functools import cache

from fastapi import FastAPI
from playwright.sync_api import Page, Route
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from app.edge.furnish import furnish
from app.edge.templating import error_page
from app.settings import Settings

UNPACKED = ("content-encoding", "content-length", "transfer-encoding")


@cache
def answer(status: int) -> tuple[Mapping[str, str], str]:
    """Headers and text of the page of a status; what nobody expected is 500."""
    app = FastAPI()

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError if status == 500 else HTTPException(status)

    furnish(app, Settings(_env_file=None, log_level="error"), error_page)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as http:
        sent = http.get("/broken", headers={"Accept": "text/html"})
    assert sent.status_code == status
    return {name: value for name, value in sent.headers.items() if name not in UNPACKED}, sent.text


def show(page: Page, status: int) -> None:
    """Open a page that answers with a status; its files come from the running Kith."""
    headers, text = answer(status)

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, headers=dict(headers), body=text)

    page.route("**/broken", fulfil)
    page.goto("/broken")
