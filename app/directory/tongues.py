"""What people say in other languages than English, and finding it in a line of text; pure.

The phrases are data (`terms/phrases.*.toml`, one file a language), each for a term of the vocabulary, with commas
between them. In a phrase `a|b` is either word, `stem*` any word that begins so, `#` a number, and `~` before a phrase
tells where somebody stands, as in the English files; `@code` among the gifts lends all that is said of that hope. A
gift is also said by what is said of the hope with its code. Case, accents, marks of vowels and the many shapes of
Arabic letters do not count, so whoever types without them is understood too.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from app.kernel.letters import ONE_SHAPE, SMALL_SIGNS

HOPE, GIFT = "hope", "gift"
SCHEMES = (HOPE, GIFT, "basic", "ease", "formal")
# Beside the terms: the commonest little words that English has not, and those that it has too; a no before or after,
# what is no such no, what begins something new, what tells before or after it that somebody can do it, an age, and what
# holds a phrase in another sense: "children only" is nobody alone, though Welsh says both with one word.
PARTS = ("words", "shared", "no", "no_after", "keeps", "turns", "can", "can_after", "age", "not_meant")
SHORTEST_STEM, SHORTEST_ALONE = 2, 3  # letters before a `*`, and where a phrase is nothing else
STOP = ""  # between two tokens: no phrase runs across it

_TOKEN = re.compile(
    r"(?P<word>[\w\u0a01-\u0a75]+)|(?P<stop>[.,;:!?/()\[\]{}|\"\u201c\u201d\u2026\n\u060c\u061f\u06d4\u0964]|\s[-\u2013\u2014]+\s)"
)
_PARTED = re.compile(r"['\u2018\u2019-]")  # "i'r" and "mi-ar" are two words, in a phrase as in a text
_GURMUKHI = range(0x0A00, 0x0A80)
_LEFT_OUT = ("Mn", "Me", "Cf")


class TongueError(ValueError):
    """A file of phrases that cannot be used: what is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a phrase says: of which part of the file it is, its term's code, and whether it is only a situation."""

    part: str
    code: str = ""
    situation: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase found: words `first` to `last` of the line; `number` where it holds one."""

    tongue: str
    saying: Saying
    first: int
    last: int
    letters: int  # that were asked for: of two phrases over the same words the one that asks for more is meant
    number: int | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """The longest first, then the most exact, then the earlier."""
        return self.first - self.last, -self.letters, self.first


@dataclass(slots=True)
class _Step:
    """A step of the tree of phrases: on by a word, or by how it begins; what ends here, by language and part."""

    by_word: "dict[str, _Step]" = field(default_factory=dict)
    by_stem: "dict[str, _Step]" = field(default_factory=dict)
    ends: dict[tuple[str, str], Saying] = field(default_factory=dict)


def folded(text: str) -> str:
    """Lower case, no accents, no marks of vowels, one shape of each letter."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(SMALL_SIGNS)
    kept = (char for char in parts if ord(char) in _GURMUKHI or unicodedata.category(char) not in _LEFT_OUT)
    return "".join(kept).translate(ONE_SHAPE)


def cut(text: str) -> list[str]:
    """The folded words of a line in order, and a STOP wherever no phrase runs across."""
    return [STOP if token.lastgroup == "stop" else token.group() for token in _TOKEN.finditer(folded(text))]


_Front = tuple[_Step, int, int | None]
Content = tuple[tuple[str, str, str, str], ...]  # language, part, code, phrases


@dataclass(frozen=True)
class Tongues:
    """The phrases of all languages, ready to be found; equal content has equal `content`."""

    content: Content = field(default=(), repr=False)
    _root: _Step = field(default_factory=_Step, repr=False, compare=False)
    little: frozenset[str] = field(default=frozenset(), repr=False, compare=False)  # those of all of them
    _shared: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False, compare=False)

    @classmethod
    def of(cls, files: Iterable[Mapping[str, Any]], both: Collection[str] = ()) -> "Tongues":
        """From the files as they are read; `both` are codes of hopes that are gifts too.

        Raises TongueError for what is no phrase, or stands for two things.
        """
        content = tuple(line for table in files for line in _lines(table, both))
        root = _Step()
        for tongue, part, code, phrases in content:
            for phrase in _split(phrases) if part != "shared" else ():
                _add(root, tongue, Saying(part, code, phrase.startswith("~")), phrase.lstrip("~"))
        return cls(content, root, _little(content), _shared(content))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of which there are phrases, in the order of the files."""
        return tuple(dict.fromkeys(line[0] for line in self.content))

    def phrases(self, tongue: str) -> Iterator[tuple[str, str, str]]:
        """Every phrase of one language as it is written: part, code, phrase."""
        for language, part, code, phrases in self.content:
            if language == tongue:
                yield from ((part, code, phrase) for phrase in _split(phrases))

    def shares(self, tongue: str, word: str) -> bool:
        """Whether that language has this English word too, in a sense of its own."""
        return (tongue, word) in self._shared

    def find(self, words: Sequence[str]) -> list[Heard]:
        """Every phrase among the words of all languages; within a part of one nothing overlaps, the longest wins."""
        taken: dict[tuple[str, str], set[int]] = {}
        kept = []
        for heard in sorted(self._walk(words), key=lambda each: each.order):
            mine = taken.setdefault((heard.tongue, _group(heard.saying.part)), set())
            span = range(heard.first, heard.last + 1)
            if mine.isdisjoint(span):
                mine.update(span)
                kept.append(heard)
        return sorted(kept, key=lambda each: (each.first, each.last))

    def _walk(self, words: Sequence[str]) -> Iterator[Heard]:
        for first in range(len(words)):
            front: list[_Front] = [(self._root, 0, None)]
            for last in range(first, len(words)):
                front = list(_on(front, words[last]))
                if not front:
                    break
                for step, letters, number in front:
                    for (tongue, _), saying in step.ends.items():
                        yield Heard(tongue, saying, first, last, letters, number)


def _on(front: Iterable[_Front], word: str) -> Iterator[_Front]:
    """Every step on by this word."""
    if word == STOP:
        return
    for step, letters, number in front:
        if (found := step.by_word.get(word)) is not None:
            yield found, letters + 2 * len(word), number
        if word.isdecimal() and len(word) < 4 and (found := step.by_word.get("#")) is not None:
            yield found, letters, int(word)
        if step.by_stem:
            for size in range(SHORTEST_STEM, len(word) + 1):
                if (found := step.by_stem.get(word[:size])) is not None:
                    yield found, letters + size, number


def _little(content: Content) -> frozenset[str]:
    return frozenset(word for _, part, _, said in content if part == "words" for word in folded(said).split())


def _shared(content: Content) -> frozenset[tuple[str, str]]:
    """Each with its language."""
    return frozenset(
        (tongue, word) for tongue, part, _, said in content if part == "shared" for word in folded(said).split()
    )


def _group(part: str) -> str:
    return "no" if part == "keeps" else part  # "nie mam" (have none) is longer than "nie" and takes its place


def _lines(table: Mapping[str, Any], both: Collection[str]) -> Iterator[tuple[str, str, str, str]]:
    tongue = table["language"]
    unknown = table.keys() - {"language", "checked", *PARTS, *SCHEMES}
    if unknown:
        raise TongueError(f"{tongue}: {', '.join(sorted(unknown))} means nothing here")
    for part in PARTS:
        yield tongue, part, "", table.get(part, "")
    hopes = table.get(HOPE, {})
    gifts = _joined({code: f"@{code}" for code in both if code in hopes}, table.get(GIFT, {}))
    for scheme in SCHEMES:
        if scheme != GIFT:
            yield from ((tongue, scheme, code, phrases) for code, phrases in table.get(scheme, {}).items())
    for code, phrases in gifts.items():
        yield tongue, GIFT, code, ", ".join(_lent(tongue, phrase, hopes) for phrase in _split(phrases))


def _joined(lent: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    return {code: ", ".join(filter(None, (lent.get(code), own.get(code)))) for code in sorted({*lent, *own})}


def _lent(tongue: str, phrase: str, hopes: Mapping[str, str]) -> str:
    if not phrase.startswith("@"):
        return phrase
    if phrase[1:] not in hopes:
        raise TongueError(f"{tongue}: {phrase} is no hope")
    return hopes[phrase[1:]].replace("~", "")


def _split(phrases: str) -> list[str]:
    return [phrase for line in phrases.split(",") if (phrase := " ".join(_PARTED.sub(" ", line).split()))]


def _add(root: _Step, tongue: str, saying: Saying, phrase: str) -> None:
    if saying.part == "words":
        return _add_words(root, tongue, saying, phrase)
    for words in product(*(part.split("|") for part in phrase.split())):
        step = root
        for word in words:
            step = _next(step, tongue, word, SHORTEST_STEM if len(words) > 1 else SHORTEST_ALONE)
        _end(step, tongue, saying, phrase)
    return None


def _add_words(root: _Step, tongue: str, saying: Saying, phrase: str) -> None:
    for word in phrase.split():
        _end(_next(root, tongue, word), tongue, saying, word)


def _next(step: _Step, tongue: str, word: str, shortest: int = SHORTEST_ALONE) -> _Step:
    plain = word if word == "#" else folded(word.removesuffix("*"))
    if word != "#" and cut(plain) != [plain]:
        raise TongueError(f"{tongue}: {word!r} is no single word; an apostrophe or a hyphen parts two")
    if not word.endswith("*"):
        return step.by_word.setdefault(plain, _Step())
    if len(plain) < shortest:
        raise TongueError(f"{tongue}: {word!r} would begin too many words")
    return step.by_stem.setdefault(plain, _Step())


def _end(step: _Step, tongue: str, saying: Saying, phrase: str) -> None:
    there = step.ends.setdefault((tongue, _group(saying.part)), saying)
    if there != saying:
        raise TongueError(
            f"{tongue}: {phrase!r} stands for {there.code or there.part} and {saying.code or saying.part}"
        )
