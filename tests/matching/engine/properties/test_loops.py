"""The compiled loops answer as numpy does: the same rows, scores, reasons and finds, whatever is asked."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.recurrence import DAYS
from app.matching.engine import apart, gates, quick, scoring, unanswered
from app.matching.engine.answer import answer_to
from app.matching.engine.ask import Ask
from app.matching.engine.finding import best
from app.matching.engine.index import compiled
from app.matching.engine.index.columns import build_columns
from app.matching.engine.index.facts import OWN_LEAST, OWN_MORE
from app.matching.engine.index.patch import patched
from app.matching.engine.meaning.judge import Asking, Judge
from app.matching.engine.meaning.reader import Reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.search import Wanted, search, words_of
from app.matching.engine.signals import ease, freshness, gifts, interests, nearness, time
from app.matching.engine.speaking import Narrowed, best_by_loops, best_by_words
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Candidate, Conversation, Meant, Spot
from app.matching.engine.understand import understand
from app.matching.engine.worked import Worked
from geo.points import Point
from tests.matching.engine.properties.conversations import Case, cases
from tests.matching.engine.properties.directories import FREE_WORDS, HEART, codes, directory

WIDTH, PLACED = 16, 8
AT_HEART = Candidate(UUID(int=1), Kind.GROUP, "Walking", lat=HEART.lat, lon=HEART.lon)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOOPS = quick.LOOPS
TURNS = replace(POLICY, near_equal=0.05, least_a_rung=1, most_a_rung=3, widen=(0.3, 1.0))
ONE_LOOK = replace(POLICY, widen=())


def asked(case: Case, policy: Policy, *, meant: bool) -> Ask:
    """The question anew, with vectors drawn from the words themselves."""
    understood = understand(case.said, load_vocabulary())
    columns, meaning = case.directory.columns, None
    if meant:
        numbers = np.random.default_rng(case.seed)
        rows = numbers.integers(-127, 128, (columns.size, WIDTH)).astype(np.int8)
        scales = np.where(numbers.random(columns.size) < 0.1, 0, 1 / 300).astype(np.float32)
        vectors = {text: _vector(text) for text in understood.questions}
        meaning = Meant(Vectors(rows, scales), vectors, *(_judging(numbers, columns.size) if case.seed % 3 else ()))
        understood = replace(understood, nothing_odds=float(numbers.normal(-6, 4)))
    said = case.said
    if case.seed % 5 == 0 and columns.size:
        said = replace(said, declined=frozenset({columns.listings[case.seed % columns.size].id}))
    return Ask(said, understood, columns, load_vocabulary(), policy, meaning)


def _judging(numbers: np.random.Generator, size: int) -> tuple[Reader, Judge, Vectors]:
    """A reader and a judge with weights drawn at random, and where the judge lays the listings."""

    def weights(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        return numbers.standard_normal(shape).astype(np.float32)

    heard = (("hope", "singing"), ("none", ""))
    reader = Reader("drawn", heard, weights(WIDTH, 2), weights(2))
    names = ("hope:singing", "gift:baking", "wants:quiet")
    said = {name: weights(PLACED) for name in names}
    story, label = (Asking(weights(WIDTH, PLACED), weights(2, PLACED), weights(2, PLACED), said) for _ in range(2))
    judge = Judge("drawn", heard, story, label, weights(1, 1), {})
    rows = numbers.integers(-127, 128, (size, PLACED)).astype(np.int8)
    return reader, judge, Vectors(rows, np.full(size, 1 / 150, np.float32))


def _vector(text: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    vector = np.random.default_rng(random.Random(text).getrandbits(32)).standard_normal(WIDTH).astype(np.float32)
    return vector / np.linalg.norm(vector)


@given(case=cases(), policy=st.sampled_from((POLICY, POLICY, TURNS, ONE_LOOK)), meant=st.booleans())
@settings(max_examples=1_500, deadline=None)
def test_the_same_rows_stand_in_the_same_order_with_the_same_scores(
    case: Case, policy: Policy, meant: bool, loops: Any
) -> None:
    with compiled.answering_by(None):
        by_numpy = best(asked(case, policy, meant=meant))
    with compiled.answering_by(loops):
        assert best(asked(case, policy, meant=meant)) == by_numpy


@given(case=cases(), meant=st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_whole_answer_is_the_same(case: Case, meant: bool, loops: Any) -> None:
    with compiled.answering_by(None):
        by_numpy = answer_to(asked(case, POLICY, meant=meant))
    with compiled.answering_by(loops):
        assert answer_to(asked(case, POLICY, meant=meant)) == by_numpy


@given(case=cases(), meant=st.booleans())
@settings(max_examples=150, deadline=None)
def test_nothing_fits_better_than_the_loops_take_for_the_most(case: Case, meant: bool) -> None:
    """By that they tell that rows which may not be shown could say nothing, and do not weigh them (`may_speak`)."""
    with compiled.answering_by(None):
        ask = asked(case, POLICY, meant=meant)
        rows = np.arange(ask.columns.size, dtype=np.int32)
        for wish, fit in (*ask.hope_fits, *ask.heard_fits, *ask.gift_fits):
            assert fit[rows].max(initial=0) <= 1 + 1e-6, wish
    assert ask.columns.own.max(initial=0) <= np.float32(OWN_LEAST + OWN_MORE)


@given(case=cases(), metres=st.sampled_from((0.0, 300.0, 2_000.0, 25_000.0)), edited=st.booleans())
@settings(max_examples=500, deadline=None)
def test_what_stands_apart_is_the_same(case: Case, metres: float, edited: bool, loops: Any) -> None:
    ask = of_edited(case) if edited else asked(case, POLICY, meant=False)
    reaches = metres, metres / 2
    with compiled.answering_by(None):
        by_numpy = [rows.tolist() for rows in apart.by_numpy(ask, reaches)]
    assert [rows.tolist() for rows in apart.by_loops(loops, ask, reaches)] == by_numpy


@given(case=cases(), edited=st.booleans(), every=st.integers(1, 3))
@settings(max_examples=500, deadline=None)
def test_the_nearest_of_some_is_as_far(case: Case, edited: bool, every: int, loops: Any) -> None:
    ask = of_edited(case) if edited else asked(case, POLICY, meant=False)
    assume(ask.point is not None)
    rows = np.arange(0, ask.columns.size, every, dtype=np.int32)
    assert unanswered.by_loops(loops, ask, rows) == pytest.approx(unanswered.by_numpy(ask, rows), abs=1e-6)


def of_edited(case: Case) -> Ask:
    """The question put to columns of which some rows are no more and others are other ones."""
    ask = asked(case, POLICY, meant=False)
    if case.directory.columns.size <= 4:
        return ask
    columns = directory(case.seed, case.size).columns
    some, other = columns.listings[1:4], columns.listings[0]
    columns = patched(build_columns(columns.living), [other.id], [replace(one, kind=Kind.FORMAL) for one in some])
    return replace(ask, columns=columns, worked=Worked())


def a_search(draw: random.Random) -> Wanted:
    return Wanted(
        words=words_of(" ".join(draw.sample(FREE_WORDS, draw.randint(0, 2)))),
        near=draw.choice((None, HEART, Point(HEART.lat + draw.gauss(0, 0.03), HEART.lon + draw.gauss(0, 0.03)))),
        radius_m=draw.choice((0, 50, 500, 1_000, 5_000, 50_000, 20_000_000)),
        kind=draw.choice((None, None, *Kind)),
        hope=draw.choice((None, None, *codes(Scheme.HOPE)[:9])),
        days=frozenset(draw.sample(DAYS, draw.choice((0, 0, 1, 2)))),
        ease=frozenset(draw.sample(list(Ease), draw.choice((0, 0, 1, 2)))),
        for_people=draw.random() < 0.5,
    )


def test_looking_through_finds_the_same(loops: Any) -> None:
    draw, found = random.Random(4), 0
    for n in range(2_000):
        wanted, columns = a_search(draw), directory(n % 4).columns
        now = NOW + timedelta(days=n % 5)
        with compiled.answering_by(None):
            by_numpy = search(columns, load_vocabulary(), wanted, now, take=20)
        with compiled.answering_by(loops):
            assert search(columns, load_vocabulary(), wanted, now, take=20) == by_numpy
        found += by_numpy.total > 0
    assert found > 600


STEMS = sorted({stem for word in (*FREE_WORDS, "group", "garden", "walk", "xyzzy") for stem in tokens(word)})


@given(
    case=cases(),
    metres=st.sampled_from((0.0, 40.0, 900.0, 5_000.0, 50_000.0, 20_000_000.0)),
    stems=st.lists(st.sampled_from(STEMS), max_size=6),
    narrowed=st.builds(
        Narrowed,
        kind=st.sampled_from((None, None, None, *Kind)),
        hope=st.sampled_from((None, None, *codes(Scheme.HOPE)[:9])),
        facts=st.frozensets(st.sampled_from(list(Ease)), max_size=2),
        informal=st.booleans(),
    ),
    most=st.sampled_from((0, 1, 3, 20, 5_000)),
    edited=st.booleans(),
)
@settings(max_examples=800, deadline=None)
def test_the_best_by_words_are_the_same(
    case: Case, metres: float, stems: list[str], narrowed: Narrowed, most: int, edited: bool, loops: Any
) -> None:
    ask = of_edited(case) if edited else asked(case, POLICY, meant=False)
    with compiled.answering_by(None):
        by_numpy = best_by_words(ask, stems, metres, narrowed, most)
    with compiled.answering_by(loops):
        assert best_by_words(ask, stems, metres, narrowed, most) == by_numpy


@given(draw=st.randoms(use_true_random=False), metres=st.sampled_from((0.0, 1.0, 700.0, 30_000.0, 4_000_000.0)))
@settings(max_examples=300, deadline=None)
def test_what_is_near_is_found_wherever_the_circle_lies(draw: random.Random, metres: float, loops: Any) -> None:
    """Across 180 degrees, around a pole, on the side of a strip, and on the very point."""
    lat, lon = draw.choice((0.0, 53.81, -53.82, 89.99, -90.0)), draw.choice((0.0, -1.51, 179.995, -180.0))
    rows = [(lat, lon)]
    for _ in range(60):
        far = draw.choice((1e-6, 0.003, 0.05, 1.0, 30.0))
        north, east = max(-90.0, min(90.0, lat + draw.gauss(0, far))), lon + draw.gauss(0, far)
        rows.append((north, (east + 180.0) % 360.0 - 180.0))
    columns = build_columns([replace(AT_HEART, id=UUID(int=n + 1), lat=at[0], lon=at[1]) for n, at in enumerate(rows)])
    with compiled.answering_by(None):
        by_numpy, _ = columns.within(Point(lat, lon), metres)
    assert columns.nearby(loops, Point(lat, lon), metres)[0].tolist() == by_numpy.tolist()
    said = Conversation(NOW, Spot(lat, lon))
    ask = Ask(said, understand(said, load_vocabulary()), columns, load_vocabulary(), POLICY)
    assert sorted(best_by_loops(loops, ask, tokens(AT_HEART.name), metres, Narrowed(), 99)) == by_numpy.tolist()


def test_no_question_calls_the_compiler(loops: Any) -> None:
    """What differs in type from what was made ready would make somebody wait half a minute."""
    directory(0).columns.nearby(loops, Point(54, -1), 500)  # whole numbers too
    for loop in (loops.apart, loops.best_by_words, loops.look, loops.order, loops.near, loops.speaking):
        assert len(loop.signatures) == 1


def test_a_loop_is_told_of_no_array_that_it_would_read_amiss() -> None:
    columns = directory(0).columns
    assert len(columns.book) == 18
    for other in (columns.gone.astype(np.int64), np.zeros((4, 2), np.int32)[:, 0]):
        with pytest.raises(TypeError):
            _ = replace(columns, gone=other).book


def test_every_gate_is_known_to_the_loops() -> None:
    """With a gate that has no loop numpy answers everything: right, and slower. Signals may go without."""
    assert quick.GATES == gates.GATES
    assert set(quick.LOOPS) <= set(scoring.SIGNALS)


def test_a_signal_without_a_loop_counts_all_the_same(loops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spot, columns = Spot(HEART.lat, HEART.lon), directory(1).and_also()
    said = Conversation(NOW, spot, hopes="gardening, walking", gifts="cooking", ease=frozenset({Ease.STEP_FREE}))

    def ask() -> Ask:
        return Ask(said, understand(said, load_vocabulary()), columns, load_vocabulary(), POLICY)

    with compiled.answering_by(None):
        by_numpy = best(ask())
    for left in ({interests, time}, {ease, gifts, freshness}, {nearness}, set()):
        monkeypatch.setattr(quick, "LOOPS", {one: number for one, number in LOOPS.items() if one in left})
        columns.kept.clear()
        with compiled.answering_by(loops):
            assert best(ask()) == by_numpy
    assert by_numpy[0]
