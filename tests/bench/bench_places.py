"""How long places take here: `python tests/bench/bench_places.py` (needs KITH_OPEN_DATA)."""

import csv
import gzip
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.units import Units, units_path
from geo.units_import import import_units

IMPORT_S, IMPORT_MIB, LOOK_UP_US, LOAD_MS = 30.0, 400.0, 10.0, 300.0


def main() -> int:
    """Print machine, sizes and medians; 1 when a bar is missed."""
    source = Path(os.environ["KITH_OPEN_DATA"]) / "postcodes" / "gb_postcodes_2025-11.csv.gz"
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        target = units_path(Path(folder))
        seconds, mebibytes, count = import_apart(source, target)
        print(
            f"import {count:,} units: {seconds:.1f} s, peak {mebibytes:.0f} MiB, file {target.stat().st_size:,} bytes"
        )
        postcodes = sample(source, 20_000)
        units, gazetteer = Units.open(target), Gazetteer.open(Path(folder))
        find, locate = median_us(units.find, postcodes), median_us(gazetteer.locate, postcodes)
        name = median_us(gazetteer.locate, ["Harehills", "Wigan", "Sale, Trafford", "St Helens"] * 50)
        slip = median_us(gazetteer.locate, ["harehils", "wiggan", "middlesborough", "leads"] * 10)
    load = load_ms()
    print(f"look-up of a unit, warm, median: {find:.2f} us; through Gazetteer.locate: {locate:.2f} us")
    print(f"place name: {name:.0f} us; with a slip: {slip:.0f} us; first question of a process: {load:.0f} ms")
    kept = seconds <= IMPORT_S and mebibytes <= IMPORT_MIB and find <= LOOK_UP_US and load <= LOAD_MS
    print("all bars kept" if kept else "a bar was missed")
    return 0 if kept else 1


def import_apart(source: Path, target: Path) -> tuple[float, float, int]:
    """Seconds, peak MiB and count of an import in a process of its own, so that the peak is its own."""
    asked = subprocess.run(
        [sys.executable, __file__, "import", str(source), str(target)], capture_output=True, text=True, check=True
    )
    seconds, mebibytes, count = asked.stdout.split()
    return float(seconds), float(mebibytes), int(count)


def import_here(source: Path, target: Path) -> None:
    """The import itself, measured."""
    start = time.perf_counter()
    count = import_units(source, target)
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, count)


def sample(source: Path, many: int) -> list[str]:
    """The same postcodes every time, from all over the country."""
    with gzip.open(source, "rt", newline="") as file:
        postcodes = [row[0] for row in csv.reader(file)][1:]
    return random.Random(1).sample(postcodes, many)


def median_us(ask: Callable[[str], object], texts: list[str]) -> float:
    """Median over seven rounds of the mean of one call, in microseconds, after one round to warm up."""
    rounds = []
    for _ in range(8):
        start = time.perf_counter()
        for text in texts:
            ask(text)
        rounds.append((time.perf_counter() - start) / len(texts) * 1e6)
    return statistics.median(rounds[1:])


def load_ms() -> float:
    """Median of five fresh processes: from the first question to its answer, data read on the way."""
    code = (
        "import time; from geo.gazetteer import Gazetteer; t=time.perf_counter(); g=Gazetteer.open(None);"
        "g.locate('LS8 5'); g.locate('Harehills'); print((time.perf_counter()-t)*1e3)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return statistics.median(float(run.stdout) for run in runs)


if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        import_here(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
