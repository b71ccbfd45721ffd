"""A process that reads along with an import leaves what a server would have built: no more, no less."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from structlog.testing import capture_logs

import app.directory.bring_in as bringing
from app.db.changes import mark_of, note_listings
from app.db.lots import work_in_lots
from app.directory.rules import Status
from app.directory.shapes import Draft, ImportReport, Refusal
from app.directory.store import set_fields
from app.directory.vocabulary import load_vocabulary
from app.matching import read_along, read_along_main
from app.matching.candidates import read_candidates
from app.matching.desk import Desk
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.packed import Packed
from app.matching.read_along import ENDED, ReadAlong, reading_along
from app.matching.read_along_main import Reader, read_to_the_end
from app.matching.shapes import MatchIn, PointIn
from app.matching.snapshots import Snapshots
from geo.gazetteer import Gazetteer
from tests.db.test_import_in_batches import CLOCK, drafts, of_every_kind

TALKS = [
    MatchIn(hopes=hopes, near=near)
    for hopes in ("gardening and a chat", "singing", "tea")
    for near in (None, PointIn(lat=53.81, lon=-1.51))
]
Each = Callable[[ReadAlong], None]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started for a few listings, and waited for."""
    monkeypatch.setattr(bringing, "BATCH", 10)
    monkeypatch.setattr(read_along, "FROM", 5)
    monkeypatch.setattr(read_along, "WORTH", 5)
    monkeypatch.setattr(read_along, "processors", lambda: 2)


def load(engine: Engine, var: Path, some: Iterator[Draft | Refusal], each: Each = lambda _: None) -> ImportReport:
    """As `kith import` does; `each` is called after each lot."""
    with reading_along(engine, var) as along, work_in_lots(engine) as (session, _):

        def end_lot() -> None:
            session.commit()
            each(along)

        return bringing.bring_in(
            session, some, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK,
            end_lot=along.between(session, end_lot),
        )  # fmt: skip


def desk(engine: Engine, var: Path | None) -> Desk:
    kept = Snapshots.beside(var) if var else None
    found = Desk(engine, Gazetteer.open(None), load_vocabulary(), CLOCK, snapshots=kept)
    found.refresh()
    return found


def answers(of: Desk) -> list[str]:
    return [of.answer(talk, str, "en").model_dump_json() for talk in TALKS]


def is_as_built(engine: Engine, var: Path) -> None:
    """A server starts with what was left, which is what it would have built."""
    with Session(engine) as session:
        assert Snapshots.beside(var).newest() == mark_of(session).seq
        built = build_columns(read_candidates(session))
    started = desk(engine, var)
    assert isinstance(started.parts.columns.ground.base, Packed)
    same(started.parts.columns, built)
    assert answers(started) == answers(desk(engine, None))


def same(ours: Columns, theirs: Columns) -> None:
    assert list(ours.listings) == list(theirs.listings)
    assert ours.facts.tobytes() == theirs.facts.tobytes()
    for name in ("ease", "strips", "terms", "held_from", "held"):
        assert getattr(ours, name).tolist() == getattr(theirs, name).tolist(), name
    assert {name: dict(some.spans) for name, some in ours.postings.items()} == {
        name: dict(some.spans) for name, some in theirs.postings.items()
    }
    assert (ours.words.living, ours.words.total) == (theirs.words.living, theirs.words.total)
    assert by_stem(ours) == by_stem(theirs)


def by_stem(of: Columns) -> dict[str, list[tuple[int, int]]]:
    rows, often = of.words.rows.tolist(), of.words.often.tolist()
    return {stem: [*zip(rows[a:b], often[a:b], strict=True)] for stem, (a, b) in of.words.spans.items()}


def test_after_an_import_a_server_starts_with_what_was_left(engine: Engine, tmp_path: Path) -> None:
    assert load(engine, tmp_path, of_every_kind()).created > 60
    is_as_built(engine, tmp_path)


def test_what_was_there_before_is_in_it(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, drafts(8))
    load(engine, tmp_path, drafts(60, "Now with tea"))
    is_as_built(engine, tmp_path)


def test_where_little_is_new_or_nothing_none_is_started(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, drafts(60))
    started: list[object] = []
    assert load(engine, tmp_path, drafts(60), lambda along: started.append(along.process)).unchanged == 58
    assert load(engine, tmp_path, drafts(80), lambda along: started.append(along.process)).created == 20
    assert {*started} == {None}
    assert len(answers(desk(engine, tmp_path))) == len(TALKS)


def test_one_that_ends_early_is_told_of_and_nothing_is_lost(engine: Engine, tmp_path: Path) -> None:
    def kill(along: ReadAlong) -> None:
        if along.process and along.made >= 30:
            os.kill(along.process.pid, signal.SIGKILL)

    with capture_logs() as logs:
        assert load(engine, tmp_path, drafts(60), kill).created == 58
    assert [entry["detail"] for entry in logs] == [ENDED]
    assert Snapshots.beside(tmp_path).newest() == -1
    assert desk(engine, tmp_path).parts.columns.count == 58


def test_none_outlives_its_import(engine: Engine, tmp_path: Path) -> None:
    def breaks() -> Iterator[Draft | Refusal]:
        yield from drafts(45)
        raise RuntimeError("the feed stopped")

    seen: list[ReadAlong] = []
    with pytest.raises(RuntimeError, match="the feed stopped"):
        load(engine, tmp_path, breaks(), seen.append)
    assert seen[0].process
    assert seen[0].process.poll() is not None
    assert Snapshots.beside(tmp_path).newest() == -1


def test_where_none_can_be_started_the_import_is_as_ever(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.kernel.second_process.sys.executable", "/nowhere/python")
    assert load(engine, tmp_path, drafts(20)).created == 18
    monkeypatch.setattr(read_along, "processors", lambda: 1)
    assert load(engine, tmp_path, drafts(50)).created == 30
    assert not (tmp_path / "snapshots").exists()


def test_few_changes_are_not_waited_for(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_along, "WORTH", 100)
    load(engine, tmp_path, drafts(30))  # a process that is not told that all is committed would wait for ever
    assert Snapshots.beside(tmp_path).newest() == -1


def test_a_server_that_runs_meanwhile_goes_on_with_it(engine: Engine, tmp_path: Path) -> None:
    server = desk(engine, tmp_path)
    load(engine, tmp_path, drafts(60), lambda _: server.refresh())
    is_as_built(engine, tmp_path)
    server.refresh()
    before = answers(server)
    assert before == answers(desk(engine, None))
    assert server._go_on_with_newest()
    assert isinstance(server.parts.columns.ground.base, Packed)
    assert answers(server) == before


def test_what_changes_again_is_read_again(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.matching.candidates.MANY", 15)  # so that they are told either way
    load(engine, tmp_path / "other", drafts(30))
    reader = Reader(engine)
    assert not reader.read_on(1)
    for count, summary in ((40, ""), (12, "Now with tea"), (50, "A song or two"), (9, "")):
        load(engine, tmp_path / "other", drafts(count, summary))
        assert reader.read_on(1)
    withdraw(engine)
    assert reader.read_on(1)
    reader.leave(Snapshots.beside(tmp_path))
    is_as_built(engine, tmp_path)


def withdraw(engine: Engine) -> None:
    """Some are no longer public."""
    with work_in_lots(engine) as (session, _):
        ids = sorted(one.id for one in read_candidates(session))[::7]
        for one in ids:
            set_fields(session, one, {"status": Status.HIDDEN.value})
        note_listings(session, ids)


@pytest.mark.parametrize("said", [b"", b"{}\n"])
def test_without_a_word_from_the_import_nothing_is_left(engine: Engine, said: bytes) -> None:
    end, ours = os.pipe()
    os.write(ours, said)
    os.close(ours)
    with os.fdopen(end, "rb", buffering=0) as told:
        assert read_to_the_end(Reader(engine), told) is bool(said)


def test_many_lots_are_read_in_few_parts(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, drafts(30))
    reader = Reader(engine)
    load(engine, tmp_path, drafts(60))
    assert not reader.read_on(read_along_main.FEWEST)
    assert reader.read_on(1)
    assert not reader.read_on(1)
