"""How long the check for twins takes at 100,000 listings; run with `make bench`. Nothing is asserted: it prints."""

import statistics
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from app.db.engine import unit_of_work
from app.directory.shapes import ListingIn
from app.upkeep.duplicates import Typed
from app.upkeep.twins import around, find_twins
from geo.centroids import sectors
from geo.gazetteer import Gazetteer
from tests.builders import contact, empty_directory, fill, listing, place
from tests.upkeep.near_duplicates import Entry, county, typed_again

SIZE, CHECKS = 100_000, 200
CITY = 10_000  # of them lie in 200 sectors of one city: five times as close as elsewhere


@pytest.mark.bench
def test_a_check_at_100_000_listings(tmp_path: Path) -> None:
    engine, rng = empty_directory(tmp_path), Random(1)
    everywhere, names = sorted(sectors()), county(Random(2), 1_500)
    city = [code for code in everywhere if code.startswith("LS")][:200]
    typed = [stored(rng.choice(names), rng.choice(city if n < CITY else everywhere), n) for n in range(SIZE)]
    fill(engine, *(each for each, _ in typed))
    for where, some in (("everywhere", typed[CITY:]), ("in the city", typed[:CITY])):
        asked = [typed_again(rng, one, "Barton") for _, one in rng.sample(some, CHECKS)]
        tell(where, [milliseconds(engine, one) for one in asked])


def milliseconds(engine: Engine, one: Entry) -> float:
    """How long one check takes, the look-up of the place included."""
    began = time.perf_counter()
    place_words = around(Gazetteer().locate(one.postcode))
    with unit_of_work(engine) as session:
        find_twins(session, Typed(one.name, one.phone, "", one.url, one.address, place_words), one.postcode)
    return (time.perf_counter() - began) * 1000


def tell(where: str, taken: list[float]) -> None:
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{SIZE:,} listings, {CHECKS} checks {where}: median {cuts[49]:.1f}, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f} ms"
    )


def stored(one: Entry, code: str, number: int) -> tuple[ListingIn, Entry]:
    """A listing of that name in some sector, with a number of its own."""
    phone = f"01632 9{number % 100_000:05d}"
    where = place(name="", address=one.address, postcode=code, lat=None, lon=None)
    made = listing(name=one.name, place=where, contact=contact(phone=phone, email=""), url=one.url, sessions=())
    return made, Entry(one.name, code, one.address, phone, one.url)
