"""Totals in the database: nothing under five can be written or read, and writing waits in its own thread."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.demand.flush import Flushing, flush
from app.demand.rules import LEAST, Cell, Outcome, lately_since
from app.demand.store import add_batches, totals_since
from app.demand.tally import Tally
from tests.builders import CLOCK, NOW, TODAY, empty_directory

SINCE = lately_since(TODAY)
HAWKS = Cell("2026-W47", "W1", "falconry", Outcome.NOTHING)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


def keep(engine: Engine, cell: Cell, n: int) -> None:
    with unit_of_work(engine, writes=True) as session:
        add_batches(session, {cell: n})


def totals(engine: Engine) -> dict[tuple[str, str], int]:
    with Session(engine) as session:
        return dict(totals_since(session, SINCE))


def asked(times: int) -> Tally:
    tally = Tally()
    for n in range(times):
        tally.count("W1", ("falconry",), Outcome.NOTHING, NOW + timedelta(hours=n))
    return tally


def test_it_works(engine: Engine) -> None:
    assert flush(engine, asked(7), CLOCK) == 1
    assert totals(engine) == {("W1", "falconry"): 7}


def test_batches_and_outcomes_add_up(engine: Engine) -> None:
    keep(engine, HAWKS, 5)
    keep(engine, HAWKS, 6)
    keep(engine, Cell("2026-W40", "W1", "falconry", Outcome.NOT_AMONG), 5)
    assert totals(engine) == {("W1", "falconry"): 16}


def test_four_are_not_written(engine: Engine) -> None:
    assert flush(engine, asked(LEAST - 1), CLOCK) == 0
    with Session(engine) as session:
        assert session.execute(text("SELECT count(*) FROM demand")).scalar_one() == 0


@pytest.mark.parametrize("n", [-1, 0, 1, LEAST - 1])
def test_a_small_count_is_refused_by_the_store_and_by_the_database_itself(engine: Engine, n: int) -> None:
    with pytest.raises(ValueError, match="must not be kept"):
        keep(engine, HAWKS, n)
    row = f"INSERT INTO demand (week, area, term, outcome, n) VALUES ('2026-W47', 'W1', 'falconry', 'nothing', {n})"
    with pytest.raises(IntegrityError), unit_of_work(engine, writes=True) as session:
        session.execute(text(row))
    assert totals(engine) == {}


def test_what_was_asked_long_ago_is_not_lately(engine: Engine) -> None:
    keep(engine, Cell("2026-W35", "W1", "falconry", Outcome.NOTHING), 50)
    assert totals(engine) == {}
    keep(engine, Cell("2026-W36", "W1", "falconry", Outcome.NOTHING), 5)
    assert totals(engine) == {("W1", "falconry"): 5}


def test_rule_05_the_table_has_no_room_for_words_a_place_or_a_person(engine: Engine) -> None:
    columns = {column["name"] for column in inspect(engine).get_columns("demand")}
    assert columns == {"seq", "week", "area", "term", "outcome", "n"}


def test_a_database_that_is_held_loses_nothing(engine: Engine, tmp_path: Path) -> None:
    tally, held = asked(LEAST), sqlite3.connect(tmp_path / "kith.db", isolation_level=None)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    held.execute("BEGIN IMMEDIATE")
    assert flush(engine, tally, CLOCK) == 0
    held.execute("ROLLBACK")
    held.close()
    assert flush(engine, tally, CLOCK) == 1
    assert totals(engine) == {("W1", "falconry"): LEAST}


def test_counting_does_not_wait_while_a_write_does(engine: Engine, tmp_path: Path) -> None:
    tally, held = asked(LEAST), sqlite3.connect(tmp_path / "kith.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    writing = threading.Thread(target=flush, args=(engine, tally, CLOCK))
    writing.start()
    time.sleep(0.2)
    for n in range(1_000):
        tally.count("W1", (f"term_{n}",), Outcome.NOTHING, NOW)
    assert writing.is_alive()
    held.execute("ROLLBACK")
    held.close()
    writing.join()
    assert totals(engine) == {("W1", "falconry"): LEAST}


def test_it_writes_now_and_then_and_once_more_at_the_end(engine: Engine) -> None:
    told = threading.Event()
    flushing = Flushing(engine, asked(LEAST), CLOCK, then=told.set, every=0.05)
    flushing.start()
    assert told.wait(60)
    for n in range(LEAST):
        flushing.tally.count("W1", ("ferrets",), Outcome.NOTHING, NOW + timedelta(hours=n))
    flushing.stop()
    assert totals(engine) == {("W1", "falconry"): LEAST, ("W1", "ferrets"): LEAST}
