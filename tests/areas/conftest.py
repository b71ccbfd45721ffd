"""A real database with the schema in it, for the tests of areas."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.db.engine import open_engine
from app.db.migrate import upgrade
from app.tables import METADATA


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty directory in a SQLite file."""
    opened = open_engine(f"sqlite:///{tmp_path / 'kith.db'}")
    upgrade(opened, METADATA)
    yield opened
    opened.dispose()
