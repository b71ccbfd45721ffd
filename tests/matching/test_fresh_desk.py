"""What a desk answers after edits, merges and snapshots is what one answers that has just read the whole directory."""

import gc
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import mark_of
from app.directory.rules import Kind
from app.directory.shapes import ListingIn
from app.directory.vocabulary import load_vocabulary
from app.kernel.ids import demo_id
from app.matching import candidates, desk
from app.matching.desk import Desk
from app.matching.engine.index.packed import Packed
from app.matching.engine.meaning.model import find_model
from app.matching.meanings import Meanings
from app.matching.shapes import MatchIn, PointIn
from app.matching.snapshots import Snapshots
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, empty_directory, fill, home, listing, place

TALKS = [
    MatchIn(hopes=hopes, near=near)
    for hopes in ("gardening and a chat", "choir, singing", "walks by the canal", "somewhere warm")
    for near in (None, PointIn(lat=53.81, lon=-1.51), PointIn(lat=53.83, lon=-1.55))
]
DOES = ("Growing vegetables", "A choir that sings", "Walks by the canal", "A warm room", "Board games", "Knitting")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merges and snapshots of a few listings."""
    monkeypatch.setattr(candidates, "MERGE_FROM", 8)
    monkeypatch.setattr(desk, "WORTH_KEEPING", 10)


def one(draw: random.Random, number: int) -> ListingIn:
    """Some listing of a few dozen, as it is now."""
    what, where = draw.choice(DOES), (53.81 + draw.gauss(0, 0.02), -1.51 + draw.gauss(0, 0.03))
    at = home(lat=where[0], lon=where[1]) if draw.random() < 0.2 else place(lat=where[0], lon=where[1])
    kind = draw.choice((Kind.GROUP, Kind.PLACE, Kind.PRACTICAL))
    return listing(id=demo_id(f"n{number}"), name=f"{what} {number}", summary=f"{what} together.", kind=kind, place=at)


def edit(engine: Engine, draw: random.Random, count: int) -> None:
    numbers = draw.sample(range(60), count)
    fill(engine, *(one(draw, number) for number in numbers))


def desk_of(engine: Engine, folder: Path | None = None, *, meant: bool = False) -> Desk:
    meanings = Meanings(engine, find_model()) if meant else None
    return Desk(
        engine, Gazetteer(), load_vocabulary(), CLOCK, meanings, snapshots=Snapshots(folder) if folder else None
    )


def answers(of: Desk) -> list[str]:
    of.refresh()
    return [of.answer(talk, str, "en").model_dump_json() for talk in TALKS]


@pytest.mark.parametrize("kept", [False, True], ids=["merged", "snapshots"])
def test_after_every_edit_it_answers_as_one_that_has_just_begun(engine: Engine, tmp_path: Path, kept: bool) -> None:
    draw = random.Random(2)
    fill(engine, *(one(draw, number) for number in range(40)))
    ours, tidied = desk_of(engine, tmp_path / "kept" if kept else None), 0
    for n in range(12):
        edit(engine, draw, 1 + n % 4)
        assert answers(ours) == answers(desk_of(engine))
        tidied += ours.tidy()
        assert answers(ours) == answers(desk_of(engine))
    assert tidied >= 2


def test_with_vectors_it_answers_as_one_that_has_just_begun(engine: Engine, tmp_path: Path) -> None:
    draw = random.Random(3)
    fill(engine, *(one(draw, number) for number in range(30)))
    both = [desk_of(engine, meant=True), desk_of(engine, tmp_path / "kept", meant=True)]
    for n in range(4):
        edit(engine, draw, 5)
        if n != 1:
            both[n % 2].make_vectors()
        for ours in both:
            ours.tidy()
            assert answers(ours) == answers(desk_of(engine, meant=True))
    again = desk_of(engine, tmp_path / "kept", meant=True)
    assert answers(again) == answers(desk_of(engine, meant=True))
    assert isinstance(again.parts.columns.ground.base, Packed)
    assert again.make_vectors() == both[0].make_vectors() == 0


def test_while_most_is_unread_words_serve_alone(engine: Engine) -> None:
    draw = random.Random(5)
    fill(engine, *(one(draw, number) for number in range(8)))
    ours = desk_of(engine, meant=True)
    ours.make_vectors()
    assert ours.parts.meant
    fill(engine, *(one(draw, number) for number in range(8, 40)))
    assert answers(ours) == answers(desk_of(engine))
    assert ours.parts.meant is None
    ours.make_vectors()
    assert ours.parts.meant


def test_a_snapshot_is_gone_on_with_by_the_next_process_and_by_the_one_beside(engine: Engine, tmp_path: Path) -> None:
    draw = random.Random(4)
    fill(engine, *(one(draw, number) for number in range(40)))
    first, beside = desk_of(engine, tmp_path), desk_of(engine, tmp_path)
    assert answers(first) == answers(beside)
    assert first.tidy()
    assert beside.tidy()
    assert len(snapshots(tmp_path)) == 1
    edit(engine, draw, 3)
    later = desk_of(engine, tmp_path)
    assert answers(later) == answers(first) == answers(beside) == answers(desk_of(engine))
    assert isinstance(later.parts.columns.ground.base, Packed)
    assert later.parts.columns.size - later.parts.columns.base == 3


def snapshots(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def one_kept(engine: Engine, folder: Path) -> Path:
    draw = random.Random(5)
    fill(engine, *(one(draw, number) for number in range(40)))
    first = desk_of(engine, folder)
    first.refresh()
    assert first.tidy()
    return snapshots(folder)[0]


@pytest.mark.parametrize("name", ["facts.npy", "names.json", "places.npy", "about.json", "terms.npy"])
@pytest.mark.parametrize("how", ["missing", "short", "other"])
def test_a_broken_snapshot_is_not_used_and_said_in_the_log(engine: Engine, tmp_path: Path, name: str, how: str) -> None:
    path = one_kept(engine, tmp_path) / name
    if how == "missing":
        path.unlink()
    elif how == "short":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        path.write_bytes(b"x" * path.stat().st_size)
    with structlog.testing.capture_logs() as lines:
        ours = desk_of(engine, tmp_path)
        assert answers(ours) == answers(desk_of(engine))
    assert not isinstance(ours.parts.columns.ground.base, Packed)
    assert [line["reason"] for line in lines] == ["it is broken"]
    assert snapshots(tmp_path) == []


def test_a_snapshot_of_a_database_that_was_put_back_is_not_used(engine: Engine, tmp_path: Path) -> None:
    draw = random.Random(6)
    fill(engine, *(one(draw, number) for number in range(30)))
    engine.dispose()
    shutil.copy(tmp_path / "kith.db", tmp_path / "before.db")
    path = one_kept(engine, tmp_path / "kept")
    engine.dispose()
    for left in tmp_path.glob("kith.db*"):
        left.unlink()
    shutil.copy(tmp_path / "before.db", tmp_path / "kith.db")
    for n in range(6):  # the log is longer than it was, and tells of other changes
        edit(engine, random.Random(n), 9)
    with Session(engine) as session:
        assert mark_of(session).seq > json.loads((path / "about.json").read_text())["seq"]
    with structlog.testing.capture_logs() as lines:
        assert answers(desk_of(engine, tmp_path / "kept")) == answers(desk_of(engine))
    assert [line["event"] for line in lines] == ["snapshot not used"]


def test_a_snapshot_of_another_version_is_left_alone_until_there_is_a_new_one(engine: Engine, tmp_path: Path) -> None:
    path = one_kept(engine, tmp_path)
    path.rename(tmp_path / f"{'0' * 12}-{path.name[-12:]}")
    ours = desk_of(engine, tmp_path)
    assert answers(ours) == answers(desk_of(engine))
    assert not isinstance(ours.parts.columns.ground.base, Packed)
    assert ours.tidy()
    assert snapshots(tmp_path) == [path]


def test_only_one_process_writes_at_a_time(engine: Engine, tmp_path: Path) -> None:
    draw = random.Random(7)
    fill(engine, *(one(draw, number) for number in range(40)))
    ours = desk_of(engine, tmp_path)
    ours.refresh()
    with Snapshots(tmp_path).alone() as alone:
        assert alone
        assert not ours.tidy()
    assert ours.tidy()


@pytest.mark.parametrize(("many", "spared"), [(5, True), (4, False)])
def test_a_large_directory_is_looked_through_by_no_sweep(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, many: int, spared: bool
) -> None:
    monkeypatch.setattr(candidates, "SPARED_FROM", 5)
    fill(engine, *(listing(name=f"Plot {n}") for n in range(many)))
    gc.unfreeze()
    try:
        candidates.Candidates(engine).refresh()
        assert bool(gc.get_freeze_count()) is spared
    finally:
        gc.unfreeze()
