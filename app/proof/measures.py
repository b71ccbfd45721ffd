"""What a good answer is, as numbers: one small function a figure, and whether a reason points to a fact; pure."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TypeVar

from app.directory.rules import Answer, Ease, Kind, Role
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.recurrence import DAYS
from app.kernel.text import soft
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Candidate
from app.matching.shapes import SuggestionOut, WhyOut
from app.matching.words import SCHEMES, SENTENCES
from geo.distance import metres_between, travel_minutes
from geo.points import Point

Item = TypeVar("Item")
SIZES = {"1": 1, "2-5": 5, "6+": None}  # an organisation's listings: the most that still counts to a class


def share(flags: Iterable[bool]) -> float | None:
    """How many of `flags` are true, 0..1; None when there are none to count."""
    counted = list(flags)
    return sum(counted) / len(counted) if counted else None


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    counted = list(values)
    return math.fsum(counted) / len(counted) if counted else None


def dcg(grades: Sequence[int], k: int) -> float:
    """Discounted cumulated gain: the sum over the first k places i = 1.. of (2^grade - 1) / log2(i + 1).

    Jarvelin & Kekalainen (2002), Cumulated gain-based evaluation of IR techniques, with the exponential gain of
    Burges et al. (2005), Learning to rank using gradient descent.
    """
    return math.fsum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:k], 1))


def ndcg(shown: Sequence[int], judged: Collection[int], k: int = 5) -> float | None:
    """The dcg of the grades `shown` over that of the best order of all `judged` ones, 0..1.

    Jarvelin & Kekalainen (2002). None when no judged listing is any good: then there is no best order.
    """
    ideal = dcg(sorted(judged, reverse=True), k)
    return dcg(shown, k) / ideal if ideal else None


def hit(shown: Sequence[int], k: int = 3, least: int = 2) -> bool:
    """Whether a listing of at least that grade stands among the first k (success at k)."""
    return any(grade >= least for grade in shown[:k])


def first_judged(shown: Sequence[Item], judged: Collection[Item], k: int = 5) -> list[bool]:
    """For each of the first k shown whether a marker has seen it; their share over all answers is judged@k."""
    return [item in judged for item in shown[:k]]


def silent(grades: Iterable[int], least: int = 1) -> bool:
    """Whether an answer that should be empty is, or holds only listings that are some good after all."""
    return all(grade >= least for grade in grades)


def ladder_violations(rungs: Sequence[int], formal_rung: int, formal_before_opened: int) -> int:
    """How often rule 1 is broken: a lower rung after a higher one, a formal service among the ideas or unasked."""
    falls = sum(later < earlier for earlier, later in pairwise(rungs))
    return falls + sum(rung >= formal_rung for rung in rungs) + formal_before_opened


def same_first(one: Sequence[Item], other: Sequence[Item], k: int = 3) -> bool:
    """Whether both begin with the same k, in any order."""
    return set(one[:k]) == set(other[:k])


def overlap(one: Sequence[Item], other: Sequence[Item], k: int = 3) -> float:
    """The Jaccard index of the first k of both: common over all, 0..1; 1 when both are empty."""
    first, second = set(one[:k]), set(other[:k])
    return len(first & second) / len(first | second) if first | second else 1.0


def exposure(organisations: Iterable[str], sizes: Mapping[str, int]) -> dict[str, float]:
    """The share of places that go to organisations with 1, 2-5 and 6+ listings; nobody's listing is a body of 1.

    The idea is exposure of groups, Singh & Joachims (2018), Fairness of exposure in rankings, with first places
    alone instead of a discount.
    """
    counted = Counter(_class(sizes.get(name, 1) if name else 1) for name in organisations)
    return {name: counted[name] / counted.total() for name in SIZES} if counted else {}


def _class(listings: int) -> str:
    return next(name for name, most in SIZES.items() if most is None or listings <= most)


def kappa(pairs: Sequence[tuple[int, int]], *, weighted: bool = False) -> float | None:
    """How far two markers agree beyond chance, -1..1: 1 - observed over expected disagreement.

    Cohen (1960), A coefficient of agreement for nominal scales; `weighted` by the square of the difference, Cohen
    (1968), Weighted kappa. None without pairs, or when both gave one and the same grade throughout.
    """

    def apart(one: int, other: int) -> float:
        return float((one - other) ** 2) if weighted else float(one != other)

    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(apart(a, b) * n * m for a, n in first.items() for b, m in second.items())
    return 1 - len(pairs) * sum(apart(a, b) for a, b in pairs) / expected if expected else None


@dataclass(frozen=True)
class Asked:
    """What a reason may lean on besides the listing: the words said, where they were said, and how they travel."""

    words: str
    point: Point | None = None
    areas: frozenset[str] = frozenset()
    slowly: bool = False


@dataclass(frozen=True)
class Claims:
    """Checks worded reasons against facts, without asking the engine that gave them."""

    vocabulary: Vocabulary
    _codes: dict[tuple[Scheme, str], frozenset[str]] = field(default_factory=dict)

    def of(self, item: SuggestionOut, listing: Candidate, asked: Asked) -> list[tuple[str, bool]]:
        """Each reason of an idea, and of what somebody could bring, with whether it is backed; none at all is not."""
        told = item.why + [WhyOut(signal="gifts", score=1.0, **bring.model_dump()) for bring in item.bring]
        checked = [(why.text, self._backed(why, listing, asked)) for why in told]
        return checked if item.why else [*checked, (f"{item.name}: no reason", False)]

    def _backed(self, why: WhyOut, listing: Candidate, asked: Asked) -> bool:
        read = read_reason(why)
        if read is None:
            return False
        code, facts = read
        if not all(_stands_in(said, asked.words) for said in _sayings(why)):
            return False
        if "quote" in facts:
            return _stands_in(facts["quote"], listing.name) or _stands_in(facts["quote"], _summary(listing))
        if "term" in facts:
            return bool(self._labelled(why.signal, facts["term"]) & _terms(why.signal, listing))
        return self._rest(why, code, facts, listing, asked)

    def _rest(self, why: WhyOut, code: str, facts: Mapping[str, str], listing: Candidate, asked: Asked) -> bool:
        if why.signal == "interests":
            return self._interest(why, code, listing)
        if why.signal == "basics":  # said in the very words of the term, which is not told twice then
            return any(self._said(Scheme.BASIC, said) & set(listing.basics) for said in why.matched)
        if why.signal == "nearness":
            return _near_enough(code, facts, listing, asked)
        if why.signal == "ease":
            return _easy(code, why.matched, listing)
        if why.signal == "time":
            return bool(why.matched) and all(listing.week >> (DAYS.index(day) * 3) & 7 for day in why.matched)
        return (why.signal, code) == ("formal", "service") and listing.kind is Kind.FORMAL

    def _interest(self, why: WhyOut, code: str, listing: Candidate) -> bool:
        if code in ("offers", "offers_all"):
            return all(
                (self._said(Scheme.HOPE, said) | self._enjoyed(said)) & set(listing.hopes) for said in why.matched
            )
        stems = set(listing.stems[0]) | set(listing.stems[1])
        if code == "asked":
            return listing.kind is Kind.FORMAL and bool(self._stems(Scheme.FORMAL, why.matched) & stems)
        said = self._stems(Scheme.HOPE, why.matched) | self._stems(Scheme.GIFT, why.matched)
        return code == "named" and bool(said & stems)

    def _stems(self, scheme: Scheme, sayings: Iterable[str]) -> set[str]:
        """The stems of what was said and of every phrase of the terms it is known for."""
        found = {stem for said in sayings for stem in tokens(said)}
        for code in (code for said in sayings for code in self._said(scheme, said)):
            term = self.vocabulary.get(scheme, code)
            found.update(stem for phrase in (term.phrases if term else ()) for stem in tokens(phrase))
        return found

    def _said(self, scheme: Scheme, said: str) -> frozenset[str]:
        """The codes of the terms that these words say."""
        if (scheme, said) not in self._codes:
            found = self.vocabulary.find(said, [scheme])
            self._codes[scheme, said] = frozenset(item.term.code for item in found)
        return self._codes[scheme, said]

    def _enjoyed(self, said: str) -> set[str]:
        """The hopes that stand behind the gifts these words say."""
        gifts = (self.vocabulary.get(Scheme.GIFT, code) for code in self._said(Scheme.GIFT, said))
        return {hope for term in gifts if term for hope in term.enjoys}

    def _labelled(self, signal: str, label: str) -> set[str]:
        terms = (term for scheme in SCHEMES.get(signal, ()) for term in self.vocabulary.of(scheme))
        return {term.code for term in terms if soft(term.label) == soft(label)}


def read_reason(why: WhyOut) -> tuple[str, dict[str, str]] | None:
    """The code and the facts of a worded reason; None for a sentence that nobody wrote down in `matching.words`."""
    for code, pattern in _patterns(why.signal):
        if read := pattern.fullmatch(why.text):
            return code, read.groupdict()
    return None


@cache
def _patterns(signal: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences of a signal as patterns with a group a fact, those with most facts first."""
    sentences = sorted(
        ((code, text) for (of, code), text in SENTENCES.items() if of == signal), key=lambda pair: -pair[1].count("%(")
    )
    return tuple((code, _pattern(text)) for code, text in sentences)


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", sentence)
    groups = (f"(?P<{piece}>.*)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces))
    return re.compile("".join(groups), re.DOTALL)


def _sayings(why: WhyOut) -> Sequence[str]:
    return why.matched if why.signal in ("interests", "basics", "gifts") else ()


def _stands_in(piece: str, text: str) -> bool:
    wanted = " ".join(piece.split()).casefold()
    return bool(wanted) and wanted in " ".join(text.split()).casefold()


def _summary(listing: Candidate) -> str:
    # A quotation takes the end of a line for the end of a sentence.
    return listing.summary.replace("\n", ". ")


def _terms(signal: str, listing: Candidate) -> set[str]:
    hopes = listing.hopes + listing.labels
    terms = {"interests": hopes, "meaning": hopes, "gifts": listing.gifts, "basics": listing.basics}
    return set(terms.get(signal, ()))


def _easy(code: str, matched: Sequence[str], listing: Candidate) -> bool:
    if code == "language":
        return any(tag.split("-")[0].lower() in listing.languages for tag in matched)
    free = code == Ease.FREE and listing.free is True
    companion = code == Ease.COMPANION and listing.role is Role.COMPANION
    return free or companion or listing.ease.get(Ease(code)) is Answer.YES


AROUND_HERE_M = 2_000  # "from around here" of somebody known by a sector only: no more than two kilometres away


def _near_enough(code: str, facts: Mapping[str, str], listing: Candidate, asked: Asked) -> bool:
    if code in ("comes_to_you", "online", "covers"):
        comes = listing.ease.get(Ease.COMES_TO_YOU) is Answer.YES
        covers = not asked.areas.isdisjoint(listing.covers)
        return {"comes_to_you": comes, "online": listing.online, "covers": covers}[code]
    if asked.point is None or listing.lat is None or listing.lon is None:
        return False
    metres = metres_between(asked.point, Point(listing.lat, listing.lon))
    if code in ("walk", "bus", "car"):
        return abs(int(facts["minutes"]) - travel_minutes(metres, code, slow=asked.slowly)) <= 1
    if code == "away":
        return abs(float(facts["km"]) - metres / 1000) <= 0.1
    return code == "around_here" and metres <= AROUND_HERE_M
