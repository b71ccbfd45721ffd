"""How long it takes to find the vocabulary's phrases and signs of danger in what somebody typed.

Run as `python tests/bench/bench_words.py`; medians of 30 runs, in milliseconds.
"""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable

from app.directory.vocabulary import load_vocabulary
from app.matching.engine.danger import find_danger

LETTER = (
    "I lost my wife last year and the evenings are long. I used to be a joiner and I like growing veg, "
    "the odd game of dominoes and a sing. I can't manage stairs. Struggling a bit with the heating bill. "
)


def median_ms(work: Callable[[], object], times: int = 30) -> float:
    """The median of `times` runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    words = load_vocabulary()
    sys.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for letters in (300, 20_000):
        text = (LETTER * 100)[:letters]
        phrases, danger = median_ms(lambda text=text: words.find(text)), median_ms(lambda text=text: find_danger(text))  # type: ignore[misc]
        sys.stdout.write(f"{letters:6} letters: phrases {phrases:.2f} ms, danger {danger:.2f} ms\n")


if __name__ == "__main__":
    main()
