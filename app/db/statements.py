"""The few statements that every store writes: a table's columns, and many rows at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from app.db.many_rows import laid_out, written


def columns_of(table: type[SQLModel]) -> Any:
    """The table's columns as SQL knows them; SQLModel's own annotations name the values, not the columns."""
    return table.__table__.c  # type: ignore[attr-defined]


def insert_all(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows; nothing when there are none."""
    if not rows:
        return
    session.flush()  # what they point to may still wait in the session
    connection = session.connection()
    bound = laid_out(connection.dialect, table, rows)
    if bound is None:
        session.execute(insert(table), rows)
    else:
        written(connection, bound)
