"""A country in one database and cut in two by latitude: the same ideas, and how long one client waits for them.

    PYTHONPATH=. python tests/bench/split_by_latitude.py [LISTINGS]

Three PostgreSQL servers, each with a node: one has everything, one what lies north of the cut and one what lies south,
both with what lies within 50 km beyond it. The client asks the node of the half that its place lies in, as a router
in front would. It asks twice: while each half weighs words by its own listings, and when both were told the words of
the country, counted in the halves and joined. All texts are read first, since nodes that are still reading
answer as far as they have come. Nothing is asserted: it prints. Filling takes minutes, so `make bench` leaves it out.
"""

import random
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import open_engine, unit_of_work
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.clock import local_date, system_clock
from app.matching.candidates import read_candidates
from app.matching.country import count, own, write_country
from app.matching.engine.index.country import Country, joined
from app.matching.engine.meaning.model import ModelError, find_model
from app.matching.meanings import Meanings
from app.matching.store import keep_vectors, vectors_since
from geo.centroids import sector_columns
from geo.distance import metres_to_many
from geo.gazetteer import Gazetteer
from geo.points import Point
from tests.bench.bench_match import HOPES, drafts
from tests.bench.nodes import DATABASES, Node, home, load, open_and_upgrade

LISTINGS, QUESTIONS, ROUNDS = 5_000, 200, 3
BEYOND_DEGREES = 50 / 111.0  # the widest look, as degrees of latitude
SHOWN = 20
TOWNS, SECTORS = 25, 12  # and the sectors of each


def main() -> int:
    if "PostgreSQL" not in DATABASES:
        print("PostgreSQL is not installed: apt-get install postgresql")
        return 0
    number = int(sys.argv[1]) if len(sys.argv) > 1 else LISTINGS
    everything, asked = scattered(number), questions()
    cut = float(np.median([lat_of(draft) for draft in everything]))
    halves = (
        [draft for draft in everything if lat_of(draft) >= cut - BEYOND_DEGREES],
        [draft for draft in everything if lat_of(draft) <= cut + BEYOND_DEGREES],
    )
    vectors = read_texts(everything)
    with ExitStack() as stack:
        whole, north, south = (stack.enter_context(Served(some, vectors)) for some in (everything, *halves))
        first = [(whole.node, body) for body in asked]
        routed = [((north if lat_asked(body) >= cut else south).node, body) for body in asked]
        alone = [ideas(*one) for one in first]
        compared("each half by its own words", alone, [ideas(*one) for one in routed])
        country = stack.enter_context(TemporaryDirectory())
        write_country(joined(counted((north, south), cut)), Path(country) / "country.json")
        for half in (north, south):
            half.tell({"KITH_COUNTRY_WORDS": f"{country}/country.json"})
        compared("both by the words of the country", alone, [ideas(*one) for one in routed])
        times = [(waited(first), waited(routed)) for _ in range(ROUNDS)]
    ratio = median(split / alone for alone, split in times)
    print(
        f"{number:,} listings, {len(halves[0]):,} north and {len(halves[1]):,} south; one client waits "
        f"{median(split for _, split in times):.2f} ms split, {median(alone for alone, _ in times):.2f} ms whole, "
        f"{ratio:.2f} times, middle of {', '.join(f'{split / alone:.2f}' for alone, split in times)} ({load()})"
    )
    return 0


def compared(how: str, alone: Sequence[Sequence[str]], split: Sequence[Sequence[str]]) -> None:
    """Say how many answers are alike, and which are not."""
    other = [n for n, (one, two) in enumerate(zip(alone, split, strict=True)) if one != two]
    print(
        f"{how}: of {len(alone)} answers {len(alone) - len(other)} with the very same ideas in the same order, "
        f"{mean(map(len, alone)):.1f} ideas in the mean, {sum(map(bool, alone))} answers with any"
    )
    for n in other:
        place = next((at for at, pair in enumerate(zip(alone[n], split[n], strict=False)) if pair[0] != pair[1]), None)
        same = "the same in another order" if {*alone[n]} == {*split[n]} else f"{len(alone[n])} and {len(split[n])}"
        print(f"  question {n}: {same}, first other at {place}")


def scattered(count: int) -> list[Draft]:
    """The demo's listings again and again, each in the middle of some sector of some town."""
    draw, sectors, towns = random.Random(2026), sector_columns(), sectors_of_towns()
    found = []
    for draft in drafts(count):
        place = draft.listing.place
        if place and place.lat is not None:
            at = draw.choice(towns)
            there = {"lat": float(sectors.lats[at]), "lon": float(sectors.lons[at]), "postcode": sectors.codes[at]}
            name = draft.listing.name.removesuffix(f" {draft.row}")  # one text many times is read once
            listing = draft.listing.model_copy(update={"place": place.model_copy(update=there), "name": name})
            found.append(Draft(row=draft.row, key=draft.key, listing=listing))
    return found


def sectors_of_towns() -> list[int]:
    """The sectors around some places up and down the country, so that there are enough listings for a question."""
    sectors = sector_columns()
    middles = random.Random(2026).sample(range(len(sectors.codes)), TOWNS)
    near = (
        np.argsort(metres_to_many(Point(sectors.lats[one], sectors.lons[one]), sectors.lats, sectors.lons))[:SECTORS]
        for one in middles
    )
    return sorted({int(at) for some in near for at in some})


def lat_of(draft: Draft) -> float:
    return draft.listing.place.lat if draft.listing.place and draft.listing.place.lat is not None else 0.0


def lat_asked(body: Mapping[str, object]) -> float:
    near: Mapping[str, float] = body["near"]  # type: ignore[assignment]
    return near["lat"]


def fill(url: str, some: Iterable[Draft], vectors: Mapping[str, bytes]) -> Engine:
    """The listings in a database, and what was read of their texts."""
    engine = open_and_upgrade(url)
    with unit_of_work(engine, writes=True) as session:
        bring_in(session, some, source="bench", gazetteer=Gazetteer.open(None), clock=system_clock)
        if vectors:
            keep_vectors(session, find_model().name, vectors)
    return engine


def read_texts(some: Sequence[Draft]) -> Mapping[str, bytes]:
    """What the encoder makes of every text, by its key; nothing where there is none."""
    try:
        files = find_model()
    except ModelError:
        return {}
    with TemporaryDirectory() as folder:
        engine = fill(f"sqlite:///{folder}/kith.db", some, {})
        with Session(engine) as session:
            texts = sorted({one.text for one in read_candidates(session)})
        Meanings(engine, files).make(texts, _told)
        with Session(engine) as session:
            vectors, _ = vectors_since(session, files.name, 0)
        engine.dispose()
    return vectors


def _told(done: int, total: int | None) -> None:
    if done % 1_024 < 64:
        print(f"{done:,} of {total:,} texts read", file=sys.stderr)


def counted(halves: Sequence["Served"], cut: float) -> list[Country]:
    """The words of what is each half's own, north first: what lies beyond the cut the other one counts."""
    sectors = sector_columns()
    found = []
    for half, theirs in zip(halves, (sectors.lats >= cut, sectors.lats < cut), strict=True):
        mine: Collection[str] = {code for code, here in zip(sectors.codes, theirs, strict=True) if here}
        engine = open_engine(half.url)
        with Session(engine) as session:
            found.append(count(own(read_candidates(session), mine, placeless=True), local_date(system_clock())))
        engine.dispose()
    return found


class Served:
    """A node of a server of its own that holds these listings."""

    def __init__(self, some: Sequence[Draft], vectors: Mapping[str, bytes]) -> None:
        self.some, self.vectors, self.stack = some, vectors, ExitStack()

    def __enter__(self) -> "Served":
        here = self.stack.enter_context(home("PostgreSQL"))
        self.url = here.url
        fill(here.url, self.some, self.vectors).dispose()
        self.node: Node = self.stack.enter_context(here.nodes(1))[0]
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def tell(self, settings: Mapping[str, str]) -> None:
        """Start the node again with other settings."""
        self.node.kill()
        self.node.told = settings
        self.node.start()


def questions() -> list[dict[str, object]]:
    draw, sectors, towns = random.Random(7), sector_columns(), sectors_of_towns()
    places = [draw.choice(towns) for _ in range(QUESTIONS)]
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
