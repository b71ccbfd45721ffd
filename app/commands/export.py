"""`kith export`: the open part of the directory as a file in one of the formats that others read."""

import sys
from collections.abc import Callable
from os import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated

import typer
from sqlmodel import Session

from app.commands.terminal import Json, print_json, progress, said
from app.db.engine import unit_of_work
from app.kernel.clock import local_date
from app.kernel.errors import NotUsable
from app.main import Kith, join
from app.settings import Settings
from app.standards.geojson.write_file import write_file as write_geojson
from app.standards.hsds_feed.write_file import write_file as write_oruk
from app.standards.hsds_tables.write import write_tables
from app.standards.open_listing import OpenListing
from app.standards.read_open import count_open, every_open
from app.standards.spreadsheets.write_csv import write_csv

FORMS = ("oruk", "hsds-csv", "geojson", "csv", "360giving")
BAD_USAGE = 2
TOLD = "Public listings only: a home by its postcode sector, no people, no number that was not agreed."


def export(
    form: Annotated[str, typer.Argument(metavar="FORM", help="oruk, hsds-csv, geojson, csv or 360giving.")],
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="The file to write; for hsds-csv a folder, or a name that ends in .zip."),
    ],
    as_json: Json = False,
) -> None:
    """Write what everybody may know to a file; `kith import` reads csv and oruk back."""
    if form not in FORMS:
        _refuse(f"kith export knows {', '.join(FORMS)}, not {form}.")
    if form == "360giving":
        _refuse("There are no grants here yet, so there is nothing to write as 360Giving.")
    kith = join(Settings())
    kith.refresh()
    with unit_of_work(kith.engine) as session:
        count = _put(path, lambda part: _write(form, part, session, kith))
    said.print(TOLD, highlight=False)
    if as_json:
        print_json({"written": count, "path": str(path)})
    else:
        sys.stdout.write(f"{count:,} listings are in {path}.\n")


def _refuse(sentence: str) -> None:
    said.print(sentence, style="bold", markup=False, highlight=False)
    sys.exit(BAD_USAGE)


def _write(form: str, path: Path, session: Session, kith: Kith) -> int:
    total, base_url = count_open(session), kith.settings.base_url
    with progress("Writing") as tell:
        listings = (_told(tell, n, total, it) for n, it in enumerate(every_open(session, kith.areas), 1))
        if form == "csv":
            return write_csv(path, listings)
        listings = (it.on(local_date(kith.clock())) for it in listings)
        if form == "geojson":
            return write_geojson(path, listings, base_url)
        if form == "oruk":
            return write_oruk(path, listings, kith.vocabulary)
        return write_tables(path, listings, kith.vocabulary, base_url)


def _told(tell: Callable[[int, int | None], None], done: int, total: int, it: OpenListing) -> OpenListing:
    tell(done, total)
    return it


def _put(path: Path, write: Callable[[Path], int]) -> int:
    """Write aside and put it in place when it is whole, so that nobody reads half a file. Raises NotUsable."""
    if not path.parent.is_dir():
        raise NotUsable(f"There is no folder {path.parent} to write into.")
    if path.exists() and not (path.is_file() or path.is_dir()):  # root would put a file in the place of /dev/null
        raise NotUsable(f"{path} is there already and is no file. Name a new one.")
    if path.is_dir() and any(path.iterdir()):
        raise NotUsable(f"{path} is a folder with something in it. Name a new one.")
    aside = Path(mkdtemp(prefix=".kith-", dir=path.parent))
    try:
        count = write(aside / path.name)
        replace(aside / path.name, path)
    except OSError as error:
        raise NotUsable(f"{path} cannot be written: {(error.strerror or 'something went wrong').lower()}.") from error
    finally:
        rmtree(aside, ignore_errors=True)
    return count
