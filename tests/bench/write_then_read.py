"""Ten thousand times written on one process and asked for on the other at once; and what the look for news costs.

    PYTHONPATH=. python tests/bench/write_then_read.py [PAIRS]

Two workers over SQLite, then two nodes over PostgreSQL (with `Kith-Revision`). Nothing is asserted: it prints. It takes
a quarter of an hour, so `make bench` leaves it out.
"""

import sys
import time
from statistics import median, quantiles

from tests.bench.nodes import DATABASES, Node, home, load

PAIRS = 10_000
ASKED = {"hopes": "quoits", "limit": 50}


def main() -> int:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    for name in DATABASES:
        with home(name) as here, here.nodes(2) as nodes:
            stale, took = 0, []
            for number in range(pairs):
                writer, reader = nodes if number % 2 else nodes[::-1]
                fresh, ms = pair(writer, reader, number)
                stale += not fresh
                took.append(ms)
            costs = [node.http.get("/try/cost").json() for node in nodes]
        look, answer = (median(cost[key] for cost in costs) for key in ("look_us", "answer_us"))
        print(
            f"{name}: {pairs:,} pairs, {stale} stale; reading the change and answering {median(took):.1f} ms in the "
            f"middle, {quantiles(took, n=100)[98]:.1f} at worst but one in a hundred; without news the look takes "
            f"{look:.1f} of the {answer:.0f} microseconds of an answer, {look / answer:.1%} ({load()})"
        )
    return 0


def pair(writer: Node, reader: Node, number: int) -> tuple[bool, float]:
    """Whether what was written was read, and the milliseconds that the reading took."""
    written = writer.http.post(f"/try/write/{number}").raise_for_status()
    revision = {"Kith-Revision": written.headers["Kith-Revision"]}
    began = time.perf_counter()
    answer = reader.http.post("/api/v1/match", json=ASKED, headers=revision).raise_for_status()
    return f'"Quoits {number}"' in answer.text, (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
