"""Puts a backup into a database of either kind, all of it or nothing."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from app.db.append_only import unlocked
from app.db.backup import Progress, carried
from app.db.backup_file import BROKEN, Header, Part, Reader, reading
from app.db.engine import for_writing, in_words
from app.db.migrate import known, move_to, newest
from app.db.model import ChangeLog
from app.kernel.errors import NotUsable, Refused

NEWER = "This backup was made by a newer Kith (schema {theirs}; this one knows up to {ours}). Nothing was changed."
NOT_TAKEN = "This database would not take what the file holds. Nothing was changed."
Mark = tuple[int, set[UUID]]  # the end of a change log, and the listings it names


def restore(
    engine: Engine, metadata: MetaData, path: Path, *, replace: bool = False, progress: Progress | None = None
) -> Header:
    """Fill the database from the file; with `replace` what it held before is gone, else it must be empty.

    A file of an older schema is put into that schema and then brought up to date. Raises NotUsable for a file that is
    broken or newer, Refused for a database that is not empty; then nothing was changed.
    """
    _look_through(path)
    try:
        with reading(path) as backup, in_words(), for_writing(engine).begin() as connection:
            move_to(connection, metadata, newest())
            before = _make_room(connection, carried(metadata), replace)
            move_to(connection, metadata, backup.header.schema)  # the tables are empty: nothing is lost on the way
            _fill(connection, backup, progress)
            move_to(connection, metadata, newest())
            _tell_running_processes(connection, before)
            _count_on(connection, metadata)
            return backup.header
    except (IntegrityError, DataError, ProgrammingError) as error:
        raise NotUsable(NOT_TAKEN) from error


def _look_through(path: Path) -> None:
    """Read the file from end to end before anything is touched."""
    with reading(path) as backup:
        if not known(backup.header.schema):
            raise NotUsable(NEWER.format(theirs=backup.header.schema, ours=newest()))
        for _ in backup.batches():
            pass


def _make_room(connection: Connection, tables: list[Table], replace: bool) -> Mark:
    """Keep other writers out, and empty the tables when that is asked for; the change log as it was."""
    if connection.dialect.name == "postgresql":  # SQLite's writers are kept out by the transaction itself
        names = ", ".join(map(connection.dialect.identifier_preparer.format_table, tables))
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    rows = sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    if rows and not replace:
        raise Refused(
            f"This database is not empty: it holds {rows:,} rows. Nothing was changed. "
            "To put the backup in their place, say --yes."
        )
    before = _mark(connection)
    with unlocked(connection, tables):
        for table in reversed(tables):
            connection.execute(table.delete())
    return before


def _fill(connection: Connection, backup: Reader, progress: Progress | None) -> None:
    there, done = _columns(connection), 0
    for part, rows in backup.batches():
        names = {name for name, _ in part.columns}
        if not names <= there.get(part.name, set()):
            raise NotUsable(BROKEN)
        connection.execute(insert(_table(part)), rows)
        done += len(rows)
        if progress:
            progress(done, backup.header.rows)


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection).get_multi_columns()
    return {name: {column["name"] for column in columns} for (_, name), columns in found.items()}


def _table(part: Part) -> Table:
    """The table as the file tells it: that of an older schema may differ from today's."""
    columns: list[Column[Any]] = [Column(name, kind) for name, kind in part.types.items()]
    return Table(part.name, MetaData(), *columns)


def _mark(connection: Connection) -> Mark:
    log = ChangeLog.__table__.c  # type: ignore[attr-defined]
    last = connection.execute(select(func.coalesce(func.max(log.seq), 0))).scalar_one()
    return last, set(connection.execute(select(log.listing_id).distinct()).scalars())


def _tell_running_processes(connection: Connection, before: Mark) -> None:
    """Name every listing that was there or is there now, beyond the end of the log that somebody may have read."""
    if not before[0]:
        return
    last, now = _mark(connection)
    start = max(last, before[0]) + 1
    ids = sorted(before[1] | now)
    connection.execute(insert(ChangeLog), [{"seq": start + n, "listing_id": one} for n, one in enumerate(ids)])


def _count_on(connection: Connection, metadata: MetaData) -> None:
    """PostgreSQL counts beside the tables: the next number must come after the last that was put in."""
    if connection.dialect.name != "postgresql":
        return
    for table in carried(metadata):
        if (column := table.autoincrement_column) is not None:
            last = connection.execute(select(func.max(column))).scalar_one()
            sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last, :used)")
            values = {"table": f'"{table.name}"', "column": column.name, "last": last or 1, "used": last is not None}
            connection.execute(sequence, values)
