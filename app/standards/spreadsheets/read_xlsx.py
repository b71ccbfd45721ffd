"""Reads a spreadsheet (xlsx) row by row, and refuses one that would unpack into more than we are ready to hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.kernel.errors import NotUsable
from app.standards.spreadsheets.sheets import rows_of_sheets

UNPACKED_MAX = 200_000_000  # bytes
RATIO_MAX = 100  # unpacked to packed: real sheets are near 10
RATIO_FLOOR = 20_000_000  # below this many bytes the ratio does not matter
PARTS_MAX = 5_000
_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of old .xls files and of those with a password
_BEGINS = b"PK\x03\x04"
_UNREADABLE = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    OSError,
    EOFError,
)

Progress = Callable[[int, int | None], None]


def read_rows(
    path: Path, how_known: Callable[[list[str]], int], progress: Progress | None = None
) -> Iterator[list[str] | str]:
    """Rows of cells as text: dates as 2024-05-01, whole numbers without ".0".

    They come from every sheet with the same headings, known to `how_known`; see `sheets.rows_of_sheets`.
    Raises NotUsable in a sentence for a file that is locked, broken, no spreadsheet, or a zip bomb.
    """
    check_container(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _UNREADABLE as error:
        raise NotUsable("The spreadsheet cannot be opened: it is broken or not an xlsx file.") from error
    try:
        for number, row in enumerate(rows_of_sheets(book.worksheets, how_known), start=1):
            yield row
            if progress and number % 500 == 0:
                progress(number, None)
    except _UNREADABLE as error:
        raise NotUsable("The spreadsheet breaks off in the middle: it is damaged.") from error
    finally:
        book.close()


def check_container(path: Path) -> None:
    """Refuse what is no xlsx, and a zip bomb before anything of it is unpacked. Raises NotUsable."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _LOCKED:
        raise NotUsable(
            "The spreadsheet is locked with a password or is an old .xls file: save it as .xlsx without one."
        )
    if start != _BEGINS:  # an archive may hang behind anything: what begins as something else is something else
        raise NotUsable("This is not an xlsx spreadsheet.")
    try:
        with ZipFile(path) as container:
            parts = container.infolist()
    except (BadZipFile, OSError) as error:
        raise NotUsable("This is not an xlsx spreadsheet.") from error
    if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
        raise NotUsable("This is a zip file but not an xlsx spreadsheet.")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, min(sum(part.compress_size for part in parts), path.stat().st_size))
    bomb = unpacked > UNPACKED_MAX or (unpacked > RATIO_FLOOR and unpacked / packed > RATIO_MAX)
    if bomb or len(parts) > PARTS_MAX:
        raise NotUsable("The spreadsheet would unpack into far more than it should; it was not opened.")
