"""Who means to write waits for who writes, on either database, so that no process misses what was committed late."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.db import engine as opened
from app.db.changes import changed_since, last_change
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import ChangeLog
from app.kernel.errors import Busy
from app.kernel.ids import new_id
from app.tables import METADATA


@pytest.fixture
def engine(fresh_url: str) -> Iterator[Engine]:
    engine = open_engine(fresh_url)
    upgrade(engine, METADATA)
    yield engine
    engine.dispose()


def test_a_second_writer_waits_and_is_told_and_readers_go_on(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "BUSY_MS", 1_000)
    engine = open_engine(fresh_url)
    upgrade(engine, METADATA)
    with unit_of_work(engine, writes=True) as first:
        first.add(ChangeLog(listing_id=new_id()))
        first.flush()
        begun = time.monotonic()
        with pytest.raises(Busy, match="Somebody else is writing"), unit_of_work(engine, writes=True) as second:
            last_change(second)
        assert 0.5 < time.monotonic() - begun < 5
        with Session(engine) as reader:
            assert last_change(reader) == 0
    with unit_of_work(engine, writes=True) as third:
        third.add(ChangeLog(listing_id=new_id()))
    with Session(engine) as reader:
        assert last_change(reader) == 2
    engine.dispose()


def test_who_reads_the_log_misses_nothing_that_was_begun_first_and_ends_last(engine: Engine) -> None:
    first, second, seen, seq = new_id(), new_id(), set(), 0

    def write() -> None:
        with unit_of_work(engine, writes=True) as session:
            session.add(ChangeLog(listing_id=second))

    def look() -> None:
        nonlocal seq
        with Session(engine) as session:
            seen.update(changed_since(session, seq))
            seq = last_change(session)

    overtaking = threading.Thread(target=write)
    with unit_of_work(engine, writes=True) as session:
        session.add(ChangeLog(listing_id=first))
        session.flush()  # its number is taken, the lower one
        overtaking.start()
        time.sleep(0.3)
        look()
    overtaking.join()
    look()
    assert seen == {first, second}
