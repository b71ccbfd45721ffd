"""Folds what people type into plain words, and finds patterns of words in it; pure and linear in the text.

A pattern is a line of elements: `word`, `a|b`, `{class}`, `~verb` (with its endings), `x?` (may be absent),
`..3` (up to three words in between, none of them a "not", a "but" or a comma), `__6` (the same, but commas
may be crossed), `++6` (anything may be), `^` and `$` (a clause begins or ends here; `a|$` either). A line that begins with `&8`
stands for its elements in any order, up to eight words apart. The data files beside this module are made of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import permutations
from operator import or_

from rapidfuzz.distance import OSA

MIN_SLIP_LENGTH = 6  # shorter words have too many real neighbours one slip away
MAX_SLIP_LENGTH = 24  # no key word is longer; keeps a text without spaces linear
MAX_WINDOW, WINDOW_STEP = 90, 65  # unpunctuated rambling is read in overlapping windows, so that work stays linear
GIVE_UP_AT = 20_000  # characters; longer texts are refused elsewhere
BREAK = ","

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʹ′"), None)
# Arabic and Urdu keyboards give different code points for the same letters.
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ł": "l", "ø": "o", "ı": "i"}
)
_LEET = str.maketrans("013457", "oieast")
_NORTHERN_THE = re.compile(r"\bt['’](?=[a-z])")
_OD = re.compile(r"\bod['’]e?d\b")
_SHORT = re.compile(r"(?<=[a-z])['’](ll|ve|re|s|d)\b")
_SHORT_FOR = {"ll": " will", "ve": " have", "re": " are", "s": "s", "d": "d"}
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_SPACED_OUT = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
_INSIDE = re.compile(r"(?<=[a-z])[!|1@$*](?=[a-z])")
_INSIDE_FOR = {"!": "i", "|": "i", "1": "i", "@": "a", "$": "s", "*": ""}
_SOFT = re.compile(r"\.{2,}|…|\s[-–—]+\s|[,:()\"“”]")
_BETWEEN = re.compile(r"(?<=[^\W\d_])[^\w\s](?=[^\w\s]*[^\W\d_])")
_LINE = re.compile(r"(?<=\w)[ \t\r]*\n[ \t\r]*(?=[a-z])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:\d+[^\W\d_]+)*|[.!?;\n۔؟]|,")
_ENDS = frozenset(".!?;\n۔؟")
_REPEATS = re.compile(r"(.)\1{2,}")


def _char(char: str, glue: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Cs", "Co", "Cn") or (kind == "Cc" and char not in "\n\t\r"):
        return ""
    return glue if kind in ("So", "Sk") else char


def plain(text: str, glue: str) -> str:
    """Letters without accents, marks, controls or joiners; a symbol or emoji becomes `glue`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        table = {ord(char): _char(char, glue) for char in set(text) if not char.isascii()}
        text = text.translate(table).translate(_LETTERS)
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable() or char in "\n\t\r")
    return text


def fold(text: str, glue: str = " ") -> str:
    """The text in lower case without the tricks that hide a word: leet, spaced letters, zero-width characters."""
    text = plain(text[:GIVE_UP_AT], glue)
    text = _NORTHERN_THE.sub("the ", _LINE.sub(" ", text).casefold())
    text = _SHORT.sub(lambda found: _SHORT_FOR[found.group(1)], _OD.sub("overdosed", text)).translate(_APOSTROPHES)
    text = _INITIALS.sub(r"\1", _INSIDE.sub(lambda found: _INSIDE_FOR[found.group()], text))
    return _SPACED_OUT.sub(lambda found: found.group().replace(" ", ""), _SOFT.sub(" , ", text))


def has_symbols(text: str) -> bool:
    """Whether a symbol or emoji stands inside a word, and may hide it ("sui🙂cide")."""
    return not text.isascii() and any(
        unicodedata.category(char) in ("So", "Sk") for char in set(_BETWEEN.findall(text))
    )


def with_endings(verb: str) -> set[str]:
    """A regular verb in all its forms, doubled and dropped letters included ("hit" -> hits, hitting, hittin)."""
    stems = {verb, verb.removesuffix("e"), verb + verb[-1]}
    if verb.endswith("y"):
        stems.add(verb[:-1] + "i")
    endings = ("ed", "ing", "in", "es")
    return {verb, verb + "s"} | {stem + ending for stem in stems for ending in endings}


@dataclass(frozen=True, slots=True)
class _Element:
    bits: int = 0  # the classes and words that fit; 0 for a gap or an edge
    optional: bool = False
    gap: int = 0
    crosses: int = 0  # what the gap may cross: 1 commas, 2 anything
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the data: its elements, and which of them is the rarest (looked for first)."""

    elements: tuple[_Element, ...]
    anchor: int
    text: str
    needs: tuple[int, ...]  # bits of which the sentence must hold at least one each, for a quick no


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (end not included) of a sentence."""

    start: int
    end: int

    def touches(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


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
        for part in _one_letter_out(word):
            self._slips.setdefault(part, set()).add(word)

    def repaired(self, word: str) -> str:
        """The known word that this one stands for ("killlling", "su1cide", "overdoze"), or the word itself."""
        for other in (_REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word), word.translate(_LEET)):
            if other in self.bits or other in self.spell:
                return other
            if other.endswith("in") and other + "g" in self.bits:
                return other + "g"
            if other.endswith("s") and (other[:-1] in self.bits or other[:-1] in self.spell):
                return other[:-1]
        if not MIN_SLIP_LENGTH <= len(word) <= MAX_SLIP_LENGTH or word in self.not_slips:
            return word
        near = {known for part in _one_letter_out(word) for known in self._slips.get(part, ())}
        close = [known for known in near if known[0] == word[0] and OSA.distance(known, word) == 1]
        return min(close) if close else word

    def number_bits(self, number: int) -> int:
        """The bits of `{number}`, `{many}` (ten or more), `{child_age}` and `{year}` that a number carries."""
        bits = self.bits["\x00{number}"]
        if number >= 8:
            bits |= self.bits["\x00{many}"]
        if 4 <= number < 18:
            bits |= self.bits["\x00{child_age}"]
        if 1900 <= number < 2100:
            bits |= self.bits["\x00{year}"]
        return bits

    def word_bits(self, word: str) -> int:
        bits = self.bits.get(word, 0)
        if word.isdecimal() and len(word) < 6:
            return bits | self.number_bits(int(word))
        return bits | self.number_bits(self._numbers[word]) if word in self._numbers else bits

    def pattern(self, line: str) -> Pattern:
        """A line of the data as a pattern; ValueError when it names an unknown class or has no word to look for."""
        elements = tuple(self._element(part) for part in line.split())
        weights = [(self._weight(part), place) for place, part in enumerate(line.split())]
        weight, anchor = min(weights)
        if weight >= _NEVER:
            raise ValueError(f"no word to look for in {line!r}")
        needs = tuple(one.bits for one in elements if one.bits and not one.optional and not one.edge)
        return Pattern(elements, anchor, line, needs)

    def _element(self, part: str) -> _Element:
        if part in ("^", "$"):
            return _Element(edge=True)
        if part.startswith(_GAPS):
            return _Element(gap=int(part[2:] or 3), crosses=_GAPS.index(part[:2]))
        choices = part.removesuffix("?").split("|")
        bits = 0
        for choice in choices:
            bits |= 0 if choice == "$" else self.bit(choice, self.members(choice))
        return _Element(bits=bits, optional=part.endswith("?"), edge="$" in choices)

    def members(self, choice: str) -> set[str]:
        """The words that a choice stands for: itself, its endings, or its class."""
        if choice.startswith("{"):
            if choice.strip("{}") not in self.classes:
                raise ValueError(f"no class {choice}")
            return self.classes[choice.strip("{}")]
        forms = with_endings(choice[1:]) if choice.startswith("~") else {choice}
        return {self.spell.get(form, (form,))[-1] for form in forms}

    def _weight(self, part: str) -> float:
        """How often the element is likely to stand in a text; the rarest is looked for first."""
        if "$" in part or part == "^" or part.startswith(_GAPS) or part.endswith("?"):
            return _NEVER
        words = {word for choice in part.split("|") for word in self.members(choice)}
        if not words or any(choice in ("{number}", "{many}", "{child_age}", "{year}") for choice in part.split("|")):
            return _NEVER
        return len(words) + 200.0 * len(words & self.classes["common"])

    def anchors(self, pattern: Pattern) -> set[str]:
        """The words at which the pattern is tried."""
        part = pattern.text.split()[pattern.anchor]
        return {word for choice in part.split("|") for word in self.members(choice)}


_NEVER = 1e9
_GAPS = ("..", "__", "++")


def expanded(line: str) -> list[str]:
    """The lines that a line stands for: itself, or its elements in every order after a leading `&8`."""
    line = plain(line, "")
    first, *parts = line.split()
    if not first.startswith("&"):
        return [line]
    return [f" ++{first[1:]} ".join(order) for order in permutations(parts)]


def _one_letter_out(word: str) -> set[str]:
    """The word, and the word with each letter left out: two words one slip apart share one of these."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def sentences(text: str, lexicon: Lexicon, glue: str = " ") -> Iterator[Sentence]:
    """The text as sentences of known words; long ones come in overlapping windows."""
    cache: dict[str, tuple[str, ...]] = {}
    seen: set[tuple[str, ...]] = set()
    current: list[str] = []
    for token in (*_TOKEN.findall(fold(text, glue)), "."):
        if token not in _ENDS:
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


@dataclass(frozen=True)
class Finder:
    """Looks for many patterns at once, each only where its rarest word stands."""

    by_word: dict[str, list[tuple[Pattern, int]]]
    stop: int  # bits that no gap crosses: "not", "but"
    comma: int
    edge: int  # bits that end a clause

    @classmethod
    def of(cls, lexicon: Lexicon, patterns: Iterable[tuple[Pattern, int]]) -> "Finder":
        by_word: dict[str, list[tuple[Pattern, int]]] = {}
        for pattern, rule in patterns:
            for word in lexicon.anchors(pattern):
                by_word.setdefault(word, []).append((pattern, rule))
        bits = lexicon.bits
        return cls(by_word, bits["\x00{neg}"] | bits["\x00{but}"], bits["\x00{comma}"], bits["\x00{clause}"])

    def find(self, sentence: Sentence) -> Iterator[tuple[int, Span, str]]:
        """(rule, where, pattern) of every pattern that stands in the sentence."""
        there = reduce(or_, sentence.bits, 0)
        possible: dict[str, list[tuple[Pattern, int]]] = {}
        for word in set(sentence.words) & self.by_word.keys():
            possible[word] = [each for each in self.by_word[word] if all(need & there for need in each[0].needs)]
        for place, word in enumerate(sentence.words):
            for pattern, rule in possible.get(word, ()):
                span = self._at(pattern, sentence.bits, place)
                if span is not None:
                    yield rule, span, pattern.text

    def _at(self, pattern: Pattern, bits: tuple[int, ...], place: int) -> Span | None:
        after = self._walk(pattern.elements, pattern.anchor + 1, bits, place + 1, 1)
        if after < 0:
            return None
        before = self._walk(pattern.elements, pattern.anchor - 1, bits, place - 1, -1)
        return None if before == _FAILED else Span(before + 1, after)

    def _walk(self, elements: tuple[_Element, ...], which: int, bits: tuple[int, ...], place: int, step: int) -> int:
        """Fits elements one by one in one direction; the place after the last, or _FAILED."""
        if which < 0 or which == len(elements):
            return place
        element = elements[which]
        inside = 0 <= place < len(bits)
        if element.gap:
            return self._over_gap(elements, which, bits, place, step)
        if inside and bits[place] & element.bits:
            found = self._walk(elements, which + step, bits, place + step, step)
            if found != _FAILED:
                return found
        passes = element.optional or (element.edge and (not inside or bool(bits[place] & self.edge)))
        return self._walk(elements, which + step, bits, place, step) if passes else _FAILED

    def _over_gap(
        self, elements: tuple[_Element, ...], which: int, bits: tuple[int, ...], place: int, step: int
    ) -> int:
        element = elements[which]
        stop = (self.stop | self.comma, self.stop, 0)[element.crosses]
        for _ in range(element.gap + 1):
            found = self._walk(elements, which + step, bits, place, step)
            if found != _FAILED:
                return found
            if not 0 <= place < len(bits) or bits[place] & stop:
                return _FAILED
            place += step
        return _FAILED


_FAILED = -9
