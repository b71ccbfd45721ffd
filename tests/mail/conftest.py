"""A mail server that can be started and stopped, and an outbox on each kind of database."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.db.engine import open_engine
from app.db.migrate import upgrade
from app.tables import METADATA
from tests.db.cluster import free_port

SERVER = Path(__file__).parent / "server.py"


@dataclass
class PostOffice:
    """A mail server on a port of its own, and what it has taken."""

    path: Path
    refusal: str = ""
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        command = [sys.executable, str(SERVER), str(self.port), str(self.path), *self.refusal.split()]
        self.process = subprocess.Popen(command)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the mail server did not start")

    def close(self, *, kindly: bool = True) -> None:
        """Stop it; unkindly is as when the power goes."""
        if self.process:
            (self.process.terminate if kindly else self.process.kill)()
            self.process.wait(timeout=60)
            self.process = None

    @property
    def taken(self) -> list[tuple[str, str, str]]:
        """Message-ID, subject and reader of each letter, in the order they came."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(parts[0], parts[1], parts[2]) for parts in (line.split("\t") for line in lines)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    """A mail server that is not open yet."""
    office = PostOffice(tmp_path / "taken.txt")
    yield office
    office.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty outbox, in each kind of database in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'kith.db'}"
    else:
        url = request.getfixturevalue("server").new_database()
    engine = open_engine(url)
    upgrade(engine, METADATA)
    yield engine
    engine.dispose()
