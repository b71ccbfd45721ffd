"""A steward's table of terms as a csv file: its rows by column, read as forgivingly as listings are."""

from collections.abc import Iterator
from pathlib import Path

from app.directory.own_terms import COLUMNS, NEEDED, TermRow
from app.kernel.errors import NotUsable
from app.standards.spreadsheets import read_csv
from app.standards.spreadsheets.table import Record, table_of

MOST_ROWS = 5_000


def rows_of_terms(path: Path) -> Iterator[TermRow]:
    """The rows of a file; raises NotUsable when there is none, or when its columns are not those of terms."""
    if not path.is_file():
        raise NotUsable("There is no such file.")
    table = table_of(read_csv.read_rows(path, _how_known), how_known=_how_known)
    columns = _columns(table.headings)
    if unknown := [name for name in columns if name and name not in COLUMNS]:
        raise NotUsable(f"“{unknown[0][:40]}” is no column of terms. They are: {', '.join(COLUMNS)}.")
    if missing := [name for name in NEEDED if name not in columns]:
        raise NotUsable(f"There is no column {' or '.join(missing)}. A file of terms has: {', '.join(COLUMNS)}.")
    yield from (_row(record, columns) for record in table.records)


def _how_known(cells: list[str]) -> int:
    return int({"scheme", "code"} <= set(_columns(cells)))


def _columns(cells: Iterator[str] | tuple[str, ...] | list[str]) -> list[str]:
    return [" ".join(cell.split()).casefold() for cell in cells]


def _row(record: Record, columns: list[str]) -> TermRow:
    if record.number > MOST_ROWS:
        raise NotUsable(f"These are too many rows: at most {MOST_ROWS:,} at a time.")
    return TermRow(record.number, dict(zip(columns, record.cells, strict=False)), record.fault)
