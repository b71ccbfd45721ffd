"""Learns the weights of app/matching/engine/meaning/judge.npz from graded answers, and measures them.

Run `python -m tools.learn_judging` after a change to seed/gold/practice.jsonl, to the vocabulary or to the reader
(`tools/learn_reading.py` first). It loads the demo into a folder of its own, asks every conversation, and learns which
of the graded listings serve better: a bilinear model under a softmax over each list (ListNet, Cao et al. 2007), by
full-batch Adam, beside what the other signals already tell. Spoken sentences teach it a little too: a listing that
offers what a sentence hears is better than one that does not. Two are learned. For stories each conversation counts as
it was told, as another person told it, and as a coordinator wrote the need down; beside each stand the needs of those
who told alike (never of the same author, since nobody who asks will be an author). For labels it counts as it was told
alone: what people remember in sentences says little about a word. The same input gives the same weights.
"""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cli import demo_for_a_while
from app.main import Kith
from app.matching.engine.meaning.judge import Asking, Judge, save
from app.proof import measures
from tools.adam import Adam, Floats
from tools.graded import Graded, Layout, Memory, author, features_of_listings, grade, layout_of, put, spoken_features
from tools.lessons import read_practice

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "app/matching/engine/meaning/judge.npz"

DIMENSIONS = 64
SCALE = 6.0  # how far one step of the weights goes
RIDGE, STEPS, RATE, SPREAD = 0.007, 100, 0.02, 0.99
SPOKEN_COUNTS, SPOKEN_AT_ONCE, LISTINGS_AT_ONCE = 0.05, 256, 400
SEEDS = (0, 1)
# More to learn from makes smaller odds: so they spread as when policy.py was settled.
STORIES_LOUDER, LABELS_LOUDER = 1.45, 1.37
FOLDS = 5

Learned = Sequence[tuple[Floats, Floats]]  # of each seed: weights of what was said, and of what listings are


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


def ndcg(scores: Floats, grades: NDArray[np.int64]) -> float:
    """How good the first five are by these scores, against the best order of what was graded."""
    shown = grades[np.argsort(-scores, kind="stable")]
    return measures.ndcg(shown.tolist(), grades.tolist()) or 0.0


def judged(one: Graded, listings: Floats, weights: Learned) -> Floats:
    """The log-odds that the judge gives each graded listing."""
    odds = [(one.asked @ ask) @ (listings[one.rows] @ offer).T for ask, offer in weights]
    return np.asarray(np.mean(odds, axis=0) * SCALE, np.float32)


def held_back(lessons: "Lessons") -> list[str]:
    """How well conversations are ranked of authors that were not learned from, without the judge and with it."""
    authors = sorted({author(name) for name in lessons.stories})
    alone, beside = [], []
    for n in range(FOLDS):
        away = set(authors[n::FOLDS])
        weights, memory = lessons.of_stories(away, SEEDS[:1])
        for one in (memory.beside(one) for name, one in lessons.stories.items() if author(name) in away):
            odds = judged(one, lessons.listings, weights)
            alone.append(ndcg(one.beside, one.grades))
            beside.append([ndcg(one.beside + np.float32(much) * odds, one.grades) for much in (0.5, 0.7, 1.0)])
    return [f"without {np.mean(alone):.3f}", *(f"with {mean:.3f}" for mean in np.mean(beside, axis=0))]


@dataclass(frozen=True)
class Lessons:
    """What is learned from: conversations by id as told, told again and as the need that was written down."""

    stories: Mapping[str, Graded]
    retold: Mapping[str, Graded]
    needs: Mapping[str, Graded]
    listings: Floats
    spoken: tuple[Floats, Floats]
    size: int  # dimensions of a vector

    def of_stories(self, without: Collection[str] = (), seeds: Sequence[int] = SEEDS) -> tuple[Learned, Memory]:
        """Weights by each seed, and what is remembered, of all but these authors."""
        kept = [
            {name: one for name, one in some.items() if author(name) not in without}
            for some in (self.stories, self.retold, self.needs)
        ]
        memory = Memory.of([*kept[0].values(), *kept[1].values()], kept[2], self.size)
        graded = [memory.beside(one) for some in kept for one in some.values()]
        spoken = np.stack([memory.recalled(one, "") for one in self.spoken[0]]), self.spoken[1]
        return [learn(graded, self.listings, spoken, seed) for seed in seeds], memory

    def of_labels(self) -> Learned:
        """Weights by each seed for what is named in a word or two."""
        return [learn(list(self.stories.values()), self.listings, self.spoken, seed) for seed in SEEDS]


def as_judge(layout: Layout, lessons: Lessons, stories: tuple[Learned, Memory], labels: Learned) -> Judge:
    """The mean of several learnings; listings are laid for both in the dimensions that keep most of what both tell."""
    weights, memory = stories
    both = np.vstack([_odds(weights) * STORIES_LOUDER, _odds(labels) * LABELS_LOUDER])
    ask, offer = placed(both, lessons.listings)
    of_stories, of_labels = np.split(ask, 2)
    story, label = _asking(layout, lessons.size, of_stories, memory), _asking(layout, lessons.size, of_labels, None)
    offered = dict(zip(layout.offered, offer[lessons.size :], strict=True))
    return Judge(layout.reader.model, layout.reader.heard, story, label, offer[: lessons.size], offered)


def _odds(weights: Learned) -> Floats:
    """Log-odds by each feature of what was said and each of a listing."""
    return np.asarray(np.mean([ask @ offer.T for ask, offer in weights], axis=0) * SCALE, np.float32)


def placed(odds: Floats, listings: Floats) -> tuple[Floats, Floats]:
    """Factors of the odds that lose least over these listings (their second moments weigh: reduced-rank regression)."""
    moments = listings.T.astype(np.float64) @ listings / len(listings) + 1e-4 * np.eye(listings.shape[1])
    root = np.linalg.cholesky(moments)
    left, strength, right = np.linalg.svd(odds @ root, full_matrices=False)
    even = np.sqrt(strength[:DIMENSIONS])
    offer = np.linalg.solve(root.T, right[:DIMENSIONS].T * even)
    return (left[:, :DIMENSIONS] * even).astype(np.float32), offer.astype(np.float32)


def _asking(layout: Layout, size: int, ask: Floats, memory: Memory | None) -> Asking:
    heard = len(layout.reader.heard)
    whole, in_whole, in_part, said = np.split(ask, np.cumsum([size, heard, heard]))
    by_name = dict(zip(layout.said, said, strict=True))
    return Asking(whole, in_whole, in_part, by_name, memory.placed(ask) if memory else None)


def lessons_of(kith: Kith, practice: Sequence[dict[str, Any]]) -> tuple[Layout, Lessons]:
    """Every practice conversation put to the engine in its three tellings."""
    first = put(kith, practice[0])
    layout = layout_of(first)
    row_of = {str(listing.id)[:8]: row for row, listing in enumerate(kith.desk.parts.columns.listings)}

    def graded(tellings: Iterable[dict[str, Any]]) -> dict[str, Graded]:
        found = (grade(put(kith, said), said, layout, row_of) for said in tellings)
        return {one.id: one for one in found if one is not None}

    tellings = (
        practice,
        ({**said, **said["retold"]} for said in practice if "retold" in said),
        ({**said, "hopes": said["needs"], "gifts": ""} for said in practice if said["needs"]),
    )
    stories, retold, needs = (graded(some) for some in tellings)
    listings, size = features_of_listings(first, layout), len(layout.reader.weights)
    return layout, Lessons(stories, retold, needs, listings, spoken_features(kith, first, layout), size)


def main() -> None:
    """Learn, measure, write."""
    with demo_for_a_while() as kith:
        layout, lessons = lessons_of(kith, read_practice())
    if "--quick" not in sys.argv:
        print(f"{len(lessons.stories)} conversations, by authors left out, ndcg@5:", ", ".join(held_back(lessons)))
    stories = lessons.of_stories()
    save(as_judge(layout, lessons, stories, lessons.of_labels()), TARGET)
    told = len(stories[1].told)
    print(f"{TARGET.relative_to(ROOT)}: {DIMENSIONS} dimensions, {told} tellings", file=sys.stderr)


if __name__ == "__main__":
    main()
