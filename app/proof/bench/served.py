"""What a server of the measurement is filled with: the columns of a country, and perhaps a peer that finds the rows.

With a peer there are two doors more. One is the same application: placed, understood, explained, worded and written by
the same code, while the peer is asked what elsewhere the columns are asked. The other is lean: it finds rows, and hands
them out as they lie.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

import numpy as np

from app.db.changes import mark_of
from app.db.engine import unit_of_work
from app.directory.vocabulary import load_vocabulary
from app.edge.languages import catalogue
from app.main import Kith
from app.matching.engine import gather, rank, warm
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows
from app.matching.engine.index.files import load_columns
from app.matching.engine.laid import load_laid
from app.matching.shapes import MatchIn
from app.matching.snapshots import Taken
from app.matching.suggest import ask_of, question
from app.proof.bench.peer import WholePeer, looked_of, rows_of
from app.proof.bench.side_by_side import PEERS

FOLDER, PEER = "KITH_BENCH_FOLDER", "KITH_BENCH_PEER"
TRIVIAL = "trivial.json"
LINES = 4  # to a peer in a server of its own, so that a request does not wait for another's

T = TypeVar("T")


def folder_told() -> Path:
    """Where the columns are."""
    return Path(os.environ[FOLDER])


@dataclass(frozen=True)
class ByPeer:
    """Finds the rows by asking a peer: near, let through, any of the words, best first; further while too few."""

    lines: "Queue[WholePeer]"

    def best(self, ask: Ask, already: Sequence[int] = ()) -> tuple[list[tuple[int, float]], int | None]:
        """The peer's best, in ladder order. How much each is worth to it is no measure of ours: their order is told."""
        policy, looked, metres = ask.policy, replace(looked_of(ask), limit=ask.conversation.limit), 0.0
        found: Sequence[int] = ()
        for metres in gather.steps(ask):
            found = self.ask(lambda line, metres=metres: line.best(replace(looked, metres=metres)))  # type: ignore[misc]
            if len(found) >= min(policy.enough, looked.limit):
                break
        rungs = ask.columns.rung[np.array(found, np.int32)].tolist()
        order = [(row, round(1 - n / 100, 2)) for n, row in enumerate(found)]
        chosen = rank.choose(rungs, looked.limit, policy.least_a_rung, policy.most_a_rung)
        return [order[n] for n in rank.ladder(chosen, rungs)], round(metres) if metres > ask.first_look_m else None

    def formal_rows(self, ask: Ask) -> Rows:
        """Formal services."""
        looked = replace(looked_of(ask), metres=ask.policy.formal_reach_m)
        return np.array(self.ask(lambda line: line.formal(looked)), np.int32)

    def rows_to_ask(self, ask: Ask) -> Rows:
        """Who could be asked."""
        looked = replace(looked_of(ask), metres=ask.policy.widest_m / 2)
        return np.array(self.ask(lambda line: line.to_ask(looked)), np.int32)

    def ask(self, what: Callable[[WholePeer], T]) -> T:
        """One line at a time."""
        line = self.lines.get()
        try:
            return what(line)
        finally:
            self.lines.put(line)


class Filled:
    """Puts the columns of a country in the place of an empty directory, before the first request."""

    def __init__(self, kith: Kith, folder: Path) -> None:
        self.kith, self.folder = kith, folder
        self.lines: Queue[WholePeer] = Queue()
        self.by = ByPeer(self.lines)
        if os.environ.get(PEER):
            kith.desk.finder = self.by

    def start(self) -> None:
        """Fill it; whoever asks waits."""
        warm.prepare()
        self.kith.desk.snapshots = None  # these columns are of no database
        columns, meanings = load_columns(self.folder), self.kith.desk.meanings
        laid = load_laid(columns.ground, self.folder, meanings.readers()) if meanings else None
        with unit_of_work(self.kith.engine) as session:
            mark = mark_of(session)
        self.kith.desk.go_on_with(Taken(columns, mark, laid))
        if name := os.environ.get(PEER):
            first: Any = PEERS[name](rows_of(columns, load_vocabulary()))
            for line in [first, *(first.beside() for _ in range(LINES - 1) if hasattr(first, "beside"))]:
                self.lines.put(line)
        self.kith.refresh()

    def stop(self) -> None:
        """Let the peer go."""
        while not self.lines.empty():
            self.lines.get().close()

    def by_peer(self, body: MatchIn) -> bytes:
        """The same application; a peer is waited for, so it belongs in a thread."""
        desk = self.kith.desk
        asked = question(body, desk.parts)
        return desk.reply_as_json(asked, desk.read(asked), catalogue("en-GB").gettext, "en")

    def lean(self, body: MatchIn) -> bytes:
        """Placed and understood by words; what is found as JSON that was made before."""
        parts = self.kith.desk.parts
        ask = ask_of(question(body, parts), {}, parts)
        looked = looked_of(ask)
        return b"[" + b",".join(map(self._ready, self.by.ask(lambda line: line.best(looked)))) + b"]"

    def _ready(self, row: int) -> bytes:
        texts: Any = self.kith.desk.parts.columns.ground.base
        return bytes(texts.texts[texts.places[row] : texts.places[row + 1]])
