"""A PostgreSQL of our own, started from the installed programs: it can be stopped, started and copied."""

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
_NUMBERS = count(1)


def as_server(command: list[str]) -> None:
    """Run as the user that owns the server."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=120)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Cluster:
    """One server with its data; nobody else can reach it."""

    folder: Path
    port: int = field(default_factory=free_port)

    @classmethod
    def made(cls) -> "Cluster":
        """A new one, running."""
        # Not pytest's own folder: the server will not run as root, and its user must reach what is its own.
        folder = Path(tempfile.mkdtemp(prefix="kith-pg-"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = cls(folder)
        as_server([cluster.program("initdb"), "-D", cluster.data, "-A", "trust", "-E", "UTF8", "-U", "kith"])
        cluster.start()
        return cluster

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://kith@127.0.0.1:{self.port}/{database}"

    @property
    def runs(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    @staticmethod
    def program(name: str) -> str:
        return str(INSTALLED[-1].parent / name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = str(self.folder / "log")
        as_server([self.program("pg_ctl"), "-D", self.data, "-w", "-o", options, "-l", log, "start"])

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast` ends every connection, `immediate` is a crash."""
        as_server([self.program("pg_ctl"), "-D", self.data, "-w", "-m", how, "stop"])

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"kith_{next(_NUMBERS)}"
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self.url_of(name)

    def replica(self) -> "Cluster":
        """A copy that follows this one and can only be read, running."""
        copy = Cluster(Path(tempfile.mkdtemp(prefix="kith-pg-")))
        if os.geteuid() == 0:
            shutil.chown(copy.folder, "postgres")
        source = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "kith"]
        as_server([self.program("pg_basebackup"), "-D", copy.data, "-R", "-c", "fast", *source])
        copy.start()
        return copy

    def remove(self) -> None:
        """Stop it for good."""
        self.stop("immediate")
        shutil.rmtree(self.folder)
