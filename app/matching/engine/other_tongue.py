"""What somebody says in another language, put in the plain English of our own terms, line by line; pure.

The text decides which language it is in, not the page: people type Polish on the English page and English on the
Polish one. A line is of another language when its own words outnumber the commonest English ones. Then only the phrases
known of that language speak: each becomes what a press of its picture says, so that all that comes after (what is
refused, a term's sense, sentence vectors, reasons in the reader's language) is as for a press.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.directory.tongues import SCHEMES, STOP, Heard, cut, folded
from app.directory.vocabulary import Scheme, Vocabulary
from app.matching.engine.tokens import COMMON

LONGEST_GAP = 2  # words between a no and what it refuses
LONGEST_CAN = 4  # and between "I can" and what somebody can
TELLING = 4  # letters: a shorter word of another language is as likely an English slip
LATIN = range(0x0250)
UNSAID = frozenset(("gift",))  # in the box of hopes a gift counts where somebody tells that they can do it
# What English texts hold that is no ASCII: a phone's quotation marks and dashes, pounds, a cafe's accent.
_ENGLISH_TOO = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a3\u00bd\u00a0\u00e9", "''\"\"--.L1 e")
_PLAINLY = COMMON - {"i"}  # in Welsh it is "to", and often the only little word of a line ("lle i addoli")
TWO = re.compile(r",| and ")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Put:
    """Both boxes put in English. `unread`: they are of another language, and no word of it was understood."""

    hopes: str
    gifts: str
    unread: bool


class _Line(NamedTuple):
    hopes: str = ""
    gifts: str = ""
    other: bool = False  # of another language


def put_in_english(hopes: str, gifts: str, vocabulary: Vocabulary) -> Put | None:
    """What stands in the boxes in our own terms; None where every line is English, which is most of all."""
    if not vocabulary.tongues.content:
        return None
    asked = [_line(line, vocabulary, Scheme.HOPE) for line in hopes.split("\n")]
    brought = [_line(line, vocabulary, Scheme.GIFT) for line in gifts.split("\n")]
    if not any(line.other for line in (*asked, *brought)):
        return None
    all_asked = "\n".join(line.hopes for line in asked if line.hopes)
    all_brought = "\n".join(line.gifts for line in (*brought, *asked) if line.gifts)
    return Put(all_asked, all_brought, unread=not all_asked.strip() and not all_brought.strip())


def is_unread(hopes: str, gifts: str, vocabulary: Vocabulary) -> bool:
    """Whether own words are of another language, and nothing of them was understood."""
    put = put_in_english(hopes, gifts, vocabulary)
    return put is not None and put.unread


def _line(line: str, vocabulary: Vocabulary, box: Scheme) -> _Line:
    english = _Line(hopes=line) if box is Scheme.HOPE else _Line(gifts=line)
    if not line.strip() or is_plainly_english(line, vocabulary):
        return english
    words = cut(line)
    heard = vocabulary.tongues.find(words)
    if (tongue := _tongue(words, heard, _accented(line), vocabulary)) is None:
        return _Line(other=True) if _is_of_another_script(line) else english
    said = _Spoken(words, [one for one in heard if one.tongue == tongue], vocabulary)
    return (said.hopes() if box is Scheme.HOPE else said.gifts())._replace(other=True)


def is_plainly_english(line: str, vocabulary: Vocabulary) -> bool:
    """The first look, at which nearly all English is let go: presses; a common word, and no little word of another."""
    if vocabulary.pressed.issuperset(line.split(", ")):
        return True
    if not line.isascii() and not (line := line.translate(_ENGLISH_TOO)).isascii():
        return False
    words = _WORD.findall(line.lower())
    return vocabulary.tongues.little.isdisjoint(words) and not _PLAINLY.isdisjoint(words)


def _is_of_another_script(line: str) -> bool:
    letters = [] if line.isascii() else [char for char in line if char.isalpha()]
    return sum(ord(char) not in LATIN for char in letters) * 2 > len(letters)


def _accented(line: str) -> frozenset[str]:
    """The folded words that were typed with letters English has not: they are no slip of an English word."""
    return frozenset() if line.isascii() else frozenset(folded(word) for word in line.split() if not word.isascii())


def _tongue(
    words: Sequence[str], heard: Sequence[Heard], accented: Collection[str], vocabulary: Vocabulary
) -> str | None:
    """The language most of the words are of; None for English, and for one that we do not know."""
    little: dict[str, set[int]] = defaultdict(set)
    telling: dict[str, set[int]] = defaultdict(set)
    for one in heard:
        span = range(one.first, one.last + 1)
        if one.saying.part == "words":
            little[one.tongue].update(span)
        else:
            telling[one.tongue].update(_told_by(span, words, accented, vocabulary))
    sums = {
        tongue: (_sum(tongue, words, little[tongue], telling[tongue], vocabulary), len(little[tongue]))
        for tongue in dict.fromkeys(one.tongue for one in heard)
    }
    best = max(sums, key=lambda tongue: sums[tongue], default=None)
    return best if best is not None and sums[best][0] > 0 else None


def _sum(tongue: str, words: Sequence[str], little: set[int], telling: set[int], vocabulary: Vocabulary) -> int:
    """How many more words are of this language than are English; 0 without any that only this language has."""
    theirs = little | telling
    if not theirs:
        return 0
    shares = vocabulary.tongues.shares
    others = [word for at, word in enumerate(words) if word and at not in theirs and not shares(tongue, word)]
    if not little and any(vocabulary.knows(word) for word in others):
        return 0
    return len(theirs) - sum(word in COMMON for word in others)


def _told_by(span: range, words: Sequence[str], accented: Collection[str], vocabulary: Vocabulary) -> Sequence[int]:
    """A phrase with a word that English has not is theirs throughout: "dim" beside "bwyd" is no dim light."""
    tells = [at for at in span if words[at] in accented or _tells(words[at], vocabulary)]
    return span if tells else ()


def _tells(word: str, vocabulary: Vocabulary) -> bool:
    return (len(word) >= TELLING or not word.isascii()) and word not in COMMON and not vocabulary.knows(word)


@dataclass(frozen=True)
class _Spoken:
    """A line of another language with what was heard in it."""

    words: Sequence[str]
    heard: Sequence[Heard]
    vocabulary: Vocabulary

    def of(self, *parts: str) -> list[Heard]:
        return [one for one in self.heard if one.saying.part in parts]

    def hopes(self) -> _Line:
        """What is hoped for, refused, needed; and what somebody tells that they can do."""
        asked = self._longest(set(SCHEMES) - UNSAID)
        ages = [f"I'm {one.number}." for one in self.of("age") if one.number]
        gifts = [self._saying(one) for one in self.of("gift") if self._can(one)]
        return _Line(" ".join([*self._told(asked), *ages]), ". ".join(dict.fromkeys(gifts)))

    def gifts(self) -> _Line:
        """What somebody brings."""
        kept = [one for one in self.of("gift") if not self._refused(one)]
        return _Line(gifts=". ".join(dict.fromkeys(map(self._saying, kept))))

    def _longest(self, parts: set[str]) -> list[Heard]:
        """What stands inside a longer phrase of another part is not meant: "food" in "growing food"."""
        found = self.of(*parts)
        beside = [*found, *self.of("not_meant")]
        return [
            one
            for one in found
            if not any(
                other.first <= one.first and one.last <= other.last and other.last - other.first > one.last - one.first
                for other in beside
                if other.saying.part != one.saying.part
            )
        ]

    def _told(self, asked: Sequence[Heard]) -> Iterator[str]:
        """Each once, a need whatever stands before it; what is refused and asked for as well is refused."""
        refused = {_name(one) for one in asked if one.saying.part in ("hope", "ease") and self._refused(one)}
        once = {_name(one): one for one in reversed(asked)}
        for name, one in reversed(once.items()):
            if name not in refused:
                yield f"{self._saying(one)}."
            elif one.saying.part == "hope":
                yield f"I don't want {self._in_one_breath(one)}."
            elif one.saying.code in TIMES:
                yield f"Not {self._saying(one)}."

    def _saying(self, one: Heard) -> str:
        term = self.vocabulary.get(Scheme(one.saying.part), one.saying.code)
        assert term is not None  # the vocabulary was checked when it was made
        return term.situations[0] if one.saying.situation and term.situations else self.vocabulary.saying(term)

    def _without_keeps(self, part: str) -> list[Heard]:
        """Without what is a part of "there is none" or "cannot"."""
        keeps = [(keep.first, keep.last) for keep in self.of("keeps")]
        return [
            one for one in self.of(part) if not any(first <= one.last and one.first <= last for first, last in keeps)
        ]

    def _in_one_breath(self, one: Heard) -> str:
        """A no reaches no further than a comma or an "and": then another phrase says it."""
        term = self.vocabulary.get(Scheme(one.saying.part), one.saying.code)
        sayings = (self._saying(one), *(term.phrases if term else ()))
        return next((said.lstrip("=") for said in sayings if not TWO.search(said)), sayings[0])

    def _refused(self, one: Heard) -> bool:
        """A no shortly before it or right after it, with nothing new begun in between."""
        nos = [no for no in self.of("no") if no.last < one.first <= no.last + 1 + LONGEST_GAP]
        after = [no for no in self._without_keeps("no_after") if one.last < no.first <= one.last + 2]
        return any(self._reaches(no.last + 1, one.first) for no in nos) or any(
            self._reaches(one.last + 1, no.first) for no in after
        )

    def _can(self, one: Heard) -> bool:
        cans = [can for can in self._without_keeps("can") if can.last < one.first <= can.last + 1 + LONGEST_CAN]
        after = [can for can in self._without_keeps("can_after") if one.last < can.first <= one.last + 2]
        return (any(self._reaches(can.last + 1, one.first) for can in cans) or bool(after)) and not self._refused(one)

    def _reaches(self, start: int, end: int) -> bool:
        turned = any(start <= turn.first < end for turn in self.of("turns"))
        return STOP not in self.words[start:end] and not turned


TIMES = frozenset(("daytime", "evening", "weekend"))


def _name(one: Heard) -> tuple[str, str]:
    return one.saying.part, one.saying.code
