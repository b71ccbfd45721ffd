"""Nodes as processes of their own over either database, for measuring: started, killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import Engine

from app.db.engine import open_engine
from app.db.migrate import upgrade
from app.tables import METADATA
from tests.db.cluster import INSTALLED, Cluster, free_port

READY_S = 120.0
DATABASES = ("SQLite", *(["PostgreSQL"] if INSTALLED else []))


@dataclass
class Node:
    """One process that answers."""

    url: str
    var: Path
    port: int = field(default_factory=free_port)
    told: Mapping[str, str] = field(default_factory=dict)  # settings besides, by their variables
    pid: int | None = None
    ready: bool = False
    nursery: "subprocess.Popen[str] | None" = None  # which has read the code: see `node.py`

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.nursery = self.nursery or self._nursery()
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(dict(self.told)) + "\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            with suppress(httpx.TransportError):
                if self.http.get("/readyz").status_code == httpx.codes.OK:
                    self.ready = True
                    return
            time.sleep(0.02)
        raise SystemExit("a node did not become ready")

    def _nursery(self) -> "subprocess.Popen[str]":
        here = Path(__file__).with_name("node.py")
        return subprocess.Popen(
            [sys.executable, str(here), self.url, str(self.var), str(self.port)],
            env=os.environ | {"PYTHONPATH": str(here.parents[2])}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def kill(self) -> None:
        """As a machine that loses its power: nothing is tidied up."""
        self.ready, pid, self.pid = False, self.pid, None
        with suppress(ProcessLookupError):
            while pid is not None:
                os.kill(pid, signal.SIGKILL)
                time.sleep(0.005)

    def end(self) -> None:
        """Kill it, and what would make it anew."""
        self.kill()
        if self.nursery:
            self.nursery.kill()
            self.nursery.communicate()


@dataclass
class Home:
    """A database with nodes over it."""

    name: str
    url: str
    folder: Path
    cluster: Cluster | None

    @contextmanager
    def nodes(self, count: int, told: Mapping[str, str] | None = None) -> Iterator[list[Node]]:
        """So many, answering: over SQLite workers of one machine, over PostgreSQL nodes that share nothing else."""
        nodes = [Node(self.url, self.folder / f"var{n if self.cluster else 0}", told=told or {}) for n in range(count)]
        try:
            for each in nodes:
                each.start()
            yield nodes
        finally:
            for each in nodes:
                each.end()


@contextmanager
def home(name: str) -> Iterator[Home]:
    """An empty directory."""
    cluster = Cluster.made() if name == "PostgreSQL" else None
    with TemporaryDirectory(prefix="kith-nodes-") as folder:
        url = cluster.new_database() if cluster else f"sqlite:///{folder}/kith.db"
        open_and_upgrade(url).dispose()
        try:
            yield Home(name, url, Path(folder), cluster)
        finally:
            if cluster:
                cluster.remove()


def open_and_upgrade(url: str) -> Engine:
    """The database with the whole schema in it."""
    engine = open_engine(url)
    upgrade(engine, METADATA)
    return engine


def load() -> str:
    """How busy the machine is, to be told beside every figure."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
