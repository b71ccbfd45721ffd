"""A small real app with the whole edge around it, for the tests of the edge."""

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from starlette.testclient import TestClient

from app.edge.furnish import furnish
from app.edge.limits import Buckets, Limits
from app.kernel.errors import Full, NotFound, NotReady, NotUsable, Problem, Refused
from app.settings import Settings
from geo.gazetteer import Gazetteer


class Travel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    mode: Literal["walk", "bus"] = "walk"
    minutes: int = Field(default=20, ge=1, le=180)


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    near: Annotated[str, Field(max_length=200)] | Travel | None = None
    hopes: str = Field(default="", max_length=20_000)
    age: int | None = None
    travel: Travel = Field(default_factory=Travel)
    days: list[Literal["mon", "tue"]] = Field(default_factory=list, max_length=7)
    facts: dict[Literal["toilet", "quiet"], bool] = Field(default_factory=dict)
    rule: str = ""

    @field_validator("rule")
    @classmethod
    def _known_rule(cls, text: str) -> str:
        if text and text != "weekly":
            raise ValueError(f"{text} is no rule that we know")  # repeats what was sent, as careless checks do
        return text

    @model_validator(mode="after")
    def _something(self) -> "Asked":
        if not (self.near or self.hopes or self.rule):
            raise ValueError("say where you are or what you hope for")
        return self


api = APIRouter(prefix="/api/v1")
pages = APIRouter()
DOMAIN = {
    "not-found": NotFound("There is no such listing."),
    "refused": Refused("Only a steward may do that."),
    "not-usable": NotUsable("The radius is too big.", (Problem("radius_m", "At most 50,000."),)),
    "full": Full("There is no room left."),
    "not-ready": NotReady("The directory is still being read."),
}


@api.post("/match")
def match(body: Asked) -> dict[str, int]:
    return {"hopes": len(body.hopes)}


@api.get("/raise/{name}")
def raise_it(name: str) -> None:
    raise DOMAIN[name]


@api.get("/place")
def place(near: str) -> dict[str, str]:
    return {"name": Gazetteer().locate(near).name}


@api.get("/things/{thing_id}")
def thing(thing_id: UUID, size: Annotated[int, Query(le=9)] = 1) -> dict[str, int]:
    return {"size": size}


@api.post("/break")
def break_it(body: dict[str, Any]) -> None:
    raise RuntimeError(f"cannot do {body}")  # an error whose message holds what was typed


@api.get("/break-off")
def break_off(word: str) -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise RuntimeError(f"cannot go on with {word}")

    return StreamingResponse(pieces())


@pages.post("/match")
def page_match(hopes: Annotated[str, Form()]) -> HTMLResponse:
    return HTMLResponse(f"<p>{len(hopes)}</p>")


@pages.get("/kept")
def kept() -> HTMLResponse:
    return HTMLResponse("<p>kept</p>", headers={"Cache-Control": "private, no-cache", "Referrer-Policy": "origin"})


@pages.get("/break")
def page_break(word: str) -> None:
    raise RuntimeError(word)


def show_page(request: Request, status: int) -> HTMLResponse:
    return HTMLResponse(f"<!doctype html><h1>Error page {status}</h1>", status_code=status)


def small_app(static: Path, **settings: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(api)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=static))
    furnish(app, Settings(_env_file=None, **settings), show_page)
    limits = next(layer for layer in app.user_middleware if layer.cls is Limits)
    limits.kwargs["buckets"] = Buckets(now=lambda: 0.0)  # time stands still: a slow machine refills nothing
    return app


@dataclass
class Site:
    """The app, a caller at an address of our choosing, and what was logged, as it was written."""

    client: TestClient
    _written: StringIO

    @property
    def log(self) -> str:
        return self._written.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines()]


MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> MakeSite:
    """Makes a site; failures are answers, as behind a real server."""
    static = tmp_path_factory.mktemp("static")
    (static / "kith.css").write_text("body {}")

    def make(
        address: str = "203.0.113.9", base: str = "http://kith.test", strict: bool = False, **settings: Any
    ) -> Site:
        written = StringIO()
        with redirect_stderr(written):
            app = small_app(static, env="production", secret_key="x" * 40, **settings)
        client = TestClient(app, base, raise_server_exceptions=strict, client=(address, 5), follow_redirects=False)
        return Site(client, written)

    return make
