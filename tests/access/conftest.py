"""Both kinds of database with the whole schema in them, and a real application over each."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app.access.give_role import give_role
from app.access.rules import Role
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.kernel.callers import Grant
from app.main import create_app
from app.settings import Settings
from app.tables import METADATA
from tests.builders import NOW, empty_directory


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty directory, in each kind of database in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'kith.db'}"
    else:
        url = request.getfixturevalue("server").new_database()
    engine = open_engine(url)
    upgrade(engine, METADATA)
    yield engine
    engine.dispose()


class Hands:
    """A clock that tests move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Site:
    """A real Kith and people who call it, each with a browser of their own."""

    engine: Engine
    clock: Hands
    app: FastAPI
    line: str = "203.0.113.9"

    def browser(self, line: str | None = None) -> TestClient:
        """Somebody's browser, from a line to the network."""
        address = (line or self.line, 5)
        return TestClient(self.app, "http://kith.test", client=address, follow_redirects=False)

    def rows(self, sql: str) -> list[Any]:
        """What the database says."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(sql)))

    def letters(self, to: str) -> list[str]:
        """The words of every letter to an address, the newest last."""
        with self.engine.connect() as connection:
            query = text('SELECT text FROM outbox WHERE "to" = :to ORDER BY id')
            return [row.text for row in connection.execute(query, {"to": to})]

    def link(self, to: str) -> str:
        """The token in the last letter to an address."""
        found = re.search(r"/sign-in/link\?t=(\S+)", self.letters(to)[-1])
        assert found
        return found[1]

    def signed_in(self, email: str, *grants: Grant) -> TestClient:
        """A browser in which the owner of an address signed in by a link."""
        for grant in grants:
            with unit_of_work(self.engine, writes=True) as session:
                give_role(session, email, Role(grant.role), grant.area_id, who="test", now=self.clock())
        browser = self.browser()
        assert browser.post("/sign-in", data={"email": email}).status_code == 200
        assert browser.post("/sign-in/link", data={"t": self.link(email)}).status_code == 303
        return browser


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite directory, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    empty_directory(folder).dispose()
    return folder / "kith.db"


@pytest.fixture
def site(blank: Path, tmp_path: Path) -> Iterator[Site]:
    """An empty directory with the whole application around it, on SQLite."""
    shutil.copy(blank, tmp_path / "kith.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'kith.db'}")
    yield from _open(engine, tmp_path)
    engine.dispose()


@pytest.fixture
def each_site(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    """The same on each kind of database in turn."""
    yield from _open(engine, tmp_path)


def _open(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    url = engine.url.render_as_string(hide_password=False)
    settings = Settings(_env_file=None, var=tmp_path / "var", database_url=url, log_level="warning")
    clock = Hands()
    site = Site(engine, clock, create_app(settings, clock))
    with TestClient(site.app):  # starts and stops it
        yield site
