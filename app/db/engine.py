"""Opening the database: SQLite in WAL mode or PostgreSQL, by URL, with one unit of work a caller."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session, create_engine

from app.db.types import as_json
from app.kernel.errors import Away, Busy, Full, NotUsable

WRITES = "kith_writes"  # the execution option that asks for the write lock at once
WRITERS = 0x6B697477  # the lock that writers on PostgreSQL take, any number of our own
PAGE = 16_384  # bytes of a page of a SQLite file
ROOM_KB = 256 * 1024  # of such pages in memory while an import writes all over the file; otherwise 2 MB
LOG_PAGES = 8_000  # of its log before they are written to the file, then; otherwise 1,000
BUSY_MS = 10_000  # how long a writer waits for another before it gives up
LOOK_S = 0.01  # how often it looks meanwhile
NO_DRIVER = 'PostgreSQL needs a driver that is not installed here. Run: pip install "kith[postgres]"'
UNCHANGED = "Nothing was changed."
# PostgreSQL lets in 100 connections unless it is told otherwise. One process takes at most 10: see docs/scale.md.
POOL, POOL_MORE = 5, 5
POOL_WAIT_S = 5.0  # for a free connection; a person would not wait longer for a page
POOL_RENEW_S = 1_800  # before a firewall forgets a quiet connection
# A database that is off the network is noticed in seconds: without these a read would hang for a quarter of an hour.
REACH = {
    "connect_timeout": 3, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 10_000, "application_name": "kith",
}  # fmt: skip


def open_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file's folder is made when it is missing."""
    if not url.startswith("sqlite"):
        return _open_server(url)
    path = make_url(url).database
    if path and path != ":memory:":
        _make_shut(Path(path))
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, json_serializer=as_json
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_shut(path: Path) -> None:
    """The file and its folder, when they are missing, for their owner alone; what SQLite lays beside it follows it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _open_server(url: str) -> Engine:
    """PostgreSQL. A connection that died with the database is noticed before it is used, and made anew."""
    if find_spec("psycopg") is None:
        raise NotUsable(NO_DRIVER)
    said = make_url(url).query
    engine = create_engine(
        url, pool_pre_ping=True, pool_size=POOL, max_overflow=POOL_MORE, pool_timeout=POOL_WAIT_S,
        pool_recycle=POOL_RENEW_S, json_serializer=as_json,
        connect_args={name: value for name, value in REACH.items() if name not in said},
    )  # fmt: skip
    event.listen(engine, "begin", _begin_server)
    return engine


def connect_directly(engine: Engine) -> Any:
    """A connection to PostgreSQL beside the pool, each statement for itself. Raises what the driver raises."""
    import psycopg  # an extra, and only where there is such a server

    said = make_url(engine.url).query
    known = engine.url.translate_connect_args(username="user", database="dbname")
    return psycopg.connect(autocommit=True, **{**REACH, **known, **said})


def is_missing(url: str) -> bool:
    """Whether `url` names a SQLite file that is not there; opening it would make one."""
    parsed = make_url(url)
    path = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return path is not None and path != ":memory:" and not Path(path).exists()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's driver would commit every CREATE TABLE on its own and begin no transaction for reads: we begin ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL, not NORMAL: what people type must survive a power cut (rule 12). A page holds a whole entry of the history;
    # of a file that is there already the size of its pages stays as it is.
    for pragma in (
        f"busy_timeout={BUSY_MS}", f"page_size={PAGE}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Who means to write takes the lock before reading, or two who read the same would both write.
    if not connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite by itself looks ten times a second, and would miss an import that gives way between two lots.
    driver: Any = connection.connection.driver_connection
    until = time.monotonic() + BUSY_MS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while _is_taken(driver) and time.monotonic() < until:
            time.sleep(LOOK_S)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # it says why it cannot
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _is_taken(driver: Any) -> bool:
    """Whether somebody else holds the write lock; when nobody does, it is ours now."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return "is locked" in str(error)
    return False


def _begin_server(connection: Connection) -> None:
    # As on SQLite. It also keeps the change log in the order of its numbers: a lower one that was committed after a
    # higher would be missed by every process that had read the higher.
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


@contextmanager
def unit_of_work(engine: Engine, *, writes: bool = False) -> Iterator[Session]:
    """One session, one commit at the end; anything raised inside leaves the database as it was.

    `writes` takes the write lock at the start. Raises Full when there is no room, Busy when somebody else holds it,
    Away when the database cannot be reached.
    """
    bound = for_writing(engine) if writes else engine
    with in_words(), Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


def for_writing(engine: Engine) -> Engine:
    """The same engine, its transactions beginning with the write lock."""
    return engine.execution_options(**{WRITES: True})


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """More pages of a SQLite file in memory while very much is written; elsewhere all is as ever."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    wanted = {"cache_size": -ROOM_KB, "wal_autocheckpoint": LOG_PAGES}
    before = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    _set(driver, wanted)
    try:
        yield
    finally:
        _set(driver, before)


def _set(driver: Any, wanted: Mapping[str, int]) -> None:
    for name, value in wanted.items():
        driver.execute(f"PRAGMA {name}={value}")


def reach(url: str) -> None:
    """Open the database once and let it go, so that one out of reach is told before anything begins."""
    engine = open_engine(url)
    try:
        with in_words():
            engine.connect().close()
    finally:
        engine.dispose()


@contextmanager
def in_words() -> Iterator[None]:
    """A database without room, held by somebody else or out of reach, as a domain error with its sentence."""
    try:
        yield
    except NoConnectionFree as error:
        raise Busy("Many people are asking just now. Try again in a moment.") from error
    except DBAPIError as error:
        if _is_away(error):
            raise Away("The database does not answer just now. Try again in a moment.") from error
        if isinstance(error, OperationalError) and _is_full(error):
            raise Full(f"There is no room left on the disk. {UNCHANGED} Make room and try again.") from error
        if isinstance(error, OperationalError) and _is_busy(error):
            raise Busy(f"Somebody else is writing just now. {UNCHANGED} Try again in a moment.") from error
        raise


def _is_away(error: DBAPIError) -> bool:
    # SQLite is a file and has no SQLSTATE. An error of PostgreSQL's driver without one never reached the server;
    # class 57P is a server that stops or starts, 08 a broken line.
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", "")
    return isinstance(error, OperationalError) and (state is None or state.startswith(("08", "57P")))


def _is_full(error: OperationalError) -> bool:
    # SQLite says "database or disk is full" (SQLITE_FULL) or "disk I/O error" when the file may not grow;
    # PostgreSQL answers SQLSTATE class 53 (insufficient resources).
    said = str(error.orig).lower()
    return "is full" in said or "disk i/o error" in said or str(getattr(error.orig, "sqlstate", "")).startswith("53")


def _is_busy(error: OperationalError) -> bool:
    # PostgreSQL: 55P03 lock_not_available.
    return "is locked" in str(error.orig).lower() or getattr(error.orig, "sqlstate", "") == "55P03"
