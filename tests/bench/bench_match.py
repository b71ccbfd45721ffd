"""A match over HTTP at 10,000 listings with four clients at once: median, p95, p99, with the machine beside them.

Run as `python tests/bench/bench_match.py [--listings 10000] [--clients 4] [--requests 400]`; `--json` for machines.
Real parts only: a SQLite file filled through the importer, `kith serve` in its own process, clients in threads.
"""

import argparse
import itertools
import json
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx

from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.clock import system_clock
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from seed.listings import demo_listings

HOPES = (
    "gardening, company", "singing", "lost my wife and can't face the evenings", "books, somewhere warm",
    "football", "struggling to buy food", "chess or cards, not church", "sewing and a cup of tea", "walking", "",
)  # fmt: skip
GIFTS = ("", "sewing", "cooking")
PLACES = ("LS8 5", "LS9 6", "WN1 1", "M6 5", "TS1 4", "DE1 2", "Harehills", "LS11 8", "Wigan", "M27 4")


def drafts(count: int) -> Iterator[Draft]:
    """The demo again and again, each copy a little elsewhere, until there are `count`."""
    shake = random.Random(2026)
    demo = list(demo_listings(datetime(2026, 11, 22, tzinfo=UTC).date()))
    for row, draft in zip(range(1, count + 1), itertools.cycle(demo), strict=False):
        place = draft.listing.place
        if place and place.lat is not None and place.lon is not None:
            moved = {"lat": place.lat + shake.gauss(0, 0.02), "lon": place.lon + shake.gauss(0, 0.03)}
            place = place.model_copy(update=moved)
        listing = draft.listing.model_copy(update={"id": None, "place": place, "name": f"{draft.listing.name} {row}"})
        yield Draft(row=row, key=str(row), listing=listing)


def fill(url: str, count: int) -> float:
    """Seconds to bring them in."""
    engine = open_engine(url)
    upgrade(engine, METADATA)
    began = time.perf_counter()
    with unit_of_work(engine) as session:
        bring_in(session, drafts(count), source="bench", gazetteer=Gazetteer.open(None), clock=system_clock)
    engine.dispose()
    return time.perf_counter() - began


def ask(base: str, number: int, timings: list[float], seed: int) -> None:
    """One client: `number` questions one after another; milliseconds of each."""
    draw = random.Random(seed)
    with httpx.Client(base_url=base, timeout=30) as client:
        for _ in range(number):
            body = {"near": draw.choice(PLACES), "hopes": draw.choice(HOPES), "gifts": draw.choice(GIFTS)}
            began = time.perf_counter()
            client.post("/api/v1/match", json=body).raise_for_status()
            timings.append((time.perf_counter() - began) * 1000)


def serve(var: Path, url: str, port: int) -> "subprocess.Popen[bytes]":
    """`kith serve`, answering."""
    kith = Path(sys.executable).parent / "kith"
    environment = os.environ | {"KITH_VAR": str(var), "KITH_DATABASE_URL": url, "KITH_LOG_LEVEL": "error"}
    server = subprocess.Popen([str(kith), "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK:
                return server
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def measure(base: str, clients: int, requests: int) -> list[float]:
    """Milliseconds of every request, all clients at once, after a warm-up."""
    ask(base, 30, [], 0)
    timings: list[list[float]] = [[] for _ in range(clients)]
    threads = [threading.Thread(target=ask, args=(base, requests, timings[n], n + 1)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(itertools.chain.from_iterable(timings))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--requests", type=int, default=400, help="by each client")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        var = Path(folder)
        url = f"sqlite:///{var / 'kith.db'}"
        seconds = fill(url, said.listings)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = serve(var, url, port)
        try:
            timings = measure(f"http://127.0.0.1:{port}", said.clients, said.requests)
        finally:
            server.terminate()
            server.wait()
    cut = statistics.quantiles(timings, n=100)
    found = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "listings": said.listings, "clients": said.clients, "requests": len(timings),
        "brought_in_s": round(seconds, 2), "median_ms": round(statistics.median(timings), 2),
        "p95_ms": round(cut[94], 2), "p99_ms": round(cut[98], 2),
    }  # fmt: skip
    table = "".join(f"{key:14} {value}\n" for key, value in found.items())
    sys.stdout.write(json.dumps(found) + "\n" if said.json else table)


if __name__ == "__main__":
    main()
