"""Tables that only grow: their triggers are made by migrations, and step aside for one thing alone, a restore."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

from app.db.types import APPEND_ONLY


@contextmanager
def unlocked(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Let rows of append-only tables go while a backup takes their place, within the connection's transaction."""
    locked = [table.name for table in tables if table.info.get(APPEND_ONLY)]
    switch = _on_server if connection.dialect.name == "postgresql" else _in_file
    with switch(connection, locked):
        yield


@contextmanager
def _on_server(connection: Connection, names: list[str]) -> Iterator[None]:
    for name in names:
        connection.execute(text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
    yield
    for name in names:
        connection.execute(text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))


@contextmanager
def _in_file(connection: Connection, names: list[str]) -> Iterator[None]:
    """SQLite cannot switch a trigger off: it is taken away and made again, word for word as it was."""
    query = text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = [row for row in connection.execute(query).all() if row.tbl_name in names]
    for trigger in triggers:
        connection.execute(text(f'DROP TRIGGER "{trigger.name}"'))
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)
