"""The answer of a match turned into what the results page shows: sections, numbers, what was said; pure."""

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.directory.rules import Answer, Capacity, Ease
from app.directory.telling import SECTION_OF_RUNG, days_until
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.audience import RESIDENT
from app.kernel.clock import local_date
from app.kernel.lazily import lazily
from app.kernel.text import soft
from app.matching.answers import FIRST_IDEAS
from app.matching.engine.other_tongue import is_unread
from app.matching.shapes import BringOut, MatchIn, MatchOut, SuggestionOut, WhyOut
from app.matching.words import ease_words
from geo.distance import LONGEST_WALK, miles, walking_minutes
from geo.gazetteer import was_guessed
from geo.postcodes import PostcodeError, parse_postcode

SECTIONS = (1, 2, 3)  # the rungs that stand open, in the order of the page; the formal one has a fold of its own
SHOWN_FIRST = 3  # ideas a section; the rest stands behind "Show 2 more"
SHOWN_TO_STAFF = 2  # the same below the three ideas that coordinators and clinicians see first
REASONS_SHOWN = 2
FURTHER = 1.5  # times as long as they said they would travel: the card says so
# What an idea's score keeps among the few: beside another that answers the same words, far, and full.
SAID_ALREADY, TOO_FAR, NO_ROOM = 0.7, 0.6, 0.3
# Said in the facts below the card already; a reason only when there is no other.
FACT_SIGNALS = frozenset(("nearness", "freshness", "time", "capacity"))
_NOBODY = re.compile(r"\W*(no|none|nobody|no[ -]one|just me|only me|not really|n/?a)\W*", re.IGNORECASE)
_NAME = r"[A-Z][a-z][\w'’-]*"
_KIN = "neighbour|friend|sister|brother|mum|dad|mother|father|son|daughter|wife|husband|partner|aunt|auntie|uncle|nan"
_WITH_NAME = re.compile(rf"\b(?:{_KIN}),?\s+({_NAME})")
_ONLY_NAMES = re.compile(rf"\s*({_NAME})(?:(?:\s*,\s*|\s+and\s+){_NAME})*\s*[.!]?\s*")


@dataclass(frozen=True)
class Said:
    """What we understood, in plain words, for the sentence marked with the pen."""

    near: str | None
    guessed: bool  # the place is only near to what was typed: the page says how it was taken
    hopes: tuple[str, ...]
    gifts: tuple[str, ...]
    ease: tuple[str, ...]
    basics: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether any hope, gift or need was understood; if not, the page says so."""
        return bool(self.hopes or self.gifts or self.basics)


@dataclass(frozen=True)
class Idea:
    """A card: its number on page and map, and the suggestion with what the page adds."""

    number: int | None
    section: str
    it: SuggestionOut
    reasons: tuple[WhyOut, ...]
    in_days: int | None
    checked_days: int | None
    asked: tuple[tuple[str, str], ...]
    known: tuple[str, ...]
    area_only: bool  # the place is a home or a person's: a sector and no door (rule 10)
    by: str  # how the minutes are spent: "walk", "bus" or "car"; "away" where only miles tell something
    miles: int | None
    further: (
        str  # "said" than they said they would travel, "usual" than is usual where they said nothing; "" for neither
    )
    photo: Any  # `small_address`, `alt` and sizes; None for none
    companion: str | None  # a first name, "" for somebody without one, None to leave the question out

    @property
    def anchor(self) -> str:
        """The id of the card on the page."""
        return f"idea-{self.number}" if self.number else f"formal-{self.it.id}"

    @property
    def bring(self) -> tuple[BringOut, ...]:
        """What they could bring, but for what is the reason already: nobody reads one sentence twice on a card."""
        told = {reason.text for reason in self.reasons}
        return tuple(gift for gift in self.it.bring if gift.text not in told)

    @property
    def answers(self) -> frozenset[str]:
        """Which of the words that were said it answers."""
        told = (reason.matched for reason in self.it.why if reason.signal not in FACT_SIGNALS)
        return frozenset(words for matched in told for words in matched)

    def worth_beside(self, told: Set[str]) -> float:
        """Its score, less where the words it answers are answered already, where it is far, and where it is full."""
        worth = self.it.score * (SAID_ALREADY if told and self.answers <= told else 1.0)
        return worth * (TOO_FAR if self.further else 1.0) * (NO_ROOM if self.it.capacity == Capacity.FULL else 1.0)


@dataclass(frozen=True)
class Section:
    """One rung of the ladder on the page."""

    key: str
    first: tuple[Idea, ...]
    more: tuple[Idea, ...]

    @property
    def count(self) -> int:
        """How many ideas stand in it."""
        return len(self.first) + len(self.more)


@dataclass(frozen=True)
class Results:
    """Everything the results template shows, in page order."""

    answer: MatchOut
    said: Said
    basics: tuple[Idea, ...]
    sections: tuple[Section, ...]
    start_here: Idea | None
    formal: tuple[Idea, ...]
    formal_open: bool
    mode: str
    minutes: int
    unread: bool  # own words of a language that nobody here reads, or that said nothing we know

    @property
    def ideas(self) -> tuple[Idea, ...]:
        """The numbered cards in page order."""
        return (*self.basics, *(idea for section in self.sections for idea in (*section.first, *section.more)))

    @lazily
    def few(self) -> tuple[Idea, ...]:
        """At most three to begin with: what sorts a need first, else the best fit and what goes well beside it."""
        if self.basics:
            return self.basics[:SHOWN_FIRST]
        chosen = [self.start_here] if self.start_here else []
        others = [idea for idea in self.ideas if idea not in chosen]
        while others and len(chosen) < SHOWN_FIRST:
            told = {words for idea in chosen for words in idea.answers}
            chosen.append(best := max(others, key=lambda idea: idea.worth_beside(told)))  # of equals by the ladder
            others.remove(best)
        return tuple(chosen)

    @property
    def count(self) -> int:
        """Good things for the title: the cards, and starting something where that is offered."""
        return len(self.ideas) + (self.answer.start_something is not None)


def no_photo(_listing_id: UUID) -> None:
    """Where pictures have no place."""


def show(
    asked: MatchIn,
    answer: MatchOut,
    vocabulary: Vocabulary,
    now: datetime,
    gettext: Callable[[str], str] = str,
    photo_of: Callable[[UUID], Any] = no_photo,
) -> Results:
    """Lay the answer out, labels in the reader's language.

    On an urgent page nothing jolly is left in it (rule 3): no gifts, companion or spark.
    """
    if answer.urgent:
        answer = _sober(answer)
    beside = None if answer.urgent else person_beside(asked.around)
    if answer.urgent:  # nothing jolly beside urgent help (rule 3)
        asked = asked.model_copy(update={"ease": [ease for ease in asked.ease if ease != Ease.COMPANION]})
    cards = _Cards(asked, local_date(now), beside, no_photo if answer.urgent else photo_of)
    basics = tuple(cards.make(it, number, "places") for number, it in enumerate(answer.basics, 1))
    shown = SHOWN_FIRST if asked.audience == RESIDENT else SHOWN_TO_STAFF
    shown = asked.limit if asked.limit > FIRST_IDEAS else shown  # somebody who asked for more wants to see them
    sections = _sections(cards, answer, len(basics) + 1, shown)
    numbered = {idea.it.id: idea for section in sections for idea in (*section.first, *section.more)}
    return Results(
        answer=answer,
        said=_said(asked, answer, vocabulary, gettext),
        basics=basics,
        sections=sections,
        start_here=numbered.get(answer.start_here) if answer.start_here and not answer.urgent else None,
        formal=tuple(cards.make(it, None, "formal") for it in answer.formal.suggestions),
        formal_open=answer.formal.opened_by in ("asked", "urgent"),
        mode=asked.travel.mode,
        minutes=asked.travel.minutes,
        unread=not answer.urgent and is_unread(asked.hopes, asked.gifts, vocabulary),
    )


def person_beside(around: str) -> str | None:
    """The first name of somebody around the person: "Pat" for "my neighbour Pat"; "" when no name is plain.

    None when nobody is there to come along. A wrong name would sound odd, so only plain cases count.
    """
    if not around.strip() or _NOBODY.fullmatch(around):
        return None
    found = _WITH_NAME.search(around) or _ONLY_NAMES.fullmatch(around)
    return found[1] if found else ""


def _sober(answer: MatchOut) -> MatchOut:
    plain = {"start_something": None, "start_here": None, "unanswered": [], "suggestions": _plainly(answer.suggestions)}
    formal = answer.formal.model_copy(update={"suggestions": _plainly(answer.formal.suggestions)})
    return answer.model_copy(update=plain | {"basics": _plainly(answer.basics), "formal": formal})


def _plainly(items: list[SuggestionOut]) -> list[SuggestionOut]:
    return [it.model_copy(update={"bring": [], "access": _alone(it.access)}) for it in items]


def _alone(access: dict[str, str]) -> dict[str, str]:
    """Access without the offer to come along: no companion beside urgent help."""
    return {ease: known for ease, known in access.items() if ease != Ease.COMPANION}


@dataclass(frozen=True)
class _Cards:
    """Makes cards for one conversation on one day."""

    asked: MatchIn
    today: date
    beside: str | None
    photo_of: Callable[[UUID], Any]

    def make(self, it: SuggestionOut, number: int | None, section: str) -> Idea:
        checked = it.freshness.checked_on
        wanted = [(ease.value, it.access.get(ease, Answer.UNKNOWN)) for ease in self.asked.ease if ease in ACCESS_SHOWN]
        known = [ease for ease in ACCESS_SHOWN if it.access.get(ease) == Answer.YES and ease not in self.asked.ease]
        return Idea(
            number=number,
            section=section,
            it=it,
            reasons=_reasons(it.why),
            in_days=days_until(it.next_session.starts if it.next_session else None, self.today),
            checked_days=(self.today - checked).days if checked else None,
            asked=tuple(wanted),
            known=tuple(ease.value for ease in known),
            area_only=_is_postcode(it.place or ""),
            by=self._by(it),
            miles=None if it.distance_m is None else miles(it.distance_m),
            further=self._further(it),
            photo=self.photo_of(it.id),
            companion=self.beside if section in ("groups", "places") and it.kind != "practical" else None,
        )

    def _further(self, it: SuggestionOut) -> str:
        """Than what the way is longer; who comes to them leaves them no way to go.

        Twenty minutes on foot stand ticked before anybody has chosen: nobody is told to have said them.
        """
        comes = it.access.get(Ease.COMES_TO_YOU) == Answer.YES
        if comes or not it.minutes or it.minutes <= FURTHER * self.asked.travel.minutes:
            return ""
        return "said" if self.asked.travel.said else "usual"

    def _by(self, it: SuggestionOut) -> str:
        """How they travel, but on foot where waiting for a bus would take longer."""
        travel = self.asked.travel
        if travel.mode == "online" or it.minutes is None or it.distance_m is None:
            return "walk"
        if travel.mode != "walk" and walking_minutes(it.distance_m, slow=travel.slowly) > it.minutes:
            return travel.mode
        return "walk" if it.minutes <= LONGEST_WALK else "away"


# What "Getting in" is about; the rest of ease (day, evening, free) is said by other facts on the card.
ACCESS_SHOWN = (
    Ease.STEP_FREE,
    Ease.TOILET,
    Ease.ACCESSIBLE_TOILET,
    Ease.HEARING_LOOP,
    Ease.BSL,
    Ease.QUIET,
    Ease.SEATED,
    Ease.NEAR_BUS,
    Ease.BRING_A_CHILD,
    Ease.DEMENTIA_FRIENDLY,
    Ease.EASY_WORDS,
    Ease.SITTER,
    Ease.COMPANION,
    Ease.COMES_TO_YOU,
)


def _reasons(why: Iterable[WhyOut]) -> tuple[WhyOut, ...]:
    told = [reason for reason in why if reason.text]
    better = [reason for reason in told if reason.signal not in FACT_SIGNALS]
    return tuple((better or told[:1])[:REASONS_SHOWN])


def _sections(cards: _Cards, answer: MatchOut, number: int, shown: int) -> tuple[Section, ...]:
    above = {it.id for it in answer.basics}
    sections = []
    for rung in SECTIONS:
        key = SECTION_OF_RUNG[rung]
        its = [it for it in answer.suggestions if it.rung == rung and it.id not in above]
        ideas = tuple(cards.make(it, at, key) for at, it in enumerate(its, number))
        number += len(ideas)
        if ideas:
            sections.append(Section(key, *_split(ideas, answer.start_here, shown)))
    return tuple(sections)


def _split(ideas: tuple[Idea, ...], start_here: UUID | None, shown: int) -> tuple[tuple[Idea, ...], tuple[Idea, ...]]:
    """The first few and the rest; a single one more is shown rather than hidden behind a press."""
    first = shown if len(ideas) > shown + 1 else len(ideas)
    pointed_at = next((at for at, idea in enumerate(ideas, 1) if idea.it.id == start_here), 0)
    first = max(first, pointed_at)
    return ideas[:first], ideas[first:]


def _said(asked: MatchIn, answer: MatchOut, vocabulary: Vocabulary, gettext: Callable[[str], str]) -> Said:
    understood = answer.understood
    return Said(
        near=_near(asked, answer),
        guessed=_guessed(asked, answer),
        hopes=_soft(map(gettext, understood.hopes)),
        gifts=_soft(map(gettext, understood.gifts)) if not answer.urgent else (),
        ease=_soft(map(gettext, _eases(asked, vocabulary, understood.ease))),
        basics=_soft(map(gettext, _labelled(vocabulary, Scheme.BASIC, understood.basics))),
        without=_soft(map(gettext, understood.not_)),
    )


def _labelled(vocabulary: Vocabulary, scheme: Scheme, codes: Iterable[str]) -> Iterable[str]:
    return (term.label if (term := vocabulary.get(scheme, code)) else code for code in codes)


def _eases(asked: MatchIn, vocabulary: Vocabulary, codes: Iterable[str]) -> Iterable[str]:
    codes = tuple(codes)
    labels, theirs = _labelled(vocabulary, Scheme.EASE, codes), ease_words(asked.audience)
    return (theirs.get(code, label) for code, label in zip(codes, labels, strict=True))


def _near(asked: MatchIn, answer: MatchOut) -> str | None:
    """The sector of a postcode, else the name of the place: a full postcode is never shown back."""
    if isinstance(asked.near, str):
        try:
            found = parse_postcode(asked.near)
        except PostcodeError:
            return answer.place.name if answer.place else None
        return found.sector or found.outcode
    return answer.place.name if answer.place else None


def _guessed(asked: MatchIn, answer: MatchOut) -> bool:
    place = answer.place
    return isinstance(asked.near, str) and place is not None and was_guessed(asked.near, place.name, place.precision)


def _is_postcode(text: str) -> bool:
    try:
        parse_postcode(text)
    except PostcodeError:
        return False
    return True


def _soft(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(soft, labels))
