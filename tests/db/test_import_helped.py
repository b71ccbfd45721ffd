"""A large import with a process beside it: what stands in the database afterwards is what one process writes."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

import app.directory.beside as beside
import app.directory.bring_in as bringing
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import ChangeLog, History
from app.directory.beside import ENDED, Beside
from app.directory.model import Listing, ListingAnswering, Organisation, Place, PlacePrivate
from app.directory.shapes import Draft, ImportReport, Refusal
from app.directory.store import PARTS
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from seed.listings import demo_listings
from tests.db.test_import_in_batches import CLOCK
from tests.db.test_import_in_batches import drafts as plain_drafts

TABLES = (Organisation, Place, PlacePrivate, Listing, *PARTS.values(), ListingAnswering, ChangeLog, History)
OWN = ("seq", "xid")  # of each database; and the history's own ids are new each time


def drafts() -> Iterator[Draft | Refusal]:
    """Some of every kind, then some of which one is refused, one stands twice and one is nowhere."""
    demo = list(demo_listings(date(2026, 11, 22)))
    yield from (draft.model_copy(update={"row": row}) for row, draft in enumerate(demo[::7][:60], start=1_000))
    yield from plain_drafts(30)


def load(engine: Engine, some: Iterator[Draft | Refusal], *, alone: bool) -> ImportReport:
    with unit_of_work(engine, writes=True) as session:
        return bringing.bring_in(
            session, some, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK, alone=alone
        )  # fmt: skip


def kept(engine: Engine) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table of the directory and of the two logs, as the database writes it."""
    found = {}
    with engine.connect() as connection:
        for table in TABLES:
            name = table.__tablename__
            own = (*OWN, "id") if table is History else OWN
            columns = [column.name for column in table.__table__.c if column.name not in own]  # type: ignore[attr-defined]
            told = ", ".join(f'CAST("{column}" AS TEXT)' for column in columns)
            found[str(name)] = sorted(
                tuple(map(str, row)) for row in connection.execute(text(f"SELECT {told} FROM {name}"))
            )
    return found


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> list[Beside]:
    """Helpers from the first batch on, waited for; those that were started."""
    started: list[Beside] = []
    listens = Beside.listens

    def waited_for(self: Beside) -> bool:
        if self not in started:
            started.append(self)
            until = time.monotonic() + 60
            while not listens(self) and self._process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
        return listens(self)

    monkeypatch.setattr(bringing, "BATCH", 10)
    monkeypatch.setattr(bringing, "HELPED_FROM", 0)
    monkeypatch.setattr(beside, "processors", lambda: 2)
    monkeypatch.setattr(Beside, "listens", waited_for)
    return started


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many listings came in as the driver takes them, by batch."""
    told: list[int] = []
    insert_ready = bringing.insert_ready

    def counted(session: object, bodies: object, tables: Sequence[object]) -> None:
        told.append(1)
        insert_ready(session, bodies, tables)  # type: ignore[arg-type]

    monkeypatch.setattr(bringing, "insert_ready", counted)
    return told


def test_what_two_processes_bring_in_is_what_one_does(
    engine: Engine, helped: list[Beside], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = engine if engine.dialect.name == "postgresql" else open_engine(f"sqlite:///{tmp_path}/other.db")
    upgrade(other, METADATA)
    by_one = load(other, drafts(), alone=False)
    assert not helped
    alone = kept(other)
    if other is engine:
        with engine.begin() as connection:
            for table in reversed(TABLES):
                connection.execute(text(f"ALTER TABLE {table.__tablename__} DISABLE TRIGGER USER"))
                connection.execute(text(f"DELETE FROM {table.__tablename__}"))
    batches = counting(monkeypatch)
    assert load(engine, drafts(), alone=True) == by_one
    assert len(batches) >= 6  # all but those with a record that may not stand
    assert len(helped) == 1
    together = kept(engine)
    for name, rows in alone.items():
        assert together[name] == rows, name
    assert load(engine, drafts(), alone=True).unchanged == by_one.created
    assert kept(engine) == together
    if other is not engine:
        other.dispose()


def test_what_has_changed_is_told_from_what_is_new(engine: Engine, helped: list[Beside]) -> None:
    load(engine, plain_drafts(25), alone=True)
    report = load(engine, plain_drafts(45, "Now with tea"), alone=True)
    assert (report.updated, report.created, report.unchanged) == (23, 20, 0)
    assert len(helped) == 2


@pytest.mark.parametrize("when", [0, 3])
def test_a_helper_that_ends_early_is_told_of_and_nothing_is_lost(
    engine: Engine, helped: list[Beside], monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    write, written = bringing._bring_in_batch, []

    def kills(run: object, batch: object) -> None:
        if len(written) == when:
            os.kill(helped[0].pid, signal.SIGKILL)
        written.append(1)
        write(run, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(bringing, "_bring_in_batch", kills)
    with capture_logs() as logs:
        report = load(engine, plain_drafts(95), alone=True)
    assert (report.read, report.created, report.refused) == (95, 93, 2)
    assert [entry["detail"] for entry in logs if entry["event"] == "import_helper_ended"] == [ENDED]
    assert len(kept(engine)["listing"]) == len(kept(engine)["history"]) == 93


def test_where_none_can_be_started_one_process_does_it(
    engine: Engine, helped: list[Beside], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "processors", lambda: 1)
    assert load(engine, plain_drafts(35), alone=True).created == 33
    monkeypatch.setattr(beside, "processors", lambda: 2)
    monkeypatch.setattr(beside.sys, "executable", "/nowhere/python")
    assert load(engine, plain_drafts(55), alone=True).created == 20
    assert not helped


def test_no_helper_outlives_its_import(engine: Engine, helped: list[Beside]) -> None:
    def breaks() -> Iterator[Draft | Refusal]:
        yield from plain_drafts(45)
        raise RuntimeError("the feed stopped")

    with pytest.raises(RuntimeError, match="the feed stopped"):
        load(engine, breaks(), alone=True)
    assert kept(engine)["listing"] == []
    assert len(helped) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(helped[0].pid, 0)


def test_a_draft_that_cannot_become_rows_says_why(engine: Engine, helped: list[Beside]) -> None:
    with capture_logs() as logs, pytest.raises(TypeError, match="surrogates"):
        load(engine, (_odd(one) for one in plain_drafts(45)), alone=True)
    assert logs == []
    assert kept(engine)["listing"] == []


def _odd(one: Draft | Refusal) -> Draft | Refusal:
    if isinstance(one, Refusal) or one.row != 15:
        return one
    return one.model_copy(update={"listing": one.listing.model_copy(update={"name": "Tea \ud800"})})
