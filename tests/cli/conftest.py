"""The real command line over a real SQLite file, a new one for every test."""

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders import empty_directory
from tests.cli.home import Home
from tests.cli.test_a_running_server import wait_for
from tests.cli.warm import Nursery

COUNCIL = "oruk/north_lincolnshire_council_services_oruk_v3_2024-12.json"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where commands are started."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory with its schema, to be copied: building it for every test would cost more than the tests."""
    folder = tmp_path_factory.mktemp("blank")
    empty_directory(folder).dispose()
    return folder / "kith.db"


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery, blank_database: Path) -> Callable[[], Home]:
    """Makes a home with an empty directory in it."""

    def make() -> Home:
        home = Home(tmp_path_factory.mktemp("home"), nursery)
        home.var.mkdir()
        shutil.copy(blank_database, home.database)
        return home

    return make


@pytest.fixture
def home(make_home: Callable[[], Home]) -> Home:
    """A home of one's own."""
    return make_home()


@pytest.fixture(scope="session")
def both(make_home: Callable[[], Home], open_data: Path) -> Home:
    """The demo together with the services of North Lincolnshire."""
    home = make_home()
    assert home.run("demo", "load").code == 0
    assert home.bring(open_data / COUNCIL, form="oruk")["created"] == 738
    return home


@pytest.fixture(scope="session")
def address(both: Home) -> Iterator[str]:
    """A server over both: where its feed is."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    process = both.start("serve", "--port", port)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        wait_for(http)
    yield f"http://127.0.0.1:{port}/oruk"
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=60)
