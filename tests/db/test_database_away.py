"""The database stops and starts again under a running service: matches go on, and nothing that was written is lost."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.db import engine as opened
from app.db.engine import POOL, POOL_MORE, in_words, open_engine, unit_of_work
from app.db.migrate import upgrade
from app.directory.vocabulary import load_vocabulary
from app.kernel.errors import Away, Busy
from app.main import create_app
from app.matching import desk as at_the_desk
from app.matching.desk import Desk
from app.settings import Settings
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, NOW, fill, listing
from tests.db.cluster import Cluster

ASKED = {"near": "LS8 5HX", "hopes": "gardening"}
AGAIN_S = 0.2


@pytest.fixture
def url(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with three listings; the server runs again afterwards, whatever the test did."""
    monkeypatch.setattr(at_the_desk, "ASK_AGAIN_SECONDS", AGAIN_S)
    url = server.new_database()
    engine = open_engine(url)
    upgrade(engine, METADATA)
    fill(engine, *(listing() for _ in range(3)))
    engine.dispose()
    yield url
    if not server.runs:
        server.start()


@pytest.fixture
def http(url: str, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(_env_file=None, var=tmp_path, database_url=url)
    with TestClient(create_app(settings, CLOCK)) as client:
        yield client


def ideas(http: TestClient) -> tuple[list[str], str | None]:
    """What is suggested, and since when it is held."""
    answer = http.post("/api/v1/match", json=ASKED)
    assert answer.status_code == 200, answer.text
    names = [idea["name"] for idea in answer.json()["suggestions"]]
    return sorted(names), answer.headers.get("Kith-Held-Since")


def add(url: str, name: str) -> None:
    """Another node writes."""
    engine = open_engine(url)
    fill(engine, listing(name=name))
    engine.dispose()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_matches_go_on_while_the_database_is_away_and_catch_up_when_it_is_back(
    server: Cluster, http: TestClient, url: str, how: str
) -> None:
    before, held = ideas(http)
    assert len(before) == 3
    assert held is None
    assert http.get("/readyz").json() == {"status": "ready"}
    add(url, "Known to the log only")
    server.stop(how)
    names, held = ideas(http)
    assert names == before
    assert held is not None
    assert datetime.fromisoformat(held) == NOW
    ready = http.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "held", "since": held}
    server.start()
    add(url, "Written after the restart")
    time.sleep(AGAIN_S)
    names, held = ideas(http)
    assert set(names) == {*before, "Known to the log only", "Written after the restart"}
    assert held is None
    assert http.get("/readyz").json() == {"status": "ready"}


def test_health_says_it_first_when_nobody_asks_anything(server: Cluster, http: TestClient) -> None:
    server.stop()
    assert http.get("/readyz").json()["status"] == "held"
    assert http.get("/healthz").json() == {"status": "alive"}


def test_what_needs_the_database_says_so_and_works_again_after(server: Cluster, http: TestClient) -> None:
    assert http.get("/api/v1/listings").json()["total"] == 3
    server.stop()
    answer = http.get("/api/v1/listings")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/away"
    assert http.get("/").status_code == 200
    server.start()
    assert http.get("/api/v1/listings").json()["total"] == 3  # every connection in the pool was dead


def test_many_that_ask_at_once_all_get_an_answer_across_a_restart(server: Cluster, http: TestClient) -> None:
    stop, said, failed = threading.Event(), list[Any](), list[Any]()

    def ask() -> None:
        while not stop.is_set():
            answer = http.post("/api/v1/match", json=ASKED)
            (said if answer.status_code == 200 else failed).append(answer.text)

    with ExitStack() as ending:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        ending.callback(lambda: [thread.join() for thread in threads])
        ending.callback(stop.set)
        for thread in threads:
            thread.start()
        for how in ("fast", "immediate"):
            time.sleep(0.5)
            server.stop(how)
            time.sleep(0.5)
            server.start()
        time.sleep(0.5)
    assert failed == []
    assert len(said) > 20
    time.sleep(AGAIN_S)
    assert ideas(http)[1] is None


def test_without_anything_read_a_desk_says_that_it_cannot_answer(server: Cluster, url: str) -> None:
    engine = open_engine(url)
    desk = Desk(engine, Gazetteer(), load_vocabulary(), CLOCK)
    server.stop()
    with pytest.raises(Away, match="does not answer"):
        desk.changed()
    with pytest.raises(Away, match="does not answer"):
        desk.catch_up()
    engine.dispose()


def test_one_process_takes_so_many_connections_and_no_more(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "POOL_WAIT_S", 0.2)
    engine = open_engine(url)
    desk = Desk(engine, Gazetteer(), load_vocabulary(), CLOCK)
    desk.refresh()
    with ExitStack() as held:
        for _ in range(POOL + POOL_MORE):
            held.enter_context(engine.connect()).execute(text("SELECT 1"))
        with pytest.raises(Busy, match="Many people"), unit_of_work(engine) as session:
            session.execute(text("SELECT 1"))
        assert not desk.changed()  # matches go on with what is held
    time.sleep(AGAIN_S)
    assert desk.changed()
    assert desk.catch_up()
    assert desk.held_since is None
    engine.dispose()


def test_a_connection_that_is_ended_half_way_is_said_in_words(server: Cluster, url: str) -> None:
    engine = open_engine(url)
    with Session(engine) as session:
        session.execute(text("SELECT 1"))
        server.stop()
        with pytest.raises(Away), in_words():
            session.execute(text("SELECT 1"))
    engine.dispose()


def test_a_node_that_asks_a_replica_answers_and_keeps_up(server: Cluster, url: str, tmp_path: Path) -> None:
    copy = server.replica()
    try:
        settings = Settings(_env_file=None, var=tmp_path, database_url=copy.url_of(url.rsplit("/", 1)[1]))
        with TestClient(create_app(settings, CLOCK)) as http:
            assert len(ideas(http)[0]) == 3
            add(url, "Written to the first")
            until = time.monotonic() + 60
            while "Written to the first" not in ideas(http)[0]:
                assert time.monotonic() < until
                time.sleep(0.05)
            assert http.get("/readyz").json() == {"status": "ready"}
    finally:
        copy.remove()
