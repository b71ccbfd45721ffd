"""Writes the tables of HSDS 3.0 with their description, into a folder or a zip file."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from app.directory.vocabulary import Vocabulary
from app.standards.hsds_tables.mapping import TABLES, Row, data_package, rows_of, words
from app.standards.open_listing import OpenListing

DESCRIPTION = "datapackage.json"


def write_tables(path: Path, listings: Iterable[OpenListing], vocabulary: Vocabulary, base_url: str) -> int:
    """Write all of them into the folder `path`, or a zip file when its name ends so; how many listings."""
    if path.suffix.lower() != ".zip":
        path.mkdir(parents=True, exist_ok=True)
        return _write(path, listings, vocabulary, base_url)
    with TemporaryDirectory(prefix="kith-") as folder:
        count = _write(Path(folder), listings, vocabulary, base_url)
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            for file in sorted(Path(folder).iterdir()):
                packed.write(file, file.name)
    return count


def _write(folder: Path, listings: Iterable[OpenListing], vocabulary: Vocabulary, base_url: str) -> int:
    count = 0
    with ExitStack() as open_files:
        tables = {name: _Table(folder / f"{name}.csv", columns, open_files) for name, columns in TABLES.items()}
        for it in listings:
            count += 1
            _add(tables, rows_of(it, vocabulary))
        _add(tables, words(vocabulary))
    counts = {name: len(table.there) for name, table in tables.items()}
    description = data_package(base_url, counts)
    (folder / DESCRIPTION).write_bytes(orjson.dumps(description, option=orjson.OPT_INDENT_2))
    return count


class _Table:
    """One csv file that is being written; the same id is written once."""

    def __init__(self, path: Path, columns: tuple[str, ...], open_files: ExitStack) -> None:
        file = open_files.enter_context(path.open("w", encoding="utf-8", newline=""))
        self.writer = csv.DictWriter(file, columns, extrasaction="ignore")
        self.writer.writeheader()
        self.there: set[str] = set()

    def add(self, row: dict[str, Any]) -> None:
        if row["id"] not in self.there:
            self.there.add(row["id"])
            self.writer.writerow(row)


def _add(tables: dict[str, _Table], rows: Iterable[Row]) -> None:
    for table, row in rows:
        tables[table].add(row)
