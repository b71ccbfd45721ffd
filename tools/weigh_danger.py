"""Learns the weights of app/matching/engine/danger_weights.py from the phrases under tests/, and measures them.

Run `python -m tools.weigh_danger` after a change to the phrases or features: it writes the weights and prints a
table in which every author's phrases are judged by weights that were learned without that author.

The learning is a linear support vector machine with squared hinge loss, solved by dual coordinate descent
(Hsieh et al., ICML 2008), over features scaled by how unevenly they fall on danger and on ordinary words (the
"naive Bayes" scaling of Wang and Manning, ACL 2012) and by how rare they are.
"""

import csv
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.matching.engine import danger
from app.matching.engine.danger_weights import (
    BUCKETS_LOG2,
    DAMPING,
    KIND_BUCKETS,
    THRESHOLD,
    Weights,
    features_of,
    number_of,
)
from seed.listings import demo_listings
from tools.lessons import read_practice, read_sentences

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "app/matching/engine/danger_data/weights.npz"
# Never the frozen phrases: they are for the exam.
TWINS, PRACTICE, EVERYDAY = "twins", "practice", "more_h"
AUTHORS = (
    "open",
    "more_a",
    "more_b",
    "more_c",
    "more_d",
    "more_e",
    "more_f",
    "more_g",
    EVERYDAY,
    "more_i",
    "more_j",
    "more_k",
    "more_l",
    "more_m",
)
BUCKETS = 1 << BUCKETS_LOG2

COST = 0.1  # how dear a phrase on the wrong side is against large weights
KIND_COST = 0.1
PLAIN_COST = 0.03  # the same of plain words that the project ships: thousands, all alike
SPOKEN_COST = 0.3  # of sentences that nobody wrote to look like danger
TWIN_COST = 0.3  # of twins: long sentences, so that the words they share with danger are not unlearned
EVERYDAY_COST = 2.0  # of everyday lines in many languages, and of health and learning
PRACTICE_COST = 1.0  # of whole conversations in which nobody meant danger
PRESSING = ("basic:homeless_tonight", "basic:food", "basic:warmth", "basic:money", "basic:safety_at_home", "childrens_")
SMOOTHING, EVENNESS = 0.3, 0.85  # of the naive Bayes scaling: added to counts; power of the log ratio
DOUBT = 8  # dangers for each everyday phrase: a pattern that stands in fewer is doubted
SEEN_IN = 2  # phrases; a feature of one phrase alone is left out
ROUNDS, SEEDS = 20, (1, 2, 3, 4)  # the mean of several draws: which phrases are mixed moves the weights
PLAIN_EVERY = 3  # every third of the plain words is enough
SIZES: Mapping[str, Any] = {"danger": np.int16, "kinds": np.int8}  # of a weight in the file
MOST_STEPS = 2_047  # from nothing to the largest weight: finer ones only make the file larger
MIXED, MIXED_COST = 2400, 0.1  # lists and stories put together from several phrases, of either side; how dear
NOT_PRESSING = ("fits", "nothing", "gentle", "formal")  # what a practice conversation asks for
MAY_BE_DANGER = ("tonight", "nowhere", "sleep", "homeless", "kicked out", "run out", "no food", "suicid", "crisis")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What somebody typed, by whom, and the kind of danger: "" for ordinary, "other" for danger of no one kind."""

    text: str
    kind: str
    author: str
    cost: float = 1.0


def phrases() -> list[Phrase]:
    """All phrases to learn from: by authors who knew no pattern, by the patterns' author, and plain words."""
    by_authors = [phrase for author in AUTHORS for phrase in _of_author(author)]
    return [*by_authors, *_of_patterns_author(), *_twins(), *_spoken(), *_practised(), *_plain()]


def _of_author(author: str) -> Iterator[Phrase]:
    with (ROOT / f"tests/gold/danger_{author}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            urgent = row["urgent"] == "1"
            cost = EVERYDAY_COST if author == EVERYDAY and not urgent else 1.0
            yield Phrase(row["text"], row["kind"] if urgent else "", author, cost)


def _of_patterns_author() -> Iterator[Phrase]:
    kinds = {kind.value for kind in danger.DangerKind}
    data = tomllib.loads((ROOT / "tests/matching/engine/danger_dev.toml").read_text(encoding="utf-8"))
    for kind, lines in data["urgent"].items():
        yield from (Phrase(line, kind if kind in kinds else "other", "patterns") for line in lines.split("\n") if line)
    for lines in data["ordinary"].values():
        yield from (Phrase(line, "", "patterns") for line in lines.split("\n") if line)


def _twins() -> Iterator[Phrase]:
    """Harmless sentences in the words of danger, and their dangerous twins."""
    data = tomllib.loads((ROOT / "tests/matching/engine/danger_twins.toml").read_text(encoding="utf-8"))
    for twin in data["twin"]:
        for side, kind in (("dangerous", "other"), ("harmless", "")):
            yield from (Phrase(line, kind, TWINS, TWIN_COST) for line in twin[side].strip().splitlines())


def _spoken() -> Iterator[Phrase]:
    """Sentences of hopes and everyday lives, written to hold no danger; those of pressing needs are left out."""
    for text, codes in read_sentences():
        calm = not any(sign in text.lower() for sign in MAY_BE_DANGER) and not any(need in codes for need in PRESSING)
        if calm:
            yield Phrase(text, "", "spoken", SPOKEN_COST)


def _practised() -> Iterator[Phrase]:
    """Practice conversations that ask for nothing pressing, and as somebody else told them: everyday life."""
    for one in read_practice():
        for told in (one, one.get("retold", {})) if one["expect"] in NOT_PRESSING else ():
            text = f"{told.get('hopes', '')}\n{told.get('gifts', '')}"
            if text.strip() and not any(sign in text.lower() for sign in MAY_BE_DANGER):
                yield Phrase(text, "", PRACTICE, PRACTICE_COST)


def _plain() -> Iterator[Phrase]:
    """Names, summaries and opening hours of the made-up listings, and the phrases of the vocabulary."""
    made_up = [one.listing for one in demo_listings(date(2026, 11, 22))]
    texts = [text for one in made_up for text in (one.name, one.summary, one.opening) if text]
    for path in sorted((ROOT / "app/directory/terms").glob("*.toml")):
        texts += [text.lstrip("=~") for text in _lines(tomllib.loads(path.read_text(encoding="utf-8")))]
    calm = [text for text in dict.fromkeys(texts) if not any(sign in text.lower() for sign in MAY_BE_DANGER)]
    yield from (Phrase(text, "", "plain", PLAIN_COST) for text in calm[::PLAIN_EVERY])


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _lines(value)
        elif key in ("phrases", "look_alikes"):
            yield from value
        elif key == "label":
            yield value


def mixed(some: Sequence[Phrase], seed: int) -> Iterator[Phrase]:
    """Lists and stories made of two or three phrases, with danger in one of them or in none."""
    dice = random.Random(seed)
    sides = [[phrase.text for phrase in some if bool(phrase.kind) == urgent] for urgent in (True, False)]
    for _ in range(MIXED):
        between = dice.choice((". ", ", "))
        for side, kind in zip(sides, ("other", ""), strict=True):
            parts = [dice.choice(side), *(dice.choice(sides[1]) for _ in range(dice.choice((1, 1, 2))))]
            dice.shuffle(parts)
            yield Phrase(between.join(part.rstrip(".") for part in parts), kind, "mixed", MIXED_COST)


@dataclass
class Reader:
    """Phrases as rows of buckets and values; each text is read once."""

    _rows: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = field(default_factory=dict)

    def row(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        if text not in self._rows:
            buckets, counts = np.unique(features_of(text).bucket, return_counts=True)
            self._rows[text] = buckets, counts / np.sqrt(counts.sum() + DAMPING)
        return self._rows[text]


@dataclass(frozen=True)
class Rows:
    """A sparse matrix, with +1 or -1 and a cost for each row."""

    buckets: Sequence[NDArray[np.int64]]
    values: Sequence[NDArray[np.float64]]
    sign: NDArray[np.float64]
    cost: NDArray[np.float64]


def scaling(rows: Rows, width: int) -> NDArray[np.float64]:
    """For each bucket how much it tells: the power of its log ratio between the sides, times how rare it is."""
    sides = []
    for side in (1, -1):
        mine = [place for place, sign in enumerate(rows.sign) if sign == side]
        cost = np.repeat(rows.cost[mine], [len(rows.buckets[place]) for place in mine])
        buckets = np.concatenate([rows.buckets[place] for place in mine])
        sides.append(np.bincount(buckets, weights=cost, minlength=width))
    seen = sides[0] + sides[1]
    share = [(side + SMOOTHING) / (side + SMOOTHING).sum() for side in sides]
    told: NDArray[np.float64] = np.abs(np.log(share[0] / share[1])) ** EVENNESS
    told *= (np.log((1 + len(rows.buckets)) / (1 + seen)) + 1) * (seen >= SEEN_IN)
    return told


def fit(
    rows: Rows, width: int, scale: NDArray[np.float64], cost: float, seed: int = SEEDS[0]
) -> tuple[NDArray[np.float64], float]:
    """Weights and bias by dual coordinate descent, one row at a time in a fixed random order."""
    values = [each * scale[buckets] for buckets, each in zip(rows.buckets, rows.values, strict=True)]
    slack = 0.5 / (cost * rows.cost)
    size = np.array([float(each @ each) for each in values]) + 1.0 + slack
    weights, bias, dual = np.zeros(width), 0.0, np.zeros(len(values))
    order, dice = list(range(len(values))), random.Random(seed)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for place in order:
            sign = rows.sign[place]
            score = float(values[place] @ weights[rows.buckets[place]]) + bias
            step = max(dual[place] - (sign * score - 1 + slack[place] * dual[place]) / size[place], 0.0) - dual[place]
            if step:
                dual[place] += step
                weights[rows.buckets[place]] += sign * step * values[place]
                bias += sign * step
    return weights * scale, bias


def _rows(reader: Reader, some: Sequence[Phrase], sign: Sequence[bool], width: int) -> Rows:
    read = [reader.row(phrase.text) for phrase in some]
    return Rows(
        [buckets % width for buckets, _ in read],
        [values for _, values in read],
        np.where(sign, 1.0, -1.0),
        np.array([phrase.cost for phrase in some]),
    )


def learn(reader: Reader, some: Sequence[Phrase]) -> Weights:
    """Weights from some phrases: danger against ordinary, and within danger each kind against the others."""
    # Practice conversations and twins are stories already: mixed with others they would drown the short cries;
    # everyday lines of many languages would stand in stories of English.
    plain = [phrase for phrase in some if phrase.author not in (TWINS, PRACTICE, EVERYDAY)]
    draws = []
    for seed in SEEDS:
        more = [*some, *mixed(plain, seed)]
        rows = _rows(reader, more, [bool(phrase.kind) for phrase in more], BUCKETS)
        draws.append(fit(rows, BUCKETS, scaling(rows, BUCKETS), COST, seed))
    weights, bias = np.mean([each for each, _ in draws], axis=0), float(np.mean([each for _, each in draws]))
    names = tuple(kind.value for kind in danger.DangerKind)
    urgent = [phrase for phrase in some if phrase.kind in names]
    kinds = []
    for name in names:
        rows = _rows(reader, urgent, [phrase.kind == name for phrase in urgent], KIND_BUCKETS)
        kinds.append(fit(rows, KIND_BUCKETS, scaling(rows, KIND_BUCKETS), KIND_COST))
    tables = np.array([each for each, _ in kinds], dtype=np.float32)
    kind_bias = np.array([bias for _, bias in kinds], dtype=np.float32)
    return Weights(weights.astype(np.float32), bias, tables, kind_bias, names, _met(some))


def _met(some: Sequence[Phrase]) -> NDArray[np.bool_]:
    """Which buckets hold a word that stands in several phrases."""
    seen = np.zeros(BUCKETS, dtype=np.int64)
    for phrase in some:
        features = features_of(phrase.text)
        seen[np.unique(features.bucket[: features.words])] += 1
    met: NDArray[np.bool_] = seen >= SEEN_IN
    return met


def doubted(some: Iterable[Phrase]) -> frozenset[int]:
    """The patterns that stand in everyday phrases, calmed or not, at least once for every few dangers they stand in.

    Twins have no say: they were written in the very words of the patterns.
    """
    kinds = {kind.value for kind in danger.DangerKind}
    sides: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    told = {phrase.text: bool(phrase.kind) for phrase in some if phrase.author not in ("plain", TWINS)}
    for text, urgent in told.items():
        found = {one for _, each in danger.see(text).sentences for one in each}
        sides[urgent].update({one.pattern for one in found if one.rule.says in kinds})
    calm, urgent_side = sides
    return frozenset(number_of(one) for one in calm if urgent_side[one] <= DOUBT * calm[one])


def save(weights: Weights, path: Path) -> None:
    """Writes them in whole steps: fine ones for danger, so that no word met counts as unmet, coarse ones for kinds."""
    steps = {
        name: float(np.abs(getattr(weights, name)).max()) / min(np.iinfo(size).max, MOST_STEPS)
        for name, size in SIZES.items()
    }
    small = {name: np.rint(getattr(weights, name) / step).astype(SIZES[name]) for name, step in steps.items()}
    np.savez_compressed(
        path,
        danger=small["danger"],
        danger_step=np.float32(steps["danger"]),
        kinds=small["kinds"],
        kinds_step=np.float32(steps["kinds"]),
        bias=np.float64(weights.bias),
        kind_bias=weights.kind_bias,
        names=np.array(weights.names),
        met=np.packbits(weights.met),
        doubted=np.array(sorted(weights.doubted), dtype=np.uint32),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A phrase with its score and kind by weights that have not seen its author, and whether patterns alarm."""

    phrase: Phrase
    score: float
    kind: str
    by_patterns: bool


def judge_unseen(reader: Reader, every: Sequence[Phrase], author: str) -> list[Judged]:
    """Every phrase of an author, judged by weights learned from all others (and from none of the same words)."""
    mine = [phrase for phrase in every if phrase.author == author]
    theirs = {phrase.text.lower().strip() for phrase in mine}
    others = [phrase for phrase in every if phrase.author != author and phrase.text.lower().strip() not in theirs]
    weights = learn(reader, others)
    return [_judge(weights, phrase) for phrase in mine]


def _judge(weights: Weights, phrase: Phrase) -> Judged:
    features = features_of(phrase.text)
    score, start, end = weights.best_run(features)
    kind = weights.kind(features, start, end)
    return Judged(phrase, score, kind, danger.find_danger(phrase.text).urgent)


def table(judged: Mapping[str, Sequence[Judged]], threshold: float) -> Iterator[str]:
    """Recall and false alarms in per cent, for each author and on average; "both" as find_danger joins them."""
    yield f"threshold {threshold:.2f}       caught: patterns weights   both     alarms: patterns weights   both"
    lines = [(author, _line(some, threshold)) for author, some in judged.items()]
    for author, line in [*lines, ("mean", np.mean([line for _, line in lines], axis=0))]:
        caught, alarms = line[:3], line[3:]
        yield f"{author:<29}" + "".join(f"{100 * x:8.1f}" for x in caught) + " " * 12 + _per_cents(alarms)


def _per_cents(shares: Iterable[float]) -> str:
    return "".join(f"{100 * share:8.2f}" for share in shares)


def _line(some: Sequence[Judged], threshold: float) -> list[float]:
    line = []
    for urgent in (True, False):
        mine = [one for one in some if bool(one.phrase.kind) == urgent]
        patterns = np.array([one.by_patterns for one in mine])
        weights = np.array([one.score > threshold for one in mine])
        line += [patterns.mean(), weights.mean(), (patterns | weights).mean()]
    return line


def main() -> None:
    """Prints the table (unless told "--quick") and writes the weights learned from all phrases."""
    # find_danger then answers for the patterns alone:
    vars(danger).update(weighed_words=lambda words, least: None, speaks_against=lambda words, least: False)
    reader, every = Reader(), phrases()
    if "--quick" not in sys.argv:
        judged = {author: judge_unseen(reader, every, author) for author in AUTHORS}
        for line in table(judged, THRESHOLD):
            print(line)
        right = [one.kind == one.phrase.kind for some in judged.values() for one in some if one.phrase.kind]
        print(f"kind right: {100 * np.mean(right):.0f} % of {len(right)}")
    save(replace(learn(reader, every), doubted=doubted(every)), TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes, from {len(every)} phrases")


if __name__ == "__main__":
    main()
