"""Many rows of one table: bound a column at a time by the columns' own types, and handed to the driver together.

`session.execute(insert(table), rows)` writes the very same, but goes over each value of each row several times: of an
import that was three quarters of the time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Column, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from app.db.types import as_json

VALUES = 32_000  # of one statement on SQLite, which takes 32,766
FEW = 20  # rows that PostgreSQL takes as soon one by one
_NOTHING = object()

Bind = Callable[[Any], Any]


@dataclass(frozen=True)
class _Column:
    """What becomes of the values of one column before the driver has them."""

    place: int
    bind: Bind | None  # as its type says
    given: Any  # what stands for None; None itself when nothing does


@dataclass(frozen=True)
class _Plan:
    """How rows that name these columns are laid out."""

    table: str
    names: tuple[str, ...]  # quoted
    take: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    columns: tuple[_Column, ...]  # those whose values are not handed on as they are


@dataclass(frozen=True)
class Bound:
    """Rows as the driver takes them."""

    table: str
    names: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def laid_out(dialect: Dialect, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> Bound | None:
    """The rows as the driver takes them; None when not all name the same columns, or one is left to be worked out."""
    names = tuple(rows[0])
    plan = _plan(dialect, table, names)
    if plan is None or any(len(row) != len(names) for row in rows):
        return None
    try:
        taken = list(map(plan.take, rows))
    except KeyError:
        return None
    if plan.columns:
        columns = list(zip(*taken, strict=True))
        for one in plan.columns:
            columns[one.place] = tuple(_made(one, columns[one.place]))
        taken = list(zip(*columns, strict=True))
    return Bound(plan.table, plan.names, taken)


def _made(one: _Column, values: Sequence[Any]) -> Iterator[Any]:
    """Rows of one listing share its id, its day, its hour: what stands twice in a row is bound once."""
    last = done = _NOTHING
    for value in values:
        if value is not last:
            last, done = value, one.given if value is None else value
            done = one.bind(done) if one.bind else done
        yield done


@lru_cache(maxsize=256)
def _plan(dialect: Dialect, table: type[SQLModel], names: tuple[str, ...]) -> _Plan | None:
    columns: Mapping[str, Column[Any]] = table.__table__.c  # type: ignore[attr-defined]
    if set(names) - set(columns.keys()) or any(_is_worked_out(column, names) for column in columns.values()):
        return None
    made = [_column(dialect, place, columns[name]) for place, name in enumerate(names)]
    quote = dialect.identifier_preparer.quote
    return _Plan(
        table=quote(table.__table__.name),  # type: ignore[attr-defined]
        names=tuple(quote(name) for name in names),
        take=itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],),
        columns=tuple(one for one in made if one.bind or one.given is not None),
    )


def _is_worked_out(column: Column[Any], names: tuple[str, ...]) -> bool:
    """Whether SQLAlchemy would find a value for it that no row names."""
    if column.name not in names or column.default is None:
        return column.default is not None
    return column.default.is_callable and not column.type.should_evaluate_none


def _column(dialect: Dialect, place: int, column: Column[Any]) -> _Column:
    kind = column.type.dialect_impl(dialect)
    given = column.default.arg if column.default is not None and column.default.is_scalar else None  # type: ignore[attr-defined]
    if isinstance(kind, JSON):  # where None is "null", unless it is to be nothing at all
        return _Column(place, _json_or_none if kind.none_as_null else as_json, None)
    return _Column(place, kind.bind_processor(dialect), given)


def _json_or_none(value: Any) -> str | None:
    return None if value is None else as_json(value)


def written(connection: Connection, bound: Bound) -> None:
    """Add them."""
    if connection.dialect.name == "postgresql" and len(bound.rows) > FEW:
        _copied(connection, bound)
    else:
        _together(connection, bound)


def _together(connection: Connection, bound: Bound) -> None:
    """Few statements of many rows; other threads go on while one of them is at work."""
    width = len(bound.names)
    into = f"INSERT INTO {bound.table} ({', '.join(bound.names)}) VALUES "
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    row, most = f"({', '.join([mark] * width)})", max(1, VALUES // width)
    for first in range(0, len(bound.rows), most):
        some = bound.rows[first : first + most]
        connection.exec_driver_sql(into + ", ".join([row] * len(some)), tuple(chain.from_iterable(some)))


def _copied(connection: Connection, bound: Bound) -> None:
    """One stream to PostgreSQL. Raises what SQLAlchemy raises for a statement."""
    dialect = connection.dialect
    sql = f"COPY {bound.table} ({', '.join(bound.names)}) FROM STDIN"
    errors = dialect.loaded_dbapi.Error
    try:
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(sql) as copy:
            for row in bound.rows:
                copy.write_row(row)
    except errors as error:
        raise DBAPIError.instance(sql, None, error, errors, dialect=dialect) from error
