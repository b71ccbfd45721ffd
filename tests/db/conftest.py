"""A private PostgreSQL for the tests of a folder, and databases of either kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.db.engine import open_engine
from app.db.migrate import upgrade
from app.tables import METADATA
from tests.db.cluster import Cluster


@pytest.fixture(scope="module")
def cluster(server: Cluster) -> str:
    """The URL of its first database."""
    return server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    server: Cluster = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def engine(fresh_url: str) -> Iterator[Engine]:
    """A database of each kind in turn, its schema brought up to date."""
    engine = open_engine(fresh_url)
    upgrade(engine, METADATA)
    yield engine
    engine.dispose()
