"""What the form at `/find` said: read it, fill it in again, turn it into a search or a bookmark; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.errors import Problem
from app.matching.answers import (
    EASE_IN_ADDRESS,
    apart,
    as_pairs,
    coarse_place,
    known_fields,
    place_fits_address,
    plain_codes,
)
from app.matching.engine.other_tongue import put_in_english
from app.matching.engine.search import Wanted, words_of
from app.matching.shapes import Day
from geo.points import Point

MOST_LETTERS = 200
REACH_M = 25_000  # an hour by bus: the nearest stand first anyway


@dataclass(frozen=True)
class LookedFor:
    """The form as filled in. `cursor` is where the list goes on."""

    q: str = ""
    near: str = ""
    kind: str = ""
    hope: str = ""
    day: tuple[str, ...] = ()
    ease: tuple[str, ...] = ()
    cursor: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything was asked for."""
        return any(value.strip() for _, value in as_pairs(replace(self, cursor="")))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every answer as a form field, so that a page can send them all again (rule 12)."""
        return as_pairs(replace(self, cursor=""))


def read_form(pairs: Iterable[tuple[str, str]]) -> LookedFor:
    """What was asked in a posted form."""
    return LookedFor(**known_fields(pairs, LookedFor))


def read_address(pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> tuple[LookedFor, bool]:
    """What was asked in a web address, and whether anything was left out because none may carry it (rule 5)."""
    said = LookedFor(**known_fields(apart(pairs, LookedFor), LookedFor))
    kept = _for_address(said, vocabulary)
    return kept, kept != said


def address(said: LookedFor, cursor: str = "") -> str:
    """The query of a page that may be kept as a bookmark."""
    several = [("day", ",".join(said.day)), ("ease", ",".join(said.ease))]
    plain = [("near", coarse_place(said.near).strip()), ("kind", said.kind), ("hope", said.hope)]
    return urlencode([pair for pair in (*plain, *several, ("cursor", cursor)) if pair[1]])


def fits_address(said: LookedFor, vocabulary: Vocabulary) -> bool:
    """Whether all of it may stand in a web address: a place and plain codes, no own words, nothing sensitive."""
    return place_fits_address(said.near) and _for_address(said, vocabulary) == said


def problems(said: LookedFor, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """What stops this from being looked for: which field, and what to do, in a plain sentence."""
    found = []
    if not said.asked:
        found.append(Problem("q", "Type a word or a place, or choose a kind."))
    if len(said.q) > MOST_LETTERS:
        found.append(Problem("q", "That is a lot of words. One or two will do."))
    if len(said.near) > MOST_LETTERS:
        found.append(Problem("near", "Type a postcode or the name of a place, and no more."))
    if said.kind and said.kind not in list(Kind):
        found.append(Problem("kind", "We do not know that kind. Choose one from the list."))
    if said.hope and vocabulary.get(Scheme.HOPE, said.hope) is None:
        found.append(Problem("hope", "We do not know that. Choose one from the list."))
    return tuple(found)


def less(said: LookedFor, name: str) -> LookedFor:
    """The same with one field left empty, from the start of the list."""
    return replace(said, cursor="", **{name: type(getattr(said, name))()})


def to_wanted(said: LookedFor, point: Point | None) -> Wanted:
    """The search, for somebody who reads its answer. Codes of days and ease that nobody knows are left out."""
    return Wanted(
        words=words_of(said.q),
        said=said.q,
        near=point,
        radius_m=REACH_M,
        kind=Kind(said.kind) if said.kind else None,
        hope=said.hope or None,
        days=frozenset(day for day in said.day if day in get_args(Day)),
        ease=frozenset(ease for ease in Ease if ease in said.ease),
        for_people=True,
    )


def by_hope(said: LookedFor, vocabulary: Vocabulary) -> LookedFor | None:
    """The same by the hope that a word of another language stands for; None for English, and for no hope we know."""
    put = None if said.hope else put_in_english(said.q, "", vocabulary)
    hoped = vocabulary.find(put.hopes, [Scheme.HOPE]) if put is not None and not put.unread else []
    return replace(said, q="", hope=hoped[0].term.code) if hoped else None


def _for_address(said: LookedFor, vocabulary: Vocabulary) -> LookedFor:
    hope = vocabulary.get(Scheme.HOPE, said.hope)
    return LookedFor(
        near=said.near,
        kind=said.kind,
        hope="" if hope is not None and not plain_codes(vocabulary, Scheme.HOPE, [said.hope]) else said.hope,
        day=tuple(day for day in said.day if day in get_args(Day)),
        ease=tuple(code for code in said.ease if code in EASE_IN_ADDRESS),
        cursor=said.cursor,
    )
