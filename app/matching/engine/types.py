"""The values that matching works on: what is asked, what could be suggested, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from app.directory.rules import Answer, Capacity, Ease, Freshness, Kind, Role, WayIn
from app.kernel.lazily import lazily
from app.kernel.recurrence import Recurrence
from app.matching.engine.danger import DangerKind, Gentle
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.judge import Judge
from app.matching.engine.meaning.reader import Reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.tokens import NAME_ONLY, fold, tokens


class Keeps:
    """It keeps what was worked out of it for an answer; a changed one is another, and begins anew."""

    @lazily
    def kept(self) -> dict[str, Any]:
        """By name."""
        return {}


@lru_cache(maxsize=1024)
def _of_code(code: str) -> frozenset[str]:
    return frozenset(tokens(code.replace("_", " ")))


@dataclass(frozen=True)
class Candidate(Keeps):
    """A public listing as plain values. `lat`/`lon` are as public as its place: a private one's are its sector's."""

    id: UUID
    kind: Kind
    name: str
    source_id: str | None = None
    role: Role | None = None
    organisation: str = ""
    summary: str = ""
    text_language: str = "en"
    place_name: str = ""
    sector: str | None = None
    lat: float | None = None
    lon: float | None = None
    private: bool = False
    online: bool = False
    covers: tuple[str, ...] = ()  # area codes
    excludes: tuple[str, ...] = ()
    hopes: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ease: dict[Ease, Answer] = field(default_factory=dict)
    way_in: WayIn | None = None
    way_in_note: str = ""
    opening: str = ""
    sessions: tuple[Recurrence, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    languages: tuple[str, ...] = ()
    free: bool | None = None
    cost: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    capacity: Capacity = Capacity.OPEN
    paused_until: date | None = None
    checked_on: date | None = None
    answered_until: date | None = None  # a person may be suggested up to this day (rule 11); None: not at all

    @lazily
    def week(self) -> int:
        """The days and parts of days it happens on, as bits; 0 when not known. Kept: columns are rebuilt often."""
        bits = 0
        for session in self.sessions:
            bits |= session.week_bits()
        return bits

    @property
    def text(self) -> str:
        """What it says of itself, as the sentence encoder reads it."""
        return f"{self.name}. {self.summary}" if self.summary else self.name

    @lazily
    def stems(self) -> tuple[list[str], list[str]]:
        """The stems of its name, and of what it says of itself."""
        return tokens(self.name), tokens(self.summary)

    @lazily
    def fanciful(self) -> frozenset[str]:
        """The stems of its name that neither its text nor its terms bear out: "Dancing Lantern Carers" do not dance.

        None of a listing that says no more of itself than its name.
        """
        name, text = self.stems
        terms = (*self.hopes, *self.basics)
        return frozenset(name).difference(text, *map(_of_code, terms)) if text and terms else frozenset()

    @lazily
    def indexed(self) -> tuple[list[str], list[str]]:
        """Its stems for the word index, with those of a fanciful name told apart."""
        name, text = self.stems
        return [NAME_ONLY + stem if stem in self.fanciful else stem for stem in name], text

    @lazily
    def said_stems(self) -> frozenset[str]:
        """All stems of its name and text, each once."""
        return frozenset(chain(*self.stems))

    @lazily
    def sentences(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What it says of itself sentence by sentence, each with its stems."""
        parts = self.summary.replace("\n", ". ").split(". ")
        return tuple((part, frozenset(tokens(part))) for part in parts)

    @lazily
    def folded(self) -> str:
        """Its name, what it says of itself and who runs it, as they are looked through for the start of a word."""
        return fold(f"{self.name}\n{self.summary}\n{self.organisation}")


@dataclass(frozen=True)
class Meant:
    """Vectors of the listings in the columns' order and of what was asked by its text, and who reads the latter."""

    listings: Vectors
    questions: Mapping[str, Vector]
    reader: Reader | None = None  # None: it was learned on the vectors of another model
    judge: Judge | None = None  # None: it learned from another model or another reader
    placed: Vectors | None = None  # where the judge lays each listing


@dataclass(frozen=True)
class Spot(Keeps):
    """Where the person is: degrees, the sector if known, and the codes of the areas around."""

    lat: float
    lon: float
    sector: str | None = None
    areas: tuple[str, ...] = ()
    terms: tuple[tuple[date, date], ...] = ()  # school terms there


@dataclass(frozen=True)
class Travel:
    """How and for how long somebody travels."""

    mode: str = "walk"
    minutes: int = 20
    slowly: bool = False
    only: bool = False  # in no other way


@dataclass(frozen=True)
class Conversation:
    """What was said. `now` carries a zone; its local day turns the rotation and the freshness."""

    now: datetime
    spot: Spot | None = None
    hopes: str = ""
    gifts: str = ""
    ease: frozenset[Ease] = frozenset()
    languages: tuple[str, ...] = ()
    age: int | None = None
    travel: Travel = Travel()
    days: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    limit: int = 10
    formal: bool = False
    no_floor: bool = False
    declined: frozenset[UUID] = frozenset()  # ideas that are not for them
    too_far: frozenset[UUID] = frozenset()  # ideas that are too far for them: so is what is no nearer


@dataclass(frozen=True)
class Wish:
    """One thing asked for: a vocabulary term, or words that no term covers. `said` is the person's own wording.

    `sentence` is what it stood in: what it means is read from there.
    """

    said: str
    code: str | None = None
    tokens: tuple[str, ...] = ()
    sentence: str = ""
    sure: float = 1.0  # that its phrase was said in this sense, 0..1
    situation: bool = False  # it tells where somebody stands (lonely, grieving), not what they hope for
    narrower: bool = False  # it asks for more than its term says: what offers the term comes close


@dataclass(frozen=True)
class Understood(Keeps):
    """What the words were taken to mean."""

    hopes: tuple[Wish, ...] = ()
    heard: tuple[Wish, ...] = ()  # hopes that no phrase of ours said and the sentence plainly means
    gifts: tuple[Wish, ...] = ()
    ease: frozenset[Ease] = frozenset()
    eased: tuple[Wish, ...] = ()  # the phrases that asked for an ease; those pressed as chips have none
    basics: tuple[Wish, ...] = ()
    unwanted: tuple[Wish, ...] = ()
    formal: tuple[Wish, ...] = ()
    offered: tuple[str, ...] = ()  # what was said where gifts are asked for, wish by wish and sentence by sentence
    days: frozenset[str] = frozenset()  # named in words: wished for, where `Conversation.days` leaves out all others
    parts: frozenset[str] = frozenset()  # the same of mornings and afternoons
    dangers: tuple[DangerKind, ...] = ()
    gentle: tuple[Gentle, ...] = ()
    under_18: bool = False
    grief: bool = False
    story: Wish = Wish("")  # all of it as one: what it means together
    named_plainly: bool = False  # a hope was said by name, and its sentence means that and nothing else
    nothing_local: bool = False  # a harmless hope that no town directory answers, as far as we can tell
    nothing_odds: float = 0.0  # the log-odds of that, where sentence vectors tell
    unserved: float = 0.0  # to be added, by what conversations were like that nothing answered
    recalled: Vector | None = field(default=None, compare=False)  # what those needed who told alike, as it is judged
    in_our_terms: bool = False  # said in another language: known by our own terms alone, and told back as these
    unread: bool = False  # said in another language, and nothing of it was understood

    @property
    def urgent(self) -> bool:
        """Whether the words point to danger (rule 3)."""
        return bool(self.dangers)

    def is_label(self, words: int) -> bool:
        """So many words at most and no story: then the same words tell more than what they may mean."""
        return len(self.story.said.split()) <= words

    @property
    def questions(self) -> tuple[str, ...]:
        """The texts whose meaning tells more: every wish and the sentence around it."""
        if self.unread:  # the encoder has learned no other language than English
            return ()
        wishes = (*self.hopes, *self.gifts, *self.basics, *self.formal, *self.eased, self.story)
        return tuple(dict.fromkeys(text for wish in wishes for text in (wish.said, wish.sentence) if text))

    @property
    def asks(self) -> bool:
        """Whether anything was hoped for or could be given."""
        return bool(self.hopes or self.heard or self.gifts)

    @property
    def only_basics(self) -> bool:
        """Basics and nothing else were asked for (rule 2)."""
        return bool(self.basics) and not self.hopes and not self.gifts


class _Reason(NamedTuple):
    signal: str
    code: str
    params: dict[str, Any]
    matched: tuple[str, ...]
    score: float


class Reason(_Reason, Keeps):
    """Why, as a code and the facts it points to; `matching/words.py` makes the sentence. A tuple, as ideas are."""


class _Told(NamedTuple):
    why: tuple[Reason, ...] = ()
    bring: tuple[Reason, ...] = ()
    eased: tuple[Reason, ...] = ()
    said: tuple[str, ...] = ()  # what of the words it fits, each once


class Told(_Told, Keeps):
    """What hangs on words and listing alone: why it fits them, what somebody could bring, what makes it easy."""


class Suggestion(NamedTuple):
    """One idea with its reasons, most telling first. A tuple: a dozen are made for each answer."""

    listing: Candidate
    rung: int
    score: float
    also: tuple[Reason, ...]  # told before all else
    told: Told
    here: tuple[Reason, ...]  # what place and time tell
    distance_m: float | None
    minutes: int | None
    next_start: datetime | None
    next_end: datetime | None
    freshness: Freshness
    order: Reason | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All of them."""
        return *self.also, *self.told.why, *self.told.eased, *self.here

    @property
    def bring(self) -> tuple[Reason, ...]:
        """What somebody could bring."""
        return self.told.bring


class Missing(NamedTuple):
    """A wish that nothing near answers, though others are answered; `further` away there is something."""

    wish: Wish
    is_basic: bool
    further: bool


@dataclass(frozen=True)
class Result:
    """What the engine answers; the verb adds what needs more than listings."""

    understood: Understood
    suggestions: tuple[Suggestion, ...]
    basics: tuple[Suggestion, ...]
    start_here: UUID | None
    someone_to_ask: Candidate | None
    nothing_near: bool
    widened_to_m: int | None
    nearer_than_m: float | None  # what is as far or further is left out, because somebody said so
    formal: tuple[Suggestion, ...]
    formal_count: int
    formal_open: bool
    formal_opened_by: str | None
    unanswered: tuple[Missing, ...] = ()
