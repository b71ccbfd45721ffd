"""A PostgreSQL of our own for as long as it is needed, started from the installed programs; it keeps nothing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.proof.bench.peer import PeerMissing

HOMES = Path("/usr/lib/postgresql")  # where Debian and Ubuntu put each version
MEMORY = "-c shared_buffers=512MB -c work_mem=64MB -c fsync=off -c jit=off -c max_parallel_workers_per_gather=0"


class Cluster:
    """A server that listens on a socket in a folder of its own and on no network address."""

    def __init__(self) -> None:
        """Start it. Raises PeerMissing when PostgreSQL is not installed."""
        if not (found := sorted(HOMES.glob("*/bin/initdb"))):
            raise PeerMissing("PostgreSQL is not installed: apt-get install postgresql postgresql-*-postgis-3")
        self._programs = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="kith-pg-"))
        if os.geteuid() == 0:  # the server will not run as root
            shutil.chown(self.folder, "postgres")
        data = str(self.folder / "data")
        self._control = [str(self._programs / "pg_ctl"), "-D", data, "-w"]
        self._run([str(self._programs / "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "-U", "kith"])
        options = f"-k {self.folder} -c listen_addresses='' {MEMORY}"
        self._run([*self._control, "-o", options, "-l", str(self.folder / "log"), "start"])
        self.address = f"host={self.folder} user=kith dbname=postgres"

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._run([*self._control, "-m", "immediate", "stop"])
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: Sequence[str]) -> None:
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=120)
