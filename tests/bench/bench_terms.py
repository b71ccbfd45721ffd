"""What it costs to add words of one's own: every listing that says them carries them, while others go on writing.

Run by hand: `python tests/bench/bench_terms.py [how many listings]`; `make bench` runs it with ten thousand.
"""

import os
import platform
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

from app.db.engine import open_engine, unit_of_work
from app.db.model import KeptValue
from app.directory.keep_terms import keep_terms
from app.directory.own_terms import TermRow
from app.directory.tag_waiting import tag_waiting
from app.directory.vocabulary import load_vocabulary
from seed.listings import demo_listings
from tests.builders import CLOCK, empty_directory, fill, listing

# Which nobody here says, which some say, and which nearly everybody says.
WORDS = {"rare": "ferrets; working the jills", "some": "round the table; nobody; week", "most": "people; with; there"}


@dataclass
class Others:
    """Somebody who writes a little all the time, and somebody who reads; the longest that either waited, in seconds."""

    engine: Engine
    wrote: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Others":
        self._threads = [
            threading.Thread(target=self._go_on, args=one) for one in ((True, self.wrote), (False, self.read))
        ]
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for one in self._threads:
            one.join()

    def _go_on(self, writes: bool, taken: list[float]) -> None:
        while not self._end.is_set():
            began = time.perf_counter()
            try:
                with unit_of_work(self.engine, writes=writes) as session:
                    if writes:
                        session.merge(KeptValue(key="bench", value=str(began)))
                    else:
                        session.execute(text("SELECT name FROM listing LIMIT 1")).all()
                taken.append(time.perf_counter() - began)
            except Exception as error:
                taken.append(time.perf_counter() - began)
                sys.stdout.write(f"  refused after {taken[-1]:.1f} s: {error}\n")
            time.sleep(0.05)


def main(size: int) -> None:
    """Fill a directory with what the made-up towns say, over and over, and add words to it."""
    sys.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    rng, told = Random(1), [(one.listing.name, one.listing.summary) for one in demo_listings(date(2026, 11, 22))]
    with tempfile.TemporaryDirectory() as folder:
        empty_directory(Path(folder)).dispose()
        engine = open_engine(f"sqlite:///{Path(folder) / 'kith.db'}")
        for start in range(0, size, 10_000):
            some = (rng.choice(told) for _ in range(min(10_000, size - start)))
            fill(engine, *(listing(name=name, summary=words, place=None, sessions=()) for name, words in some))
        for often, phrases in WORDS.items():
            measure(engine, often, phrases)
        engine.dispose()


def measure(engine: Engine, often: str, phrases: str) -> None:
    """Add one term and print what it took."""
    row = TermRow(1, {"scheme": "hope", "code": f"own_{often}", "label": f"Own {often}", "phrases": phrases})
    with Others(engine) as others:
        time.sleep(1)
        began = time.perf_counter()
        with unit_of_work(engine, writes=True) as session:
            report = keep_terms(session, [row], shipped=load_vocabulary(), clock=CLOCK, who="bench")
        tag_waiting(engine, load_vocabulary(), CLOCK)
        took = time.perf_counter() - began
    assert report.created == 1, report.problems
    with engine.connect() as connection:
        carried = connection.execute(
            text("SELECT count(*) FROM listing WHERE terms LIKE :t"), {"t": f"%hope:own_{often}\n%"}
        ).scalar()
    sys.stdout.write(
        f"said by {often}: {carried:,} listings in {took:.1f} s; longest wait of a writer {max(others.wrote):.1f} s, "
        f"of a reader {max(others.read):.2f} s\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
