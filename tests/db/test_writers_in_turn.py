"""Who means to write waits for who writes, on either database, so that no process misses what was committed late."""

import threading
import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.db import engine as opened
from app.db.changes import Change, Mark, changed_since, last_change, mark_of, record_changes
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import ChangeLog
from app.kernel.errors import Busy
from app.kernel.ids import new_id
from app.tables import METADATA


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
        assert 0.5 < time.monotonic() - begun < 60
        with Session(engine) as reader:
            assert last_change(reader) == 0
    with unit_of_work(engine, writes=True) as third:
        third.add(ChangeLog(listing_id=new_id()))
    with Session(engine) as reader:
        assert last_change(reader) == 2
    engine.dispose()


def test_who_reads_the_log_misses_nothing_that_was_begun_first_and_ends_last(engine: Engine) -> None:
    first, second, seen, mark = new_id(), new_id(), set(), Mark(0, None)

    def change(session: Session, listing_id: UUID) -> None:
        record_changes(session, [Change(listing_id, None, {})], who="somebody", at=datetime.now(UTC))

    def write() -> None:
        with unit_of_work(engine, writes=True) as session:
            change(session, second)

    def look() -> None:
        nonlocal mark
        with Session(engine) as session:
            new = mark_of(session)
            seen.update(changed_since(session, mark) or ())
            mark = new

    overtaking = threading.Thread(target=write)
    with unit_of_work(engine, writes=True) as session:
        change(session, first)  # its number is taken, the lower one
        overtaking.start()
        time.sleep(0.3)
        look()
    overtaking.join()
    look()
    assert seen == {first, second}
