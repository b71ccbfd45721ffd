"""`kith import` given what it cannot use: a sentence, the right exit status, and nothing lost."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from openpyxl import Workbook

from tests.cli.home import Home

GOOD = b"name,postcode\nKnit and natter,LS8 5HX\n"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)  # also the container of a locked .xlsx


def zipped(path: Path, name: str, piece: bytes, times: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container, container.open(name, "w") as part:
        for _ in range(times):
            part.write(piece)


def bomb(path: Path) -> None:
    """300 MB of rows in 300 kB."""
    zipped(path, "xl/worksheets/sheet1.xml", b"<row/>" * 170_000, 300)
    with zipfile.ZipFile(path, "a") as container:
        container.writestr("xl/workbook.xml", "<workbook/>")


FILES: dict[str, bytes | Callable[[Path], None]] = {
    "empty.csv": b"",
    "blank.csv": b"\n\n   \n",
    "no-name.csv": b"colour,postcode\nred,LS8 5HX\n",
    "locked.csv": OLD_OFFICE,
    "sheet.csv": lambda path: zipped(path, "xl/workbook.xml", b"<workbook/>", 1),
    "paper.csv": b"%PDF-1.7\n" + bytes(200),
    "packed.csv": b"\x1f\x8b\x08" + bytes(200),
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
    "page.csv": b"<!doctype html>\n<html><head><title>Not found</title></head><body>404</body></html>\n",
    "locked.xlsx": OLD_OFFICE,
    "words.xlsx": GOOD,
    "archive.xlsx": lambda path: zipped(path, "letter.txt", b"hello", 1),
    "broken.xlsx": lambda path: zipped(path, "xl/workbook.xml", b"<workbook", 1),
    "bomb.xlsx": bomb,
    "empty.json": b"",
    "half.json": b'{"contents": [{"id": "1", "name": "Tea',
    "other.json": b'{"hello": "world"}',
    "page.json": b"<!doctype html><p>Gone</p>",
}
DANCE = {
    "state": "updated", "kind": "SessionSeries", "id": "d1", "modified": 1,
    "data": {
        "@context": "https://openactive.io/", "@type": "SessionSeries", "@id": "https://example.org/d1",
        "name": "Dancing sitting down",
    },
}  # fmt: skip
FORMS = {".csv": "csv", ".xlsx": "xlsx", ".json": "oruk"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(home: Home, name: str) -> None:
    path, content, before = home.folder / name, FILES[name], home.kept()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    ran = home.run("import", path, "--as", FORMS[path.suffix])
    assert ran.refused_in_a_sentence, ran.said
    assert home.kept() == before


def test_a_picture_is_not_shown_as_headings(home: Home) -> None:
    (home.folder / "picture.csv").write_bytes(FILES["picture.csv"])  # type: ignore[arg-type]
    said = home.run("import", home.folder / "picture.csv").said
    assert "This is not a csv file: it holds no text that can be read." in said
    assert "headings" not in said


def test_a_stray_zero_does_not_make_a_table_something_else(home: Home) -> None:
    (home.folder / "stray.csv").write_bytes(b"name,postcode\nTea\0 and talk at the hall,LS8 5HX\n" * 3)
    assert "not a csv file" not in home.run("import", home.folder / "stray.csv").said


@pytest.mark.parametrize("form", ["csv", "xlsx", "oruk"])
def test_a_file_that_is_not_there(home: Home, form: str) -> None:
    ran = home.run("import", "nowhere.csv", "--as", form)
    assert (ran.code, ran.said) == (1, "There is no such file.")


def test_a_folder_is_no_file(home: Home) -> None:
    ran = home.run("import", home.var, "--as", "csv")
    assert ran.refused_in_a_sentence, ran.said


@pytest.mark.parametrize(
    "wrong",
    [
        ["--as", "docx"],
        ["--as", ""],
        ["--as", "csv", "--map", "colour=name"],
        ["--as", "csv", "--map", "name"],
        ["--as", "csv", "--map", "=name"],
        ["--as", "csv", "--kind", "club"],
        ["--as", "csv", "--no-such-thing"],
    ],
    ids=" ".join,
)
def test_a_command_asked_wrongly_exits_2(home: Home, wrong: list[str]) -> None:
    path, before = home.folder / "good.csv", home.kept()
    path.write_bytes(GOOD)
    ran = home.run("import", path, *wrong)
    assert ran.code == 2, ran.said
    assert home.kept() == before


def test_what_a_file_is_its_ending_and_what_stands_in_it_tell(home: Home) -> None:
    sheet = Workbook()
    for row in (["name", "postcode"], ["Bread and books", "LS8 5HX"]):
        sheet.active.append(row)  # type: ignore[union-attr]
    sheet.save(home.folder / "tea.XLSX")
    files = {
        "wool.csv": GOOD,
        "page.json": b'{"contents": [{"id": "1", "name": "Tea at two"}]}',
        "one.json": b'\xef\xbb\xbf{"id": "2", "name": "A walk", "status": "active"}',
        "dance.json": orjson.dumps({"next": "https://example.org/?after=1", "items": [DANCE]}),
    }
    for name, content in files.items():
        (home.folder / name).write_bytes(content)
    for name in ("tea.XLSX", *files):
        assert home.run("import", home.folder / name, "--json").json["created"] == 1, name
    assert home.names() == ["A walk", "Bread and books", "Dancing sitting down", "Knit and natter", "Tea at two"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.txt", GOOD, "The ending of “notes.txt” does not tell what it is."),
        ("notes", GOOD, "The ending of “notes” does not tell what it is."),
        ("other.json", b'{"hello": "world"}', "neither plainly Open Referral UK nor OpenActive"),
        ("list.json", b'[{"colour": "red"}]', "neither plainly Open Referral UK nor OpenActive"),
        ("none.json", b'{"contents": []}', "neither plainly Open Referral UK nor OpenActive"),
        ("number.json", b"7", "neither plainly Open Referral UK nor OpenActive"),
        ("https://example.org/listings.csv", b"", "Please say it: --as oruk or openactive."),
    ],
)
def test_what_does_not_tell_what_it_is_asks_for_it_in_a_sentence(
    home: Home, name: str, content: bytes, says: str
) -> None:
    before, url = home.kept(), name.startswith("https:")
    if not url:
        (home.folder / name).write_bytes(content)
    ran = home.run("import", name if url else home.folder / name)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.said
    assert "Please say it: --as" in ran.said
    assert home.kept() == before


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.xlsx", "nowhere.json"])
def test_a_file_that_is_not_there_is_said_without_its_form_too(home: Home, name: str) -> None:
    ran = home.run("import", name)
    assert (ran.code, ran.said) == (1, "There is no such file.")


def test_json_that_breaks_off_is_said_by_line_without_its_form_too(home: Home) -> None:
    (home.folder / "half.json").write_bytes(b'{"contents": [{"id": "1", "name": "Tea')
    ran = home.run("import", home.folder / "half.json")
    assert ran.refused_in_a_sentence
    assert "stops making sense at line 1" in ran.said


def test_a_map_to_a_column_that_is_not_there_names_those_that_are(home: Home) -> None:
    path = home.folder / "good.csv"
    path.write_bytes(GOOD)
    ran = home.run("import", path, "--as", "csv", "--map", "name=Title")
    assert ran.code == 1
    assert "“Title”" in ran.said
    assert "“postcode”" in ran.said


def test_headings_alone_are_a_file_without_rows(home: Home) -> None:
    report = home.bring(home.csv("nothing.csv", ["name", "postcode"], []))
    assert report["read"] == report["created"] == report["refused"] == 0


def test_what_was_guessed_is_said_in_words(home: Home) -> None:
    path = home.folder / "good.csv"
    path.write_bytes(GOOD)
    ran = home.run("import", path, "--as", "csv")
    assert "postcode" in ran.err
    assert "Guess(" not in ran.err  # no value of the program's own is shown to a person


def test_a_dry_run_writes_nothing_and_counts_the_same(home: Home) -> None:
    path, before = home.groups("tea", 3), home.kept()
    would = home.bring(path, "--dry-run")
    assert home.kept() == before
    assert home.bring(path) == would
    assert would["created"] == 3


def test_the_installed_script_exits_as_it_should(home: Home) -> None:
    refused = home.script("import", "nowhere.csv", "--as", "csv")
    assert (refused.returncode, refused.stdout, refused.stderr.strip()) == (1, "", "There is no such file.")
    done = home.script("import", home.groups("tea", 2), "--as", "csv", "--json")
    assert done.returncode == 0
    assert '"created": 2' in done.stdout
