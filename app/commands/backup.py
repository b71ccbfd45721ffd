"""`kith backup` and `kith restore`: the whole directory in one file, for either kind of database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.commands.terminal import progress
from app.db.backup import back_up
from app.db.backup_file import Header
from app.db.engine import is_missing, open_engine
from app.db.restore import restore as put_back
from app.kernel.clock import system_clock
from app.kernel.errors import NotReady
from app.settings import Settings
from app.tables import METADATA

commands = typer.Typer()


@commands.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; a file that is there is replaced.")]) -> None:
    """Keep everything in one file; servers may run on. It holds private addresses: keep it as safe as the database."""
    if is_missing(Settings().database):
        raise NotReady("There is no directory here yet, so there is nothing to keep.")
    with _database() as engine, progress("Writing the backup") as step:
        header = back_up(engine, METADATA, file, system_clock, step)
    sys.stdout.write(f"{_told(header)} are kept in {file}.\n")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `kith backup` wrote, from SQLite or PostgreSQL.")],
    yes: Annotated[bool, typer.Option("--yes", help="Put it in the place of everything that is there.")] = False,
) -> None:
    """Fill an empty database from a backup, all of it or nothing."""
    with _database() as engine, progress("Reading the backup") as step:
        header = put_back(engine, METADATA, file, replace=yes, progress=step)
    sys.stdout.write(f"{_told(header)} are back, as they were on {header.made_at:%d %B %Y at %H:%M} UTC.\n")
    if yes:
        sys.stdout.write("Restart servers that were running, so that they read everything anew.\n")


@contextmanager
def _database() -> Iterator[Engine]:
    engine = open_engine(Settings().database)
    try:
        yield engine
    finally:
        engine.dispose()


def _told(header: Header) -> str:
    return f"{header.rows:,} rows of {len(header.parts)} tables (schema {header.schema})"
