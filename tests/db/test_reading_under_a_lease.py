"""Two processes over one directory: every text is read by one of them, and both know what it means."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from app.db.engine import open_engine
from app.db.lease import Lease
from app.db.migrate import upgrade
from app.directory.vocabulary import load_vocabulary
from app.matching.desk import Desk
from app.matching.engine.meaning.model import find_model
from app.matching.meanings import Meanings, Progress
from app.matching.model import MeaningVector
from app.matching.reading import LEASE, Reading
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, fill, listing

WITHIN_S = 60.0


class Counting(Meanings):
    """The real thing; it also counts what it was asked to make and had not yet stopped."""

    def make(self, texts: list[str], progress: Progress | None = None, stop=bool) -> None:  # type: ignore[no-untyped-def]
        self.begun = getattr(self, "begun", 0)

        def stopped() -> bool:
            if stop():
                return True
            self.begun += 1
            return False

        super().make(texts, progress, stopped)


@pytest.fixture
def engine(fresh_url: str) -> Iterator[Engine]:
    engine = open_engine(fresh_url)
    upgrade(engine, METADATA)
    fill(engine, *(listing(summary=f"Growing number {n} along the canal.") for n in range(40)))
    yield engine
    engine.dispose()


def process_of(engine: Engine) -> tuple[Reading, Counting]:
    """A desk with connections of its own, and what reads for it."""
    own = open_engine(engine.url.render_as_string(hide_password=False))
    meanings = Counting(own, find_model())
    return Reading(Desk(own, Gazetteer(), load_vocabulary(), CLOCK, meanings), pause=0.1, others_turn=0.3), meanings


def vectors(engine: Engine) -> int:
    with Session(engine) as session:
        return session.execute(select(func.count()).select_from(MeaningVector)).scalar_one()


def wait_for(engine: Engine, count: int) -> None:
    until = time.monotonic() + WITHIN_S
    while vectors(engine) < count:
        assert time.monotonic() < until, vectors(engine)
        time.sleep(0.05)


def test_who_does_not_hold_the_lease_reads_nothing_until_it_is_free(engine: Engine) -> None:
    elsewhere = Lease(engine, LEASE)
    assert elsewhere.take()
    reading, meanings = process_of(engine)
    reading.start()
    time.sleep(1.5)
    assert vectors(engine) == 0
    assert getattr(meanings, "begun", 0) == 0
    elsewhere.give_back()
    wait_for(engine, 40)
    reading.stop()
    assert elsewhere.take()  # given back, and not only run out


def test_of_two_that_read_at_once_one_does_the_work_and_both_know_it(engine: Engine) -> None:
    both = [process_of(engine) for _ in range(2)]
    for reading, _ in both:
        reading.start()
    wait_for(engine, 40)
    fill(engine, *(listing(summary=f"A walk of {n} miles.") for n in range(10)))
    wait_for(engine, 50)
    for reading, _ in both:
        reading.stop()
    assert vectors(engine) == 50
    assert sum(getattr(meanings, "begun", 0) for _, meanings in both) == 2  # one batch, then one more
    for reading, meanings in both:
        assert meanings.missing(reading.desk.refresh().columns) == []
