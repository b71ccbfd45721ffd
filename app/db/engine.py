"""Opening the database: SQLite in WAL mode or PostgreSQL, by URL, with one unit of work a caller."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, create_engine

from app.kernel.errors import Full

BUSY_MS = 10_000  # how long a writer waits for another before it gives up


def open_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file's folder is made when it is missing."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # FULL, not NORMAL: what people type must survive a power cut (rule 12).
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """One session, one commit at the end; anything raised inside leaves the database as it was."""
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except OperationalError as error:
        if _is_full(error):
            raise Full("There is no room left on the disk. Nothing was changed. Make room and try again.") from error
        raise


def _is_full(error: OperationalError) -> bool:
    # SQLite says "database or disk is full" (SQLITE_FULL) or "disk I/O error" when the file may not grow;
    # PostgreSQL answers SQLSTATE class 53 (insufficient resources).
    said = str(error.orig).lower()
    return "is full" in said or "disk i/o error" in said or str(getattr(error.orig, "sqlstate", "")).startswith("53")
