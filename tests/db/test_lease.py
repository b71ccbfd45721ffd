"""Of several processes one at a time holds a lease; one that is killed is waited for, and not for ever."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.db.engine import open_engine
from app.db.lease import Lease
from app.db.model import LeaseRow
from app.db.watch import Watch

ROOT = Path(__file__).resolve().parents[2]
LONG, SHORT = timedelta(seconds=60), timedelta(seconds=0.5)
BEARS_A_STALL = timedelta(seconds=3)  # it is renewed after half of that: a busy machine may stop for the other half
TAKES_AND_WAITS = """
import sys, time
from datetime import timedelta
from app.db.engine import open_engine
from app.db.lease import Lease
print(Lease(open_engine(sys.argv[1]), "reading", timedelta(seconds=float(sys.argv[2]))).take(), flush=True)
time.sleep(60)
"""


def lease(engine: Engine, lasts: timedelta = LONG) -> Lease:
    """The lease as a process of its own sees it, with its own connections."""
    return Lease(open_engine(engine.url.render_as_string(hide_password=False)), "reading", lasts)


def test_it_works(engine: Engine) -> None:
    one, other = lease(engine), lease(engine)
    assert one.take()
    assert not other.take()
    assert one.take()
    one.give_back()
    assert other.take()
    assert not one.take()


def test_leases_of_other_names_are_free(engine: Engine) -> None:
    assert lease(engine).take()
    assert Lease(engine, "mail").take()


def test_giving_back_what_another_holds_changes_nothing(engine: Engine) -> None:
    one, other = lease(engine), lease(engine)
    assert one.take()
    other.give_back()
    assert not other.take()


def test_it_runs_out_and_who_held_it_cannot_go_on_unawares(engine: Engine) -> None:
    one, other = lease(engine, SHORT), lease(engine, LONG)
    assert one.take()
    time.sleep(SHORT.total_seconds() + 0.1)
    assert other.take()
    assert not one.take()


def test_who_goes_on_taking_it_keeps_it(engine: Engine) -> None:
    one, other = lease(engine, BEARS_A_STALL), lease(engine, BEARS_A_STALL)
    until = time.monotonic() + 1.2 * BEARS_A_STALL.total_seconds()
    while time.monotonic() < until:
        assert one.take()
        assert not other.take()
        time.sleep(0.02)


def test_holding_on_and_being_refused_write_nothing(engine: Engine) -> None:
    """On SQLite every write makes every process look at the database."""
    one, other = lease(engine), lease(engine)
    assert one.take()
    with Session(engine) as session:
        until = session.exec(select(LeaseRow.until)).one()
    watch = Watch(engine)
    watch.changed()
    for _ in range(20):
        assert one.take()
        assert not other.take()
    assert not watch.changed()
    with Session(engine) as session:
        assert session.exec(select(LeaseRow.until)).one() == until


def test_of_many_that_ask_at_once_one_has_it(engine: Engine) -> None:
    leases = [lease(engine) for _ in range(8)]
    start, held = threading.Barrier(len(leases)), []

    def ask(mine: Lease) -> None:
        start.wait()
        if mine.take():
            held.append(mine)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == 1


def test_a_process_that_is_killed_is_followed_by_another(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", TAKES_AND_WAITS, url, "4"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "True\n"
        mine = lease(engine)
        assert not mine.take()
        process.kill()
    until = time.monotonic() + 60
    while not mine.take():
        assert time.monotonic() < until
        time.sleep(0.05)
