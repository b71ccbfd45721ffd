"""Measures ideas by somebody else's labels: those that a council's own staff gave to the services of its feed.

Run `python -m tools.outside_judge [FEED]`; without a feed it takes the only one in $KITH_OPEN_DATA/oruk. The labels are
taken off, the rest is brought in as `kith import` does, into a folder that is gone afterwards. Each label that 3 to 70
services bear is asked as a hope, without a place, formal services open and no floor. What comes back is put in order
by score; services that nobody labelled at all are passed over, since nobody can say whether they are right; and the
rest is measured by nDCG@10 (a service bears the label or not) against all services that bear it. Where several share a
score each of their places counts as the mean of them (McSherry and Najork 2008): words that nobody used say nothing.

Beside whole answers (`engine`) stand three rankings of the same listings:
`words`       BM25 over the stems of name, text and organisation by the engine's own index, every other signal off;
`vocabulary`  how well the hopes and basics that the label is taken for are offered, nothing else;
`meaning`     the cosine of sentence vectors.

The last line tells how far the engine is from words, and between what that lies in 95 of 100 draws of as many labels:
thirty labels are few. Nothing may be tuned on these figures: they tell how well we serve a place unknown to us.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import orjson

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.edge.languages import catalogue
from app.kernel.clock import fixed_clock
from app.main import Kith, join
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Columns, Scores
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.index.words import WordIndex, build_words
from app.matching.engine.tokens import tokens
from app.matching.shapes import MatchIn
from app.matching.suggest import ask_of, question
from app.proof.evaluate import ASKED_AT
from app.settings import Settings
from app.standards.hsds.drafts import drafts_from_oruk
from app.standards.hsds.read_oruk import read_file
from tools.labelled_feed import read_labelled, taxonomies_in, worth_asking

TAXONOMY = "pc_targetAudience"
LEAST, MOST = 3, 70  # services that bear a label: fewer tell nothing, more are no choice
FIRST = 10
SHOWN = 500
DRAWS = 10_000

Scored = Mapping[str, float]  # the ids in the feed, each with its score
Ranker = Callable[[str], Scored]


@dataclass(frozen=True)
class Measured:
    """One label: how many services bear it, and the nDCG@10 of each ranking."""

    label: str
    services: int
    ndcg: Mapping[str, float]


def judge(kith: Kith, asked: Mapping[str, Set[str]], labelled: Set[str]) -> list[Measured]:
    """Every label asked of every ranking; `labelled` are the services that bear any label at all."""
    rank_by = rankings(kith)
    return [
        Measured(label, len(ids), {name: ndcg(scored(label), ids, labelled) for name, scored in rank_by.items()})
        for label, ids in asked.items()
    ]


def ndcg(scored: Scored, bearing: Set[str], labelled: Set[str]) -> float:
    """Over the labelled services, equals sharing their places: the mean over all orders they could stand in."""
    known = sorted(((score, key) for key, score in scored.items() if key in labelled), reverse=True)
    gains: list[float] = []
    for _, group in groupby(known, key=lambda pair: pair[0]):
        right = [key in bearing for _, key in group]
        gains += [sum(right) / len(right)] * len(right)
    discounts = 1 / np.log2(np.arange(2, FIRST + 2))
    first = np.array(gains[:FIRST])
    return float(first @ discounts[: len(first)]) / float(discounts[: len(bearing)].sum())


def rankings(kith: Kith) -> dict[str, Ranker]:
    """The rankings by name."""
    columns = kith.desk.parts.columns
    words = whole_words(columns)

    def by(scores: Callable[[str], Scores]) -> Ranker:
        return lambda label: _by_id(columns, scores(label))

    return {
        "words": by(lambda label: words.coverage(tokens(label), np.arange(columns.size, dtype=np.int32))),
        "vocabulary": by(lambda label: _offered(_ask(kith, label))),
        "meaning": by(lambda label: _close(_ask(kith, label))),
        "engine": lambda label: whole_answer(kith, label),
    }


def whole_words(columns: Columns) -> WordIndex:
    """The engine's own index, of name, text and organisation."""
    return build_words(
        (tokens(one.name), [*tokens(one.summary), *tokens(one.organisation)]) for one in columns.listings
    )


def _by_id(columns: Columns, scores: Scores) -> Scored:
    return {one.source_id or "": float(score) for one, score in zip(columns.listings, scores, strict=True)}


def _ask(kith: Kith, label: str) -> Ask:
    asked = question(_body(label), kith.desk.parts, no_floor=True)
    return ask_of(asked, kith.desk.read(asked), kith.desk.parts)


def _body(label: str) -> MatchIn:
    return MatchIn(hopes=label, limit=SHOWN, formal=True)


def _offered(ask: Ask) -> Scores:
    scores = np.zeros(ask.columns.size, np.float32)
    said = ((ask.understood.hopes, ask.columns.hopes), (ask.understood.basics, ask.columns.basics))
    for wishes, postings in said:
        for wish in wishes:
            scores[postings.get(wish.code or "", NO_ROWS)] += np.float32(wish.sure)
    return scores


def _close(ask: Ask) -> Scores:
    close = ask.close(ask.understood.story.said)
    rows = np.arange(ask.columns.size, dtype=np.int32)
    return np.zeros(len(rows), np.float32) if close is None else close[rows]


def whole_answer(kith: Kith, label: str) -> Scored:
    """Ideas, basics and formal services of one answer by their score."""
    found = kith.desk.answer(_body(label), catalogue("en-GB").gettext, "en", no_floor=True)
    shown = (*found.suggestions, *found.basics, *found.formal.suggestions)
    return {item.source_id or "": item.score for item in sorted(shown, key=lambda item: item.score)}


@contextmanager
def brought_in(services: list[Any]) -> Iterator[Kith]:
    """The services in a database of their own that is gone afterwards, every text of them read."""
    with TemporaryDirectory(prefix="kith-") as folder:
        path = Path(folder) / "feed.json"
        path.write_bytes(orjson.dumps(services))
        aside = {"var": Path(folder), "database_url": f"sqlite:///{folder}/kith.db"}
        kith = join(Settings().model_copy(update=aside), fixed_clock(ASKED_AT))
        with unit_of_work(kith.engine, writes=True) as session:
            drafts = drafts_from_oruk(str(path), default_kind=None, vocabulary=kith.vocabulary)
            bring_in(session, drafts, source="feed", gazetteer=kith.gazetteer, clock=kith.clock)
        kith.refresh()
        kith.desk.make_vectors()
        try:
            yield kith
        finally:
            kith.engine.dispose()


def lines(measured: list[Measured]) -> Iterator[str]:
    """A table: one line a label, the means, and how far engine and words are apart."""
    names = list(measured[0].ndcg)
    yield f"{'label':<32}{'n':>4}" + "".join(f"{name:>12}" for name in names)
    for one in measured:
        yield f"{one.label[:31]:<32}{one.services:>4}" + "".join(f"{one.ndcg[name]:>12.3f}" for name in names)
    means = (np.mean([one.ndcg[name] for one in measured]) for name in names)
    yield f"{f'mean of {len(measured)}':<36}" + "".join(f"{mean:>12.3f}" for mean in means)
    apart = np.array([one.ndcg["engine"] - one.ndcg["words"] for one in measured])
    low, high = drawn(apart)
    yield f"engine - words: {apart.mean():+.3f}, between {low:+.3f} and {high:+.3f}"


def drawn(apart: Scores) -> tuple[float, float]:
    """Between what the mean lies in 95 of 100 draws with putting back (Efron and Tibshirani 1993)."""
    draws = np.random.default_rng(0).choice(apart, (DRAWS, len(apart))).mean(axis=1)
    low, high = np.percentile(draws, (2.5, 97.5))
    return float(low), float(high)


def _only_feed() -> Path:
    feeds = sorted(Path(os.environ.get("KITH_OPEN_DATA", "")).glob("oruk/*.json"))
    if len(feeds) != 1:
        sys.exit("Name the feed: there is not exactly one in $KITH_OPEN_DATA/oruk.")
    return feeds[0]


def main(arguments: list[str] | None = None) -> None:
    """Read, ask, print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("feed", nargs="?", type=Path, help="an ORUK file (default: the one in $KITH_OPEN_DATA/oruk)")
    options.add_argument("--taxonomy", default=TAXONOMY, help=f"whose labels are taken off and asked ({TAXONOMY})")
    options.add_argument("--least", type=int, default=LEAST, help=f"services that must bear a label ({LEAST})")
    options.add_argument("--most", type=int, default=MOST, help=f"services that may bear a label ({MOST})")
    told = options.parse_args(arguments)
    feed = told.feed or _only_feed()
    services, given = read_labelled(feed, told.taxonomy)
    asked = worth_asking(given, told.least, told.most)
    if not asked:
        known = ", ".join(taxonomies_in(read_file(feed))) or "none"
        sys.exit(f"No label of {told.taxonomy} is borne by {told.least} to {told.most} services. There are: {known}.")
    with brought_in(services) as kith:
        print("\n".join(lines(judge(kith, asked, set().union(*given.values())))))


if __name__ == "__main__":
    main()
