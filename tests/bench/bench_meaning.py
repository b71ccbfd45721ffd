"""How long it takes to see how close 100,000 listings lie to a question: near a place, and all of them.

Run as `python tests/bench/bench_meaning.py [--listings 100000] [--places 200] [--json]`; medians in milliseconds, numba
and numpy in one run. The listings are random vectors around random towns of the United Kingdom; only time is measured.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning import kernels
from app.matching.engine.meaning.kernels import Kernel, Rows
from app.matching.engine.meaning.vectors import Vectors, shrunk
from geo.centroids import sectors
from geo.distance import metres_to_many
from geo.points import Point

WIDTH, NEAR_M, TOWNS, TOWN_DEGREES = 384, 5_000.0, 400, 0.04
BARS_MS = {"within 5 km": 0.2, "all": 5.0}


def scattered(chance: np.random.Generator, size: int) -> tuple[Vectors, npt.NDArray[np.float64]]:
    """Vectors, and the latitude and longitude of each, in order of latitude as the columns stand."""
    centres = np.array([(row.point.lat, row.point.lon) for _, row in sorted(sectors().items())])
    towns = centres[chance.choice(len(centres), TOWNS, replace=False)]
    share = 1 / np.arange(1, TOWNS + 1)  # the second town is half the first, the third a third (Zipf's law)
    places = towns[chance.choice(TOWNS, size, p=share / share.sum())] + chance.normal(0, TOWN_DEGREES, (size, 2)) * (
        1,
        1.6,
    )
    floats = chance.standard_normal((size, WIDTH)).astype(np.float32)
    numbers = np.clip(np.round(floats * 40), -127, 127).astype(np.int8)
    scales = (1 / np.linalg.norm(numbers.astype(np.float32), axis=1)).astype(np.float32)
    return Vectors(numbers, scales), places[np.argsort(places[:, 0])]


def near_each(chance: np.random.Generator, places: npt.NDArray[np.float64], count: int) -> list[Rows]:
    """The rows within 5 km of some of the listings themselves: where people are, listings are."""
    asked = [Point(*map(float, places[row])) for row in chance.choice(len(places), count, replace=False)]
    lats, lons = np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1])
    return [np.nonzero(metres_to_many(point, lats, lons) <= NEAR_M)[0].astype(np.int32) for point in asked]


def times_ms(
    kernel: Kernel, vectors: Vectors, questions: list[npt.NDArray[np.float32]], rows: list[Rows | None]
) -> list[float]:
    """Milliseconds of each question put to its rows, the question made small included."""
    taken = []
    for question, some in zip(questions, rows, strict=True):
        began = time.perf_counter()
        scale, asked = shrunk(question)
        close = np.zeros(len(vectors.scales) if some is None else len(some), np.float32)
        kernel(vectors.bytes_, vectors.scales, asked, scale, some, close)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measure(listings: int, places: int) -> dict[str, object]:
    """Medians and 95th percentiles by what is asked and who reckons."""
    chance = np.random.default_rng(7)
    vectors, where = scattered(chance, listings)
    questions = [
        vector / np.linalg.norm(vector) for vector in chance.standard_normal((places, WIDTH)).astype(np.float32)
    ]
    near: list[Rows | None] = list(near_each(chance, where, places))
    everywhere: list[Rows | None] = [None] * min(places, 40)
    found: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 2),
        "listings": listings,
        "rows_within_5_km": statistics.median(len(rows) for rows in near if rows is not None),
    }
    for name, kernel in (("numba", kernels.by_numba()), ("numpy", kernels.by_numpy)):
        for what, rows in (("within 5 km", near), ("all", everywhere)):
            if kernel is not None:
                times_ms(kernel, vectors, questions[:3], rows[:3])
                taken = sorted(times_ms(kernel, vectors, questions[: len(rows)], rows))
                found[f"{what}, {name}"] = {
                    "median_ms": round(statistics.median(taken), 3),
                    "p95_ms": round(taken[int(len(taken) * 0.95)], 3),
                }
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.listings, given.places)
    if given.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    sys.stdout.write(f"{found['machine']}, load {found['load']}\n")
    sys.stdout.write(f"{found['listings']} listings, {found['rows_within_5_km']:.0f} within 5 km\n")
    for name, taken in found.items():
        if isinstance(taken, dict):
            bar = BARS_MS[name.rpartition(",")[0]]
            sys.stdout.write(
                f"{name:20} median {taken['median_ms']:7.3f} ms, p95 {taken['p95_ms']:7.3f} ms (bar {bar})\n"
            )


if __name__ == "__main__":
    main()
