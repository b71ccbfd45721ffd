"""A backup holds everything as it stood at one moment, goes into either kind of database, and is whole or refused."""

import gzip
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine, func, select, text
from sqlmodel import Session

from app.db.backup import back_up, carried
from app.db.backup_file import Header, Writer, part_of, reading
from app.db.changes import last_change
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import move_to, newest, upgrade
from app.db.model import ChangeLog, KeptValue
from app.db.restore import restore
from app.demand.model import Demand
from app.directory.vocabulary import load_vocabulary
from app.kernel.errors import NotReady, NotUsable, Refused
from app.kernel.ids import new_id
from app.matching.desk import Desk
from app.matching.model import MeaningVector
from app.matching.shapes import MatchIn
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from seed.load import load_demo
from tests.builders import CLOCK, NOW, empty_directory, fill, listing
from tests.db.cluster import Cluster

GAZETTEER = Gazetteer.open(None)
Contents = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo on SQLite, with a row in the tables that it leaves empty."""
    engine = empty_directory(tmp_path_factory.mktemp("demo"))
    with unit_of_work(engine, writes=True) as session:
        load_demo(session, GAZETTEER, CLOCK)
        session.add(MeaningVector(model="m", key="k", vector=bytes(range(256))))
        session.add(Demand(week="2026-W47", area="W1", term="falconry", outcome="nothing", n=7))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def kept(demo: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "demo.kith"
    back_up(demo, METADATA, path, CLOCK)
    return path


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Contents]:
    """A backup of a few listings, and what they are."""
    folder = tmp_path_factory.mktemp("few")
    engine = empty_directory(folder)
    fill(engine, *(listing() for _ in range(5)))
    back_up(engine, METADATA, folder / "few.kith", CLOCK)
    there = contents(engine)
    engine.dispose()
    return folder / "few.kith", there


@pytest.fixture
def fresh(fresh_url: str) -> Iterator[Engine]:
    engine = open_engine(fresh_url)
    yield engine
    engine.dispose()


def contents(engine: Engine) -> Contents:
    """Every row of every table, as values."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in carried(METADATA)
        }


def answers(engine: Engine) -> list[object]:
    desk = Desk(engine, GAZETTEER, load_vocabulary(), CLOCK)
    hopes = ("gardening, company", "struggling to buy food", "singing, not church")
    return [desk.answer(MatchIn(near="LS8 5", hopes=said, formal=True), str, "en") for said in hopes]


def rewritten(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """A file like `path` with its lines changed and packed anew."""
    there = path.with_name("changed.kith")
    there.write_bytes(gzip.compress(b"".join(change(gzip.decompress(path.read_bytes()).splitlines(keepends=True)))))
    return there


def test_it_works_and_a_match_answers_the_same(demo: Engine, kept: Path, fresh: Engine) -> None:
    steps: list[tuple[int, int | None]] = []
    header = restore(fresh, METADATA, kept, progress=lambda done, total: steps.append((done, total)))
    assert contents(fresh) == contents(demo)
    assert header.rows == steps[-1][0] == steps[-1][1] == sum(map(len, contents(demo).values())) > 10_000
    assert {part.name for part in header.parts} == {table.name for table in carried(METADATA)}
    assert answers(fresh) == answers(demo)


def test_from_sqlite_to_postgresql_and_back_every_line_is_the_same(server: Cluster, kept: Path, tmp_path: Path) -> None:
    across = open_engine(server.new_database())
    restore(across, METADATA, kept)
    back_up(across, METADATA, tmp_path / "again.kith", CLOCK)
    across.dispose()
    assert (tmp_path / "again.kith").read_bytes() == kept.read_bytes()


def test_writing_goes_on_after_a_restore(few: tuple[Path, Contents], fresh: Engine) -> None:
    restore(fresh, METADATA, few[0])
    with Session(fresh) as session:
        last = last_change(session)
    desk = Desk(fresh, GAZETTEER, load_vocabulary(), CLOCK)
    assert desk.changed()
    before = desk.refresh().columns.count
    fill(fresh, listing())
    with Session(fresh) as session:
        assert last_change(session) == last + 1
    assert desk.changed()
    assert desk.refresh().columns.count == before + 1
    with unit_of_work(fresh, writes=True) as session:
        session.add(Demand(week="2026-W47", area="W1", term="ferrets", outcome="nothing", n=5))


def test_only_its_owner_may_read_a_backup_and_nothing_is_left_beside_it(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.parent.iterdir() if path.name.startswith(".")] == []


def test_it_is_one_moment_while_somebody_writes(fresh: Engine, tmp_path: Path) -> None:
    """A writer always commits one row in each of two tables; no backup may hold more of one than of the other."""
    upgrade(fresh, METADATA)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with unit_of_work(fresh, writes=True) as session:
                session.add(KeptValue(key=str(new_id()), value="x" * 500))
                session.add(ChangeLog(listing_id=new_id()))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        headers = [back_up(fresh, METADATA, tmp_path / "moment.kith", CLOCK, lambda *_: None) for _ in range(25)]
    finally:
        stop.set()
        writer.join()
    rows = [{part.name: part.rows for part in header.parts} for header in headers]
    assert rows[-1]["kept_value"] > rows[0]["kept_value"]
    assert all(one["kept_value"] == one["change_log"] for one in rows)
    with reading(tmp_path / "moment.kith") as last:
        assert sum(len(batch) for _, batch in last.batches()) == headers[-1].rows


def test_a_database_that_is_not_empty_is_left_alone(kept: Path, fresh: Engine) -> None:
    upgrade(fresh, METADATA)
    fill(fresh, listing())
    before = contents(fresh)
    with pytest.raises(Refused, match=r"is not empty: it holds \d+ rows"):
        restore(fresh, METADATA, kept)
    assert contents(fresh) == before


def test_with_yes_it_takes_the_place_of_all_and_a_running_desk_sees_it(
    few: tuple[Path, Contents], fresh: Engine
) -> None:
    upgrade(fresh, METADATA)
    fill(fresh, *(listing(name=f"Old {n}") for n in range(9)))
    desk = Desk(fresh, GAZETTEER, load_vocabulary(), CLOCK)
    assert desk.changed()
    assert desk.refresh().columns.count == 9
    restore(fresh, METADATA, few[0], replace=True)
    there, expected = contents(fresh), dict(few[1])
    log = there.pop("change_log")
    assert log[: len(expected["change_log"])] == expected.pop("change_log")
    assert there == expected
    assert desk.changed()
    assert {item.id for item in desk.refresh().columns.living} == {row[0] for row in expected["listing"]}


def cut(lines: list[bytes]) -> list[bytes]:
    return lines[: len(lines) // 2]


def one_letter(lines: list[bytes]) -> list[bytes]:
    at = next(n for n, line in enumerate(lines) if b"garden" in line)
    return [*lines[:at], lines[at].replace(b"garden", b"burden", 1), *lines[at + 1 :]]


def one_row_less(lines: list[bytes]) -> list[bytes]:
    return [*lines[:40], *lines[41:]]


def one_line_more(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"{}\n"]


@pytest.mark.parametrize("damage", [cut, one_letter, one_row_less, one_line_more])
def test_a_damaged_file_is_refused_and_nothing_is_touched(
    kept: Path, fresh: Engine, damage: Callable[[list[bytes]], list[bytes]]
) -> None:
    upgrade(fresh, METADATA)
    fill(fresh, listing())
    before = contents(fresh)
    with pytest.raises(NotUsable, match="no whole backup of Kith"):
        restore(fresh, METADATA, rewritten(kept, damage), replace=True)
    assert contents(fresh) == before


@pytest.mark.parametrize(
    "bytes_",
    [b"", b"PK\x03\x04 a zip", gzip.compress(b"[1, 2]\n"), gzip.compress(b"no json\n")],
    ids=["empty", "zip", "other json", "no json"],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, bytes_: bytes) -> None:
    path, engine = tmp_path / "other.kith", open_engine("sqlite://")
    path.write_bytes(bytes_)
    with pytest.raises(NotUsable, match="no whole backup of Kith"):
        restore(engine, METADATA, path)


def test_a_file_cut_off_on_its_way_is_refused(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "half.kith").write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    with pytest.raises(NotUsable, match="no whole backup of Kith"):
        restore(open_engine("sqlite://"), METADATA, tmp_path / "half.kith")


def test_no_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match=r"cannot be read: No such file or directory\.$"):
        restore(open_engine("sqlite://"), METADATA, tmp_path / "none.kith")


def header_with(**changes: object) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [orjson.dumps(orjson.loads(lines[0]) | changes) + b"\n", *lines[1:]]


@pytest.mark.parametrize("changes", [{"schema": "9999"}, {"format": 2}])
def test_a_newer_file_is_refused(kept: Path, changes: dict[str, object]) -> None:
    with pytest.raises(NotUsable, match="made by a newer Kith"):
        restore(open_engine("sqlite://"), METADATA, rewritten(kept, header_with(**changes)))


def test_rows_that_the_database_refuses_leave_it_as_it_was(fresh: Engine, tmp_path: Path) -> None:
    """The file is whole, but it holds what our own rules forbid: a total of four."""
    upgrade(fresh, METADATA)
    fill(fresh, listing())
    before = contents(fresh)
    path = written(tmp_path / "four.kith", newest(), {"demand": [[1, "2026-W47", "W1", "falconry", "nothing", 4]]})
    with pytest.raises(NotUsable, match="would not take"):
        restore(fresh, METADATA, path, replace=True)
    assert contents(fresh) == before


def written(path: Path, schema: str, rows: dict[str, list[list[object]]]) -> Path:
    """A backup of an earlier or stranger Kith."""
    parts = tuple(part_of(METADATA.tables[name], len(values)) for name, values in rows.items())
    with path.open("wb") as file:
        writer = Writer(file)
        writer.header(Header(schema, NOW, parts))
        for values in rows.values():
            for row in values:
                writer.row(row)
        writer.close()
    return path


def test_a_file_of_an_older_schema_is_brought_up_to_date(fresh: Engine, tmp_path: Path) -> None:
    upgrade(fresh, METADATA)
    fill(fresh, listing())
    path = written(tmp_path / "old.kith", "0002", {"kept_value": [["a", "b"]]})
    restore(fresh, METADATA, path, replace=True)
    assert contents(fresh)["kept_value"] == [("a", "b")]
    fill(fresh, listing())  # the schema is today's
    with fresh.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == newest()


def test_a_table_that_the_older_schema_did_not_have_is_refused(fresh: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "odd.kith", "0002", {"demand": [[1, "2026-W47", "W1", "falconry", "nothing", 5]]})
    with pytest.raises(NotUsable, match="no whole backup of Kith"):
        restore(fresh, METADATA, path)


def test_every_migration_can_be_undone_and_done_again(fresh: Engine) -> None:
    upgrade(fresh, METADATA)
    with fresh.begin() as connection:
        move_to(connection, METADATA, "0001")
        move_to(connection, METADATA, newest())
    fill(fresh, listing())
    with fresh.connect() as connection:
        assert connection.execute(select(func.count()).select_from(ChangeLog)).scalar_one() == 1


def test_a_database_of_a_newer_kith_is_not_touched(fresh: Engine) -> None:
    upgrade(fresh, METADATA)
    with fresh.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotReady, match="made by a newer Kith"):
        upgrade(fresh, METADATA)


def test_there_is_nothing_to_back_up_without_a_schema(fresh: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="no directory here"):
        back_up(fresh, METADATA, tmp_path / "none.kith", CLOCK)
    assert not (tmp_path / "none.kith").exists()


def test_a_folder_that_is_not_there_is_said_in_a_sentence(demo: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match=r"cannot be written: No such file or directory\.$"):
        back_up(demo, METADATA, tmp_path / "no" / "demo.kith", CLOCK)


def test_nodes_that_start_together_make_one_schema(fresh: Engine) -> None:
    engines = [open_engine(fresh.url.render_as_string(hide_password=False)) for _ in range(4)]
    starts = [threading.Thread(target=upgrade, args=(engine, METADATA)) for engine in engines]
    failed: list[object] = []
    threading.excepthook, before = lambda args: failed.append(args.exc_value), threading.excepthook
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    threading.excepthook = before
    for engine in engines:
        engine.dispose()
    assert failed == []
    fill(fresh, listing())
