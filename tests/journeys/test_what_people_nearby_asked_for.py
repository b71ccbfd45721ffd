"""Five people hope for what is not there; the sixth hears that people nearby asked for it, and nobody who they were."""

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaIn
from app.db.engine import open_engine, unit_of_work
from app.demand.flush import flush
from app.demand.rules import LEAST
from app.directory.vocabulary import Scheme, load_vocabulary
from tests.builders import NOW, listing
from tests.journeys.conftest import Town

SAYS = "People nearby asked for this lately."
HOPE = "swimming"  # nobody offers it in this town
HIDDEN = next(term for term in load_vocabulary().of(Scheme.HOPE) if term.sensitive)


class Hours:
    """A clock that goes on by an hour at every look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Any:
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def town(open_town: Callable[..., Town]) -> Town:
    """A group that grows vegetables, in Lantern Hill; the clock goes on with every question."""
    town = open_town(listing(), clock=Hours())
    engine = open_engine(f"sqlite:///{town.database}")
    areas = (("W1", "Lantern Hill", "LS8 5"), ("W2", "Chapel Hill", "LS9 6"))
    with unit_of_work(engine, writes=True) as session:
        keep_areas(
            session, [AreaIn(code=code, name=name, kind=AreaKind.WARD, sectors=(at,)) for code, name, at in areas]
        )
    engine.dispose()
    return town


def flushed(town: Town) -> int:
    """What the quiet thread does once a minute."""
    kith = town.http.app.state.kith  # type: ignore[attr-defined]
    return flush(kith.engine, kith.tally, lambda: NOW)


def demand(town: Town) -> list[Any]:
    return town.kept()["demand"]


def test_the_sixth_hears_of_it(town: Town) -> None:
    for _ in range(LEAST):
        answer = town.ask(hopes=HOPE)
        assert answer["nothing_near"]
        assert SAYS not in answer["start_something"]["text"]
    assert demand(town) == []
    assert flushed(town) == 1
    assert [row[1:] for row in demand(town)] == [("2026-W47", "W1", "swimming", "nothing", LEAST)]
    assert SAYS in town.ask(hopes=HOPE)["start_something"]["text"]
    assert SAYS in town.form(near="LS8 5", hopes_words=HOPE).text


def test_only_there_and_only_for_that(town: Town) -> None:
    for _ in range(LEAST):
        town.ask(hopes=HOPE)
    flushed(town)
    assert SAYS not in town.ask(near="LS9 6AA", hopes=HOPE)["start_something"]["text"]
    assert SAYS not in town.ask(hopes="falconry")["start_something"]["text"]
    assert SAYS not in town.ask(near=None, hopes=HOPE)["start_something"]["text"]
    text = town.ask(hopes=f"falconry, {HOPE}")["start_something"]["text"]
    assert text.startswith(f"Nothing here fits {HOPE} yet.")


def test_four_are_never_told(town: Town) -> None:
    for _ in range(LEAST - 1):
        town.ask(hopes=HOPE)
    assert flushed(town) == 0
    assert demand(town) == []
    assert SAYS not in town.ask(hopes=HOPE)["start_something"]["text"]


@pytest.mark.parametrize(
    "asked",
    [
        {"hopes": HIDDEN.phrases[0]},
        {"hopes": f"{HOPE}. I want to end it all"},
        {"hopes": HOPE, "age": 15},
        {"hopes": "gardening"},
        {"hopes": "zanzibarpurple"},
        {"hopes": HOPE, "near": None},
        {"hopes": f"not {HOPE}"},
    ],
    ids=["sensitive", "danger", "a child", "met", "words of one's own", "nowhere", "unwanted"],
)
def test_what_is_not_counted(town: Town, asked: dict[str, Any]) -> None:
    for _ in range(LEAST + 1):
        town.ask(**asked)
    assert flushed(town) == 0
    assert demand(town) == []


def test_a_hope_that_goes_unmet_beside_one_that_is_met_is_counted_too(town: Town) -> None:
    for _ in range(LEAST):
        assert not town.ask(hopes=f"gardening, {HOPE}")["nothing_near"]
    flushed(town)
    assert [row[1:] for row in demand(town)] == [("2026-W47", "W1", "swimming", "not_among", LEAST)]


def test_nobody_waits_while_somebody_else_writes(town: Town) -> None:
    for _ in range(LEAST):
        town.ask(hopes=HOPE)
    held = sqlite3.connect(town.database, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    begun = time.perf_counter()
    town.ask(hopes=HOPE)
    assert time.perf_counter() - begun < 2.0  # a writer would wait for ten seconds
    held.execute("ROLLBACK")
    held.close()
