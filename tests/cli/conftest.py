"""The real command line over a real SQLite file, a new one for every test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import empty_directory
from tests.cli.home import Home
from tests.cli.warm import Nursery


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
