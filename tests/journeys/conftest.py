"""Stories over HTTP: a real Kith over a real SQLite file, on a Sunday in November that never ends."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.engine import open_engine, unit_of_work
from app.directory.shapes import ListingIn
from app.kernel.clock import Clock
from app.main import create_app
from app.settings import Settings
from geo.gazetteer import Gazetteer
from seed.load import load_demo
from tests.builders import CLOCK, empty_directory, fill


@dataclass(frozen=True)
class Town:
    """A directory and somebody who calls it."""

    folder: Path
    http: TestClient

    @property
    def database(self) -> Path:
        return self.folder / "kith.db"

    def ask(self, near: Any = "LS8 5HX", **more: Any) -> Any:
        """The answer to a question."""
        answer = self.http.post("/api/v1/match", json={"near": near} | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def form(self, **fields: Any) -> Any:
        """The page after the form was sent, wherever it leads."""
        return self.http.post("/match", data=fields, follow_redirects=True)

    def add(self, *listings: ListingIn) -> None:
        """Somebody else brings listings in."""
        engine = open_engine(f"sqlite:///{self.database}")
        fill(engine, *listings)
        engine.dispose()

    def kept(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        reader = sqlite3.connect(self.database)
        names = [row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sorted(reader.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
        reader.close()
        return rows


OpenTown = Callable[..., Town]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    empty_directory(folder).dispose()
    return folder / "kith.db"


@pytest.fixture(scope="session")
def demo(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The make-believe towns, to be copied; loaded once for all stories."""
    database = tmp_path_factory.mktemp("demo") / "kith.db"
    shutil.copy(blank, database)
    engine = open_engine(f"sqlite:///{database}")
    with unit_of_work(engine) as session:
        assert load_demo(session, Gazetteer(), CLOCK).refused == 0
    engine.dispose()
    return database


@pytest.fixture(scope="session")
def open_town(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenTown]:
    """Opens a directory of one's own: a copy of `database`, or an empty one with `listings` in it."""
    with ExitStack() as open_ones:

        def open_(*listings: ListingIn, database: Path = blank, clock: Clock = CLOCK) -> Town:
            folder = tmp_path_factory.mktemp("town")
            shutil.copy(database, folder / "kith.db")
            address = f"sqlite:///{folder / 'kith.db'}"
            settings = Settings(_env_file=None, var=folder, database_url=address, log_level="warning")
            client = TestClient(
                create_app(settings, clock), "http://kith.test", raise_server_exceptions=False, follow_redirects=False
            )
            town = Town(folder, client)
            if listings:
                town.add(*listings)
            open_ones.enter_context(client)
            return town

        yield open_


@pytest.fixture(scope="session")
def leeds(open_town: OpenTown, demo: Path) -> Town:
    """The demo, for stories that only ask."""
    return open_town(database=demo)
