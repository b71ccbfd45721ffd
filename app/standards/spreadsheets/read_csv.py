"""Reads a csv file as it comes: any usual encoding, delimiter and line end, lost quotes; never all of it at once."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from app.kernel.errors import NotUsable
from app.standards.spreadsheets.table import LOOKED_AT

DELIMITERS = ",;\t|"
HEAD = 64 * 1024
LINE_MAX = 16_000_000  # characters of one line, or of the lines of one record, that we are ready to hold
LINES_MAX = 2_000  # a record over more lines than this has lost its closing quote
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Pictures and programs hold many such bytes, and a table of words next to none: it may have a stray one.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b") | {0x7F})
LEAST_TEXT = 0.95
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_SAYS_DELIMITER = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
_UNCLOSED = "a quotation mark is opened and never closed"

Bytes = Callable[[int, int | None], None]  # read so far, in all


def read_rows(
    path: Path, how_known: Callable[[list[str]], int] = lambda _cells: 0, progress: Bytes | None = None
) -> Iterator[list[str] | str]:
    """Rows of cells; a text in place of a row says what is wrong with it. Raises NotUsable for what is no csv.

    `how_known` says how many of a row's cells are known headings: what cuts the most of them is the delimiter.
    A record that runs over several lines and does not fit the first row is taken as one bad line with a lost quote,
    and the lines after it are read again on their own.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        _refuse_other_formats(head)
        # Bytes that are not UTF-8 come through as half surrogates, so that each line can be read again as cp1252.
        text = TextIOWrapper(file, encoding=encoding_of(head), errors="surrogateescape", newline=None)
        lines = _Lines(text)
        delimiter, width = _delimiter(lines, how_known)
        for number, row in enumerate(_parsed(lines, delimiter, width)):
            yield row
            if progress and number % 500 == 0:
                progress(_position(file), size)
    if progress:
        progress(size, size)


def _position(file: BinaryIO) -> int:
    return file.tell()


def _refuse_other_formats(head: bytes) -> None:
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06") or head[:4] == b"\xd0\xcf\x11\xe0":
        raise NotUsable("This is a spreadsheet and not a csv file: read it as xlsx.")
    if head[:5] == b"%PDF-" or head[:2] == b"\x1f\x8b":
        raise NotUsable("This is not a csv file.")
    if encoding_of(head) == "utf-8" and len(head.translate(None, _CONTROLS)) < len(head) * LEAST_TEXT:
        raise NotUsable("This is not a csv file: it holds no text that can be read.")


def encoding_of(head: bytes) -> str:
    """The encoding by its mark, or by where the zeros of UTF-16 stand; else UTF-8, mended line by line."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 5 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) / 5 and not odd else "utf-8"


def _as_meant(line: str) -> str:
    """A line that was not UTF-8 read as cp1252, or as Latin-1 where even that has no such character."""
    if line.isascii() or not _NOT_UTF8.search(line):
        return line
    raw = line.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@dataclass
class _Lines:
    """Lines for the csv reader that remember those of the record being read, and can be given back."""

    file: TextIOWrapper
    again: deque[str] = field(default_factory=deque)
    record: list[str] = field(default_factory=list)
    held: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else _as_meant(self.file.readline(LINE_MAX))
        if not line:
            raise StopIteration
        self.record.append(line)
        self.held += len(line)
        if len(self.record) > 1 and (len(self.record) > LINES_MAX or self.held > LINE_MAX):
            raise csv.Error(_UNCLOSED)
        return line

    def forget(self) -> None:
        """The record is done with."""
        self.record, self.held = [], 0

    def give_back(self, after: int) -> None:
        """Put the lines of this record after the first `after` back, to be read again."""
        self.again.extendleft(reversed(self.record[after:]))
        self.forget()


def _delimiter(lines: _Lines, how_known: Callable[[list[str]], int]) -> tuple[str, int]:
    """The delimiter, and how many cells the headings have (0: not known). Excel's "sep=;" says it outright.

    A title may stand above the headings, with commas of its own or none, so that the first line alone tells nothing.
    """
    if told := _held(lines):
        return told, 0
    top = [line[:HEAD] for line in lines.record]
    lines.give_back(0)
    found = [(mark, _cut(top, mark)) for mark in DELIMITERS]
    known, mark, row = max(
        ((how_known(row), mark, row) for mark, rows in found for row in rows),
        key=lambda one: one[0],
        default=(0, ",", []),
    )
    if known:
        return mark, len(row)
    return max(found, key=lambda one: len(next(iter(one[1]), [])))[0], 0


def _held(lines: _Lines) -> str:
    """Hold the first lines with anything in them; the delimiter when the first of them says it."""
    seen = 0
    try:
        for line in lines:
            if not seen and (told := _SAYS_DELIMITER.match(line.strip('\ufeff" \n'))):
                lines.forget()
                return told[1]
            seen += bool(line.strip())
            if seen == LOOKED_AT:
                break
    except csv.Error:  # lines as long as that are looked at no further
        pass
    return ""


def _cut(top: list[str], mark: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(top, delimiter=mark, skipinitialspace=True) if any(map(str.strip, row))]
    except csv.Error:
        return []


def _parsed(lines: _Lines, delimiter: str, width: int) -> Iterator[list[str] | str]:
    csv.field_size_limit(LINE_MAX * 2)  # the lines themselves are held shorter than this
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    while True:
        lines.forget()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error) if str(error) == _UNCLOSED else "the row cannot be read"
            lines.give_back(1)
            continue
        width = width or len(row)
        if len(lines.record) > 1 and not _is_whole(lines.record, row, width, delimiter):
            yield _UNCLOSED
            lines.give_back(1)
            continue
        yield row


def _is_whole(record: list[str], row: list[str], width: int, delimiter: str) -> bool:
    """Whether a record over several lines is one: it fits the first row and its quotes stand where they should."""
    fits = len(row) == width or width == 1 or (not any(cell.strip() for cell in row[width:]) and len(row) > width)
    try:
        return fits and bool(next(csv.reader(record, delimiter=delimiter, skipinitialspace=True, strict=True)))
    except (csv.Error, StopIteration):
        return False
