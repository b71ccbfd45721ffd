"""What the judge is learned from: each practice conversation put to the engine, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme
from app.main import Kith
from app.matching.engine import judging, scoring
from app.matching.engine.ask import Ask
from app.matching.engine.meaning.judge import Remembered, nearest
from app.matching.engine.meaning.reader import Heard, Reader
from app.matching.engine.meaning.vectors import rows_shrunk
from app.matching.engine.signals import judgement
from app.matching.shapes import MatchIn
from app.matching.suggest import ask_of, question
from tools.adam import Floats
from tools.learn_reading import Spoken, read_spoken

ASKED = ("near", "hopes", "gifts", "ease", "age", "languages", "days", "parts", "travel")

BESIDE = 6.0  # log-odds for each unit of what the other signals tell
STEEP = 3.0  # what a grade gains against the one below it; what is measured doubles, and is learned better so
DIRECTIONS = 128  # of a telling's vector that are kept to find those who told alike
ALIKE = 0.5  # how much what others needed who said alike counts beside what was said


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


@dataclass(frozen=True)
class Memory:
    """Tellings by their vectors, and the features of what each needed; who asks brings an author of their own."""

    told: Floats  # tellings x dimensions of a vector
    authors: NDArray[np.str_]
    need: NDArray[np.int32]  # of each telling, its row in `needs`
    needs: Floats  # needs x features

    @classmethod
    def of(cls, tellings: Sequence[Graded], needs: Mapping[str, Graded], size: int) -> "Memory":
        """Of these tellings those whose need is known; a vector has `size` dimensions."""
        row = {name: n for n, name in enumerate(needs)}
        known = [one for one in tellings if one.id in row]
        return cls(
            np.stack([one.asked[:size] for one in known]),
            np.array([author(one.id) for one in known]),
            np.array([row[one.id] for one in known], np.int32),
            np.stack([one.asked for one in needs.values()]),
        )

    def beside(self, one: Graded) -> Graded:
        """The same with what others needed who told alike."""
        return replace(one, asked=self.recalled(one.asked, author(one.id)))

    def recalled(self, asked: Floats, by: str) -> Floats:
        """Features of what was said, and of what others than this author needed who said alike."""
        close = np.where(self.authors == by, np.float32(-1), self.told @ asked[: self.told.shape[1]])
        rows, shares = nearest(close)
        found: Floats = asked + np.float32(ALIKE) * (shares @ self.needs[self.need[rows]])
        return found

    def placed(self, ask: Floats) -> Remembered:
        """As the engine keeps it; `ask` are the weights of what was said."""
        _, ways = np.linalg.eigh(self.told.T.astype(np.float64) @ self.told)  # the largest last
        base = ways[:, ::-1][:, :DIRECTIONS].astype(np.float32)
        told = rows_shrunk(self.told @ base)
        return Remembered(base, told, self.need, np.float32(ALIKE) * (self.needs @ ask))


def author(practice: str) -> str:
    """Who wrote a conversation: "p12" of "p12-034"."""
    return practice.split("-")[0]


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


def layout_of(ask: Ask) -> Layout:
    """Where each feature stands, by this vocabulary and these listings."""
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
