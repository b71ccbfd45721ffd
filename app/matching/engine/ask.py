"""One question put to the columns: what was said, and what each signal needs to know of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.clock import local_date
from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine.index.columns import Columns, Scores
from app.matching.engine.policy import Policy
from app.matching.engine.types import Conversation, Understood, Wish
from geo.distance import metres_between, metres_for_minutes
from geo.points import Point

EVERY_DAY, EVERY_PART = range(7), range(3)
DAY_EASES = {Ease.DAYTIME: (EVERY_DAY, (0, 1)), Ease.EVENING: (EVERY_DAY, (2,)), Ease.WEEKEND: ((5, 6), EVERY_PART)}
# Asked for as times, not as facts that somebody looked up.
TIME_EASES = frozenset(DAY_EASES)
GIFT_BY_WORDS = np.float32(0.6)


@dataclass(frozen=True)
class Ask:
    """A conversation, understood, before one set of columns. Each wish is weighed once and kept."""

    conversation: Conversation
    understood: Understood
    columns: Columns
    vocabulary: Vocabulary
    policy: Policy

    @cached_property
    def today(self) -> date:
        """The local day it is asked on."""
        return local_date(self.conversation.now)

    @cached_property
    def point(self) -> Point | None:
        """Where the person is, when they said."""
        spot = self.conversation.spot
        return Point(spot.lat, spot.lon) if spot else None

    def metres_to(self, row: int) -> float | None:
        """Metres to one row, None where either point is not known; a single row is not worth an array."""
        listing = self.columns.listings[row]
        if self.point is None or listing.lat is None or listing.lon is None:
            return None
        return metres_between(self.point, Point(listing.lat, listing.lon))

    @cached_property
    def reach_m(self) -> float:
        """Metres as the crow flies that they can travel."""
        travel = self.conversation.travel
        if travel.mode == "online":
            return self.policy.widest_m
        return max(self.policy.least_reach_m, metres_for_minutes(travel.minutes, travel.mode, slow=travel.slowly))

    @cached_property
    def week(self) -> int:
        """The days and parts of days that suit, as bits; 0 when nothing was said."""
        said = self.conversation
        bits = 0
        if said.days or said.parts:
            days = [n for n, day in enumerate(DAYS) if day in said.days]
            parts = [n for n, part in enumerate(PARTS) if part in said.parts]
            bits = _bits(days or EVERY_DAY, parts or EVERY_PART)
        for ease, (on_days, at_parts) in DAY_EASES.items():
            if ease in self.understood.ease:  # said twice in two ways: what both allow, else the later
                bits = bits & _bits(on_days, at_parts) or _bits(on_days, at_parts)
        return bits

    @property
    def wants_companion(self) -> bool:
        """Somebody asked for a friendly face for the first visit."""
        return Ease.COMPANION in self.understood.ease

    @cached_property
    def hope_fits(self) -> list[tuple[Wish, Scores]]:
        """Each hope with how well every row fits it, 0..1."""
        return [(wish, _fit(self, wish, Scheme.HOPE)) for wish in self.understood.hopes]

    @cached_property
    def gift_fits(self) -> list[tuple[Wish, Scores]]:
        """Each gift with how much every row would welcome it, 0..1."""
        return [(wish, _fit(self, wish, Scheme.GIFT)) for wish in self.understood.gifts]

    @cached_property
    def basic_fits(self) -> list[tuple[Wish, Scores]]:
        """Each basic with which rows help with it."""
        return [
            (wish, _tagged(self, wish, Scheme.BASIC, lambda rows: np.ones(len(rows), np.float32)))
            for wish in self.understood.basics
        ]


def _bits(days: Iterable[int], parts: Sequence[int]) -> int:
    return sum(1 << (day * 3 + part) for day in days for part in parts)


def _fit(ask: Ask, wish: Wish, scheme: Scheme) -> Scores:
    """A tag says most, a tag among few says more than one among many, and the listing's own words tell the rest."""
    columns = ask.columns
    words = columns.words.coverage(wish.tokens)
    if scheme is Scheme.GIFT:  # what somebody is good at they mostly enjoy too: a listing's words may still fit
        return np.maximum(
            _tagged(ask, wish, scheme, lambda rows: np.ones(len(rows), np.float32)), GIFT_BY_WORDS * words
        )
    if wish.code is None:
        return words
    tagged = _tagged(ask, wish, scheme, lambda rows: 0.75 + 0.15 / np.sqrt(np.maximum(columns.offers[rows], 1)))
    return np.where(tagged > 0, tagged + 0.1 * words, 0.8 * words).astype(np.float32)


def _tagged(ask: Ask, wish: Wish, scheme: Scheme, value: Callable[..., Any]) -> Scores:
    columns = ask.columns
    postings = {Scheme.HOPE: columns.hopes, Scheme.GIFT: columns.gifts, Scheme.BASIC: columns.basics}[scheme]
    fits = np.zeros(columns.size, np.float32)
    term = ask.vocabulary.get(scheme, wish.code or "")
    for code, weight in [*(term.related if term else ()), (wish.code or "", None)]:
        rows = postings.get(code)
        if rows is None:
            continue
        own = value(rows)
        fits[rows] = own if weight is None else np.maximum(fits[rows], weight * 0.8 * own)
    return fits
