"""`kith country`: what words weigh in a whole country, for a directory that holds a part of it."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.commands.terminal import Json, print_json
from app.kernel.clock import local_date
from app.kernel.errors import NotUsable
from app.main import join
from app.matching.candidates import read_candidates
from app.matching.country import count as counted
from app.matching.country import own, read_country, write_country
from app.matching.engine.index.country import Country, joined
from app.settings import Settings
from geo.postcodes import PostcodeError, parse_postcode

TEACH = (
    "Words of the whole country, for a directory that holds a part of it.\n\n"
    "A rare word tells more than a common one. Where a country is cut into several directories, each would weigh words "
    "by its own listings. So count in each, join the counts, and set the joined file on every node of all:\n\n"
    "    kith country count north.json --sectors north.csv\n\n"
    "    kith country join north.json south.json --to country.json\n\n"
    "    KITH_COUNTRY_WORDS=country.json kith serve\n\n"
    "Without the setting words weigh as they do here, which is right for a directory that holds everything."
)
commands = typer.Typer(no_args_is_help=True, help=TEACH)


@commands.command()
def count(
    file: Annotated[Path, typer.Argument(help="Where to; a file that is there is replaced.")],
    sectors: Annotated[
        Path | None,
        typer.Option(help="A csv whose first column is the postcode sectors that are counted here (default: all)."),
    ] = None,
    placeless: Annotated[
        bool, typer.Option("--placeless", help="With --sectors: count listings without a place too, in one part only.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Count the words of all that this database has; copies of a neighbour's listings are the neighbour's to count."""
    wanted = None if sectors is None else _sectors(sectors)
    kith = join(Settings().model_copy(update={"country_words": None}))
    with Session(kith.engine) as session:
        listings = read_candidates(session)
    found = listings if wanted is None else own(listings, wanted, placeless=placeless)
    _write(counted(found, local_date(kith.clock())), file, as_json)


@commands.command("join")
def join_(
    files: Annotated[list[Path], typer.Argument(help="Files that `kith country count` wrote.")],
    to: Annotated[Path, typer.Option("--to", help="Where to; a file that is there is replaced.")],
    as_json: Json = False,
) -> None:
    """Join the counts of several databases that have no listing in common."""
    _write(joined([read_country(file) for file in files]), to, as_json)


def _write(country: Country, file: Path, as_json: bool) -> None:
    if not country.listings:
        raise NotUsable("There is no listing to count, so nothing was written.")
    try:
        write_country(country, file)
    except OSError as error:
        raise NotUsable(f"{file} cannot be written: {error.strerror}.") from error
    if as_json:
        told = {"listings": country.listings, "stems": len(country.holding), "counted_on": country.counted_on}
        print_json(told)
        return
    sys.stdout.write(f"{len(country.holding):,} words of {country.listings:,} listings are counted in {file}.\n")


def _sectors(path: Path) -> frozenset[str]:
    """The first column, its heading left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            said = [row[0] for row in csv.reader(file) if row and row[0].strip()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotUsable(f"{path} cannot be read as a csv of postcode sectors.") from error
    found = [sector for one in said if (sector := _sector(one)) is not None]
    if len(found) < max(1, len(said) - 1):
        raise NotUsable(f"{path} has rows that are no postcode sectors, as LS8 5 is one.")
    return frozenset(found)


def _sector(text: str) -> str | None:
    try:
        return parse_postcode(text).sector
    except PostcodeError:
        return None
