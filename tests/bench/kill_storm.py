"""Workers, nodes and the database are killed while listings are written: what was acknowledged must be there.

    PYTHONPATH=. python tests/bench/kill_storm.py [KILLS]

Over SQLite two workers are killed in turn, over PostgreSQL a node, the database, the other node, the database. Two
writers send 20 commits of 10 listings a second; two askers want ideas of every process that is up, all the time.
Nothing is asserted: it prints. It takes a quarter of an hour, so `make bench` leaves it out.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlmodel import Session, col, select

from app.db.engine import open_engine
from app.db.model import History
from tests.bench.nodes import DATABASES, Home, Node, home, load
from tests.db.cluster import Cluster

KILLS = 50
COMMITS_A_SECOND, LISTINGS_A_COMMIT, IDS = 20, 10, 400
DOWN_S, UP_S = 0.5, 1.0
ASKED = {"hopes": "quoits"}


@dataclass
class Storm:
    """What came of it."""

    home: Home
    nodes: list[Node]
    written: set[int] = field(default_factory=set)  # acknowledged
    answers: int = 0
    held: int = 0  # of them marked as held, since the database was away
    failed: list[str] = field(default_factory=list)  # asked of a process that was up
    next_number: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rage(self, kills: int) -> float:
        """Kill so often; how many seconds it took."""
        threads = [
            threading.Thread(target=work, args=(node,)) for node in self.nodes for work in (self.write, self.ask)
        ]
        for each in threads:
            each.start()
        began = time.monotonic()
        try:
            for number in range(kills):
                self.kill_one(number)
                time.sleep(UP_S)
        finally:
            self._over.set()
            for each in threads:
                each.join()
        return time.monotonic() - began

    def kill_one(self, number: int) -> None:
        if self.home.cluster and number % 2:
            kill_database(self.home.cluster)
            time.sleep(DOWN_S)
            start_database(self.home.cluster)
            return
        node = self.nodes[(number // 2 if self.home.cluster else number) % len(self.nodes)]
        node.kill()
        time.sleep(DOWN_S)
        node.start()

    def write(self, node: Node) -> None:
        """Send commits at an even pace; one that is not acknowledged is not counted on."""
        with httpx.Client(base_url=node.http.base_url, timeout=30) as http:
            while not self._over.is_set():
                began = time.monotonic()
                with self._lock:
                    first, self.next_number = self.next_number, self.next_number + LISTINGS_A_COMMIT
                with suppress(httpx.TransportError):
                    said = http.post(f"/try/write/{first}", params={"count": LISTINGS_A_COMMIT, "ids": IDS})
                    if said.status_code == httpx.codes.OK:
                        self.written |= {*range(first, first + LISTINGS_A_COMMIT)}
                time.sleep(max(0.0, len(self.nodes) / COMMITS_A_SECOND - (time.monotonic() - began)))

    def ask(self, node: Node) -> None:
        """Ask for ideas all the time. What a process that is killed meanwhile leaves unanswered is no failure."""
        with httpx.Client(base_url=node.http.base_url, timeout=30) as http:
            while not self._over.is_set():
                try:
                    said = http.post("/api/v1/match", json=ASKED)
                except httpx.TransportError as error:
                    if node.ready:
                        self.failed.append(type(error).__name__)
                    time.sleep(0.05)
                    continue
                self.answers += 1
                self.held += "Kith-Held-Since" in said.headers
                if said.status_code != httpx.codes.OK:
                    self.failed.append(str(said.status_code))
                time.sleep(0.02)

    def lost(self) -> int:
        """How many of the writes that were acknowledged the history does not know."""
        with Session(open_engine(self.home.url)) as session:
            names = {after["listing"]["name"] for after in session.exec(select(col(History.after))) if after}
        return sum(f"Quoits {number}" not in names for number in self.written)


def kill_database(cluster: Cluster) -> None:
    """The whole server at once, with signal 9."""
    pid = int((Path(cluster.data) / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)


def start_database(cluster: Cluster) -> None:
    """Again and again until what is left of the old one has ended."""
    for _ in range(50):
        with suppress(subprocess.CalledProcessError):
            cluster.start()
            return
        time.sleep(0.2)
    raise SystemExit("the database does not start again")


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    for name in DATABASES:
        with home(name) as here, here.nodes(2) as nodes:
            storm = Storm(here, nodes)
            took = storm.rage(kills)
            lost = storm.lost()
        print(
            f"{name}: {kills} kills in {took:.0f} s, {len(storm.written) / took:.0f} listings a second acknowledged; "
            f"of {len(storm.written):,} {lost} lost; {storm.answers:,} answers of processes that were up, "
            f"{storm.held} of them marked as held, {len(storm.failed)} failed {sorted(set(storm.failed))} ({load()})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
