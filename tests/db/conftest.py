"""A private PostgreSQL for the tests of a folder, and databases of either kind."""

from pathlib import Path

import pytest

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
