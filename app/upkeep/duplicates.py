"""Whether a group that somebody types is one that stands here already: names, numbers and pages compared; pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

# Names agree by the share of their telling words, 0 to 1. Somebody at the same number or page needs less of it.
SAME_LINE = 0.42
SAME_DOOR = 0.7
NEAR = 0.74
APART = 0.3  # when each name tells so much that the other does not, they are two: "bowls" here, "chess" there
ONE_MORE = 0.3  # taken off for each word that only one of them tells: a club at a church is not the church
MOST_SHOWN = 5
JUDGED = 30  # of the names around, those that a quick look finds nearest; only they are weighed word by word

WEAK = 0.15  # of a word that half of all groups have in their names, or that only says where
SHORT = 3
LEAST = 0.35  # of any other word, however common it is around
_COMMON = 0.02  # a word in so many of the names around tells half of what a rare one does
_WEAK_WORDS = """association centre circle class club committee community district fellowship forum friend group local
    meet meeting morning project scheme service session society support team trust weekly monday tuesday wednesday
    thursday friday saturday sunday afternoon evening hall new open free saint city town village"""
_NO_WORDS = frozenset(("a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with"))
_LONG = {
    "rd": "road",
    "ln": "lane",
    "ave": "avenue",
    "sq": "square",
    "gdn": "garden",
    "pk": "park",
    "univ": "university",
}
_LONG |= {"st": "saint", "grp": "group", "assoc": "association", "soc": "society", "ctr": "centre", "center": "centre"}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?s?$")
_ONES = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7"}
# Two that differ in one of these are two groups, however alike they sound.
_UNLIKE = ({"man", "woman", "lady"}, {"boy", "girl"}, {"junior", "senior"}, {"beginner", "improver", "advanced"})
_IRREGULAR = {"men": "man", "women": "woman", "ladie": "lady", "ladies": "lady", "gentlemen": "man", "mens": "man"}
_IRREGULAR |= {"womens": "woman", "mother": "mum", "mothers": "mum", "mums": "mum", "dads": "dad", "fathers": "dad"}
_DOING = re.compile(r"(?<=\w{4})(?:ing|er)$")
_TWICE = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W_]+")


class Known(NamedTuple):
    """A listing that stands here, as far as it takes to know it again; thousands are made for one question."""

    key: str  # its id as the database writes it
    name: str
    phone: str = ""
    email: str = ""
    url: str = ""
    address: str = ""

    @property
    def id(self) -> UUID:
        """Which listing it is."""
        return UUID(self.key)


@dataclass(frozen=True)
class Typed:
    """What somebody types of a group; `place_words` are names of the place around, which tell little there."""

    name: str
    phone: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    place_words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Alike:
    """A listing that it may be, how alike (0 to 1), and whether number, e-mail or page is the same."""

    known: Known
    score: float
    same_line: bool


def alike(typed: Typed, near: Sequence[Known], at_same_line: Sequence[Known] = ()) -> list[Alike]:
    """Listings that `typed` may be, the likeliest first, at most `MOST_SHOWN`.

    `near` stand within reach, `at_same_line` have its number, e-mail or page wherever they are.
    """
    told = {one.key: one for one in (*near, *at_same_line)}
    tell = telling([words_of(one.name) for one in told.values()], {*typed.place_words, _town(typed.address)})
    mine = words_of(typed.name)
    likely = (*_at_a_glance(typed.name, near), *_at_a_glance(typed.name, at_same_line))
    judged = {one.key: one for one in likely}
    found = [_judge(typed, mine, one, tell) for one in judged.values()]
    sure = sorted((one for one in found if one), key=lambda one: (-one.score, one.known.name, one.known.key))
    return sure[:MOST_SHOWN]


def _at_a_glance(name: str, near: Sequence[Known]) -> list[Known]:
    """The names nearest to one by their letters, words in any order: a look in C at thousands takes milliseconds."""
    if len(near) <= JUDGED:
        return list(near)
    lines = [_line(one.name) for one in near]
    mine = [_line(name)]
    score = process.cdist(mine, lines, scorer=fuzz.token_set_ratio)[0]
    score = score + process.cdist(mine, lines, scorer=fuzz.ratio)[0]  # of words in one order already
    return [near[at] for at in np.argpartition(-score, JUDGED)[:JUDGED]]


def _judge(typed: Typed, mine: tuple[str, ...], one: Known, tell: "Telling") -> Alike | None:
    line, door = same_line(typed, one), _same_street(typed.address, one.address)
    score, apart = likeness(mine, words_of(one.name), tell)
    bar = SAME_LINE if line else SAME_DOOR if door else NEAR
    return Alike(one, score, line) if score >= bar and apart < APART else None


def same_line(one: Typed | Known, other: Known) -> bool:
    """Whether number, e-mail or page is the same."""
    pages = page_key(one.url), page_key(other.url)
    return bool(
        (one.phone and digits(one.phone) == digits(other.phone))
        or (one.email and one.email.casefold() == other.email.casefold())
        or (pages[0] and pages[0] == pages[1])
    )


@lru_cache(maxsize=131_072)
def digits(phone: str) -> str:
    """A number as it is dialled here: "+44 113 ..." and "0113 ..." are the same."""
    found = "".join(sign for sign in phone if sign.isdigit())
    return "0" + found.removeprefix("0044").removeprefix("44") if phone.startswith(("+44", "0044")) else found


@lru_cache(maxsize=131_072)
def page_key(url: str) -> str:
    """A web address without what makes no difference: scheme, "www.", a slash at the end, letters' case in the host."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""


@lru_cache(maxsize=131_072)
def _street(address: str) -> str:
    """The first line that names a street, without its number: a door may move, a street stays."""
    line = re.sub(r"^[\s\d]+[a-z]?\b", "", address.casefold()).split(",")[0]
    return " ".join(line.split())


def _town(address: str) -> str:
    """The last part of an address, where its place is named; nothing when there is only one part."""
    return address.rpartition(",")[2] if "," in address else ""


def _same_street(one: str, other: str) -> bool:
    return bool(_street(one)) and _street(one) == _street(other)


@lru_cache(maxsize=131_072)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name by which it is known again: plain letters, singular, "st" as "saint", "and" left out."""
    plain = name.casefold().replace("&", " and ").replace("+", " and ")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    said = _WORD.findall(re.sub(r"['’`]s\b|['’`]", "", plain))
    words = [_one(word) for word in said if word not in _NO_WORDS]
    return tuple(words or said)


@lru_cache(maxsize=131_072)
def _line(name: str) -> str:
    return " ".join(sorted(words_of(name)))


@lru_cache(maxsize=32_768)
def _one(word: str) -> str:
    number = _ONES.get(word) or ((found := _ORDINAL.match(word)) and found[1])
    if number:
        return number
    single = _IRREGULAR.get(word) or _singular(word)
    return _LONG.get(single, single)


def _singular(word: str) -> str:
    # Every s at the end goes, one that belongs there too: "brass" and "bras" are compared, not shown.
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    single = word.rstrip("s") or word
    # Who does it and the doing are one: "knitters", "knitting". A stem of fewer letters would be another word.
    return _DOING.sub("", single)


@dataclass(frozen=True)
class Telling:
    """How much each word tells among the names around; a word that stands in them is no slip of another."""

    weights: dict[str, float]
    unsaid: frozenset[str]  # words that say only where, or what sort of body: to leave one out says nothing
    places: frozenset[str]  # those of them that say where: each says another one, and they are two

    def of(self, words: Iterable[str]) -> float:
        """What some words tell together."""
        # What is short and stands in no name around is a slip more often than a word.
        return sum(self.weights.get(word, 1.0 if len(word) > SHORT else LEAST) for word in words)

    def telling(self, words: Iterable[str]) -> float:
        """The same without those that say only where or what sort of body."""
        return self.of(word for word in words if word not in self.unsaid)

    def apart(self, words: Sequence[str]) -> float:
        """What some words tell that is not what the other name tells: places too."""
        return self.telling(words) + sum(LEAST for word in words if word in self.places)


def telling(names: Sequence[tuple[str, ...]], place_words: Iterable[str]) -> Telling:
    """What words tell here: less when many names around have it, least when it says only where or what sort."""
    seen = Counter(chain.from_iterable(map(set, names)))
    base = max(len(names), 25)
    weights = {word: max(LEAST, 1 / (1 + log(1 + n / base / _COMMON, 4))) for word, n in seen.items()}
    places = {word for text in place_words for word in words_of(text)}
    unsaid = {*words_of(_WEAK_WORDS), *places}
    return Telling(weights | dict.fromkeys(unsaid, WEAK), frozenset(unsaid), frozenset(places))


def likeness(one: tuple[str, ...], other: tuple[str, ...], tell: Telling) -> tuple[float, float]:
    """How much of what two names tell is told by both, and how far each tells something else, both from 0 up.

    The first is Dice's coefficient over weighed words. A word with a slip in it counts as the word. Two numbers, or
    two of a pair such as men and women, are two groups.
    """
    if _unlike(set(one), set(other)):
        return 0.0, 1.0
    mine, theirs = _without_slips(_left_over(one, other, tell), _left_over(other, one, tell), tell)
    total = tell.of(one) + tell.of(other)
    shared = total - tell.of(mine) - tell.of(theirs)
    apart = min(tell.apart(mine), tell.apart(theirs))
    return (shared / total if total else 0.0) - ONE_MORE * max(tell.telling(mine), tell.telling(theirs)), apart


def _left_over(one: tuple[str, ...], other: tuple[str, ...], tell: Telling) -> list[str]:
    """Words of `one` that `other` has not; one that stands there twice, the second time with a slip, is no more."""
    left = (Counter(one) - Counter(other)).elements()
    return [word for word in left if not any(_slip(word, each, tell) for each in set(one) & set(other))]


def _without_slips(mine: list[str], theirs: list[str], tell: Telling) -> tuple[list[str], list[str]]:
    """What is left of each when words that are one word with a slip, or with a gap elsewhere, are taken out."""
    for word in list(mine):
        if twin := next((each for each in theirs if _slip(word, each, tell)), None):
            mine.remove(word)
            theirs.remove(twin)
    for some in _runs(mine):
        for others in _runs(theirs):
            if len(some) + len(others) > 2 and _close("".join(some), "".join(others), 1):
                return _less(mine, some), _less(theirs, others)
    return mine, theirs


def _runs(words: list[str]) -> list[list[str]]:
    """Each word, and each two that follow one another."""
    return [words[at : at + size] for size in (1, 2) for at in range(len(words) - size + 1)]


def _less(words: list[str], taken: list[str]) -> list[str]:
    return list((Counter(words) - Counter(taken)).elements())


def _unlike(one: set[str], other: set[str]) -> bool:
    numbers = {word for word in one if word.isdigit()}, {word for word in other if word.isdigit()}
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    return any(one & pair and other & pair and one & pair != other & pair for pair in _UNLIKE)


def _slip(one: str, other: str, tell: Telling) -> bool:
    """Whether two words are one with a slip: one letter, two in long words; never in numbers.

    Two words that both stand in the names around are two words ("bowls" and "owls").
    """
    shorter = min(len(one), len(other))
    if (
        abs(len(one) - len(other)) > 2
        or one.isdigit()
        or other.isdigit()
        or (one in tell.weights and other in tell.weights)
    ):
        return False
    if shorter < 4:  # in a short word only a letter typed twice is sure to be a slip
        return shorter == 3 and _TWICE.sub(r"\1", one) == _TWICE.sub(r"\1", other)
    return _close(one, other, 1 if shorter < 7 else 2)


def _close(one: str, other: str, most: int) -> bool:
    return OSA.distance(one, other, score_cutoff=most) <= most
