"""One question put to the columns: what was said, and what each signal needs to know of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.clock import local_date
from app.kernel.lazily import lazily
from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine import judging
from app.matching.engine.fit import Fit
from app.matching.engine.index.columns import Columns, Mask, Rows, Scores
from app.matching.engine.index.postings import NO_ROWS, held
from app.matching.engine.likeness import as_likeness, terms_meant
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.policy import Policy
from app.matching.engine.types import Candidate, Conversation, Meant, Told, Understood, Wish
from app.matching.engine.worked import Worked
from geo.distance import metres_for_minutes, metres_from_to
from geo.points import Point

T = TypeVar("T")
EVERY_DAY, EVERY_PART = range(7), range(3)
DAY_EASES = {Ease.DAYTIME: (EVERY_DAY, (0, 1)), Ease.EVENING: (EVERY_DAY, (2,)), Ease.WEEKEND: ((5, 6), EVERY_PART)}
# Asked for as times, not as facts that somebody looked up.
TIME_EASES = frozenset(DAY_EASES)
GIFT_BY_WORDS = np.float32(0.6)
CODED_WORDS = 0.8  # of a listing's words where the term was said: it may offer more than it says
ALSO_TOLD = 0.1  # added to what is offered by what is told besides
RELATED = 0.8  # of a related term's weight


@dataclass(frozen=True)
class Ask:
    """A conversation, understood, before one set of columns. Each wish is weighed once and kept."""

    conversation: Conversation
    understood: Understood
    columns: Columns
    vocabulary: Vocabulary
    policy: Policy
    meant: Meant | None = None
    worked: Worked = field(default_factory=Worked)  # what the words and these columns make together

    def once(self, name: str, work: Callable[[], T]) -> T:
        """What hangs on the understanding and the columns alone, not on place, time or how somebody travels."""
        return self.worked.of(self.columns, name, work)

    @lazily
    def rows_told(self) -> dict[int, Told]:
        """Why listings answer these words, by row: it is so wherever they are said."""
        languages = self.conversation.languages
        return self.once(f"told:{languages}" if languages else "told", dict[int, Told])

    @lazily
    def rows_there(self) -> dict[int, Any]:
        """How far listings are and what is said of it, by row: kept with the place, for the same way to travel."""
        spot, travel = self.conversation.spot, self.conversation.travel
        if spot is None:
            return {}
        worked: Worked = spot.kept.setdefault("there", Worked())
        return worked.of(self.columns, f"{travel.mode}:{travel.slowly}:{self.half_m}", dict[int, Any])

    @lazily
    def today(self) -> date:
        """The local day it is asked on."""
        return local_date(self.conversation.now)

    @lazily
    def point(self) -> Point | None:
        """Where the person is, when they said."""
        spot = self.conversation.spot
        return Point(spot.lat, spot.lon) if spot else None

    def listing(self, row: int) -> Candidate:
        """The listing in one row."""
        return self.columns.listings[row]

    def metres_to(self, row: int) -> float | None:
        """Metres to one row, None where either point is not known."""
        return self.metres_between(self.listing(row))

    def metres_between(self, listing: Candidate) -> float | None:
        """The same of a listing at hand; a single one is not worth an array."""
        spot = self.conversation.spot
        if spot is None or listing.lat is None or listing.lon is None:
            return None
        return metres_from_to(spot.lat, spot.lon, listing.lat, listing.lon)

    @lazily
    def reach_m(self) -> float:
        """Metres as the crow flies that they can travel."""
        travel = self.conversation.travel
        if travel.mode == "online":
            return self.policy.widest_m
        return max(self.policy.least_reach_m, metres_for_minutes(travel.minutes, travel.mode, slow=travel.slowly))

    @lazily
    def half_m(self) -> float:
        """Metres at which nearness counts a half."""
        return max(self.reach_m, self.policy.near_m)

    @property
    def first_look_m(self) -> float:
        """Metres that are looked at before looking further: who goes on foot only is not shown a bus ride at once."""
        usual = max(self.policy.first_look_m, self.reach_m)
        return min(usual, self.policy.far_reaches * self.reach_m) if self.conversation.travel.only else usual

    @lazily
    def week(self) -> int:
        """The days and parts of days that suit, as bits; 0 when nothing was said."""
        said = self.conversation
        return _week(said.days, said.parts, self.understood.ease & TIME_EASES)

    @lazily
    def wished_week(self) -> int:
        """The same, narrowed to what was named in words: others are let through, none of them is told as suiting."""
        said, week = self.understood, self.week
        if not week and not said.days:
            return 0
        named = _week(said.days, said.parts, frozenset())
        return week & named or week or named

    @property
    def wants_companion(self) -> bool:
        """Somebody asked for a friendly face for the first visit."""
        return Ease.COMPANION in self.understood.ease

    @property
    def plain_label(self) -> bool:
        """A word or two and no story; see `Understood.is_label`."""
        return self.once("label", lambda: self.understood.is_label(self.policy.label_words))

    @lazily
    def _closeness(self) -> dict[str, Fit]:
        return {}

    def close(self, text: str) -> Fit | None:
        """The cosine of each row with a text that was asked; None where its vector is not known."""
        meant = self.meant
        if meant is None or text not in meant.questions:
            return None
        if text not in self._closeness:
            vector = meant.questions[text]
            self._closeness[text] = Fit(self.columns.size, lambda rows: meant.listings.closeness(vector, rows))
        return self._closeness[text]

    def alike(self, wish: Wish) -> Fit | None:
        """How close each row lies to the wish or to its sentence, 0..1; None without sentence vectors."""
        close = [fit for text in dict.fromkeys((wish.said, wish.sentence)) if (fit := self.close(text))]
        if not close:
            return None
        return Fit(self.columns.size, lambda rows: as_likeness(np.stack([fit[rows] for fit in close]).max(axis=0)))

    @lazily
    def story_alike(self) -> Fit | None:
        """How close each row lies to the whole of what was said, 0..1; None without sentence vectors."""
        return self.alike(self.understood.story)

    @property
    def judges(self) -> bool:
        """Whether the learned judge can tell."""
        return self.place_of_question is not None and self.meant is not None and self.meant.placed is not None

    @lazily
    def judged(self) -> Fit | None:
        """How well each row would serve, as log-odds against the others; None without sentence vectors."""
        place, placed = self.place_of_question, self.meant.placed if self.meant else None
        if place is None or placed is None:
            return None
        return Fit(self.columns.size, lambda rows: placed.closeness(place, rows))

    @lazily
    def place_of_question(self) -> Vector | None:
        """Where the learned judge lays what was said; None without sentence vectors."""
        return self.once("place", self._place_of_question)

    def _place_of_question(self) -> Vector | None:
        meant, said = self.meant, self.understood
        if not meant or not meant.reader or not meant.judge or not meant.placed or not said.story.said:
            return None
        if (whole := meant.questions.get(said.story.said)) is None:
            return None
        parts = [meant.questions[text] for text in said.questions if text in meant.questions]
        named = judging.said(self.conversation, said)
        asking = meant.judge.label if self.plain_label else meant.judge.story
        placed = judging.place_of_question(asking, meant.reader, whole, np.stack(parts), named)
        return placed if said.recalled is None else placed + said.recalled

    @lazily
    def story_terms(self) -> list[tuple[str, float]]:
        """The hopes that the whole may mean, with 0..1, likeliest first."""
        return self.once("story", lambda: terms_meant(self.meant, self.understood.story, Scheme.HOPE))

    @lazily
    def story_offered(self) -> Fit:
        """How well each row offers what the whole may mean, 0..1."""
        return Fit(self.columns.size, lambda rows: _any_tagged(self, self.story_terms, Scheme.HOPE, rows))

    @lazily
    def hope_fits(self) -> list[tuple[Wish, Fit]]:
        """Each hope with how well the rows fit it, 0..1."""
        return self._fits(self.understood.hopes, Scheme.HOPE, 0)

    @property
    def names_a_hope(self) -> bool:
        """Whether a hope was said by name that somebody somewhere offers by name."""
        offered = self.columns.offered_by_anybody
        return self.once("names a hope", lambda: any(offered(wish.code or "") for wish in self.understood.hopes))

    def plainly_offered(self, rows: Rows) -> Mask:
        """Which rows offer, by name, a hope that was said by name."""
        said = [self.columns.hopes.get(wish.code or "", NO_ROWS) for wish in self.understood.hopes]
        return np.isin(rows, np.concatenate(said)) if said else np.zeros(len(rows), np.bool_)

    @lazily
    def heard_fits(self) -> list[tuple[Wish, Fit]]:
        """Each hope that no phrase said, with how well the rows fit it, 0..1."""
        return self._fits(self.understood.heard, Scheme.HOPE, len(self.understood.hopes))

    @lazily
    def gift_fits(self) -> list[tuple[Wish, Fit]]:
        """Each gift with how much the rows would welcome it, 0..1; none after grief or in crisis (rule 7)."""
        if self.understood.grief or self.understood.urgent:
            return []
        before = len(self.understood.hopes) + len(self.understood.heard)
        return self._fits(self.understood.gifts, Scheme.GIFT, before)

    @lazily
    def _worked(self) -> list[tuple[Rows, npt.NDArray[np.float32]]]:
        return []

    def worked_out(self, rows: Rows, fits: npt.NDArray[np.float32]) -> None:
        """Keep what is known of some rows already: one line a hope, then those heard, then gifts."""
        self._worked[:] = [(rows, fits)]

    def _fits(self, wishes: Sequence[Wish], scheme: Scheme, line: int) -> list[tuple[Wish, Fit]]:
        fits = [(wish, _fit(self, wish, scheme)) for wish in wishes]
        for rows, known in self._worked:
            for n, (_, fit) in enumerate(fits, line):
                fit.keep(rows, known[n])
        return fits

    @lazily
    def basic_fits(self) -> list[tuple[Wish, Fit]]:
        """Each basic with which rows help with it."""
        return [(wish, self._tagged_fit(wish.code or "", Scheme.BASIC)) for wish in self.understood.basics]

    def _tagged_fit(self, code: str, scheme: Scheme) -> Fit:
        return Fit(self.columns.size, lambda rows: _tagged(self, code, scheme, rows))


@lru_cache(maxsize=1024)
def _week(on: frozenset[str], at: frozenset[str], eases: frozenset[Ease]) -> int:
    bits = 0
    if on or at:
        days = [n for n, day in enumerate(DAYS) if day in on]
        parts = [n for n, part in enumerate(PARTS) if part in at]
        bits = _bits(days or EVERY_DAY, parts or EVERY_PART)
    for ease, (on_days, at_parts) in DAY_EASES.items():
        if ease in eases:  # said twice in two ways: what both allow, else the later
            bits = bits & _bits(on_days, at_parts) or _bits(on_days, at_parts)
    return bits


def _bits(days: Iterable[int], parts: Sequence[int]) -> int:
    return sum(1 << (day * 3 + part) for day in days for part in parts)


def _fit(ask: Ask, wish: Wish, scheme: Scheme) -> Fit:
    """Weighed only where a row is asked for that no loop has weighed."""
    made: list[Callable[[Rows], Scores]] = []

    def work(rows: Rows) -> Scores:
        if not made:
            made.append(_weighing(ask, wish, scheme))
        return made[0](rows)

    return Fit(ask.columns.size, work)


def _weighing(ask: Ask, wish: Wish, scheme: Scheme) -> Callable[[Rows], Scores]:
    """What a listing offers says most; its own words and what they mean tell the rest."""
    policy, alike = ask.policy, ask.alike(wish)
    terms = terms_of(ask, wish, scheme)

    def work(rows: Rows) -> Scores:
        close = alike[rows] if alike else None
        told = _told(ask, wish, ask.columns.words.coverage(wish.tokens, rows, fanciful=wish.code is None), close)
        offered = np.float32(policy.vocabulary * wish.sure) * _any_tagged(ask, terms, scheme, rows)
        if scheme is Scheme.GIFT:  # what somebody is good at they mostly enjoy too: a listing's words may still fit
            return np.maximum(offered, GIFT_BY_WORDS * told)
        if close is not None:  # the sentence tells in which sense a word was said
            offered = offered * (policy.by_term_said + (1 - policy.by_term_said) * close)
        return np.where(offered > 0, np.maximum(offered + ALSO_TOLD * told, told), told).astype(np.float32)

    return work


def _told(ask: Ask, wish: Wish, words: Scores, alike: Scores | None) -> Scores:
    """What a listing's own words say: the same words, or others that mean the same."""
    if alike is None:
        return words if wish.code is None else CODED_WORDS * words
    by_words = ask.policy.by_words_of_label if ask.plain_label else ask.policy.by_words
    told: Scores = by_words * words + ask.policy.by_meaning * alike
    return np.minimum(told, np.float32(1))


def terms_of(ask: Ask, wish: Wish, scheme: Scheme) -> list[tuple[str, float]]:
    """The term that was said, or those that may have been meant by other words, each with what it counts."""
    if wish.code is not None:
        return [(wish.code, 1.0)]
    return [(code, sure * ask.policy.by_term_meant) for code, sure in terms_meant(ask.meant, wish, scheme)]


def _any_tagged(ask: Ask, terms: Iterable[tuple[str, float]], scheme: Scheme, rows: Rows) -> Scores:
    """The best of several terms, each counting so much; of a hope, less among many."""
    best = np.zeros(len(rows), np.float32)
    for code, counts in terms:
        best = np.maximum(best, np.float32(counts) * _tagged(ask, code, scheme, rows))
    return best * ask.columns.own[rows] if scheme is Scheme.HOPE else best


def _tagged(ask: Ask, code: str, scheme: Scheme, rows: Rows) -> Scores:
    """1 where the term itself is offered or welcomed, less where a related one is."""
    columns = ask.columns
    postings = {Scheme.HOPE: columns.hopes, Scheme.GIFT: columns.gifts, Scheme.BASIC: columns.basics}[scheme]
    fits = np.zeros(len(rows), np.float32)
    term = ask.vocabulary.get(scheme, code)
    for name, weight in [*(term.related if term else ()), (code, None)]:
        if (kept := postings.get(name)) is None:
            continue
        here = held(kept, rows, columns.size)
        fits[here] = 1 if weight is None else np.maximum(fits[here], np.float32(weight * RELATED))
    return fits
