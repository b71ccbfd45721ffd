"""A file of many batches: the rows of one are made while the one before is written, and nothing tells it from one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select
from sqlmodel import Session

import app.directory.bring_in as bringing
from app.db.changes import last_change
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import ChangeLog, History
from app.db.revision import noting
from app.directory.model import Listing
from app.directory.placing import Placed
from app.directory.rules import Kind
from app.directory.shapes import Draft, ImportReport, ListingIn, PlaceIn, Refusal
from app.kernel.clock import fixed_clock
from app.kernel.errors import Full
from app.matching.candidates import Candidates, read_candidates
from app.matching.engine.types import Candidate
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from seed.listings import demo_listings

CLOCK = fixed_clock(datetime(2026, 11, 22, 9, tzinfo=UTC))


def drafts(count: int, summary: str = "") -> Iterator[Draft | Refusal]:
    """The ninth is said again at the end; the fifth cannot be used, the seventh is nowhere."""
    for row in range(1, count + 1):
        place = PlaceIn(name="Hall", postcode="LQ1 1AA" if row == 7 else "LS8 5HX")
        listing = {"kind": Kind.GROUP, "name": f"Group {row}", "hopes": ("gardening", "company"), "place": place}
        key = "9" if row == count else str(row)
        made = Draft(row=row, key=key, listing=ListingIn.model_validate(listing | {"summary": summary}))
        yield Refusal(row=row, field="name", problem="is empty") if row == 5 else made


def of_every_kind() -> Iterator[Draft | Refusal]:
    """Some of every kind, then some of which one is refused, one stands twice and one is nowhere."""
    demo = list(demo_listings(date(2026, 11, 22)))
    yield from (draft.model_copy(update={"row": row}) for row, draft in enumerate(demo[::7][:60], start=1_000))
    yield from drafts(30)


def load(engine: Engine, some: Iterator[Draft | Refusal]) -> ImportReport:
    def bars(listing: ListingIn, _placed: Placed | None) -> str:
        return "asked to be left out" if listing.name == "Group 11" else ""

    with unit_of_work(engine, writes=True) as session:
        return bringing.bring_in(
            session, some, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK, bars=bars
        )  # fmt: skip


def read(engine: Engine) -> list[Candidate]:
    with Session(engine) as session:
        return sorted(read_candidates(session), key=lambda one: one.id)


def test_many_batches_do_what_one_does(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = open_engine(f"sqlite:///{tmp_path}/whole.db")
    upgrade(whole, METADATA)
    at_once = load(whole, drafts(57))
    monkeypatch.setattr(bringing, "BATCH", 4)
    report = load(engine, drafts(57))
    assert report == at_once
    assert (report.read, report.created, report.refused) == (57, 54, 3)
    assert [problem.row for problem in report.problems] == [5, 7, 11, 57]
    assert read(engine) == read(whole)
    assert Candidates(engine).refresh().count == 54
    again = load(engine, drafts(57))
    assert (again.unchanged, again.created, again.updated) == (54, 0, 0)
    whole.dispose()


def test_every_batch_is_logged_and_the_last_is_noted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "BATCH", 10)
    with noting() as written:
        load(engine, drafts(57))
    with Session(engine) as session:
        counts = [
            session.execute(select(func.count()).select_from(table)).scalar_one() for table in (ChangeLog, History)
        ]
        assert counts == [54, 54]
        assert written[-1] == last_change(session)
    assert len(written) == 6


def test_what_fails_while_the_next_rows_are_made_is_said_and_leaves_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=200"))
    else:  # a server's disk is not ours to fill
        monkeypatch.setattr(bringing, "record_changes", _fails)
    monkeypatch.setattr(bringing, "BATCH", 50)
    with pytest.raises(Full):
        load(engine, drafts(900, "words " * 400))
    assert read(engine) == []


def _fails(*_: object, **__: object) -> None:
    raise Full("There is no room left.")


def test_a_file_that_breaks_off_while_a_batch_is_written_leaves_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "BATCH", 10)

    def breaks() -> Iterator[Draft | Refusal]:
        yield from drafts(45)
        raise RuntimeError("the feed stopped")

    with pytest.raises(RuntimeError, match="the feed stopped"):
        load(engine, breaks())
    with Session(engine) as session:
        assert session.execute(select(func.count()).select_from(Listing)).scalar_one() == 0
