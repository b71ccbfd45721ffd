"""Jobs are done in their time, once for all processes, and one that fails stops no other."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog
from sqlmodel import Session

from app.access.devices import Way, sign_in
from app.access.limits import Tried, Who, note_try
from app.access.send_link import make_link
from app.access.use_link import account_of
from app.db.engine import open_engine, unit_of_work
from app.kernel.errors import NotReady
from app.main import Kith, join
from app.settings import Settings
from app.shortlist.model import KeptList
from app.work import DAILY, JOBS, Job, Working, do, forget_lists, forget_sign_ins
from tests.builders import CORA, NOW, empty_directory


@pytest.fixture
def kith(tmp_path: Path) -> Iterator[Kith]:
    empty_directory(tmp_path).dispose()
    address = f"sqlite:///{tmp_path / 'kith.db'}"
    kith = join(Settings(_env_file=None, var=tmp_path, database_url=address), lambda: NOW)
    yield kith
    kith.engine.dispose()


def again(kith: Kith, after: timedelta = timedelta()) -> Kith:
    """Another process over the same database, some time later."""
    return replace(kith, engine=open_engine(str(kith.engine.url)), clock=lambda: NOW + after)


def test_it_works(kith: Kith) -> None:
    done: list[str] = []
    job = Job("tidy", DAILY, lambda _: len(done.append("once") or done))
    assert do(job, kith) == 1
    assert do(job, again(kith)) is None
    assert do(job, again(kith, DAILY - timedelta(seconds=1))) is None
    assert do(job, again(kith, DAILY)) == 2


def test_of_many_processes_one_does_it(kith: Kith) -> None:
    done: list[int] = []
    job = Job("tidy", DAILY, lambda _: time.sleep(0.2) or done.append(1) or 1)
    start = threading.Barrier(4)

    def work() -> None:
        mine = again(kith)
        start.wait()
        do(job, mine)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


def test_one_that_fails_is_tried_again_and_stops_no_other(kith: Kith) -> None:
    done: list[str] = []

    def fails(_: Kith) -> int:
        done.append("tried")
        raise NotReady("There is no mail server." if len(done) == 1 else "")

    def breaks(_: Kith) -> int:
        raise RuntimeError("with cora@example.org in it")

    jobs = (
        Job("fails", timedelta(0), fails), Job("breaks", timedelta(0), breaks),
        Job("works", timedelta(0), lambda _: len(done.append("worked") or done)),
    )  # fmt: skip
    working = Working(kith, jobs, pause_s=0.0)
    with structlog.testing.capture_logs() as lines:
        working.start()
        until = time.monotonic() + 60
        while done.count("worked") < 2 and time.monotonic() < until:
            time.sleep(0.05)
        working.stop()
    assert done[:4] == ["tried", "worked", "tried", "worked"]
    assert {line["job"] for line in lines if line["log_level"] != "info"} == {"fails", "breaks"}
    assert "cora@" not in repr(lines)


def test_what_takes_long_keeps_nothing_else_waiting_and_is_not_begun_twice(kith: Kith) -> None:
    begun, done, may_end = list[str](), list[str](), threading.Event()

    def slow(_: Kith) -> int:
        begun.append("slow")
        may_end.wait(60)
        return 0

    jobs = (
        Job("slow", timedelta(0), slow, apart=True),
        Job("quick", timedelta(0), lambda _: done.append("quick") or 0),
    )
    working = Working(kith, jobs)
    working.start()
    until = time.monotonic() + 60
    while len(done) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    may_end.set()
    working.stop()
    assert (begun, len(done) >= 2) == (["slow"], True)


def test_every_job_runs_on_an_empty_directory(kith: Kith) -> None:
    assert [do(job, kith) for job in JOBS] == [0] * len(JOBS)


def test_lists_whose_time_is_over_are_forgotten(kith: Kith) -> None:
    with unit_of_work(kith.engine, writes=True) as session:
        session.add(KeptList(code="bcdfghjkmn", ends_on=date(2026, 11, 21)))
        session.add(KeptList(code="bcdfghjkmp", ends_on=date(2026, 11, 22)))
    assert forget_lists(kith) == 1
    with Session(kith.engine) as session:
        assert session.get(KeptList, "bcdfghjkmp")


def test_links_tries_and_browsers_are_forgotten_after_their_time(kith: Kith) -> None:
    with unit_of_work(kith.engine, writes=True) as session:
        account = account_of(session, CORA.email, NOW)
        make_link(session, CORA.email, "/me", "http://kith.test", NOW)
        note_try(session, Tried.LINK, Who("secret", CORA.email), NOW)
        sign_in(session, account.id, Way.LINK, NOW)
    assert forget_sign_ins(kith) == 0
    assert forget_sign_ins(again(kith, timedelta(minutes=21))) == 1
    assert forget_sign_ins(again(kith, timedelta(hours=25))) == 2
