"""Workers, nodes and the database are killed while listings are written: what was acknowledged must be there.

    PYTHONPATH=. python tests/bench/kill_storm.py [KILLS [DATABASE ...]]

Over SQLite two workers are killed in turn, over PostgreSQL a node, the database, the other node, the database. 20
commits of 10 listings fall due each second; four writers send each to a process that is up, and again to another when
it is not acknowledged, as a proxy would. Two askers want ideas of every process that is up, all the time. No texts are
read by meaning: an encoder would be busy with nothing but these 200 texts a second. Nothing is asserted: it prints a
line for each kill and a table at the end. Fifty kills take two to four minutes for each database; `make bench` leaves
it out.
"""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, select

from app.db.engine import open_engine
from app.db.model import History
from tests.bench.nodes import DATABASES, READY_S, Home, Node, home, load
from tests.db.cluster import Cluster

KILLS = 50
COMMITS_A_SECOND, LISTINGS_A_COMMIT, IDS = 20, 10, 2_000  # few edits of each listing: an import reads its whole past
WRITERS, LATE_S = 4, 2.0  # what could not be sent is made up for, but no more than so many seconds of it
CALM_S, DOWN_S, UP_S, WRITES_AGAIN_S = 3.0, 0.5, 1.0, 60.0
ASK_EVERY_S = 0.05
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
    refused: int = 0  # commits that were sent and not acknowledged
    up_s: list[float] = field(default_factory=list)  # from each kill until what was killed answers
    written_s: list[float] = field(default_factory=list)  # and until the first commit is acknowledged
    acknowledged_at: list[tuple[float, float]] = field(default_factory=list)  # when each was sent, and answered
    next_number: int = 0
    next_at: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rage(self, kills: int) -> float:
        """Kill so often; how many seconds were written in."""
        threads = [threading.Thread(target=self.write) for _ in range(WRITERS)]
        threads += [threading.Thread(target=self.ask, args=(node,)) for node in self.nodes]
        began = self.next_at = time.monotonic()
        for each in threads:
            each.start()
        try:
            self.tell("calm", CALM_S)
            for number in range(kills):
                self.tell(f"{number + 1}/{kills}: {self.kill_one(number)}", UP_S)
        finally:
            took = time.monotonic() - began
            self._over.set()
            for each in threads:
                each.join()
        return took

    def tell(self, what: str, wait_s: float) -> None:
        """Say how quickly listings are written from here on."""
        before, began = len(self.written), time.monotonic()
        time.sleep(wait_s)
        pace = (len(self.written) - before) / (time.monotonic() - began)
        print(f"{self.home.name} {what}; {pace:.0f} listings a second, {len(self.failed)} failed", file=sys.stderr)

    def kill_one(self, number: int) -> str:
        """Kill what comes next, start it again, and wait until a commit is acknowledged; what happened, in words."""
        if self.home.cluster and number % 2:
            what = "the database"
            kill_database(self.home.cluster)
            killed = time.monotonic()
            time.sleep(DOWN_S)
            start_database(self.home.cluster)
        else:
            at = (number // 2 if self.home.cluster else number) % len(self.nodes)
            what = f"process {at + 1}"
            self.nodes[at].kill()
            killed = time.monotonic()
            time.sleep(DOWN_S)
            self.nodes[at].start()
        self.up_s.append(time.monotonic() - killed)
        while (first := self.first_after(killed)) is None and time.monotonic() < killed + WRITES_AGAIN_S:
            time.sleep(0.01)
        self.written_s.append((first or math.inf) - killed)
        return f"{what} is back after {self.up_s[-1]:.2f} s, written again after {self.written_s[-1]:.2f} s"

    def first_after(self, moment: float) -> float | None:
        """When a commit was first acknowledged that was sent after a moment."""
        return min((at for sent, at in self.acknowledged_at if sent > moment), default=None)

    def due(self) -> int:
        """Wait until the next commit falls due; the number of its first listing."""
        with self._lock:
            first, self.next_number = self.next_number, self.next_number + LISTINGS_A_COMMIT
            at = max(self.next_at, time.monotonic() - LATE_S)
            self.next_at = at + 1 / COMMITS_A_SECOND
        time.sleep(max(0.0, at - time.monotonic()))
        return first

    def write(self) -> None:
        """Send each commit until it is acknowledged; one that never is is not counted on."""
        with httpx.Client(timeout=30) as http:
            while not self._over.is_set():
                first, tries = self.due(), 0
                while not self._over.is_set() and not self.acknowledged(http, first, tries):
                    tries += 1
                    time.sleep(0.02)

    def acknowledged(self, http: httpx.Client, first: int, tries: int) -> bool:
        """Whether one of the processes that are up has taken a commit."""
        if not (up := [node for node in self.nodes if node.ready]):
            return False
        node = up[(first // LISTINGS_A_COMMIT + tries) % len(up)]
        sent, said = time.monotonic(), None
        with suppress(httpx.TransportError):
            said = http.post(f"{node.http.base_url}/try/write/{first}", params={"count": LISTINGS_A_COMMIT, "ids": IDS})
        if said is None or said.status_code != httpx.codes.OK:
            self.refused += 1
            return False
        self.written |= {*range(first, first + LISTINGS_A_COMMIT)}
        self.acknowledged_at.append((sent, time.monotonic()))
        return True

    def ask(self, node: Node) -> None:
        """Ask for ideas all the time. What a process that is killed meanwhile leaves unanswered is no failure."""
        with httpx.Client(base_url=node.http.base_url, timeout=30) as http:
            while not self._over.is_set():
                time.sleep(ASK_EVERY_S)
                if not (pid := node.pid if node.ready else None):
                    continue
                try:
                    said = http.post("/api/v1/match", json=ASKED)
                except httpx.TransportError as error:
                    if node.pid == pid:  # it was up all the while
                        self.failed.append(type(error).__name__)
                    continue
                self.answers += 1
                self.held += "Kith-Held-Since" in said.headers
                if said.status_code != httpx.codes.OK:
                    self.failed.append(str(said.status_code))

    def lost(self) -> int:
        """How many of the writes that were acknowledged the history does not know."""
        with Session(open_engine(self.home.url)) as session:
            names = {after["listing"]["name"] for after in session.exec(select(col(History.after))) if after}
        return sum(f"Quoits {number}" not in names for number in self.written)

    def row(self, took: float) -> list[str]:
        """The figures, as `HEADINGS` name them."""
        return [
            self.home.name, str(len(self.up_s)), f"{took:.0f}", f"{len(self.written) / took:.0f}",
            f"{len(self.written):,}", str(self.refused), str(self.lost()),
            middle_and_longest(self.up_s), middle_and_longest(self.written_s), f"{self.answers:,}", str(self.held),
            f"{len(self.failed)} {' '.join(sorted(set(self.failed)))}",
        ]  # fmt: skip


def middle_and_longest(seconds: list[float]) -> str:
    return f"{median(seconds):.2f}, {max(seconds):.2f}" if seconds else ""


HEADINGS = (
    "database", "kills", "seconds", "listings a second", "acknowledged", "commits sent in vain", "lost",
    "back after s: middle, longest", "written again after s", "answers", "of them held", "failed",
)  # fmt: skip


def kill_database(cluster: Cluster) -> None:
    """The whole server at once, with signal 9, until nothing of it is left."""
    pid = int((Path(cluster.data) / "postmaster.pid").read_text().split("\n", 1)[0])
    parts = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for each in parts:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    until = time.monotonic() + READY_S
    while time.monotonic() < until and any(Path(f"/proc/{each}").exists() for each in parts):
        time.sleep(0.01)


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
    rows = []
    for name in sys.argv[2:] or DATABASES:
        with home(name) as here, here.nodes(2, {"KITH_MODEL_DIR": str(here.folder)}) as nodes:
            storm = Storm(here, nodes)
            rows.append(storm.row(storm.rage(kills)))
    table = Table(title=f"killed while listings were written ({load()})")
    table.add_column("")
    for row in rows:
        table.add_column(row[0], justify="right")
    for heading, *values in zip(HEADINGS[1:], *(row[1:] for row in rows), strict=True):
        table.add_row(heading, *values)
    Console(width=100).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
