"""A country in one database and cut in two by latitude: the same ideas, and how long one client waits for them.

    PYTHONPATH=. python tests/bench/split_by_latitude.py [LISTINGS]

Three PostgreSQL servers, each with a node: one has everything, one what lies north of the cut and one what lies south,
both with what lies within 50 km beyond it. The client asks the node of the half that its place lies in, as a router
in front would. Nothing is asserted: it prints. Filling takes minutes, so `make bench` leaves it out.
"""

import random
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from statistics import median

import numpy as np

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.clock import system_clock
from geo.centroids import sector_columns
from geo.gazetteer import Gazetteer
from tests.bench.bench_match import HOPES, drafts
from tests.bench.nodes import DATABASES, Node, home, load, open_and_upgrade

LISTINGS, QUESTIONS, ROUNDS = 20_000, 200, 3
BEYOND_DEGREES = 50 / 111.0  # the widest look, as degrees of latitude
SHOWN = 20


def main() -> int:
    if "PostgreSQL" not in DATABASES:
        print("PostgreSQL is not installed: apt-get install postgresql")
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LISTINGS
    everything = scattered(count)
    cut = float(np.median([lat_of(draft) for draft in everything]))
    halves = (
        [draft for draft in everything if lat_of(draft) >= cut - BEYOND_DEGREES],
        [draft for draft in everything if lat_of(draft) <= cut + BEYOND_DEGREES],
    )
    with ExitStack() as stack:
        whole, north, south = (stack.enter_context(Served(some)) for some in (everything, *halves))
        asked = questions()
        routed = [(north if body["near"]["lat"] >= cut else south, body) for body in asked]
        first = [(whole, body) for body in asked]
        same = sum(ideas(*one) == ideas(*other) for one, other in zip(first, routed, strict=True))
        times = [(waited(first), waited(routed)) for _ in range(ROUNDS)]
    ratio = median(split / alone for alone, split in times)
    print(
        f"{count:,} listings, {len(halves[0]):,} north and {len(halves[1]):,} south: of {QUESTIONS} questions {same} "
        f"with the very same ideas in the same order; median {median(split for _, split in times):.2f} ms split, "
        f"{median(alone for alone, _ in times):.2f} ms whole, {ratio:.2f} times ({load()})"
    )
    return 0


def scattered(count: int) -> list[Draft]:
    """The demo's listings again and again, each around the middle of some sector of the country."""
    draw, sectors = random.Random(2026), sector_columns()
    found = []
    for draft in drafts(count):
        place = draft.listing.place
        if place and place.lat is not None:
            at = draw.randrange(len(sectors.codes))
            there = {"lat": float(sectors.lats[at]), "lon": float(sectors.lons[at]), "postcode": sectors.codes[at]}
            listing = draft.listing.model_copy(update={"place": place.model_copy(update=there)})
            found.append(Draft(row=draft.row, key=draft.key, listing=listing))
    return found


def lat_of(draft: Draft) -> float:
    return draft.listing.place.lat if draft.listing.place and draft.listing.place.lat is not None else 0.0


class Served:
    """A node of a server of its own that holds these listings."""

    def __init__(self, some: Iterable[Draft]) -> None:
        self.some, self.stack = some, ExitStack()

    def __enter__(self) -> Node:
        here = self.stack.enter_context(home("PostgreSQL"))
        engine = open_and_upgrade(here.url)
        with unit_of_work(engine, writes=True) as session:
            bring_in(session, self.some, source="bench", gazetteer=Gazetteer.open(None), clock=system_clock)
        engine.dispose()
        return self.stack.enter_context(here.nodes(1))[0]

    def __exit__(self, *_: object) -> None:
        self.stack.close()


def questions() -> list[dict[str, object]]:
    draw, sectors = random.Random(7), sector_columns()
    places = [draw.randrange(len(sectors.codes)) for _ in range(QUESTIONS)]
    return [
        {
            "near": {"lat": float(sectors.lats[at]), "lon": float(sectors.lons[at])},
            "hopes": draw.choice(HOPES), "limit": SHOWN,
        }
        for at in places
    ]  # fmt: skip


def ideas(node: Node, body: dict[str, object]) -> Sequence[str]:
    answer = node.http.post("/api/v1/match", json=body).raise_for_status().json()
    return [one["id"] for one in (*answer["basics"], *answer["suggestions"])]


def waited(asked: Sequence[tuple[Node, dict[str, object]]]) -> float:
    """The median of the milliseconds that one client waits."""
    took = []
    for node, body in asked:
        began = time.perf_counter()
        node.http.post("/api/v1/match", json=body)
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


if __name__ == "__main__":
    sys.exit(main())
