"""Patterns of words with gaps, and finding many of them at once; pure and linear in the text.

A pattern is a line of elements: `word`, `a|b`, `{class}`, `~verb` (with its endings), `x?` (may be absent),
`..3` (up to three words in between, none of them a "not", a "but" or a comma), `__6` (the same, but commas
may be crossed), `++6` (anything may be), `^` and `$` (a clause begins or ends here; `a|$` either). A line that
begins with `&8` stands for its elements in any order, up to eight words apart. The data files are made of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import permutations
from operator import or_

from app.matching.engine.danger_fold import plain
from app.matching.engine.danger_words import NUMBERS, Lexicon, Sentence

_NEVER = 1e9
_COMMON = 200.0  # how much dearer a common word is than a rare one, as the word at which a pattern is tried
_GAPS = ("..", "__", "++")
_FAILED = -9
_ANYTHING = -1  # all bits


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
    words: frozenset[str]  # the words at which the pattern is tried
    text: str
    needs: tuple[int, ...]  # bits of which the sentence must hold at least one each, the rarest first, for a quick no


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (end not included) of a sentence."""

    start: int
    end: int

    def touches(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def pattern(lexicon: Lexicon, line: str) -> Pattern:
    """A line of the data as a pattern; ValueError when it names an unknown class or has no word to look for."""
    parts = line.split()
    elements = tuple(_element(lexicon, part) for part in parts)
    rarest = sorted((_weight(lexicon, part), place) for place, part in enumerate(parts))
    weight, anchor = rarest[0]
    if weight >= _NEVER:
        raise ValueError(f"no word to look for in {line!r}")
    words = frozenset(word for choice in _choices(parts[anchor]) for word in lexicon.members(choice))
    beside = [elements[place] for _, place in rarest[1:]]  # where it is tried the anchor stands
    needs = tuple(one.bits for one in beside if one.bits and not one.optional and not one.edge)
    return Pattern(elements, anchor, words, line, needs)


def _choices(part: str) -> list[str]:
    return [choice for choice in part.removesuffix("?").split("|") if choice != "$"]


def _element(lexicon: Lexicon, part: str) -> _Element:
    if part in ("^", "$"):
        return _Element(edge=True)
    if part.startswith(_GAPS):
        return _Element(gap=int(part[2:] or 3), crosses=_GAPS.index(part[:2]))
    bits = reduce(or_, (lexicon.bit(choice, lexicon.members(choice)) for choice in _choices(part)), 0)
    return _Element(bits=bits, optional=part.endswith("?"), edge="$" in part.split("|"))


def _weight(lexicon: Lexicon, part: str) -> float:
    """How often the element is likely to stand in a text; the rarest is looked for first."""
    if "$" in part.split("|") or part == "^" or part.startswith(_GAPS) or part.endswith("?"):
        return _NEVER
    choices = _choices(part)
    words = {word for choice in choices for word in lexicon.members(choice)}
    if not words or any(choice == f"{{{name}}}" for choice in choices for name in NUMBERS):
        return _NEVER
    return len(words) + _COMMON * len(words & lexicon.classes["common"])


def expanded(line: str) -> list[str]:
    """The lines that a line stands for: itself, or its elements in every order after a leading `&8`."""
    line = plain(line, "")
    first, *parts = line.split()
    if not first.startswith("&"):
        return [line]
    return [f" ++{first[1:]} ".join(order) for order in permutations(parts)]


@dataclass(frozen=True)
class Finder:
    """Looks for many patterns at once, each only where its rarest word stands."""

    by_word: dict[str, list[tuple[int, Pattern, int]]]  # what it needs most, the pattern, and its rule
    stop: int  # bits that no gap crosses: "not", "but"
    comma: int
    edge: int  # bits that end a clause

    @classmethod
    def of(cls, lexicon: Lexicon, patterns: Iterable[tuple[Pattern, int]]) -> "Finder":
        by_word: dict[str, list[tuple[int, Pattern, int]]] = {}
        for one, rule in patterns:
            first = one.needs[0] if one.needs else _ANYTHING
            for word in one.words:
                by_word.setdefault(word, []).append((first, one, rule))
        bits = lexicon.bits
        return cls(by_word, bits["\x00{neg}"] | bits["\x00{but}"], bits["\x00{comma}"], bits["\x00{clause}"])

    def find(self, sentence: Sentence) -> Iterator[tuple[int, Span, str]]:
        """(rule, where, pattern) of every pattern that stands in the sentence."""
        there = reduce(or_, sentence.bits, 0)
        possible: dict[str, list[tuple[int, Pattern, int]]] = {}
        for word in set(sentence.words) & self.by_word.keys():
            some = [each for each in self.by_word[word] if each[0] & there]  # mostly the rarest is not there
            if some := [each for each in some if all(need & there for need in each[1].needs)]:
                possible[word] = some
        for place, word in enumerate(sentence.words if possible else ()):
            for _, pattern, rule in possible.get(word, ()):
                span = self._at(pattern, sentence.bits, place)
                if span is not None:
                    yield rule, span, pattern.text

    def clause(self, sentence: Sentence, span: Span) -> Span:
        """The clause in which a finding stands, up to a comma or a joining word on either side."""
        start, end = span.start, span.end
        while start > 0 and not sentence.bits[start - 1] & self.edge:
            start -= 1
        while end < len(sentence.words) and not sentence.bits[end] & self.edge:
            end += 1
        return Span(start, end)

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
