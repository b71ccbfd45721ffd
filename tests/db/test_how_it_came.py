"""What a source brought is written down once, as a listing; how it came is told whatever happens to it since."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

import app.directory.bring_in as bringing
from app.db.backup import back_up
from app.db.changes import LISTING, Change, Past, history_of, keep_history
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import History
from app.db.restore import restore
from app.directory.change import change_listing, put_back
from app.directory.rules import Status
from app.directory.shapes import Draft, Refusal
from app.directory.store import snapshots
from app.directory.withdraw import withdraw
from app.kernel.clock import fixed_clock
from app.tables import METADATA
from app.upkeep.photos.keep import _note
from app.upkeep.undo import undo_change
from geo.gazetteer import Gazetteer
from tests.db.test_import_in_batches import CLOCK, of_every_kind

Kept = dict[UUID, dict[str, Any]]
Deed = Callable[[Session, UUID, int], object]


def load(engine: Engine, some: Iterator[Draft | Refusal], hour: int = 0, **more: Any) -> None:
    with unit_of_work(engine, writes=True) as session:
        bringing.bring_in(
            session, some, source="test", gazetteer=Gazetteer.open(None), clock=fixed_clock(_at(hour)), **more
        )  # fmt: skip


@pytest.fixture
def written_out(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """What would stand in the history if it were written down twice: each listing as it came, before any database."""
    kept: Kept = {}
    as_new = bringing._as_new

    def noted(run: Any, rows: Any) -> Change:
        kept[rows.listing["id"]] = rows.snapshot()
        return as_new(run, rows)

    monkeypatch.setattr(bringing, "_as_new", noted)
    return kept


def how_they_came(engine: Engine, ids: list[UUID]) -> Kept:
    with Session(engine) as session:
        first: dict[UUID, Past] = {}
        for entry in history_of(session, ids):
            first.setdefault(entry.entity_id, entry)
        assert all(entry.before is None for entry in first.values())
        now = snapshots(session, ids)
        return {key: entry.after or now[key] for key, entry in first.items()}


def as_kept(kept: dict[str, Any]) -> dict[str, Any]:
    """In any order, as history is compared; an entry about a photo says beside it that there was none."""
    return {
        name: sorted(sorted(one.items()) for one in value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name != "photo"
    }


def same(engine: Engine, written_out: Kept) -> None:
    came = how_they_came(engine, list(written_out))
    assert came.keys() == written_out.keys()
    for key, kept in written_out.items():
        assert as_kept(came[key]) == as_kept(kept)


def _entries(session: Session, key: UUID) -> list[History]:
    of = History.__table__.c  # type: ignore[attr-defined]
    return list(session.execute(select(History).where(of.entity_id == key).order_by(of.at, of.id)).scalars())


def _undo(number: int) -> Deed:
    def undo(session: Session, key: UUID, hour: int) -> object:
        return undo_change(session, key, _entries(session, key)[number].id, who="account:s", at=_at(hour))

    return undo


def _at(hour: int) -> Any:
    return CLOCK() + timedelta(hours=hour)


DEEDS: list[Deed] = [
    lambda session, key, hour: change_listing(session, key, who="account:s", at=_at(hour), summary=f"Tea at {hour}"),
    lambda session, key, hour: change_listing(session, key, who="account:s", at=_at(hour), status=Status.HIDDEN.value),
    lambda session, key, hour: put_back(
        session, key, _entries(session, key)[-1].before or snapshots(session, [key])[key], who="account:s", at=_at(hour)
    ),
    lambda session, key, hour: withdraw(session, [key], source="test", clock=fixed_clock(_at(hour))),
    lambda session, key, hour: _note(session, key, "", f"A hall ({hour})", "account:s", _at(hour)),
    _undo(-1),
    _undo(0),  # what made it
]


def test_how_it_came_is_told_whatever_happens_since(engine: Engine, written_out: Kept) -> None:
    load(engine, of_every_kind())
    assert len(written_out) > 80
    brought = dict(written_out)
    same(engine, brought)
    load(engine, of_every_kind())
    same(engine, brought)
    ids = sorted(brought)
    for hour in range(1, 5):
        with unit_of_work(engine, writes=True) as session:
            for n, key in enumerate(ids):
                if n % 5:  # some are left alone
                    DEEDS[(n * hour + n) % len(DEEDS)](session, key, hour)
        same(engine, brought)
    changed = (one.model_copy(update={"listing": one.listing.model_copy(update={"summary": "Now with tea"})})
               for one in of_every_kind() if isinstance(one, Draft))  # fmt: skip
    load(engine, changed, 5)
    same(engine, brought)


def test_a_backup_takes_it_along(engine: Engine, written_out: Kept, tmp_path: Path) -> None:
    load(engine, of_every_kind(), by_hand=True)
    first = next(iter(written_out))
    with unit_of_work(engine, writes=True) as session:
        change_listing(session, first, who="account:s", at=_at(1), name="Another name")
    back_up(engine, METADATA, tmp_path / "all.kith", CLOCK)
    other = open_engine(f"sqlite:///{tmp_path}/other.db")
    upgrade(other, METADATA)
    restore(other, METADATA, tmp_path / "all.kith")
    same(other, written_out)
    other.dispose()


def test_what_a_person_put_here_and_what_is_written_out_already_is_read_as_it_stands(engine: Engine) -> None:
    load(engine, of_every_kind(), who="registered:steward")
    with unit_of_work(engine, writes=True) as session:
        key, by_person = next(
            (entry.entity_id, entry) for entry in session.execute(select(History)).scalars() if entry.before is None
        )
        assert by_person.after == snapshots(session, [key])[key]
        told = {"listing": {"name": "As an older Kith wrote it"}}
        keep_history(session, [Change(UUID(int=7), None, told)], entity=LISTING, who="import:test", at=CLOCK())
        keep_history(session, [Change(UUID(int=7), {"listing": {}}, told)], entity=LISTING, who="account:s", at=_at(1))
        keep_history(session, [Change(UUID(int=8), told, None)], entity="own_term", who="terms", at=CLOCK())
        assert [entry.after for entry in history_of(session, [UUID(int=7), UUID(int=8)])] == [told, None, told]
