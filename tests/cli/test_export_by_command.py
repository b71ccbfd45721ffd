"""`kith export`: each format on disk, read back by `kith import` where it can be, refused in a sentence otherwise."""

import json
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.home import Home


@pytest.fixture
def filled(home: Home) -> Home:
    home.bring(home.groups("garden", 3), "--kind", "group")
    return home


def there(home: Home) -> list[str]:
    """What lies in the folder, what commands said left out."""
    return sorted(path.name for path in home.folder.iterdir() if path.suffix not in (".err", ".out"))


def test_a_table_goes_out_and_comes_into_an_empty_directory(filled: Home, make_home: object) -> None:
    ran = filled.run("export", "csv", "out.csv", "--json")
    assert (ran.code, ran.json) == (0, {"written": 3, "path": "out.csv"})
    other: Home = make_home()  # type: ignore[operator]
    report = other.bring(filled.folder / "out.csv")
    assert (report["read"], report["created"], report["refused"]) == (3, 3, 0)
    assert other.run("export", "csv", "again.csv").code == 0
    assert (other.folder / "again.csv").read_bytes() == (filled.folder / "out.csv").read_bytes()
    assert filled.bring(filled.folder / "out.csv")["unchanged"] == 3


def test_open_referral_goes_out_and_comes_in(filled: Home, make_home: object) -> None:
    assert filled.run("export", "oruk", "out.json").code == 0
    assert json.loads((filled.folder / "out.json").read_bytes())["total_items"] == 3
    other: Home = make_home()  # type: ignore[operator]
    assert other.bring(filled.folder / "out.json", form="oruk")["created"] == 3
    assert other.names() == filled.names()
    assert other.query("SELECT id FROM listing ORDER BY id") == filled.query("SELECT id FROM listing ORDER BY id")


def test_a_map_and_the_standards_tables(filled: Home) -> None:
    assert filled.run("export", "geojson", "out.geojson").code == 0
    assert len(json.loads((filled.folder / "out.geojson").read_bytes())["features"]) == 3
    assert filled.run("export", "hsds-csv", "out.zip").code == 0
    with ZipFile(filled.folder / "out.zip") as packed:
        assert packed.read("services.csv").decode().count("garden group") == 3
    assert filled.run("export", "hsds-csv", "out").code == 0
    assert (filled.folder / "out" / "datapackage.json").is_file()
    assert not list(filled.folder.glob(".kith-*"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("360giving", "out.json"), 2, "no grants here yet"),
        (("xml", "out.xml"), 2, "not xml"),
        (("csv",), 2, "Missing argument"),
        (("csv", "nowhere/out.csv"), 1, "no folder nowhere"),
        (("hsds-csv", "var"), 1, "something in it"),
        (("csv", "var"), 1, "something in it"),
    ],
)
def test_what_cannot_be_done_is_said(filled: Home, words: tuple[str, ...], code: int, said: str) -> None:
    before = there(filled)
    ran = filled.run("export", *words)
    assert ran.code == code, ran.said
    assert said in ran.said
    assert there(filled) == before


def test_a_full_disk_leaves_the_old_file(filled: Home) -> None:
    path: Path = filled.folder / "out.csv"
    path.write_text("what was there")
    ran = filled.run("export", "csv", "out.csv", largest_file=100)
    assert ran.code == 1, ran.said
    assert path.read_text() == "what was there"


@pytest.mark.parametrize("form", ["csv", "oruk", "geojson"])
def test_a_device_or_a_pipe_is_not_replaced_by_a_file(home: Home, form: str) -> None:
    """A pipe stands for all of them: /dev/null itself must not be at stake in a test."""
    pipe = home.folder / "pipe"
    os.mkfifo(pipe)
    ran = home.run("export", form, pipe)
    assert (ran.code, ran.out) == (1, "")
    assert "is no file" in " ".join(ran.said.split())
    assert pipe.is_fifo()
