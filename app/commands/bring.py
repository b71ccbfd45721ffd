"""`kith import`: listings from a file or a feed of others, in the form that is said or that the file shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import httpx
import typer

from app.commands.form import form_named, form_of
from app.commands.terminal import FAILED, Json, print_counts, said, stop
from app.commands.terminal import progress as progress_bar
from app.db.lots import work_in_lots
from app.directory.bring_in import bring_in
from app.directory.rules import Kind
from app.directory.shapes import Draft, Refusal
from app.kernel.clock import local_date
from app.main import Kith, join
from app.matching.read_along import reading_along
from app.settings import Settings
from app.standards.hsds.drafts import drafts_from_oruk
from app.standards.hsds.read_oruk import is_url
from app.standards.openactive.drafts import drafts_from_openactive
from app.standards.spreadsheets.drafts import drafts_from_table
from app.standards.spreadsheets.headings import parse_map
from app.upkeep.retire import bars_for
from geo.remote import Asking, make_client


def bring(
    source_path: Annotated[str, typer.Argument(metavar="FILE|URL", help="A file, or a feed's address.")],
    form: Annotated[
        str | None, typer.Option("--as", help="csv, xlsx, oruk or openactive (told by the file when left out).")
    ] = None,
    mapping: Annotated[
        str, typer.Option("--map", help="name=Name,postcode=Postcode,... (guessed when left out).")
    ] = "",
    kind: Annotated[Kind | None, typer.Option(help="The kind of every row, when the file does not say.")] = None,
    source: Annotated[str, typer.Option(help="Whose rows these are (default: the file's name).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Bring in listings from a file or feed; bad rows are named and never stop good ones."""
    form = form_of(source_path) if form is None else form_named(form)
    kith = join(Settings())
    name = source or _stem(source_path)
    look_up = Asking(kith.settings.places_url, make_client()) if kith.settings.places_url else None
    with (
        progress_bar(f"Reading {name}") as progress,
        reading_along(kith.engine, kith.settings.var) as along,
        work_in_lots(kith.engine) as (session, end_lot),
    ):
        drafts, by_hand = _drafts(form, source_path, mapping, kind, name, kith, progress)
        report = bring_in(
            session, drafts, source=name, gazetteer=kith.gazetteer, clock=kith.clock, dry_run=dry_run, look_up=look_up,
            bars=bars_for(session), by_hand=by_hand, end_lot=along.between(session, end_lot),
        )  # fmt: skip
        if look_up and look_up.failed:
            said.print(f"{look_up.failed} Places are then known by what is loaded here.", highlight=False)
    print_counts(report, as_json)


def _stem(source: str) -> str:
    if not is_url(source):
        return Path(source).stem
    try:
        host = httpx.URL(source.strip()).host
    except httpx.InvalidURL:
        host = ""
    return host or stop("That is no address of a feed: it should read like https://example.org/oruk.", FAILED)


def _drafts(
    form: str,
    source: str,
    mapping: str,
    kind: Kind | None,
    name: str,
    kith: Kith,
    progress: Callable[[int, int | None], None],
) -> tuple[Iterator[Draft | Refusal], bool]:
    """The drafts, and whether they come from a table as Kith writes it, which somebody has gone over by hand."""
    if form == "oruk":
        return drafts_from_oruk(source, default_kind=kind, vocabulary=kith.vocabulary, progress=progress), False
    if form == "openactive":
        today = local_date(kith.clock())
        return drafts_from_openactive(
            source, default_kind=kind, vocabulary=kith.vocabulary, today=today, progress=progress
        ), False
    columns = parse_map(mapping) if mapping else None
    guess, drafts = drafts_from_table(
        Path(source),
        kind=form,
        mapping=columns,
        default_kind=kind,
        source=name,
        vocabulary=kith.vocabulary,
        progress=progress,
    )
    said.print(str(guess), markup=False, highlight=False)
    return drafts, guess.own
