"""The command line: `kith ...`. Every command teaches with --help; reading commands answer --json."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from app.areas.load_file import load_areas_file
from app.areas.rules import AreaKind
from app.commands import accounts, backup, country, feeds
from app.commands.bench import bench
from app.commands.bring import bring
from app.commands.export import export
from app.commands.serve import serve
from app.commands.terminal import BAD_USAGE, FAILED, SAY_VERSION, Json, Plainly, print_counts, said, stop, tell_version
from app.commands.terminal import print_json as _print_json
from app.commands.terminal import progress as _progress
from app.commands.work import work
from app.db.changes import DEMO_FIRST_LOADED, kept_value
from app.db.engine import unit_of_work
from app.directory.keep_terms import keep_terms, remove_term
from app.directory.live_terms import list_terms
from app.directory.rules import Ease
from app.directory.tag_waiting import tag_waiting
from app.directory.vocabulary import Scheme, load_vocabulary
from app.edge.languages import catalogue
from app.kernel.clock import fixed_clock, system_clock
from app.kernel.errors import KithError
from app.kernel.plain_errors import plain_sentence
from app.main import Kith, join
from app.matching.engine.meaning.model import ModelError, find_model
from app.matching.plain import lines
from app.matching.shapes import MatchIn, TravelIn
from app.proof.evaluate import ASKED_AT, print_report, print_worst, worst
from app.proof.evaluate import evaluate as evaluate_desk
from app.proof.gold import GoldError, Half
from app.settings import Settings, what_is_wrong
from app.site.check import check as check_over
from app.standards.spreadsheets.headings import BadMap
from app.standards.spreadsheets.terms import rows_of_terms
from geo.gazetteer import PlaceAmbiguous, PlaceError
from geo.units import UnitsError, units_path
from geo.units_import import import_units
from seed.load import load_demo

USUAL_WALK = 20  # minutes; as said, it tells no more than that nobody spoke of it
MOST_READ_FIRST = 10_000  # texts that a single question waits for; about two minutes
WHAT = "What a neighbourhood already has, near home."
app = typer.Typer(cls=Plainly, no_args_is_help=True, add_completion=False, help=WHAT)
demo = typer.Typer(no_args_is_help=True, help="The make-believe towns.")
places = typer.Typer(no_args_is_help=True, help="Postcodes.")
areas = typer.Typer(no_args_is_help=True, help="Wards, footprints, network catchments ...")
terms = typer.Typer(no_args_is_help=True, help="Words of your own for hopes, gifts and needs.")
app.add_typer(demo, name="demo")
app.add_typer(places, name="places")
app.add_typer(areas, name="areas")
app.add_typer(terms, name="terms")
app.add_typer(accounts.commands, name="accounts")
app.add_typer(backup.commands)
app.add_typer(country.commands, name="country")
app.add_typer(feeds.commands, name="feeds")
app.command()(work)
app.command()(bench)
app.command()(export)
app.command("import")(bring)
app.command()(serve)


def main() -> None:
    """What `kith` runs: a refusal is a sentence, never a stack trace."""
    try:
        app()
    except BadMap as error:
        stop(error.detail, BAD_USAGE)
    except (KithError, PlaceError, UnitsError, ModelError) as error:
        stop(str(error), FAILED)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        stop(what_is_wrong(error), BAD_USAGE)
    except OSError as error:
        stop(f"{error.filename or 'A file'} cannot be used: {(error.strerror or str(error)).lower()}.", FAILED)


@app.callback()
def about(
    version: Annotated[bool, typer.Option("--version", callback=tell_version, is_eager=True, help=SAY_VERSION)] = False,
) -> None:
    """What a neighbourhood already has, near home."""


@demo.command("load")
def demo_load(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Only when the demo was never loaded.")] = False,
    as_json: Json = False,
) -> None:
    """Load the make-believe towns; a second time changes nothing."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        if if_empty and kept_value(session, DEMO_FIRST_LOADED):
            return
        with _progress("Loading the demo") as progress:
            report = load_demo(session, kith.gazetteer, kith.clock, progress)
    print_counts(report, as_json)


@app.command()
def match(
    near: Annotated[str, typer.Option(help='Postcode, sector ("LS8 5"), outcode or place name.')] = "",
    hopes: Annotated[str, typer.Option(help='What matters, in plain words: "gardening, company".')] = "",
    gifts: Annotated[str, typer.Option(help='What they enjoy or are asked for: "sewing".')] = "",
    ease: Annotated[str, typer.Option(help="What would make it easy: step_free,daytime ...")] = "",
    minutes: Annotated[int, typer.Option(help="Minutes they can walk.")] = USUAL_WALK,
    limit: Annotated[int, typer.Option(help="How many ideas, up to 500.")] = 10,
    formal: Annotated[bool, typer.Option("--formal", help="Open the formal services too.")] = False,
    no_floor: Annotated[bool, typer.Option("--no-floor", help="Show what fits poorly as well.")] = False,
    as_json: Json = False,
) -> None:
    """Good ideas near a place, informal before formal, each with its reason."""
    kith = join(Settings())
    _read_what_is_new(kith, at_most=MOST_READ_FIRST)
    body = _match_body(near, hopes, gifts, ease, minutes, limit, formal)
    try:
        found = kith.desk.answer(body, catalogue("en-GB").gettext, "en", no_floor=no_floor)
    except PlaceAmbiguous as error:
        choices = "\n".join(f"  {choice.name}" for choice in error.choices)
        stop(f"{error}\n{choices}", FAILED)
    if as_json:
        _print_json(found.model_dump(mode="json", by_alias=True))
    else:
        sys.stdout.write("\n".join(lines(found)) + "\n")


def _read_what_is_new(kith: Kith, at_most: int | None = None) -> int:
    """Make the vectors that are missing, showing how far it is; none when there are more than `at_most`."""
    meanings, desk = kith.desk.meanings, kith.desk
    missing = len(meanings.missing(desk.parts.columns)) if meanings else 0
    if at_most is not None and missing > at_most:
        said.print(f"{missing:,} texts are not read yet, so words alone decide. Run: kith reindex", highlight=False)
        return 0
    if missing:
        with _progress("Reading what listings mean (once)") as progress:
            desk.make_vectors(progress)
    return missing


@app.command()
def check(as_json: Json = False) -> None:
    """What is in order and what is missing; 1 when something essential is."""
    found = check_over(Settings(), system_clock)
    if as_json:
        _print_json(found.as_dict())
    else:
        sys.stdout.writelines(f"{each.state.value:<6} {each.say}\n" for each in found.checks)
    sys.exit(0 if found.ok else FAILED)


@app.command()
def reindex() -> None:
    """Read every listing whose meaning is not known yet, and forget what no listing says any more."""
    kith = join(Settings())
    if kith.desk.meanings is None:
        find_model(kith.settings.model_dir)  # says what is missing
    read = _read_what_is_new(kith)
    swept = kith.desk.meanings.sweep(kith.desk.parts.columns) if kith.desk.meanings else 0
    sys.stdout.write(f"{read:,} texts read, {swept:,} forgotten.\n")


@app.command()
def evaluate(
    half: Annotated[Half, typer.Option(help="The half of the conversations: test, tune or all.")] = Half.TEST,
    ablation: Annotated[bool, typer.Option(help="Measure again with each signal switched off.")] = True,
    poorest: Annotated[
        int, typer.Option("--worst", min=0, help="Show so many of the tune half's poorest answers.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Ask the conversations of the gold over the make-believe towns and measure the answers."""
    with demo_for_a_while() as kith:
        try:
            with _progress("Asking") as progress:
                report = evaluate_desk(kith.desk, half, ablate=ablation, progress=progress)
            found = worst(kith.desk, poorest) if poorest else ()
        except GoldError as error:
            stop(str(error), FAILED)
    if as_json:
        _print_json(report.as_dict() | ({"worst": found} if found else {}))
        return
    print_report(report, Console())
    print_worst(found, Console())


@contextmanager
def demo_for_a_while() -> Iterator[Kith]:
    """The demo in a database of its own that is gone afterwards, on the day the gold is asked."""
    with TemporaryDirectory(prefix="kith-") as folder:
        aside = {"var": Path(folder), "database_url": f"sqlite:///{folder}/kith.db", "country_words": None}
        kith = join(Settings().model_copy(update=aside), fixed_clock(ASKED_AT))
        with _progress("Loading the demo") as progress, unit_of_work(kith.engine, writes=True) as session:
            load_demo(session, kith.gazetteer, kith.clock, progress)
        kith.refresh()
        _read_what_is_new(kith)
        try:
            yield kith
        finally:
            kith.engine.dispose()


def _match_body(near: str, hopes: str, gifts: str, ease: str, minutes: int, limit: int, formal: bool) -> MatchIn:
    wanted = [code.strip() for code in ease.split(",") if code.strip()]
    if unknown := [code for code in wanted if code not in {item.value for item in Ease}]:
        stop(f"--ease does not know {', '.join(unknown)}. It knows: {', '.join(Ease)}.", BAD_USAGE)
    try:
        return MatchIn(
            near=near or None, hopes=hopes, gifts=gifts, ease=[Ease(code) for code in wanted],
            travel=TravelIn() if minutes == USUAL_WALK else TravelIn(minutes=minutes), limit=limit, formal=formal,
        )  # fmt: skip
    except ValidationError as error:
        first = {each["loc"][:1]: each for each in reversed(error.errors(include_url=False))}  # of an option the first
        stop("\n".join(map(_in_words, reversed(first.values()))), BAD_USAGE)


def _in_words(problem: Mapping[str, Any]) -> str:
    """What a check found, and of which option."""
    sentence = plain_sentence(problem)
    sentence = f"{sentence[:1].upper()}{sentence[1:].removesuffix('.')}."
    return f"--{problem['loc'][0]}: {sentence}" if problem["loc"] else sentence


@places.command("import")
def places_import(
    path: Annotated[Path, typer.Argument(help="Code-Point Open zip or folder, ONSPD csv/zip, or csv(.gz).")],
) -> None:
    """Keep every postcode unit in one compact file that all processes share."""
    settings = Settings()
    with _progress("Reading postcodes") as progress:
        count = import_units(path, units_path(settings.var), lambda done: progress(done, None))
    sys.stdout.write(f"{count:,} postcodes are kept in {units_path(settings.var)}.\n")


@areas.command("import")
def areas_import(
    file: Annotated[Path, typer.Argument(help="GeoJSON or TopoJSON, or a csv of code,name,sector.")],
    kind: Annotated[AreaKind, typer.Option(help="What kind of area these are.")],
    code: Annotated[str, typer.Option(help="The field that holds each area's code.")] = "code",
    name: Annotated[str, typer.Option(help="The field that holds each area's name.")] = "name",
    as_json: Json = False,
) -> None:
    """Load areas as polygons or as lists of sectors."""
    kith = join(Settings())
    with _progress("Reading areas") as progress, unit_of_work(kith.engine, writes=True) as session:
        report = load_areas_file(session, file, kind=kind, code=code, name=name, progress=progress)
    print_counts(report, as_json)


@terms.command("import")
def terms_import(
    file: Annotated[Path, typer.Argument(help="A csv of scheme,code,label,phrases,related,sensitive.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Add or change words of your own; bad rows are named and never stop good ones."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        report = keep_terms(
            session, rows_of_terms(file), shipped=load_vocabulary(), clock=kith.clock, who="terms", dry_run=dry_run
        )
    if not dry_run:
        _tag(kith)
    print_counts(report, as_json)


def _tag(kith: Kith) -> None:
    """Let listings catch up, with a bar; whoever ends it early leaves the rest to the background work."""
    with _progress("Looking through the listings") as progress:
        if tag_waiting(kith.engine, load_vocabulary(), kith.clock, progress) is None:
            said.print("Another process looks through the listings just now.", highlight=False)


@terms.command("list")
def terms_list(
    own: Annotated[bool, typer.Option("--own", help="Only words of your own.")] = False, as_json: Json = False
) -> None:
    """Every term with the phrases that people say it in."""
    with unit_of_work(join(Settings()).engine) as session:
        found = list_terms(session, load_vocabulary(), own_only=own)
    if as_json:
        _print_json(found)
        return
    for term in found:
        mark = " (own)" if term["own"] else ""
        sys.stdout.write(f"{term['scheme']} {term['code']}{mark}: {term['label']}: {'; '.join(term['phrases'])}\n")


@terms.command("remove")
def terms_remove(
    scheme: Annotated[Scheme, typer.Argument(help="hope, gift, basic, ease, label or formal.")],
    code: Annotated[str, typer.Argument(help="The term's code.")],
) -> None:
    """Take a term of your own out of use; what ships with Kith stays."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        remove_term(session, scheme, code, clock=kith.clock, who="terms")
    _tag(kith)
    sys.stdout.write(f"{scheme} {code} is removed.\n")
