"""What writing costs: a commit with history and change log beside a bare one, and a whole import until it can be found.

    PYTHONPATH=. python tests/bench/writing.py [LISTINGS]

Both on SQLite and, where it is installed, PostgreSQL. A bare commit writes the very same rows of a listing, history
and log left out, as SQLModel objects. Nothing is asserted: it prints. At 100,000 it takes minutes, so `make bench`
leaves it out.
"""

import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.directory.model import Listing, Organisation, Place, PlacePrivate
from app.directory.shapes import Draft
from app.directory.store import PARTS
from app.kernel.clock import system_clock
from app.matching.candidates import Candidates
from geo.gazetteer import Gazetteer
from tests.bench.bench_match import drafts
from tests.bench.nodes import DATABASES, home, load, open_and_upgrade

LISTINGS, COMMITS, ROUNDS = 100_000, 200, 3


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LISTINGS
    some = [draft for draft in drafts(COMMITS * 3) if draft.listing.answering is None][:COMMITS]
    for name in DATABASES:
        pairs = [commits(name, some) for _ in range(ROUNDS)]
        ours, bare = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        print(
            f"{name}: {COMMITS} commits of one listing, {ours:.0f} a second with history and log, {bare:.0f} bare, "
            f"{median(a / b for a, b in pairs):.2f} times ({load()})"
        )
        written, found = whole_import(name, count)
        print(
            f"{name}: {count:,} listings brought in by {written:.0f} s and found by {written + found:.0f} s, "
            f"{count / (written + found):,.0f} a second ({load()})"
        )
    return 0


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


def whole_import(name: str, count: int) -> tuple[float, float]:
    """Seconds until it is committed, and from there until it can be asked."""
    with home(name) as here:
        engine = open_and_upgrade(here.url)
        began = time.perf_counter()
        with unit_of_work(engine, writes=True) as session:
            bring_in(session, drafts(count), source="bench", gazetteer=Gazetteer.open(None), clock=system_clock)
        written = time.perf_counter()
        size = Candidates(engine).refresh().count
        found = time.perf_counter()
        engine.dispose()
        if size < count * 0.9:
            raise SystemExit(f"only {size:,} of {count:,} can be found")
        return written - began, found - written


if __name__ == "__main__":
    sys.exit(main())
