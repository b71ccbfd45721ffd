"""The backup file: one portable form for every database, checked from its first line to its last.

A gzip of JSON lines: a header that names the schema and each table with its columns and its number of rows, the rows as
arrays in that order, and a last line with the SHA-256 of everything before it.
"""

import base64
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, String, Table, Time, Uuid
from sqlalchemy.types import NullType, TypeEngine
from sqlmodel.sql.sqltypes import AutoString

from app.db.types import PASSING, UtcDateTime
from app.kernel.errors import NotUsable

FORMAT = 1
AT_ONCE = 1_000  # rows in memory
BROKEN = "This file is no whole backup of Kith: it is damaged, cut short or something else. Nothing was changed."

# What a value is, by the type of its column; JSON has words, numbers, yes and no, and the rest is written as words.
_KINDS: dict[str, tuple[type[TypeEngine[Any]], ...]] = {
    "instant": (UtcDateTime,),
    "uuid": (Uuid,),
    "date": (Date,),
    "time": (Time,),
    "bytes": (LargeBinary,),
    "json": (JSON,),
    "plain": (AutoString, String, Integer, Float, Boolean),
}
_FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "uuid": UUID,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": lambda text: base64.b64decode(text, validate=True),
}
Row = Sequence[Any]


@dataclass(frozen=True)
class Part:
    """One table in the file: its columns with what each holds, and how many rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int

    def __post_init__(self) -> None:
        if unknown := {kind for _, kind in self.columns} - set(_KINDS):
            raise ValueError(f"no kind of value: {unknown}")

    @property
    def types(self) -> dict[str, TypeEngine[Any]]:
        """Each column's type as SQL is told it."""
        return {name: NullType() if kind == "plain" else _KINDS[kind][0]() for name, kind in self.columns}

    def read(self, values: Row) -> dict[str, Any]:
        """A row as it stands in the file, as values by column; raises ValueError."""
        pairs = zip(self.columns, values, strict=True)
        return {
            name: _FROM_JSON.get(kind, _same)(value) if value is not None else None for (name, kind), value in pairs
        }


@dataclass(frozen=True)
class Header:
    """What a backup holds."""

    schema: str
    made_at: datetime
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.rows for part in self.parts)


def _same(value: Any) -> Any:
    return value


def part_of(table: Table, rows: int) -> Part:
    """How a table stands in the file; raises TypeError for a type of column that it has no form for."""
    carried = [column for column in table.columns if not column.info.get(PASSING)]
    return Part(table.name, tuple((column.name, _kind_of(column)) for column in carried), rows)


def _kind_of(column: "Column[Any]") -> str:
    for kind, types in _KINDS.items():
        if isinstance(column.type, types):
            return kind
    raise TypeError(f"backups know no {column.type!r} ({column})")


@dataclass
class Writer:
    """Writes the lines; `rows` of each part in the order of the header, then `close`."""

    file: IO[bytes]

    def __post_init__(self) -> None:
        # No name and no time inside, so that the same rows give the same file.
        self._gzip = gzip.GzipFile(filename="", mode="wb", fileobj=self.file, compresslevel=6, mtime=0)
        self._sum = hashlib.sha256()

    def header(self, header: Header) -> None:
        """The first line."""
        tables = [{"name": part.name, "columns": part.columns, "rows": part.rows} for part in header.parts]
        self._line(
            {"kith": "backup", "format": FORMAT, "schema": header.schema, "made_at": header.made_at, "tables": tables}
        )

    def row(self, values: Row) -> None:
        """One row, its values in the order of the part's columns."""
        self._line([base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in values])

    def close(self) -> None:
        """The last line."""
        self._gzip.write(orjson.dumps({"sha256": self._sum.hexdigest()}) + b"\n")
        self._gzip.close()

    def _line(self, value: Any) -> None:
        line = orjson.dumps(value) + b"\n"
        self._sum.update(line)
        self._gzip.write(line)


@dataclass
class Reader:
    """Reads the lines; that the file is whole is known when `batches` has ended. Raises NotUsable when it is not."""

    file: gzip.GzipFile

    def __post_init__(self) -> None:
        self._sum = hashlib.sha256()
        with _whole():
            self.header = _header(self._line())

    def batches(self) -> Iterator[tuple[Part, list[dict[str, Any]]]]:
        """Some rows of a table at a time."""
        for part in self.header.parts:
            for start in range(0, part.rows, AT_ONCE):
                with _whole():
                    rows = [part.read(self._line()) for _ in range(min(AT_ONCE, part.rows - start))]
                yield part, rows
        with _whole():
            if orjson.loads(self.file.readline()) != {"sha256": self._sum.hexdigest()} or self.file.read(1):
                raise ValueError("the checksum differs")

    def _line(self) -> Any:
        line = self.file.readline()
        self._sum.update(line)
        return orjson.loads(line)


@contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUsable(BROKEN) from error
    except OSError as error:
        raise NotUsable(f"The backup cannot be read: {error.strerror or error}.") from error


def _header(line: Any) -> Header:
    if line["kith"] != "backup":
        raise ValueError("no backup")
    if line["format"] > FORMAT:
        raise NotUsable("This backup was made by a newer Kith. Install that first. Nothing was changed.")
    parts = (
        Part(table["name"], tuple((name, kind) for name, kind in table["columns"]), int(table["rows"]))
        for table in line["tables"]
    )
    return Header(str(line["schema"]), datetime.fromisoformat(line["made_at"]), tuple(parts))


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """The backup at `path`; raises NotUsable, here or while it is read, when it is not whole."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(gzip.open(path))
        except OSError as error:
            raise NotUsable(f"{path} cannot be read: {error.strerror or error}.") from error
        yield Reader(file)
