"""Looking through the directory by words, place, kind, day and ease, in an order that holds while listings change."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.paging import Mark
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.index.columns import EASES, KINDS, NAME_LETTERS, Columns, Mask, Rows
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.policy import POLICY
from app.matching.engine.speaking import Narrowed, speaking
from app.matching.engine.tokens import COMMON, fold, tokens
from app.matching.engine.types import Candidate, Conversation, Spot, Understood
from geo.points import Point

MOST_WORDS = 8  # more only narrow what is found to nothing
DECIMETRES = 10  # finer than any point is known, coarser than what two sums of the same distance differ by
# The bands of the order for people, the weightiest first: formal services stand last (rule 1), what is not known
# below what is (rule 9), a word in the name above one in the text.
FORMAL, UNKNOWN, NOT_IN_NAME = 4, 2, 1
# Looked for by these names, which tell too little in a story to be heard there.
ALSO_CALLED = {"aa": "alcoholics anonymous", "slimming": "lose weight", "weight loss": "lose weight"}
_ALSO_CALLED = re.compile(rf"\b(?:{'|'.join(ALSO_CALLED)})\b")
# They tell that people meet and not for what: "toddler grp" is looked for as "toddler".
GATHERINGS = frozenset((
    "group", "groups", "grp", "grps", "club", "clubs", "class", "classes", "session", "sessions", "meeting", "meetings",
))  # fmt: skip

Metres = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; all of it must hold.

    Nearest first when there is a place. Without one the order is that of the ids, which no edit changes; with
    `for_people` it is from A to Z, names that hold the words first and formal services last.
    """

    words: tuple[str, ...] = ()
    near: Point | None = None
    radius_m: float = 5_000
    kind: Kind | None = None
    hope: str | None = None
    days: frozenset[str] = frozenset()
    ease: frozenset[Ease] = frozenset()
    for_people: bool = False
    said: str = ""  # as people typed it: what names a hope or a need finds what offers it, in whatever words

    @property
    def asks(self) -> bool:
        """Whether anything is asked for: without that it is the whole directory."""
        return bool(self.words or self.near or self.kind or self.hope or self.days or self.ease)


@dataclass(frozen=True)
class Found:
    """Some ids in order, how far each is when a place was asked, how many there are in all, and where it goes on."""

    total: int
    ids: tuple[UUID, ...]
    metres: dict[UUID, float]
    next: Mark | None


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for, folded, each once; little words only when there is nothing else."""
    said = tuple(dict.fromkeys(fold(text.replace("\x00", " ")).split()))
    return (tuple(word for word in said if word not in COMMON) or said)[:MOST_WORDS]


def named_by(said: str, vocabulary: Vocabulary) -> list[list[tuple[Scheme, str]]]:
    """The hopes and needs that the words name, phrase by phrase; none when a word is left that tells something else."""
    said = _ALSO_CALLED.sub(lambda name: ALSO_CALLED[name.group()], fold(said))
    found = vocabulary.find(said, (Scheme.HOPE, Scheme.BASIC)) if said.strip() else []
    phrases: dict[tuple[int, int], list[tuple[Scheme, str]]] = {}
    left = list(said)
    for item in found:
        phrases.setdefault((item.start, item.end), []).append((item.term.scheme, item.term.code))
        left[item.start : item.end] = " " * (item.end - item.start)
    others = set(re.findall(r"\w+", "".join(left))) - COMMON - GATHERINGS
    return [] if others else list(phrases.values())


def search(
    columns: Columns,
    vocabulary: Vocabulary,
    wanted: Wanted,
    now: datetime,
    *,
    after: Mark | None = None,
    skip: int = 0,
    take: int,
) -> Found:
    """`take` listings that are wanted, those after a mark or those after the first `skip`.

    What no match would show is not here either: a person nobody answers for (rule 11), a keeper's pause (rule 9).
    """
    spot = Spot(wanted.near.lat, wanted.near.lon) if wanted.near else None
    ask = Ask(Conversation(now, spot, days=wanted.days), Understood(ease=wanted.ease), columns, vocabulary, POLICY)
    rows = _saying_all(ask, wanted)
    metres = columns.distances(wanted.near, rows) if wanted.near else np.zeros(len(rows))
    order = _Order(columns, rows, metres, _bands(ask, rows, wanted), wanted)
    start = skip if after is None else bisect_right(order.at, after, key=order.mark)
    shown = order.at[start : start + take]
    ids = tuple(columns.listings[order.rows[n]].id for n in shown)
    far = {} if wanted.near is None else dict(zip(ids, map(float, order.metres[shown]), strict=True))
    goes_on = bool(shown) and start + take < len(order.at)
    return Found(len(order.at), ids, far, order.mark(shown[-1]) if goes_on else None)


class _Order:
    """The rows that are wanted, and `at`: their positions in the order they are shown in."""

    def __init__(self, columns: Columns, rows: Rows, metres: Metres, bands: Rows, wanted: Wanted) -> None:
        self.columns, self.rows, self.metres, self.bands = columns, rows, metres, bands
        self.far = np.rint(metres * DECIMETRES).astype(np.int64)
        self.by_name = wanted.for_people and wanted.near is None
        ranks = columns.name_ranks if self.by_name else columns.id_rank
        self.at: list[int] = np.lexsort((ranks[rows], self.far, bands)).tolist()

    def mark(self, at: int) -> Mark:
        listing = self.columns.listings[self.rows[at]]
        name = fold(listing.name)[:NAME_LETTERS] if self.by_name else ""
        return Mark(int(self.bands[at]), int(self.far[at]), name, listing.id)


def _facts(wanted: Wanted) -> list[int]:
    return [EASES[ease] for ease in wanted.ease - TIME_EASES]


def _bands(ask: Ask, rows: Rows, wanted: Wanted) -> Rows:
    columns, bands = ask.columns, np.zeros(len(rows), np.int32)
    unknown = np.any(columns.ease[rows][:, _facts(wanted)] == 0, axis=1)
    if ask.week:
        unknown |= columns.week[rows] == 0
    bands += UNKNOWN * unknown
    if wanted.for_people:
        bands += FORMAL * (columns.kind[rows] == KINDS[Kind.FORMAL])
        bands += NOT_IN_NAME * ~_named(columns, rows, wanted.words)
    return bands


def _saying_all(ask: Ask, wanted: Wanted) -> Rows:
    """The rows whose name, text or organisation hold every word: its stem, or a word that begins with it.

    With what the words name as a whole, by the terms of whoever offers it: "mens shed" finds each of them.
    """
    stems = [tuple(tokens(word)) if word.replace("'", "").isalnum() else () for word in wanted.words]
    known = list(dict.fromkeys(stem for some in stems for stem in some))
    narrowed = Narrowed(wanted.kind, wanted.hope, wanted.ease)
    rows, bits, _ = speaking(ask, known, wanted.radius_m, narrowed)
    every, offering = rows, _offering(ask, wanted, rows)
    for word, some in zip(wanted.words, stems, strict=True):
        asked = np.uint64(sum(1 << known.index(stem) for stem in some))
        held = (bits & asked == asked) & (asked > 0)
        begins, others = _beginning(word), np.nonzero(~held)[0]
        texts = (ask.columns.listings[row].folded for row in rows[others].tolist())
        held[others] = [word in text and begins.search(text) is not None for text in texts]
        rows, bits = rows[held], bits[held]
    return np.unique(np.concatenate([rows, every[offering]])) if offering.any() else rows


def _offering(ask: Ask, wanted: Wanted, rows: Rows) -> Mask:
    """Which rows offer all that the words name; none where they name nothing, or a machine asks for the words."""
    named = named_by(wanted.said, ask.vocabulary) if wanted.for_people else []
    postings = {Scheme.HOPE: ask.columns.hopes, Scheme.BASIC: ask.columns.basics}
    offers = np.full(len(rows), bool(named))
    for terms in named:
        lists = [postings[scheme].get(code, NO_ROWS) for scheme, code in terms]
        offers &= np.isin(rows, np.concatenate(lists))
    return offers


def _named(columns: Columns, rows: Rows, words: Sequence[str]) -> Mask:
    """Which rows' names alone hold every word."""
    if not words:
        return np.ones(len(rows), np.bool_)
    asked = [(word, _beginning(word), set(tokens(word))) for word in words]

    def holds(listing: Candidate) -> bool:
        name = listing.folded.partition("\n")[0]
        return all(
            (word in name and begins.search(name)) or (stems and stems.issubset(listing.stems[0]))
            for word, begins, stems in asked
        )

    return np.array([holds(columns.listings[row]) for row in rows.tolist()], np.bool_)


def _beginning(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}")
