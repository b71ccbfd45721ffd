"""The peers find what the engine finds; one that is not installed says how to install it."""

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.engine.index.columns import build_columns
from app.proof.bench.engine import Engine
from app.proof.bench.listings import make_country
from app.proof.bench.peer import PeerMissing, engine_fits, looked_of, rows_of
from app.proof.bench.peer_fts5 import Fts5
from app.proof.bench.questions import ONE_LOOK, Asked, asked, conversations
from app.proof.bench.side_by_side import PEERS, NotTheSame, compare
from seed.lists import read_list
from seed.topics import topics

SIZE, QUESTIONS = 6_000, 24


@pytest.fixture(scope="module")
def engine() -> Engine:
    listings = make_country(SIZE, topics(), read_list("names")).listings
    return Engine(build_columns(listings), load_vocabulary(), None)


@pytest.fixture(scope="module")
def near(engine: Engine) -> list[Asked]:
    return [asked(said, engine.vocabulary, len(topics())) for said in conversations()[:QUESTIONS]]


def test_fts5_finds_the_very_same_rows(engine: Engine, near: list[Asked]) -> None:
    found = compare("fts5", engine, near)
    assert not found.skipped
    assert found.fits > 5  # else nothing was compared
    assert found.times
    assert found.times > 0
    assert found.peer
    assert len(found.peer.seconds) == 3 * QUESTIONS


@pytest.mark.parametrize("name", ["postgis", "tantivy"])
def test_the_others_find_the_same_or_say_what_is_missing(name: str, engine: Engine, near: list[Asked]) -> None:
    found, known = compare(name, engine, near), compare("fts5", engine, near)
    assert "install" in found.skipped or found.fits == known.fits


def test_a_peer_that_finds_something_else_is_refused(
    engine: Engine, near: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(Fts5):
        def every(self, looked: object) -> set[int]:
            return set()

    monkeypatch.setitem(PEERS, "fts5", Forgetful)
    with pytest.raises(NotTheSame, match="the engine finds"):
        compare("fts5", engine, near)


def test_a_missing_peer_is_left_out_with_its_reason(
    engine: Engine, near: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(rows: object) -> Fts5:
        raise PeerMissing("It is not installed.")

    monkeypatch.setitem(PEERS, "fts5", missing)
    assert compare("fts5", engine, near).as_dict() == {"name": "fts5", "skipped": "It is not installed."}


def test_what_fits_lies_within_the_circle_and_holds_a_word(engine: Engine, near: list[Asked]) -> None:
    rows = {row.id: row for row in rows_of(engine.columns, engine.vocabulary)}
    for one in near:
        ask = one.before(engine.columns, engine.vocabulary, ONE_LOOK)
        looked = looked_of(ask)
        for row in engine_fits(ask, looked):
            metres = ask.metres_to(row)
            assert metres is not None
            assert metres <= looked.metres
            assert rows[row].open
            assert rows[row].step_free >= 0
            assert set(looked.words) & set(rows[row].words.split())
