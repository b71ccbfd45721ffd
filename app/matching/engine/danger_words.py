"""The words that the danger patterns know: classes, misspellings, dialect, slips of a key; and texts read into them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from app.matching.engine.danger_fold import ends, one_letter_out, with_endings

MIN_SLIP_LENGTH = 6  # shorter words have too many real neighbours one slip away
MAX_SLIP_LENGTH = 24  # no key word is longer; keeps a text without spaces linear
MAX_WINDOW, WINDOW_STEP = 90, 65  # unpunctuated rambling is read in overlapping windows, so that work stays linear

NUMBERS = ("number", "many", "child_age", "year")  # classes that a number belongs to by its size
MANY, ADULT_AGE, YOUNGEST_ASKER = 8, 18, 4

_LEET = str.maketrans("013457", "oieast")
_REPEATS = re.compile(r"(.)\1{2,}")
_ODD = re.compile(r"(.)\1\1|[013457]")  # what nearly every word is without


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence and, for each, the bits of the classes it belongs to."""

    words: tuple[str, ...]
    bits: tuple[int, ...]


@dataclass
class Lexicon:
    """Every word that a pattern names, with misspellings and dialect; made once from the data files."""

    spell: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joins: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    not_slips: frozenset[str] = frozenset()
    _slips: dict[str, set[str]] = field(default_factory=dict)
    _next: int = 0

    @classmethod
    def read(cls, data: Mapping[str, Mapping[str, str]], numbers: Mapping[str, int]) -> "Lexicon":
        """From `[class]`, `[spell]`, `[join]` tables: right-hand sides are words parted by spaces or commas."""
        lexicon = cls(not_slips=frozenset(data["slips"]["real_words"].split()))
        lexicon._numbers = dict(numbers)
        for right, wrong in data["spell"].items():
            lexicon.spell.update(dict.fromkeys(wrong.split(), tuple(right.split())))
        for name, words in data["class"].items():
            lexicon._add_class(name, words.split())
        for right, phrases in data["join"].items():
            for phrase in phrases.split(","):
                first, *rest = phrase.split()
                lexicon.joins.setdefault(first, []).append((tuple(rest), tuple(right.split())))
        for choices in lexicon.joins.values():
            choices.sort(key=lambda choice: -len(choice[0]))
        for word in data["slips"]["of"].split():
            lexicon._add_slips(word)
        return lexicon

    _numbers: dict[str, int] = field(default_factory=dict)

    def _add_class(self, name: str, words: Iterable[str]) -> None:
        members: set[str] = set()
        for word in words:
            if word.startswith("{"):
                members |= self.classes[word.strip("{}")]
            else:
                members |= self.members(word)
        self.classes[name] = members
        self.bit(f"{{{name}}}", members)

    def bit(self, key: str, members: Iterable[str]) -> int:
        """The bit of a word or class, made on first use; its members carry it from then on."""
        found = self.bits.get(f"\x00{key}")
        if found is None:
            found = 1 << self._next
            self._next += 1
            self.bits[f"\x00{key}"] = found
            for word in members:
                self.bits[word] = self.bits.get(word, 0) | found
        return found

    def _add_slips(self, word: str) -> None:
        for part in one_letter_out(word):
            self._slips.setdefault(part, set()).add(word)

    def repaired(self, word: str) -> str:
        """The known word that this one stands for ("killlling", "su1cide", "overdoze"), or the word itself."""
        if word in self.not_slips:
            return word
        others: tuple[str, ...] = (word,)
        if _ODD.search(word):
            others = _REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word), word.translate(_LEET)
        for other in others:
            if other in self.bits or other in self.spell:
                return other
            if other.endswith("in") and other + "g" in self.bits:
                return other + "g"
            if other.endswith("s") and (other[:-1] in self.bits or other[:-1] in self.spell):
                return other[:-1]
        if not MIN_SLIP_LENGTH <= len(word) <= MAX_SLIP_LENGTH:
            return word
        near = {known for part in one_letter_out(word) & self._slips.keys() for known in self._slips[part]}
        close = [known for known in near if known[0] == word[0] and OSA.distance(known, word) == 1]
        return min(close) if close else word

    def number_bits(self, number: int) -> int:
        """The bits of the classes in NUMBERS that a number belongs to."""
        fits = (True, number >= MANY, YOUNGEST_ASKER <= number < ADULT_AGE, 1900 <= number < 2100)
        return sum(self.bits[f"\x00{{{name}}}"] for name, fit in zip(NUMBERS, fits, strict=True) if fit)

    def word_bits(self, word: str) -> int:
        bits = self.bits.get(word, 0)
        if word.isdecimal() and len(word) < 6:
            return bits | self.number_bits(int(word))
        return bits | self.number_bits(self._numbers[word]) if word in self._numbers else bits

    def members(self, choice: str) -> set[str]:
        """The words that a choice stands for: itself, its endings, or its class."""
        if choice.startswith("{"):
            if choice.strip("{}") not in self.classes:
                raise ValueError(f"no class {choice}")
            return self.classes[choice.strip("{}")]
        forms = with_endings(choice[1:]) if choice.startswith("~") else {choice}
        return {self.spell.get(form, (form,))[-1] for form in forms}


def sentences(words: Iterable[str], lexicon: Lexicon) -> Iterator[Sentence]:
    """The words of a text as sentences of known words; long ones come in overlapping windows."""
    cache: dict[str, tuple[str, ...]] = {}
    seen: set[tuple[str, ...]] = set()
    current: list[str] = []
    for token in words:
        if not ends(token):
            current.extend(cache[token] if token in cache else cache.setdefault(token, _spelled(token, lexicon)))
        elif current:
            for window in _windows(_joined(current, lexicon)):
                if window not in seen:  # said twice is not worth reading twice
                    seen.add(window)
                    yield Sentence(window, tuple(map(lexicon.word_bits, window)))
            current = []


def _spelled(token: str, lexicon: Lexicon) -> tuple[str, ...]:
    if token not in lexicon.bits and token not in lexicon.spell and not token.isdecimal():
        token = lexicon.repaired(token)
    return lexicon.spell.get(token, (token,))


def _joined(words: list[str], lexicon: Lexicon) -> list[str]:
    """Phrases that stand for one word put together ("my self" -> myself)."""
    out: list[str] = []
    place = 0
    while place < len(words):
        for rest, right in lexicon.joins.get(words[place], ()):
            if tuple(words[place + 1 : place + 1 + len(rest)]) == rest:
                out.extend(right)
                place += 1 + len(rest)
                break
        else:
            out.append(words[place])
            place += 1
    return out


def _windows(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, max(1, len(words) - MAX_WINDOW + WINDOW_STEP), WINDOW_STEP):
        yield tuple(words[start : start + MAX_WINDOW])
