"""Looks over an installation: what is in order and what is missing. Reads only; not even the schema is touched."""

from collections import Counter
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.areas.gaps import gaps_in
from app.areas.store import read_book
from app.db.changes import DEMO_FIRST_LOADED, kept_value
from app.db.engine import is_missing, open_engine
from app.db.migrate import is_current
from app.directory.live_terms import left_out
from app.directory.rules import freshness
from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import Clock, local_date
from app.kernel.errors import KithError
from app.matching.candidates import Candidates
from app.matching.country import read_country
from app.matching.engine.index.columns import Columns
from app.matching.engine.meaning.model import ModelError, ModelFiles, find_model
from app.matching.meanings import Meanings
from app.settings import Settings, key_problem, var_problem
from app.site.rules import CheckUp, CountryFacts, DirectoryFacts, Facts, check_up
from geo.gazetteer import Gazetteer
from geo.units import Units, UnitsError, units_path

NO_DATABASE = "There is no database yet. Make one and fill it: kith demo load, or kith import FILE --as csv"
OTHERS_READ, OTHERS_ENTER = 0o044, 0o011
NOT_NEWEST = "The database is not at the newest migration. Any command that writes brings it there: kith serve"


def check(settings: Settings, clock: Clock) -> CheckUp:
    """What is in order and what is missing; nothing is raised for what is wrong, it is said."""
    model, encoder_problem = _encoder(settings)
    units, units_problem = _units(settings)
    directory, database_problem = _directory(settings, clock, model)
    country, country_problem = _country(settings, clock)
    return check_up(
        Facts(
            database_problem=database_problem,
            key_problem=key_problem(settings),
            var_problem=var_problem(settings),
            open_problem=_open_to_all(settings),
            encoder_problem=encoder_problem,
            units=units,
            units_problem=units_problem,
            directory=directory,
            country=country,
            country_problem=country_problem,
        )
    )


def _open_to_all(settings: Settings) -> str:
    """Whether other accounts of this machine may read the database: it holds accounts, letters and private places."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database or not (path := Path(url.database)).is_file():
        return ""
    shut = not path.stat().st_mode & OTHERS_READ or not path.parent.stat().st_mode & OTHERS_ENTER
    return "" if shut else f"Every account of this machine can read the database. Shut it: chmod 600 {path}*"


def _encoder(settings: Settings) -> tuple[ModelFiles | None, str]:
    try:
        return find_model(settings.model_dir), ""
    except ModelError as error:
        return None, str(error)


def _units(settings: Settings) -> tuple[int | None, str]:
    path = units_path(settings.var)
    try:
        return (len(Units.open(path)), "") if path.exists() else (None, "")
    except UnitsError as error:
        return None, str(error)


def _country(settings: Settings, clock: Clock) -> tuple[CountryFacts | None, str]:
    if settings.country_words is None:
        return None, ""
    try:
        found = read_country(settings.country_words)
    except KithError as error:
        return None, str(error)
    return CountryFacts(found.listings, (local_date(clock()) - found.counted_on).days), ""


def _directory(settings: Settings, clock: Clock, model: ModelFiles | None) -> tuple[DirectoryFacts | None, str]:
    """What the database holds, or why it cannot be read. A file that is not there is not made."""
    try:
        if is_missing(settings.database):
            return None, NO_DATABASE
        engine = open_engine(settings.database)
        try:
            if not is_current(engine):
                return None, NOT_NEWEST
            return _facts(engine, settings, clock, model), ""
        finally:
            engine.dispose()
    except KithError as error:
        return None, str(error)
    except (SQLAlchemyError, ImportError, OSError) as error:
        return None, f"The database cannot be opened: {_reason(error)}."


def _reason(error: Exception) -> str:
    """The first line of what the driver said; an address with its password is never part of it."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0].rstrip(".") if said else type(error).__name__


def _facts(engine: Engine, settings: Settings, clock: Clock, model: ModelFiles | None) -> DirectoryFacts:
    columns = Candidates(engine).refresh()
    today = local_date(clock())
    with Session(engine) as session:
        book = read_book(session)
        demo_since = kept_value(session, DEMO_FIRST_LOADED)
        unused = tuple(map(str, left_out(session, load_vocabulary())))
    texts, unread = _texts(Meanings(engine, model), columns) if model else (None, 0)
    return DirectoryFacts(
        freshness=Counter(freshness(item.kind, item.checked_on, today) for item in columns.living),
        areas=len(book.areas),
        gaps=gaps_in(book, Gazetteer.open(settings.var)),
        texts=texts,
        unread=unread,
        demo_since=demo_since,
        unused_terms=unused,
    )


def _texts(meanings: Meanings, columns: Columns) -> tuple[int, int]:
    """How many texts the encoder reads, and how many of them it has not read yet."""
    return len({listing.text for listing in columns.living}), len(meanings.missing(columns))
