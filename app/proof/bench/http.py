"""Full HTTP by wrk: ours, a door that answers a constant, and the same application asking a peer."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from socket import socket
from statistics import mean, median
from tempfile import TemporaryDirectory

import httpx

from app.matching.engine.index.columns import Columns
from app.matching.engine.index.files import save_columns
from app.matching.engine.judging import place_of_listings
from app.matching.engine.laid import Grown, Laid, save_laid
from app.matching.engine.meaning.judge import load_judge
from app.matching.engine.meaning.model import ModelError, find_model
from app.matching.engine.meaning.reader import load_reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.types import Conversation
from app.proof.bench.served import FOLDER, PEER, TRIVIAL

RUNS = 5  # of each door, in turn: what the machine does besides then falls on all alike
SECONDS = 10
LINES = 8  # that stay open
READY_S = 300.0
ALL, FEW = "all.lua", "few.lua"  # the questions; and for as many ideas as ours gives in the mean
MATCH, CONSTANT, SAME, LEAN = "/api/v1/match", "/bench/trivial", "/bench/peer", "/bench/lean"
SCRIPT = """
local bodies = {%s}
local n = math.random(#bodies)
request = function()
  n = n %% #bodies + 1
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, bodies[n])
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.read + summary.errors.timeout, summary.bytes))
end
"""


class NoLoad(Exception):
    """Why HTTP cannot be measured, in a sentence."""


@dataclass
class Door:
    """What one door did in each run: requests a second, and milliseconds."""

    name: str
    a_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """For JSON: the middle run."""
        middle = {"a_second": self.a_second, "p50_ms": self.p50_ms, "p99_ms": self.p99_ms}
        return {"name": self.name, **{name: round(median(runs), 3) for name, runs in middle.items()}}


@dataclass(frozen=True)
class Served:
    """All doors; `times` tells how many times as many requests ours took as each other, run by run, the middle one."""

    doors: tuple[Door, ...]
    skipped: tuple[str, ...] = ()

    @property
    def times(self) -> dict[str, float]:
        """By the name of the other door."""
        ours = self.doors[0].a_second
        return {
            other.name: round(median(a / b for a, b in zip(ours, other.a_second, strict=True)), 3)
            for other in self.doors[1:]
        }

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"doors": [door.as_dict() for door in self.doors], "times": self.times, "skipped": list(self.skipped)}


def measure_http(
    columns: Columns, vectors: Vectors, asked: Sequence[Conversation], peers: Sequence[str], seconds: int = SECONDS
) -> Served:
    """Load each door in turn. Raises NoLoad where wrk is not installed."""
    if not shutil.which("wrk"):
        raise NoLoad("wrk is not installed: apt-get install wrk")
    with TemporaryDirectory(prefix="kith-bench-") as name, ExitStack() as servers:
        folder = Path(name)
        _write(folder, columns, vectors, asked)
        base = servers.enter_context(serving(folder))
        size, ideas = _told(base, asked)
        (folder / TRIVIAL).write_bytes(b"{" + b" " * (size - 2) + b"}")
        _write_load(folder, FEW, [replace(one, limit=ideas) for one in asked])
        places = {"ours": (base, MATCH, ALL)}
        places["two workers"] = (servers.enter_context(serving(folder, workers=2)), MATCH, ALL)
        places["trivial"] = (servers.enter_context(serving(folder)), CONSTANT, ALL)
        for peer in peers:
            base = servers.enter_context(serving(folder, peer))
            places |= {f"the same asking {peer}": (base, SAME, FEW), f"{peer}, lean": (base, LEAN, ALL)}
        doors = {one: Door(one) for one in places}
        for run in range(RUNS + 1):
            for one, (base, path, script) in places.items():
                _load(folder / script, base + path, doors[one], 1 if run == 0 else seconds, kept=run > 0)
        return Served(tuple(doors.values()))


def _write(folder: Path, columns: Columns, vectors: Vectors, asked: Sequence[Conversation]) -> None:
    save_columns(columns, folder)
    try:
        reader = load_reader(find_model().name)
    except ModelError:  # then words alone are served
        reader = None
    judge = load_judge(reader.model, reader.heard) if reader else None
    placed = Grown.of(place_of_listings(judge, columns, vectors)) if judge else None
    save_laid(Laid(columns.ground, reader, judge, Grown.of(vectors), placed, {}), folder)
    _write_load(folder, ALL, asked)
    (folder / TRIVIAL).write_bytes(b"{}")


def _write_load(folder: Path, script: str, asked: Sequence[Conversation]) -> None:
    bodies = ",\n".join(json.dumps(json.dumps(body_of(one))) for one in asked)
    (folder / script).write_text(SCRIPT % bodies)


def body_of(asked: Conversation) -> dict[str, object]:
    """The conversation as it is sent."""
    near = {"lat": round(asked.spot.lat, 6), "lon": round(asked.spot.lon, 6)} if asked.spot else None
    said = {"near": near, "hopes": asked.hopes, "ease": sorted(asked.ease), "days": sorted(asked.days)}
    return said | {"limit": asked.limit}


@contextmanager
def serving(folder: Path, peer: str = "", workers: int = 1) -> Iterator[str]:
    """A server of our own with the columns in it; its address."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = os.environ | {FOLDER: str(folder), PEER: peer}
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "app.proof.bench.routes:create_served",
        "--factory",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(
        [*command, "--workers", str(workers), "--log-level", "error", "--no-access-log"], env=told
    )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, server)
        yield base
    finally:
        server.terminate()
        server.wait()


def _wait(base: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{base}/readyz", timeout=READY_S).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise NoLoad("the server did not become ready")


def _told(base: str, asked: Sequence[Conversation]) -> tuple[int, int]:
    """Bytes of an ordinary answer, and how many ideas answers hold in the mean."""
    with httpx.Client(base_url=base, timeout=60) as client:
        answers = [client.post(MATCH, json=body_of(one)) for one in asked]
    ideas = mean(len(answer.json()["suggestions"]) for answer in answers)
    return round(median(len(answer.content) for answer in answers)), max(1, round(ideas))


def _load(script: Path, url: str, door: Door, seconds: int, *, kept: bool) -> None:
    command = ["wrk", "-t1", f"-c{LINES}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done)
    if found is None or int(found[5]):
        raise NoLoad(f"{door.name} did not answer every request")
    if kept:
        door.a_second.append(int(found[1]) / int(found[2]) * 1e6)
        door.p50_ms.append(int(found[3]) / 1000)
        door.p99_ms.append(int(found[4]) / 1000)
