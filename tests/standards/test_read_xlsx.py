"""Spreadsheets as they come, and those that must not be opened."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.kernel.errors import NotUsable
from app.standards.spreadsheets.read_xlsx import read_rows


def sheet(folder: Path, rows: list[list[Any]], *more: list[list[Any]]) -> Path:
    book = Workbook()
    for number, content in enumerate((rows, *more)):
        page = book.active if number == 0 else book.create_sheet()
        assert page is not None
        for row in content:
            page.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path


def named(cells: list[str]) -> bool:
    return "name" in cells


def rewritten(path: Path, part: str, content: bytes) -> Path:
    """The same spreadsheet with one part of it replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return path


def test_it_works(tmp_path: Path) -> None:
    path = sheet(tmp_path, [["name", "postcode"], ["Choir", "LS8 5HX"]])
    assert list(read_rows(path, named)) == [["name", "postcode"], ["Choir", "LS8 5HX"]]


def test_cells_come_as_a_person_would_type_them(tmp_path: Path) -> None:
    cells = [date(2024, 5, 1), datetime(2024, 5, 1, 10, 30), time(9, 5), 12.0, 1.5, True, None, "=1+1"]  # noqa: DTZ001
    path = sheet(tmp_path, [["name"] * len(cells), cells])
    assert list(read_rows(path, named))[1] == ["2024-05-01", "2024-05-01 10:30", "09:05", "12", "1.5", "yes", "", ""]


def test_the_sheet_with_the_headings_is_found_behind_a_cover(tmp_path: Path) -> None:
    path = sheet(tmp_path, [["About this list"]], [], [["name"], ["Choir"]])
    assert list(read_rows(path, named)) == [["name"], ["Choir"]]


def book_of(folder: Path, **sheets: list[list[Any]]) -> Path:
    """A book with a sheet for each name; "_" in a name is a space."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name.replace("_", " "))
        for row in rows:
            page.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path


def test_sheets_under_the_same_headings_are_one_list(tmp_path: Path) -> None:
    north = [["NORTH"], ["name", "postcode"], ["Choir", "LS8 5HX"], [None, " "], ["", ""]]
    south = [["SOUTH"], [], ["Postcode", "Name"], ["LS11 7JP", "Walkers"]]
    path = book_of(tmp_path, Cover=[["About"]], North=north, Old_Trafford=south)
    rows = list(read_rows(path, lambda cells: len({"name", "postcode"} & {cell.casefold() for cell in cells})))
    assert rows == [*north[:3], ["Walkers", "LS11 7JP"]], "in the order of the first sheet; no empty rows between"


def test_a_sheet_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = book_of(tmp_path, Groups=[["name"], ["Choir"]], Venues=[["hall", "street", "name"], ["A", "B", "C"]])
    assert list(read_rows(path, named))[2:] == [
        "the sheet “Venues” has other headings: save it as a file to bring it in"
    ]


def test_what_an_office_put_away_is_not_brought_back(tmp_path: Path) -> None:
    over = [["name"], ["Film club, gone since May"]]
    path = book_of(tmp_path, Closed_groups=over, Groups=[["name"], ["Choir"]], Hidden=over)
    book = load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    first, choir, *faults = read_rows(path, named)
    assert (first, choir) == (["name"], ["Choir"])
    assert faults == ["the sheet “Closed groups” was not read: by its name it holds what is over"]


def test_an_empty_book(tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match="empty"):
        list(read_rows(sheet(tmp_path, []), named))


def test_a_size_that_a_sheet_claims_is_not_believed(tmp_path: Path) -> None:
    path = sheet(tmp_path, [["name"], ["Choir"]])
    with zipfile.ZipFile(path) as book:
        body = book.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:A2"' in body
    rewritten(path, "xl/worksheets/sheet1.xml", body.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert list(read_rows(path, named)) == [["name"], ["Choir"]]


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = rewritten(sheet(tmp_path, [["name"]]), "xl/worksheets/sheet1.xml", b"<x>" + b" " * 50_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(NotUsable, match="not opened"):
        list(read_rows(path, named))


def test_a_bomb_of_entities_is_not_expanded(tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
    )
    body = (
        laughs + b"]><worksheet><sheetData><row><c t='inlineStr'><is><t>&i;</t></is></c></row></sheetData></worksheet>"
    )
    with pytest.raises(NotUsable):
        list(read_rows(rewritten(sheet(tmp_path, [["name"]]), "xl/worksheets/sheet1.xml", body), named))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"name,postcode\n", "not an xlsx"),
        (b"", "not an xlsx"),
        (b"PK\x03\x04broken", "not an xlsx"),
    ],
    ids=["locked", "csv", "empty", "broken"],
)
def test_what_is_no_spreadsheet_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotUsable, match=sentence):
        list(read_rows(path, named))


@pytest.mark.parametrize("before", [b"%PDF-1.7\n", b"<html><script>alert(1)</script>", b"\xff\xd8\xff\xe0", b"MZ"])
def test_a_spreadsheet_behind_something_else_is_none(tmp_path: Path, before: bytes) -> None:
    path = sheet(tmp_path, [["name"], ["Choir"]])
    path.write_bytes(before + path.read_bytes())
    assert zipfile.is_zipfile(path)
    with pytest.raises(NotUsable, match="not an xlsx"):
        list(read_rows(path, named))


def test_another_kind_of_zip(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(NotUsable, match="not an xlsx"):
        list(read_rows(path, named))


def test_a_book_that_breaks_off(tmp_path: Path) -> None:
    path = rewritten(sheet(tmp_path, [["name"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>")
    with pytest.raises(NotUsable):
        list(read_rows(path, named))
