"""What a merge adds to answers given meanwhile: `python tests/bench/merging.py [--listings 100000] [--rounds 10]`.

The same questions are answered in blocks: alone, beside a process that keeps the other processor as busy, and beside a
thread that makes a new base of 1,000 edits and saves it, as the server's own does. What the second and the third differ
by is what merging adds; each block's slowest answers are told, since that is where it would show.
"""

import argparse
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from app.directory.vocabulary import load_vocabulary
from app.kernel.quiet import stepping_aside
from app.kernel.unswept import spare_what_is_here
from app.matching.engine import warm
from app.matching.engine.answer import answer_to
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.files import load_columns, save_columns
from app.matching.engine.index.merge import merged
from app.matching.engine.meaning.kernels import prepare
from app.proof.bench.engine import Engine
from app.proof.bench.kept import edited
from app.proof.bench.listings import make_country
from app.proof.bench.questions import Asked, asked, conversations
from app.proof.bench.timing import Timings
from seed.lists import read_list
from seed.topics import topics

BUSY = "import numpy as np\na = np.random.rand(2000000)\nwhile True: np.sort(a)"


@contextmanager
def alone(columns: Columns) -> Iterator[None]:
    """Nothing else at work."""
    yield


@contextmanager
def beside_a_process(columns: Columns) -> Iterator[None]:
    """Another process uses the other processor."""
    other = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        yield
    finally:
        other.kill()
        other.wait()


@contextmanager
def beside_a_merge(columns: Columns) -> Iterator[None]:
    """A thread merges and saves, again and again."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.is_set():
            with stepping_aside(), TemporaryDirectory(prefix="kith-bench-") as folder:
                save_columns(merged(columns)[0], Path(folder))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def answers(engine: Engine, near: Sequence[Asked], clock: Timings) -> None:
    """Every question once: put, found and explained."""
    for one in near:
        clock.of(lambda one=one: answer_to(one.before(engine.columns, engine.vocabulary)))  # type: ignore[misc]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    said = parser.parse_args()
    prepare(), warm.prepare()
    with TemporaryDirectory(prefix="kith-bench-") as folder:
        country = make_country(said.listings, themes := topics(), read_list("names"))
        save_columns(build_columns(country.listings), Path(folder))
        columns = edited(load_columns(Path(folder)), Timings())
        engine = Engine(columns, load_vocabulary(), None)
        near = [asked(one, engine.vocabulary, len(themes)) for one in conversations()]
        answers(engine, near, Timings())
        spare_what_is_here()  # the listings the country was made of: a server holds none, or spares them too
        clocks = {name: Timings() for name in ("alone", "beside a process", "beside a merge")}
        ways = dict(zip(clocks, (alone, beside_a_process, beside_a_merge), strict=True))
        for _ in range(said.rounds):
            for name, way in ways.items():
                with way(columns):
                    for _ in range(5):
                        answers(engine, near, clocks[name])
    for name, clock in clocks.items():
        cuts = np.percentile(clock.seconds, (50, 99, 99.9, 100)) * 1000
        told = ", ".join(f"{what} {cut:.2f}" for what, cut in zip(("p50", "p99", "p99.9", "most"), cuts, strict=True))
        print(f"{name}: {len(clock.seconds):,} answers, ms {told}")


if __name__ == "__main__":
    main()
