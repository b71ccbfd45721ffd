"""Learns the weights of app/matching/engine/meaning/judge.npz from graded answers, and measures them.

Run `python -m tools.learn_judging` after a change to seed/gold/practice.jsonl, to the vocabulary or to the reader
(`tools/learn_reading.py` first). It loads the demo into a folder of its own, asks every conversation, and learns which
of the graded listings serve better: a bilinear model under a softmax over each list (ListNet, Cao et al. 2007), by
full-batch Adam, beside what the other signals already tell. Spoken sentences teach it a little too: a listing that
offers what a sentence hears is better than one that does not. The same input gives the same weights.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cli import demo_for_a_while
from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme
from app.main import Kith
from app.matching.engine import judging, scoring
from app.matching.engine.ask import Ask
from app.matching.engine.meaning.judge import Judge, save
from app.matching.engine.meaning.reader import Heard, Reader
from app.matching.engine.signals import judgement
from app.matching.shapes import MatchIn
from app.matching.suggest import ask_of, question
from app.proof import measures
from tools.adam import Adam, Floats
from tools.learn_reading import Spoken, read_spoken
from tools.lessons import read_practice

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "app/matching/engine/meaning/judge.npz"
ASKED = ("near", "hopes", "gifts", "ease", "age", "languages", "days", "parts", "travel")

DIMENSIONS = 64
SCALE = 6.0  # how far one step of the weights goes
BESIDE = 6.0  # log-odds for each unit of what the other signals tell
RIDGE, STEPS, RATE, SPREAD = 0.007, 100, 0.02, 0.99
SPOKEN_COUNTS, SPOKEN_AT_ONCE, LISTINGS_AT_ONCE = 0.05, 256, 400
STEEP = 3.0  # what a grade gains against the one below it; what is measured doubles, and is learned better so
SEEDS = (0, 1)
LOUDER = 1.37  # more to learn from makes smaller odds: so they spread as when policy.py was settled
FOLDS = 5


@dataclass(frozen=True)
class Graded:
    """One conversation: its features, the rows that were graded, their grades, and what other signals tell."""

    id: str
    asked: Floats
    rows: NDArray[np.int64]
    grades: NDArray[np.int64]
    beside: Floats

    @property
    def gains(self) -> Floats:
        """What each row gains: as `measures.dcg` has it, but steeper."""
        return (STEEP**self.grades - 1).astype(np.float32)


@dataclass(frozen=True)
class Layout:
    """Where each feature stands."""

    reader: Reader
    said: tuple[str, ...]
    offered: tuple[str, ...]

    def asked(self, whole: Floats, parts: Floats, named: dict[str, float]) -> Floats:
        """The features of what was said, in the order of the judge's weights."""
        sure = judging.heard(self.reader, np.vstack([whole[None], parts]))
        by_name = np.array([named.get(name, 0.0) for name in self.said], np.float32)
        return np.concatenate([whole, sure[0], (sure[1:] if len(parts) else sure).max(axis=0), by_name])


def features_of_listings(ask: Ask, layout: Layout) -> Floats:
    """One row a listing: its vector, and what it offers by name."""
    assert ask.meant is not None
    listings = ask.meant.listings
    by_name = np.zeros((ask.columns.size, len(layout.offered)), np.float32)
    place = {name: n for n, name in enumerate(layout.offered)}
    for name, rows, much in judging.marks(ask.columns):
        if name in place:
            by_name[rows, place[name]] = much
    return np.hstack([listings.bytes_.astype(np.float32) * listings.scales[:, None], by_name])


def put(kith: Kith, said: dict[str, Any]) -> Ask:
    """One conversation as the engine is asked it."""
    parts = kith.desk.parts
    asked = question(MatchIn(**{key: said[key] for key in ASKED if said.get(key)}), parts)
    return ask_of(asked, kith.desk.read(asked), parts)


def grade(ask: Ask, said: dict[str, Any], layout: Layout, row_of: dict[str, int]) -> Graded | None:
    """The conversation as it is learned from; None when nothing in it served, and nothing can be told apart."""
    known = [(row_of[short], int(much)) for much, ids in said["grades"].items() for short in ids if short in row_of]
    rows = np.array([row for row, _ in known], np.int64)
    grades = np.array([much for _, much in known], np.int64)
    whole = ask.meant.questions.get(ask.understood.story.said) if ask.meant else None
    if whole is None or not grades.any() or ask.meant is None:
        return None
    texts = [text for text in ask.understood.questions if text in ask.meant.questions]
    parts = np.stack([ask.meant.questions[text] for text in texts])
    named = judging.said(ask.conversation, ask.understood)
    others = [signal for signal in scoring.SIGNALS if signal is not judgement]
    beside, _ = scoring.summed(ask, rows.astype(np.int32), others)
    return Graded(said["id"], layout.asked(whole, parts, named), rows, grades, beside * np.float32(BESIDE))


class _List:
    """All graded lists, one under the other."""

    def __init__(self, graded: Sequence[Graded]) -> None:
        lengths = [len(one.rows) for one in graded]
        self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        self.own = np.repeat(np.arange(len(graded)), lengths)
        self.asked = np.stack([one.asked for one in graded])
        self.rows = np.concatenate([one.rows for one in graded])
        self.beside = np.concatenate([one.beside for one in graded])
        gains = np.concatenate([one.gains for one in graded])
        self.wanted = gains / np.add.reduceat(gains, self.starts)[self.own]

    def wrong(self, asked: Floats, offered: Floats) -> Floats:
        """How much too likely each listing is held."""
        odds = (asked[self.own] * offered).sum(axis=1) * np.float32(SCALE) + self.beside
        odds -= np.maximum.reduceat(odds, self.starts)[self.own]
        likely = np.exp(odds)
        likely /= np.add.reduceat(likely, self.starts)[self.own]
        found: Floats = (likely - self.wanted) / np.float32(len(self.starts)) * np.float32(SCALE)
        return found


def learn(
    graded: Sequence[Graded], listings: Floats, spoken: tuple[Floats, Floats], seed: int
) -> tuple[Floats, Floats]:
    """Weights of what was said and of what listings are, each features x dimensions."""
    draw = np.random.default_rng(seed)
    lists, (heard_in, wanted) = _List(graded), spoken
    ask = (draw.standard_normal((lists.asked.shape[1], DIMENSIONS)) * 0.05).astype(np.float32)
    offer = (draw.standard_normal((listings.shape[1], DIMENSIONS)) * 0.05).astype(np.float32)
    ways = (Adam(ask, SPREAD), Adam(offer, SPREAD))
    graded_listings = listings[lists.rows]
    for step in range(1, STEPS + 1):
        asked, offered = lists.asked @ ask, graded_listings @ offer
        wrong = lists.wrong(asked, offered)[:, None]
        for_ask = lists.asked.T @ np.add.reduceat(wrong * offered, lists.starts, axis=0) + RIDGE * ask
        for_offer = graded_listings.T @ (wrong * asked[lists.own]) + RIDGE * offer
        some, few = draw.integers(0, len(heard_in), SPOKEN_AT_ONCE), draw.integers(0, len(listings), LISTINGS_AT_ONCE)
        more_ask, more_offer = _spoken(heard_in[some], wanted[some][:, few], listings[few], ask, offer)
        rate = RATE * (1 - step / STEPS * 0.9)
        ask = ask - ways[0].way((for_ask + more_ask).astype(np.float32), rate)
        offer = offer - ways[1].way((for_offer + more_offer).astype(np.float32), rate)
    return ask, offer


def _spoken(heard_in: Floats, wanted: Floats, listings: Floats, ask: Floats, offer: Floats) -> tuple[Floats, Floats]:
    """What spoken sentences say of the weights, where any of these listings offers what they hear."""
    asked, offered = heard_in @ ask, listings @ offer
    odds = asked @ offered.T * np.float32(SCALE)
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    share = wanted.sum(axis=1, keepdims=True)
    wrong = (likely - wanted / np.maximum(share, 1e-6)) * (share > 0)
    wrong *= np.float32(SCALE * SPOKEN_COUNTS / len(heard_in))
    return heard_in.T @ (wrong @ offered), listings.T @ (wrong.T @ asked)


def spoken_features(kith: Kith, ask: Ask, layout: Layout) -> tuple[Floats, Floats]:
    """Spoken sentences as if each were all that was said; and how far each listing offers what they hear."""
    offers = {(Scheme.HOPE.value, code): rows for code, rows in ask.columns.hopes.items()}
    offers |= {(Scheme.GIFT.value, code): rows for code, rows in ask.columns.gifts.items()}
    offers |= {(Scheme.BASIC.value, code): rows for code, rows in ask.columns.basics.items()}
    told = [one for one in read_spoken() if any(heard in offers for heard, _ in one.hears)]
    vectors = kith.desk.meanings.read([one.text for one in told]) if kith.desk.meanings else {}
    alone = np.empty((0, len(layout.reader.weights)), np.float32)
    asked = np.stack([layout.asked(vectors[one.text], alone, {}) for one in told])
    return asked, np.stack([_offering(one, offers, ask.columns.size) for one in told])


def _offering(one: Spoken, offers: dict[Heard, Any], size: int) -> Floats:
    found = np.zeros(size, np.float32)
    for heard, much in one.hears:
        if heard in offers:
            found[offers[heard]] += much
    return np.minimum(found, 1.5)


def ndcg(scores: Floats, grades: NDArray[np.int64]) -> float:
    """How good the first five are by these scores, against the best order of what was graded."""
    shown = grades[np.argsort(-scores, kind="stable")]
    return measures.ndcg(shown.tolist(), grades.tolist()) or 0.0


def judged(one: Graded, listings: Floats, weights: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The log-odds that the judge gives each graded listing."""
    odds = [(one.asked @ ask) @ (listings[one.rows] @ offer).T for ask, offer in weights]
    return np.asarray(np.mean(odds, axis=0) * SCALE, np.float32)


def held_back(graded: Sequence[Graded], listings: Floats, spoken: tuple[Floats, Floats]) -> list[str]:
    """How well conversations are ranked that were not learned from, without the judge and with it."""
    fold = np.arange(len(graded)) * 7919 % FOLDS
    alone, beside = [], []
    for n in range(FOLDS):
        weights = [learn([one for one, at in zip(graded, fold, strict=True) if at != n], listings, spoken, SEEDS[0])]
        for one in (one for one, at in zip(graded, fold, strict=True) if at == n):
            odds = judged(one, listings, weights)
            alone.append(ndcg(one.beside, one.grades))
            beside.append([ndcg(one.beside + np.float32(much) * odds, one.grades) for much in (0.5, 0.7, 1.0)])
    return [f"without {np.mean(alone):.3f}", *(f"with {mean:.3f}" for mean in np.mean(beside, axis=0))]


def as_judge(layout: Layout, weights: Sequence[tuple[Floats, Floats]], model: str, size: int) -> Judge:
    """The mean of several learnings, in as many dimensions as keep what tells most."""
    product = np.mean([ask @ offer.T for ask, offer in weights], axis=0) * SCALE * LOUDER
    left, strength, right = np.linalg.svd(product, full_matrices=False)
    root = np.sqrt(strength[:DIMENSIONS])
    ask, offer = (left[:, :DIMENSIONS] * root).astype(np.float32), (right[:DIMENSIONS].T * root).astype(np.float32)
    heard = len(layout.reader.heard)
    cuts = np.cumsum([size, heard, heard])
    whole, in_whole, in_part, said = np.split(ask, cuts)
    return Judge(
        model, layout.reader.heard, whole, in_whole, in_part, dict(zip(layout.said, said, strict=True)),
        offer[:size], dict(zip(layout.offered, offer[size:], strict=True)),
    )  # fmt: skip


def _layout(ask: Ask) -> Layout:
    assert ask.meant is not None
    assert ask.meant.reader is not None
    tags = [
        f"{t.scheme.value}:{t.code}" for s in (Scheme.HOPE, Scheme.GIFT, Scheme.BASIC) for t in ask.vocabulary.of(s)
    ]
    ages = [f"age:{name}" for _, name in judging.AGES]
    said = (*tags, *ages, *(f"wants:{ease.value}" for ease in Ease))
    others = [name for name, _, _ in judging.marks(ask.columns) if name.split(":")[0] == "for"]
    offered = (
        *tags,
        *(f"kind:{kind.value}" for kind in Kind),
        *sorted(others),
        *(f"ease:{ease.value}" for ease in Ease),
    )
    return Layout(ask.meant.reader, said, offered)


def main() -> None:
    """Learn, measure, write."""
    with demo_for_a_while() as kith:
        practice = read_practice()
        asks = [put(kith, said) for said in practice]
        layout = _layout(asks[0])
        row_of = {str(listing.id)[:8]: row for row, listing in enumerate(kith.desk.parts.columns.listings)}
        pairs = zip(asks, practice, strict=True)
        graded = [one for ask, said in pairs if (one := grade(ask, said, layout, row_of)) is not None]
        listings, spoken = features_of_listings(asks[0], layout), spoken_features(kith, asks[0], layout)
    if "--quick" not in sys.argv:
        print(f"{len(graded)} conversations, five folds, ndcg@5:", ", ".join(held_back(graded, listings, spoken)))
    weights = [learn(graded, listings, spoken, seed) for seed in SEEDS]
    save(as_judge(layout, weights, layout.reader.model, listings.shape[1] - len(layout.offered)), TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {DIMENSIONS} dimensions from {len(graded)} conversations", file=sys.stderr)


if __name__ == "__main__":
    main()
