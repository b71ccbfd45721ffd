"""What writing costs: a commit with history and change log beside a bare one, and a whole import until it can be found.

    PYTHONPATH=. python tests/bench/writing.py [LISTINGS] [sqlite|postgresql]

Both on SQLite and, where it is installed, PostgreSQL, unless one is named. A bare commit writes the very same rows of a
listing, history and log left out, as SQLModel objects. Of a whole import it tells where the time goes, by the clock and
by the processor: of this process, and of the one that reads along; not what PostgreSQL itself does. The drafts are
made beforehand, since a file is read by another step. It prints, and asserts only that all can be found. At 100,000 it
takes minutes, so `make bench` leaves it out.

"Found" is what somebody sees who runs `kith import` and then starts a server: the import has ended, whatever read along
with it too, and a desk that knows nothing yet has made itself ready as `kith serve` does, and has answered a question.
What takes as long without an import is done before: places, words and compiled loops are in memory. Vectors are apart.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

import app.directory.bring_in as bringing
import app.directory.making as making
import app.matching.candidates as reading
from app.db.engine import unit_of_work
from app.db.lots import work_in_lots
from app.directory.bring_in import bring_in
from app.directory.model import Listing, Organisation, Place, PlacePrivate
from app.directory.shapes import Draft
from app.directory.store import PARTS
from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import system_clock
from app.matching.desk import Desk
from app.matching.read_along import reading_along
from app.matching.shapes import MatchIn
from app.matching.snapshots import Snapshots
from geo.gazetteer import Gazetteer
from tests.bench.bench_match import drafts
from tests.bench.nodes import DATABASES, home, load, open_and_upgrade

LISTINGS, COMMITS, ROUNDS = 100_000, 200, 3
QUESTION = MatchIn(near="LS8 5", hopes="gardening, company")


def main() -> int:
    told = {one.casefold() for one in sys.argv[1:]}
    count = next((int(one) for one in told if one.isdigit()), LISTINGS)
    wanted = [name for name in DATABASES if name.casefold() in told] or DATABASES
    some = [draft for draft in drafts(COMMITS * 3) if draft.listing.answering is None][:COMMITS]
    for name in wanted:
        pairs = [commits(name, some) for _ in range(ROUNDS)]
        ours, bare = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        print(
            f"{name}: {COMMITS} commits of one listing, {ours:.0f} a second with history and log, {bare:.0f} bare, "
            f"{median(a / b for a, b in pairs):.2f} times ({load()})"
        )
        say(name, count, whole_import(name, count))
    return 0


@dataclass
class Spent:
    """Seconds by the clock and of this process's processor time, by step."""

    wall: Counter[str] = field(default_factory=Counter)
    processor: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def on(self, step: str) -> Iterator[None]:
        """Count what happens meanwhile to a step."""
        spent = time.thread_time if step in _EACH else time.process_time  # two steps may go on at once
        wall, processor = time.perf_counter(), spent()
        try:
            yield
        finally:
            self.wall[step] += time.perf_counter() - wall
            self.processor[step] += spent() - processor

    def watch(self, where: ModuleType, name: str, step: str) -> None:
        """Count all calls of a module's function to a step."""
        known = getattr(where, name)

        def counted(*args: object, **options: object) -> object:
            with self.on(step):
                return known(*args, **options)

        setattr(where, name, counted)


STEPS = (
    ("rows", making, "make_rows"), ("writing", bringing, "insert_rows"), ("history", bringing, "record_changes"),
    ("reading back", reading, "read_candidates"), ("building", reading, "build_columns"),
)  # fmt: skip


_EACH = tuple(step for step, *_ in STEPS)


def say(name: str, count: int, spent: Spent) -> None:
    """Tell it per thousand listings; while one batch is written, the rows of the next are made."""
    committed, found = (spent.wall[step] for step in ("committed", "found"))
    print(
        f"{name}: {count:,} listings brought in by {committed:.1f} s and found by {committed + found:.1f} s, "
        f"{count / (committed + found):,.0f} a second ({load()})"
    )
    print("  milliseconds a thousand listings, by the clock and of processor time:")
    for step in (*_EACH[:3], "committed", *_EACH[3:], "found", "helpers"):
        print(f"  {step:17}{spent.wall[step] / count * 1e6:8.0f}{spent.processor[step] / count * 1e6:8.0f}")


def commits(name: str, some: Sequence[Draft]) -> tuple[float, float]:
    """Commits a second by our verb, and bare."""
    with home(name) as here, home(name) as other:
        engine, bare = open_and_upgrade(here.url), open_and_upgrade(other.url)
        gazetteer = Gazetteer.open(None)

        def ours(draft: Draft) -> None:
            with unit_of_work(engine, writes=True) as session:
                bring_in(session, [draft], source="bench", gazetteer=gazetteer, clock=system_clock)

        ours(some[0])  # places are read at the first
        ours_a_second = a_second(ours, some[1:])
        groups = rows_of_each(engine)

        def barely(levels: Sequence[Sequence[SQLModel]]) -> None:
            with Session(bare) as session:
                for made in levels:  # what others point to stands there first
                    session.add_all(made)
                    session.flush()
                session.commit()

        try:
            barely(groups[0])
            return ours_a_second, a_second(barely, groups[1:])
        finally:
            engine.dispose()
            bare.dispose()


def a_second(write: Callable[..., None], each: Sequence[object]) -> float:
    began = time.perf_counter()
    for one in each:
        write(one)
    return len(each) / (time.perf_counter() - began)


def rows_of_each(engine: Engine) -> list[list[list[SQLModel]]]:
    """All rows of each listing as new objects, those that others point to first; a body comes with its first one."""
    with Session(engine) as session:
        bodies, places, private = (
            {row.model_dump()[key]: row for row in session.exec(select(table))}
            for table, key in ((Organisation, "id"), (Place, "id"), (PlacePrivate, "place_id"))
        )
        parts = [row for table in PARTS.values() for row in session.exec(select(table))]
        found = []
        for listing in session.exec(select(Listing)):
            body, place = bodies.pop(listing.organisation_id, None), places.get(listing.place_id)
            levels = [body, place], [private.get(listing.place_id), listing]
            levels = *levels, [row for row in parts if row.listing_id == listing.id]
            found.append([[anew(row) for row in level if row is not None] for level in levels])
        return found


def anew(row: SQLModel) -> SQLModel:
    """The same values, written nowhere."""
    return type(row)(**row.model_dump())


def whole_import(name: str, count: int) -> Spent:
    """What it takes until it is committed, and from there until a server that is started then has answered."""
    spent = Spent()
    for step, where, verb in STEPS:
        spent.watch(where, verb, step)
    some, gazetteer, vocabulary = list(drafts(count)), Gazetteer.open(None), load_vocabulary()
    with home(name) as here, ExitStack() as until:
        engine, var, helped = open_and_upgrade(here.url), here.folder / "var", os.times()
        Desk(engine, gazetteer, vocabulary, system_clock).answer(QUESTION, str, "en")  # of nobody
        with reading_along(engine, var) as along:
            with spent.on("committed"), work_in_lots(engine) as (session, end_lot):
                bring_in(
                    session, some, source="bench", gazetteer=Gazetteer.open(None), clock=system_clock,
                    end_lot=along.between(session, end_lot),
                )  # fmt: skip
            until.enter_context(spent.on("found"))
        desk = Desk(engine, gazetteer, vocabulary, system_clock, snapshots=Snapshots.beside(var))
        desk.answer(QUESTION, str, "en")
        until.close()
        spent.processor["helpers"] = sum(os.times()[2:4]) - sum(helped[2:4])
        size = desk.parts.columns.count
        engine.dispose()
        if size < count * 0.9:
            raise SystemExit(f"only {size:,} of {count:,} can be found")
        return spent


if __name__ == "__main__":
    sys.exit(main())
