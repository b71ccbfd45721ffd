"""A large import ends one lot after another: others write in between, and what came in before a failure stays."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import app.db.lots as lots
import app.directory.bring_in as bringing
from app.db import engine as opened
from app.db.changes import note_listings
from app.db.engine import open_engine, unit_of_work
from app.db.lots import STAYS, work_in_lots
from app.db.migrate import upgrade
from app.db.model import ChangeLog
from app.directory.model import Listing
from app.directory.shapes import Draft, ImportReport, Refusal
from app.kernel.clock import fixed_clock
from app.kernel.errors import Busy, Full
from app.kernel.ids import new_id
from app.matching.candidates import Candidates
from app.tables import METADATA
from app.upkeep.retire import SENTENCE, bars_for, hashes_of
from app.upkeep.store import add_barred
from geo.gazetteer import Gazetteer
from tests.db.test_import_in_batches import drafts, read

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "BATCH", 10)
    monkeypatch.setattr(lots, "LOT_S", 0.0)


def in_gaps(monkeypatch: pytest.MonkeyPatch, *does: Callable[[], None]) -> None:
    """What happens while the import gives way: the first of these after the first lot, and so on."""
    left = list(does)
    monkeypatch.setattr(lots, "_give_way", lambda: left.pop(0)() if left else None)


def load(engine: Engine, some: Iterator[Draft | Refusal], *, dry_run: bool = False) -> ImportReport:
    with work_in_lots(engine) as (session, end_lot):
        return bringing.bring_in(
            session, some, source="test", gazetteer=Gazetteer.open(None), clock=fixed_clock(NOW),
            bars=bars_for(session), dry_run=dry_run, end_lot=end_lot,
        )  # fmt: skip


def known(engine: Engine) -> int:
    with Session(engine) as session:
        return len(session.exec(select(Listing.id)).all())


def test_lots_do_what_one_transaction_does(engine: Engine, tmp_path: Path) -> None:
    whole = open_engine(f"sqlite:///{tmp_path}/whole.db")
    upgrade(whole, METADATA)
    with unit_of_work(whole, writes=True) as session:
        at_once = bringing.bring_in(
            session, drafts(57), source="test", gazetteer=Gazetteer.open(None), clock=fixed_clock(NOW)
        )
    assert load(engine, drafts(57), dry_run=True).created == 55
    assert known(engine) == 0
    assert load(engine, drafts(57)) == at_once
    assert read(engine) == read(whole)
    assert load(engine, drafts(57)).unchanged == at_once.created
    whole.dispose()


def test_who_waits_to_write_has_a_turn_between_two_lots(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tapped, seen, running = new_id(), list[int](), Candidates(engine)

    def tap() -> None:
        with unit_of_work(engine, writes=True) as session:
            note_listings(session, [tapped])

    somebody = threading.Thread(target=tap)
    write = bringing._bring_in_batch

    def written(run: object, batch: object) -> None:
        write(run, batch)  # type: ignore[arg-type]
        if not somebody.ident:
            somebody.start()  # the lot is written and not yet committed
            time.sleep(0.05)

    monkeypatch.setattr(bringing, "_bring_in_batch", written)
    in_gaps(monkeypatch, lambda: somebody.join(60), lambda: seen.append(running.refresh().count))
    load(engine, drafts(57))
    with Session(engine) as session:
        log = list(session.exec(select(ChangeLog.listing_id).order_by(ChangeLog.seq)))  # type: ignore[arg-type]
    assert log.index(tapped) == 9  # after the ten records of the first lot, of which one is refused
    assert len(log) == 1 + known(engine)
    assert seen == [19]  # a process that was running meanwhile sees what has come, and in the end everything
    assert running.refresh().count == known(engine) == 55


def test_nothing_is_locked_before_there_is_something_to_write(engine: Engine) -> None:
    def slow() -> Iterator[Draft | Refusal]:
        for one in drafts(45):
            with unit_of_work(engine, writes=True) as session:  # or it would wait until the import gives up
                note_listings(session, [new_id()])
            yield one

    assert load(engine, slow()).read == 45


def test_what_came_in_before_a_failure_stays_and_the_same_command_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "BUSY_MS", 300)
    other = open_engine(str(engine.url.render_as_string(hide_password=False)))
    holding = unit_of_work(other, writes=True)

    def hold() -> None:
        note_listings(holding.__enter__(), [new_id()])

    in_gaps(monkeypatch, lambda: None, hold)
    with pytest.raises(Busy) as busy:
        load(engine, drafts(57))
    holding.__exit__(None, None, None)
    other.dispose()
    assert busy.value.detail == f"Somebody else is writing just now. {STAYS} Try again in a moment."
    assert known(engine) == 19
    report = load(engine, drafts(57))
    assert (report.unchanged, report.created) == (19, 36)


def test_stopped_in_the_moment_a_lot_is_kept_nobody_says_that_nothing_was_changed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = lots.Lots.commit

    def stopped(session: lots.Lots) -> None:
        commit(session)
        raise KeyboardInterrupt

    monkeypatch.setattr(lots.Lots, "commit", stopped)
    with pytest.raises(lots.Halted) as said:
        load(engine, drafts(57))
    assert known(engine) > 0
    assert STAYS in said.value.detail


def test_a_lot_lasts_until_others_have_waited_long_enough(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "LOT_S", 600.0)
    ended = list[int]()
    in_gaps(monkeypatch, lambda: ended.append(1))
    assert load(engine, drafts(57)).created == known(engine)
    assert not ended


@pytest.mark.parametrize(("row", "stays"), [(15, 0), (25, 9), (45, 29)])
def test_a_file_that_breaks_off_leaves_whole_lots(engine: Engine, row: int, stays: int) -> None:
    def breaks() -> Iterator[Draft | Refusal]:
        for one in drafts(57):
            if one.row == row:
                raise Full(f"There is no room. {opened.UNCHANGED}")
            yield one

    with pytest.raises(Full) as full:
        load(engine, breaks())
    assert (opened.UNCHANGED in full.value.detail) is (not stays)
    assert known(engine) == stays


def test_who_asks_between_two_lots_to_be_left_out_is_left_out(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask() -> None:
        told = hashes_of("Group 33", "LS8 5", "", "")
        rows = [{"id": new_id(), "kind": kind, "hash": value, "reason": "asked", "who": "steward", "at": NOW}
                for kind, value in told.items()]  # fmt: skip
        with unit_of_work(engine, writes=True) as session:
            add_barred(session, rows)

    in_gaps(monkeypatch, lambda: None, ask)
    report = load(engine, drafts(57))
    assert [problem.row for problem in report.problems if problem.problem == SENTENCE] == [33]
    assert known(engine) == 54
