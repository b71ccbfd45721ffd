"""The few statements that every store writes: a table's columns, and many rows at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel


def columns_of(table: type[SQLModel]) -> Any:
    """The table's columns as SQL knows them; SQLModel's own annotations name the values, not the columns."""
    return table.__table__.c  # type: ignore[attr-defined]


def insert_all(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows in one statement; nothing when there are none."""
    if rows:
        session.execute(insert(table), rows)
