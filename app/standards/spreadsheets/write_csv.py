"""Writes our own table of listings as a csv file that a spreadsheet opens and `kith import` reads back."""

import csv
from collections.abc import Iterable
from pathlib import Path

from app.standards.open_listing import OpenListing
from app.standards.spreadsheets.own_form import COLUMNS, cells_of

ENCODING = "utf-8-sig"  # without the mark, a spreadsheet takes it for an old Windows file


def write_csv(path: Path, listings: Iterable[OpenListing]) -> int:
    """Write all of them; how many."""
    count = 0
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for it in listings:
            writer.writerow(cells_of(it))
            count += 1
    return count
