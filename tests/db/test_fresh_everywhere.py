"""Two nodes over one database: what is written on one is read on the other, at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import insert
from sqlmodel import Session

from app.db.changes import changed_since, mark_of
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.db.model import ChangeLog
from app.db.watch import Watch
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.ids import demo_id
from app.main import Kith, create_app
from app.settings import Settings
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, fill, listing
from tests.db.cluster import Cluster

PAIRS = 200
HEARD_S = 60.0
IDS = [demo_id(f"pair {n}") for n in range(40)]


def node(url: str, var: Path) -> FastAPI:
    """One node, with a door of our own that writes through the same verb as everything else."""
    app = create_app(Settings(database_url=url, var=var), CLOCK)

    @app.post("/try/write/{number}")
    def write(request: Request, number: int) -> None:
        kith: Kith = request.app.state.kith
        one = listing(id=IDS[number % len(IDS)], name=f"Quoits {number}", summary="Quoits in the yard.")
        with unit_of_work(kith.engine, writes=True) as session:
            draft = Draft(row=1, key=str(one.id), listing=one)
            bring_in(session, [draft], source="test", gazetteer=Gazetteer(), clock=CLOCK)

    @app.post("/try/fail")
    def fail(request: Request) -> None:
        fill(request.app.state.kith.engine, listing(name="Half done"))
        raise ValueError

    return app


@pytest.fixture
def nodes(fresh_url: str, tmp_path: Path) -> Iterator[tuple[TestClient, TestClient]]:
    with ExitStack() as open_nodes:
        one, other = (
            open_nodes.enter_context(TestClient(node(fresh_url, tmp_path / name), raise_server_exceptions=False))
            for name in ("one", "other")
        )
        yield one, other


def names(client: TestClient, revision: str = "") -> set[str]:
    headers = {"Kith-Revision": revision} if revision else {}
    answer = client.post("/api/v1/match", json={"hopes": "quoits", "limit": 50}, headers=headers)
    assert answer.status_code == 200, answer.text
    return {one["name"] for one in answer.json()["suggestions"]}


def test_what_is_written_on_one_node_is_read_on_the_other_with_its_revision(
    nodes: tuple[TestClient, TestClient],
) -> None:
    stale = []
    for number in range(PAIRS):
        writer, reader = nodes if number % 2 else nodes[::-1]
        revision = writer.post(f"/try/write/{number}").headers["Kith-Revision"]
        if f"Quoits {number}" not in names(reader, revision):
            stale.append(number)
    assert stale == []


def test_news_is_heard_without_a_revision(nodes: tuple[TestClient, TestClient]) -> None:
    writer, reader = nodes
    names(reader)
    writer.post("/try/write/7")
    until = time.monotonic() + HEARD_S
    while "Quoits 7" not in names(reader):
        assert time.monotonic() < until


@pytest.mark.parametrize("said", ["", "-1", "x", "٣", "9" * 18, "9" * 400, "1.5"])
def test_a_revision_that_is_none_or_of_tomorrow_is_answered_all_the_same(
    nodes: tuple[TestClient, TestClient], said: str
) -> None:
    nodes[0].post("/try/write/1")
    answer = nodes[0].post("/api/v1/match", json={"hopes": "quoits"}, headers=[(b"Kith-Revision", said.encode())])
    assert answer.status_code == 200
    assert "Kith-Revision" not in answer.headers


def test_a_write_that_fails_tells_no_revision(nodes: tuple[TestClient, TestClient]) -> None:
    assert "Kith-Revision" not in nodes[0].post("/try/fail").headers


def test_ready_says_when_a_worker_is_behind(
    nodes: tuple[TestClient, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = nodes
    assert reader.get("/readyz").json() == {"status": "ready"}
    kith: Kith = reader.app.state.kith  # type: ignore[attr-defined]
    monkeypatch.setattr(kith, "refresh", lambda: None)  # it hangs
    writer.post("/try/write/3")
    answer = reader.get("/readyz")
    assert answer.status_code == 503
    assert "1 changes behind" in answer.json()["detail"]
    monkeypatch.undo()
    assert reader.get("/readyz").json() == {"status": "ready"}


def test_a_change_that_is_committed_after_a_later_one_is_not_skipped(server: Cluster) -> None:
    engine = open_engine(server.new_database())
    upgrade(engine, METADATA)
    slow, quick, read = Session(engine), Session(engine), Session(engine)
    number = "pg_current_xact_id()::text::bigint"
    for session, one in ((slow, IDS[0]), (quick, IDS[1])):  # two writers that take no turns
        session.connection().exec_driver_sql(f"INSERT INTO change_log (listing_id, xid) VALUES ('{one}', {number})")
    quick.commit()
    mark = mark_of(read)
    read.commit()
    slow.commit()
    after = mark_of(read)
    assert after.seq == mark.seq  # its number is the lower one
    assert changed_since(read, mark) == {IDS[0], IDS[1]}
    read.commit()
    assert changed_since(read, mark_of(read)) is None
    read.execute(insert(ChangeLog), [{"listing_id": IDS[2], "xid": 2**60}])  # copied from another server
    assert changed_since(read, after) == {IDS[2]}
    assert changed_since(read, mark_of(read)) is None
    for session in (slow, quick, read):
        session.close()
    engine.dispose()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_it_listens_again_after_the_database_has_restarted(server: Cluster, how: str) -> None:
    url = server.new_database()
    engine = open_engine(url)
    upgrade(engine, METADATA)
    watch = Watch(engine, listens=True)
    watch.start()
    _until(lambda: watch.is_quick)
    assert watch.changed()
    assert not watch.changed()
    server.stop(how)
    _until(lambda: not watch.is_quick)
    server.start()
    _until(lambda: watch.is_quick)
    assert watch.changed()  # what was said meanwhile nobody heard
    assert not watch.changed()
    other = open_engine(url)
    fill(other, listing(name="Quoits"))
    _until(watch.changed)
    other.dispose()
    watch.stop()
    engine.dispose()
    assert "kith-ear" not in {thread.name for thread in threading.enumerate()}


def _until(holds: object) -> None:
    until = time.monotonic() + HEARD_S
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.005)
