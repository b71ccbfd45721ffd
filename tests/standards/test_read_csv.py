"""Csv files as they come: encodings, delimiters, lost quotes, broken rows."""

import tracemalloc
from pathlib import Path

import pytest

from app.kernel.errors import NotUsable
from app.standards.spreadsheets.read_csv import LINE_MAX, encoding_of, read_rows


def rows_of(folder: Path, content: bytes | str) -> list[list[str] | str]:
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_rows(path))


def test_it_works(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "name,postcode\nChoir,LS8 5HX\n") == [["name", "postcode"], ["Choir", "LS8 5HX"]]


@pytest.mark.parametrize(
    "content",
    [
        "name,town\nCafé – “tea”,Łódź\n".encode(),
        "name,town\nCafé – “tea”,Łódź\n".encode("utf-8-sig"),
        "name,town\nCafé – “tea”,Łódź\n".encode("utf-16"),
        "name,town\nCafé – “tea”,Łódź\n".encode("utf-16-le"),
        "name,town\nCafé – “tea”,Łódź\n".encode("utf-16-be"),
        "name,town\nCafé – “tea”,Łódź\n".encode("utf-32"),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    if b"\xc5" not in content and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef")):
        content = content.replace("Łódź".encode("utf-16-le"), "York".encode("utf-16-le"))
    assert rows_of(tmp_path, content)[1][0] == "Café – “tea”"


def test_cp1252_is_read_line_by_line_so_that_mixed_files_come_out_whole(tmp_path: Path) -> None:
    content = "name\nCafé\n".encode("cp1252") + "Łódź – club\n".encode() + "“tea” £2\n".encode("cp1252")
    assert rows_of(tmp_path, content) == [["name"], ["Café"], ["Łódź – club"], ["“tea” £2"]]


def test_what_no_encoding_knows_still_comes_through(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"name\nA\x81\xe9\n") == [["name"], ["A\x81é"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, mark: str) -> None:
    assert rows_of(tmp_path, f'name{mark}town\n"A{mark}B"{mark}Leeds\n')[1] == [f"A{mark}B", "Leeds"]


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "sep=;\nname;town\nA,B;Leeds\n") == [["name", "town"], ["A,B", "Leeds"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    assert rows_of(tmp_path, f"name,town{end}A,Leeds{end}B,York{end}") == [
        ["name", "town"],
        ["A", "Leeds"],
        ["B", "York"],
    ]


def test_quotes_hold_lines_and_quotes(tmp_path: Path) -> None:
    assert rows_of(tmp_path, 'name,text\nA,"one\ntwo, ""three"""\n')[1] == ["A", 'one\ntwo, "three"']


def test_a_lost_quote_costs_one_row_only(tmp_path: Path) -> None:
    content = 'name,town\nA,Leeds\n"B,York\nC,Hull\n"D, the last",Derby\nE,Bath\n'
    assert rows_of(tmp_path, content) == [
        ["name", "town"],
        ["A", "Leeds"],
        "a quotation mark is opened and never closed",
        ["C", "Hull"],
        ["D, the last", "Derby"],
        ["E", "Bath"],
    ]


def test_a_lost_quote_in_a_long_file_costs_one_row_only(tmp_path: Path) -> None:
    lines = [f"Club {n},Leeds" for n in range(6_000)]
    lines[10] = '"Club 10,Leeds'
    rows = rows_of(tmp_path, "name,town\n" + "\n".join(lines))
    assert len(rows) == 6_001
    assert [row for row in rows if isinstance(row, str)] == ["a quotation mark is opened and never closed"]


def test_lost_quotes_one_after_the_other_do_not_join_rows(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'name,town\n"A,Leeds\n"B,York\nC,Hull\n"D",Bath\n')
    bad = "a quotation mark is opened and never closed"
    assert rows == [["name", "town"], bad, bad, ["C", "Hull"], ["D", "Bath"]]


def test_nul_and_formulas_come_through_as_text(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "name,text\nA\x00B,=cmd|'/c calc'!A0\n")[1] == ["A\x00B", "=cmd|'/c calc'!A0"]


def test_a_cell_of_ten_megabytes_is_one_cell(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f'name,text\nA,"{"x" * 10_000_000}"\nB,short\n')
    assert [len(row) for row in rows] == [2, 2, 2]
    assert len(rows[1][1]) == 10_000_000
    assert rows[2] == ["B", "short"]


def test_a_line_without_end_is_cut_and_not_held(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, b"name,text\nA," + b"x" * (LINE_MAX + 10) + b"\nB,short\n")
    assert rows[-1] == ["B", "short"]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"") == []
    assert [row for row in rows_of(tmp_path, b"\n\n \n") if any(map(str.strip, row))] == []


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0old", b"%PDF-1.7", b"\x1f\x8bgz"],
    ids=["xlsx", "xls", "pdf", "gzip"],
)
def test_other_formats_are_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotUsable, match="not a csv file"):
        rows_of(tmp_path, content)


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("name,text\n")
        file.writelines(f"Club number {n},{'words ' * 40}\n" for n in range(60_000))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_rows(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60_001
    assert peak < 2_000_000 < path.stat().st_size


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("name\n" + "A\n" * 2_000)
    seen: list[tuple[int, int | None]] = []
    list(read_rows(path, progress=lambda done, total: seen.append((done, total))))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert seen == sorted(seen)


def test_utf8_is_the_first_guess() -> None:
    assert encoding_of(b"name,town\n") == "utf-8"
    assert encoding_of(b"") == "utf-8"
