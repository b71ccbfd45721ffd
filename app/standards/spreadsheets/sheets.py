"""Which sheets of a spreadsheet are the list: many an office keeps one for each area, under the same headings."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from app.kernel.errors import NotUsable
from app.kernel.text import one_line
from app.standards.spreadsheets.headings import folded
from app.standards.spreadsheets.table import LOOKED_AT, heading_row

HowKnown = Callable[[list[str]], int]
A_TABLE = 3  # filled cells side by side: a sheet with less is a cover or a note
# Sheets on which an office puts away what is over; "Old Trafford" is a place.
_PUT_AWAY = re.compile(
    r"\b(?:closed|archived?|ended|removed|deleted?|inactive|defunct|lapsed|do not use|template)\b|^old$|^old lists?$",
    re.IGNORECASE,
)


def rows_of_sheets(sheets: Sequence[Any], how_known: HowKnown) -> Iterator[list[str] | str]:
    """The rows of the first sheet with known headings, then those under the same headings on others.

    A sheet that looks like a table and is not read is named by a text in place of a row. One that is hidden, or whose
    name says that what stands there is over, is read only when there is no other. Raises NotUsable when all are empty.
    """
    held = [(sheet, top) for sheet in sheets if (top := _top(sheet))]
    if not held:
        raise NotUsable("The spreadsheet is empty.")
    tops = [one for one in held if not _put_away(one[0])] or held
    first, top = next((one for one in tops if _knows(one[1], how_known)), tops[0])
    yield from _to_the_last(_rows(first))
    headings = _headings(top, how_known)
    for sheet, top in held:
        if sheet is first or sheet.sheet_state != "visible":
            continue
        if _put_away(sheet):
            yield f"the sheet \u201c{_title(sheet)}\u201d was not read: by its name it holds what is over"
        elif _knows(top, how_known) and set(filter(None, _headings(top, how_known))) <= set(headings):
            yield from _to_the_last(_going_on(sheet, _headings(top, how_known), headings))
        elif any(sum(map(bool, row)) >= A_TABLE for row in top):
            yield f"the sheet \u201c{_title(sheet)}\u201d has other headings: save it as a file to bring it in"


def _top(sheet: Any) -> list[list[str]]:
    return [row for row in islice(_rows(sheet), LOOKED_AT) if any(row)]


def _knows(top: list[list[str]], how_known: HowKnown) -> bool:
    return any(map(how_known, top))


def _put_away(sheet: Any) -> bool:
    return sheet.sheet_state != "visible" or bool(_PUT_AWAY.search(sheet.title))


def _title(sheet: Any) -> str:
    return one_line(sheet.title)


def _headings(top: list[list[str]], how_known: HowKnown) -> list[str]:
    return [folded(cell) for cell in top[heading_row([how_known(row) for row in top])]]


def _going_on(sheet: Any, own: list[str], headings: list[str]) -> Iterator[list[str]]:
    """The rows below a sheet's headings, with its columns in the order of the first sheet's."""
    columns = [headings.index(heading) if heading else None for heading in own]
    rows = iter(_rows(sheet))
    next((row for row in rows if [folded(cell) for cell in row] == own), None)
    for row in rows:
        ordered = [""] * len(headings)
        for at, cell in zip(columns, row, strict=False):
            if at is not None:
                ordered[at] = cell
        yield ordered + row[len(own) :]


def _to_the_last(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows up to the last that holds anything: empty ones between two sheets would each be named as a fault."""
    empty = 0
    for row in rows:
        if not any(map(str.strip, row)):
            empty += 1
            continue
        yield from ([""] for _ in range(empty))
        empty = 0
        yield row


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a sheet says of its own size cannot be trusted
    return ([as_text(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True))


def as_text(cell: Any) -> str:
    """A cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
