"""Writes everything that a database holds into one file, as it stood at one moment, while others go on writing."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, MetaData, Table, func, select

from app.db.backup_file import AT_ONCE, Header, Part, Writer, part_of
from app.db.engine import in_words
from app.db.migrate import newest, revision_of
from app.db.types import PASSING
from app.kernel.clock import Clock
from app.kernel.errors import Full, NotReady, NotUsable
from app.kernel.whole_file import replacing

Progress = Callable[[int, int | None], None]
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def back_up(engine: Engine, metadata: MetaData, path: Path, clock: Clock, progress: Progress | None = None) -> Header:
    """Keep every table in the file `path`, which is replaced only by a whole one; what it holds.

    Raises NotReady when there is no current schema, Full when there is no room, NotUsable when the file cannot be made.
    """
    with in_words(), _one_moment(engine) as connection:
        if revision_of(connection) != newest():
            raise NotReady("There is no directory here at the newest migration. Any command that writes makes one.")
        tables = carried(metadata)
        parts = tuple(part_of(table, _count(connection, table)) for table in tables)
        header = Header(newest(), clock(), parts)
        with _replacing(path) as file:
            writer = Writer(file)
            writer.header(header)
            _write_rows(connection, tables, header, writer, progress)
            writer.close()
    return header


def carried(metadata: MetaData) -> list[Table]:
    """The tables that a backup holds, each after those that it points to."""
    return [table for table in metadata.sorted_tables if not table.info.get(PASSING)]


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it looks; writers go on."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():  # SQLite in WAL mode keeps to the moment of the first read
            yield connection


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _write_rows(
    connection: Connection, tables: list[Table], header: Header, writer: Writer, progress: Progress | None
) -> None:
    done = 0
    for table, part in zip(tables, header.parts, strict=True):
        for row in _rows(connection, table, part):
            writer.row(row)
            done += 1
            if progress and done % AT_ONCE == 0:
                progress(done, header.rows)
    if progress:
        progress(done, header.rows)


def _rows(connection: Connection, table: Table, part: Part) -> Iterator[tuple[object, ...]]:
    query = select(*(table.c[name] for name, _ in part.columns)).order_by(*table.primary_key)
    for row in connection.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield tuple(row)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """As `replacing`, with what went wrong in a sentence."""
    try:
        with replacing(path) as file:
            yield file
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Full(f"There is no room for a backup at {path}. Make room and try again.") from error
        raise NotUsable(f"{path} cannot be written: {error.strerror or error}.") from error
