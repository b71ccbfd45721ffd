"""What a peer is asked: the rows within 5 km that hold one of the words and pass the same filters, best 20 first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Vocabulary
from app.matching.engine import gates, gather
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import EASES, KINDS, Columns
from app.matching.engine.types import Conversation, Understood
from app.proof.bench.questions import AROUND_M, LIMIT, NOW, ONE_LOOK
from geo.distance import EARTH_RADIUS_M
from geo.points import Point

Ids = npt.NDArray[np.int64]


class PeerMissing(Exception):
    """Why a peer takes no part, in a sentence."""


@dataclass(frozen=True)
class Row:
    """One listing as every peer holds it; `words` are its stems, so that all cut words alike."""

    id: int
    words: str
    lat: float
    lon: float
    week: int
    step_free: int  # 1 yes, 0 not known, -1 no
    open: bool  # informal, not paused, and answered for where it is a person
    formal: bool  # a formal service, not paused
    connector: bool  # of those to ask these come first
    to_ask: bool  # a connector or network, let through like the others


@dataclass(frozen=True)
class Looked:
    """One question: within 5 km of a point, any of the words, on one of the days, not known to have steps."""

    point: Point
    words: tuple[str, ...]
    week: int
    metres: float = AROUND_M
    limit: int = LIMIT

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, north, west and east of a box that holds the circle with a little to spare."""
        half = float(np.degrees(self.metres * 1.001 / EARTH_RADIUS_M))
        wide = half / float(np.cos(np.radians(abs(self.point.lat) + half)))
        return self.point.lat - half, self.point.lat + half, self.point.lon - wide, self.point.lon + wide


class Peer(Protocol):
    """Something else that can answer the same question."""

    name: str
    told: str  # how it was asked

    def best(self, looked: Looked) -> Sequence[int]:
        """Ids of the best, at most `looked.limit`: this is what is timed."""

    def every(self, looked: Looked) -> set[int]:
        """Ids of all that fit: counted against the engine's."""

    def close(self) -> None:
        """Stop and tidy up."""


@runtime_checkable
class WholePeer(Peer, Protocol):
    """One that can be asked all that the application asks its columns for an ordinary question."""

    def formal(self, looked: Looked) -> Sequence[int]:
        """Formal services within so many metres that pass the filters, whatever their words."""

    def to_ask(self, looked: Looked) -> Sequence[int]:
        """Connectors, then networks, of each the nearest first."""


def looked_of(ask: Ask) -> Looked:
    """The question without what only the engine understands. Raises ValueError for one without a place."""
    if ask.point is None:
        raise ValueError("a question to a peer needs a place")
    words = dict.fromkeys(token for wish in ask.understood.hopes for token in wish.tokens)
    return Looked(ask.point, tuple(words), ask.week)


def engine_fits(ask: Ask, looked: Looked) -> set[int]:
    """The rows that the engine gathers, lets through and finds a word in: what every peer must find as well."""
    rows = gather.within(ask, looked.metres)
    rows = rows[(ask.columns.kind[rows] != KINDS[Kind.FORMAL]) & gates.let_through(ask, rows)]
    holds = ask.columns.words.coverage(looked.words, rows) > 0
    return set(rows[holds].tolist())


def rows_of(columns: Columns, vocabulary: Vocabulary) -> Iterator[Row]:
    """Every listing under its row number."""
    everything = np.arange(columns.size, dtype=np.int32)
    neutral = Ask(Conversation(now=NOW), Understood(), columns, vocabulary, replace(ONE_LOOK))
    may, formal = gates.let_through(neutral, everything), columns.kind == KINDS[Kind.FORMAL]
    to_ask = columns.connector | (columns.kind == KINDS[Kind.NETWORK])
    steps = columns.ease[:, EASES[Ease.STEP_FREE]]
    for row, listing in enumerate(columns.listings):
        name, text = listing.stems
        yield Row(
            row, " ".join((*name, *text)), float(columns.lat[row]), float(columns.lon[row]),
            int(columns.week[row]), int(steps[row]),
            bool(may[row] & ~formal[row]), bool(may[row] & formal[row]), bool(columns.connector[row]),
            bool(may[row] & to_ask[row]),
        )  # fmt: skip
