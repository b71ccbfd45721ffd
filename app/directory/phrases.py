"""Finding known phrases in running text: folded, stemmed, one slip forgiven, longest first; pure.

Text is cut into words. Case, accents, apostrophes and hyphens do not count ("Men's-Shed" is "mens shed"),
small words ("a", "the", "some") are passed over, and words are compared by their Snowball stem. A phrase never
runs across a comma, a full stop or a new line: "walking, football" is two things. In a phrase, a word written
with `=` must stand in the text as written: "=trains" is not "training". Words as they are spoken ("hoose", "t'pub")
are the words they stand for.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

import Stemmer
from rapidfuzz.distance import OSA

from app.directory.spoken import SPOKEN

COMMONER = 5  # times as many phrases hold a word: a slip of both is a slip of that one ("histry", beside "histroy")
SLIP_LETTERS = range(6, 25)  # shorter words have too many real neighbours, longer ones are no words
FILLERS = frozenset(
    {"a", "an", "the", "my", "our", "your", "his", "her", "their", "its"}
    | {"some", "any", "more", "really", "very", "quite"}
)

_TOKEN = re.compile(
    r"(?P<initials>(?<!\w)[A-Za-z](?:\.[A-Za-z])+(?!\w))"
    r"|(?P<word>[^\W_](?:[^\W_]+|[\u0300-\u036f]|['\u2018\u2019\u02bc`](?=[^\W_]))*)"
    r"|(?P<amp>&)"
    r"|(?P<stop>[,.;:!?/()\[\]{}|\"\u201c\u201d\u2013\u2014\u2022\u2026\n]|\s-+\s)"
)
# "t'pub", "th'ouse"; not "t'ai chi"
_CLIPPED = re.compile(r"t['\u2018\u2019](?=\w{3})|th['\u2018\u2019](?=\w)", re.IGNORECASE)
_INSIDE = str.maketrans("", "", ".'\u2018\u2019\u02bc`")  # what may stand inside one word: "men's", "D.I.Y"

T = TypeVar("T")


class PhraseClash(ValueError):
    """One phrase was given for two things in the same group, or holds no word at all."""


class Hit(NamedTuple, Generic[T]):
    """A phrase found: its group, what it stands for, and where it stands in the text as given (start to end)."""

    group: str
    value: T
    phrase: str
    start: int
    end: int
    exact: bool  # False when a slip of the keyboard was forgiven


@dataclass(slots=True)
class _Words:
    """A text as parallel lists; a stop is an empty word, which no phrase holds."""

    folded: list[str]
    stems: list[str]
    spans: list[tuple[int, int]]
    slipped: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Node(Generic[T]):
    """A step of the tree of phrases: on by a word's stem, or on by the word as written; what ends here."""

    by_stem: "dict[str, _Node[T]]" = field(default_factory=dict)
    by_word: "dict[str, _Node[T]]" = field(default_factory=dict)
    ends: dict[str, tuple[T, str]] = field(default_factory=dict)


class _Candidate(NamedTuple, Generic[T]):
    """A phrase seen from word `first` to word `last`, before overlaps are settled."""

    order: tuple[int, bool, int]  # longest first; then a phrase that asks for the very word; then the earlier one
    first: int
    last: int
    group: str
    value: T
    phrase: str


def fold(word: str) -> str:
    """One word without case, accents and apostrophes: "Café's" -> "cafes"."""
    if word.isascii() and word.isalnum():
        return word.lower()
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(part for part in parts if not unicodedata.combining(part))
    return word.lower().translate(_INSIDE)


def _as_meant(word: str) -> str:
    """One folded word, of those that are spelled as they are spoken the one that is meant."""
    if word[0] in "tT" and (clipped := _CLIPPED.match(word)):
        word = word[clipped.end() :]
    folded = fold(word)
    return SPOKEN.get(folded, folded)


def phrase_key(phrase: str) -> tuple[str, ...]:
    """What a phrase is compared by: stems, and `=word` for a word that must stand as written."""
    stemmer = Stemmer.Stemmer("english", 0)
    words = _cut(phrase, stemmer)
    if not any(words.folded):
        words = _cut(phrase, stemmer, fillers=frozenset())
    steps = zip(words.folded, words.stems, words.spans, strict=True)
    return tuple("=" + word if phrase[:start].endswith("=") else stem for word, stem, (start, _) in steps)


def _cut(text: str, stemmer: Stemmer.Stemmer, fillers: frozenset[str] = FILLERS) -> _Words:
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "stop":
            word = ""
        else:
            word = "and" if token.lastgroup == "amp" else _as_meant(token.group())
            if word in fillers:
                continue
        folded.append(word)
        spans.append(token.span())
    return _Words(folded, stemmer.stemWords(folded), spans)


def _shortened(word: str) -> set[str]:
    """The word, and the word with each letter left out: two words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


class PhraseIndex(Generic[T]):
    """Phrases in groups, ready to be found. Time is linear in the text; nothing of a text is kept."""

    def __init__(self, entries: Iterable[tuple[str, str, T]], real_words: Collection[str] = ()) -> None:
        """`entries` are (group, phrase, value); a word in `real_words` is never taken for a slip."""
        self._root: _Node[T] = _Node()
        self._stems: Counter[str] = Counter()  # in how many phrases
        self._real = frozenset(real_words)
        self._near: dict[str, set[str]] = defaultdict(set)
        for group, phrase, value in entries:
            self._add(group, phrase, value)

    def _add(self, group: str, phrase: str, value: T) -> None:
        node, key = self._root, phrase_key(phrase)
        if not key or "" in key:
            raise PhraseClash(f"{phrase!r} ({group}) has no word in it, or a stop between its words")
        for step in key:
            edges, word = (node.by_word, step[1:]) if step.startswith("=") else (node.by_stem, step)
            node = edges.setdefault(word, _Node())
        if node.ends.setdefault(group, (value, phrase))[0] != value:
            raise PhraseClash(f"{phrase!r} stands for two things among {group}: {node.ends[group][1]!r} is taken")
        self._learn(phrase)

    def _learn(self, phrase: str) -> None:
        words = _cut(phrase, Stemmer.Stemmer("english", 0))
        self._stems.update(words.stems)
        for word in words.folded:
            if len(word) in SLIP_LETTERS:
                for key in _shortened(word):
                    self._near[key].add(word)

    def knows(self, word: str) -> bool:
        """Whether a phrase holds this folded word, or another form of it."""
        return Stemmer.Stemmer("english", 0).stemWord(SPOKEN.get(word, word)) in self._stems

    def find(self, text: str, groups: Collection[str] | None = None) -> list[Hit[T]]:
        """Every phrase in the text, in order of place; within one group nothing overlaps and the longest wins."""
        stemmer = Stemmer.Stemmer("english", 0)  # not safe to share between threads, and costs under 1 us
        words = _cut(text, stemmer)
        self._forgive_slips(words, stemmer)
        kept = _settle(found for found in self._walk(words) if groups is None or found.group in groups)
        return sorted((_hit(found, words) for found in kept), key=lambda hit: (hit.start, hit.end, hit.group))

    def _forgive_slips(self, words: _Words, stemmer: Stemmer.Stemmer) -> None:
        for at, word in enumerate(words.folded):
            if len(word) not in SLIP_LETTERS or words.stems[at] in self._stems or word in self._real:
                continue
            meant = self._meant(word, stemmer)
            if meant is not None:
                words.folded[at], words.stems[at] = meant, stemmer.stemWord(meant)
                words.slipped.add(at)

    def _meant(self, word: str, stemmer: Stemmer.Stemmer) -> str | None:
        """The known word one slip away with the same first letter; None when there is none or it is not clear."""
        near = {known for key in _shortened(word) & self._near.keys() for known in self._near[key]}
        close = sorted(known for known in near if known[0] == word[0] and OSA.distance(known, word) == 1)
        by_stem = dict(zip(reversed(stemmer.stemWords(close)), reversed(close), strict=True))
        first, *others = sorted(by_stem, key=lambda stem: -self._stems[stem]) or [""]
        clear = not others or self._stems[first] >= COMMONER * self._stems[others[0]]
        return by_stem.get(first) if clear else None

    def _walk(self, words: _Words) -> Iterable[_Candidate[T]]:
        root = self._root
        for first in range(len(words.folded)):
            if words.stems[first] not in root.by_stem and words.folded[first] not in root.by_word:
                continue  # most words begin no phrase
            front = [(root, False)]
            for last in range(first, len(words.folded)):
                ahead, word, stem = [], words.folded[last], words.stems[last]
                for node, as_written in front:
                    if (step := node.by_word.get(word)) is not None:
                        ahead.append((step, True))
                    if (step := node.by_stem.get(stem)) is not None:
                        ahead.append((step, as_written))
                if not ahead:
                    break
                front = ahead
                for node, as_written in front:
                    for group, (value, phrase) in node.ends.items():
                        yield _Candidate((first - last, not as_written, first), first, last, group, value, phrase)


def _settle(found: Iterable[_Candidate[T]]) -> list[_Candidate[T]]:
    taken: dict[str, set[int]] = defaultdict(set)
    kept = []
    for candidate in sorted(found, key=attrgetter("order")):
        span, mine = range(candidate.first, candidate.last + 1), taken[candidate.group]
        if mine.isdisjoint(span):
            mine.update(span)
            kept.append(candidate)
    return kept


def _hit(found: _Candidate[T], words: _Words) -> Hit[T]:
    exact = words.slipped.isdisjoint(range(found.first, found.last + 1))
    start, end = words.spans[found.first][0], words.spans[found.last][1]
    return Hit(found.group, found.value, found.phrase, start, end, exact)
