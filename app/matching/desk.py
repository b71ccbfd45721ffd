"""Where questions are answered: the directory in memory, brought up to the last commit before each answer.

While the database is away, what is in memory stands: matches go on, marked with the moment since when.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from app.areas.store import read_book
from app.db.changes import Mark
from app.db.engine import in_words
from app.db.revision import wanted
from app.db.watch import Watch
from app.demand.rules import lately_since
from app.demand.store import totals_since
from app.demand.tally import Tally
from app.directory.live_terms import LiveTerms
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.clock import Clock, local_date
from app.kernel.errors import Away, Busy
from app.matching.candidates import Candidates, is_due
from app.matching.engine import finding
from app.matching.engine.finding import Finder
from app.matching.engine.index.columns import Columns, Rows
from app.matching.engine.index.country import Country
from app.matching.engine.index.merge import merged
from app.matching.engine.laid import Laid
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.types import Meant
from app.matching.fragments import suggest_as_json
from app.matching.heard import Memory
from app.matching.looser import ideas_for
from app.matching.meanings import Held, Meanings, Progress
from app.matching.shapes import MatchIn, MatchOut
from app.matching.snapshots import Snapshots, Taken
from app.matching.suggest import Parts, Question, question, suggest
from app.matching.words import Wording
from geo.gazetteer import Gazetteer

WORTH_KEEPING = 1_000  # listings: fewer are built in a moment
# Silence is told by how near in meaning anything comes, so while most is unread words serve alone: with a third of the
# demo read, 10 of 46 stories found nothing; with two thirds, with all, and by words alone, 2 or 3.
ENOUGH_READ = 0.75
ASK_AGAIN_SECONDS = 2.0  # a database that is away is asked no more often: each try may take seconds


@dataclass
class Desk:
    """One a process. `changed()` costs microseconds; `refresh()` reads the database and belongs in a thread.

    `shipped` is the vocabulary before the stewards' own terms; `parts.vocabulary` has both.
    """

    engine: Engine
    gazetteer: Gazetteer
    shipped: Vocabulary
    clock: Clock
    meanings: Meanings | None = None
    policy: Policy = POLICY
    tally: Tally | None = None  # None: hopes that are not met are not counted
    snapshots: Snapshots | None = None  # None: the columns are built anew at every start
    finder: Finder = finding
    country: Country | None = None  # whose counts weigh words; None: those of the listings here
    held_since: datetime | None = None  # when the database was first found to be away; None while it answers
    _parts: Parts | None = None
    _snapshot: int = -1  # the last change that the snapshot holds which is gone on with
    _ask_again: float = 0.0
    _asking: threading.Lock = field(default_factory=threading.Lock)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.watch = Watch(self.engine, listens=True)
        self._candidates = Candidates(self.engine, self.country)
        self._terms = LiveTerms(self.shipped)
        self._memory = Memory()
        self._wordings: dict[tuple[Callable[[str], str], str, bool], Wording] = {}

    @property
    def parts(self) -> Parts:
        """What is known now; read first when nothing is."""
        return self._parts or self.refresh()

    @property
    def ready(self) -> bool:
        """Whether the directory has been read at least once."""
        return self._parts is not None

    @property
    def revision(self) -> int:
        """Up to which change the listings are known."""
        return self._candidates.revision

    @property
    def looks_quickly(self) -> bool:
        """Whether `changed` takes microseconds; else it belongs in a thread."""
        return self.watch.is_quick

    def changed(self) -> bool:
        """Whether somebody wrote since the last look, or a request wants to know of a write that we do not.

        False while the database is away and something is held.
        """
        if not self._asking.acquire(blocking=self.held_since is None):
            return False  # somebody is trying already, and may have to wait for seconds
        try:
            if self.held_since is not None and time.monotonic() < self._ask_again:
                return False
            with in_words():
                news = self.watch.changed() or self._parts is None or self.held_since is not None
                return news or wanted() > self._candidates.revision
        except (Away, Busy):
            if self._parts is None:
                raise
            return self._hold()
        finally:
            self._asking.release()

    def catch_up(self) -> bool:
        """Like `refresh`, but while the database is away what is held stands. False then; raises Away without any."""
        try:
            with in_words():
                self.refresh()
        except (Away, Busy):
            if self._parts is None:
                raise
            return self._hold()
        return True

    def _hold(self) -> bool:
        """Go on with what is held. Until a refresh has worked, every look says that one is due."""
        self._ask_again = time.monotonic() + ASK_AGAIN_SECONDS
        self.held_since = self.held_since or self.clock()
        return False

    def refresh(self) -> Parts:
        """Read what is new: listings, then areas and words."""
        if self._parts is None and self._candidates.columns is None:
            self._go_on_with_newest()
        with self._lock:
            columns = self._candidates.refresh()
            with Session(self.engine) as session:
                areas = read_book(session, self._parts.areas if self._parts else None)
                words = self._terms.refresh(session)
                lately = totals_since(session, lately_since(local_date(self.clock())))
            areas.warm()  # here, in a thread, and not at the first question
            meant = self._meant(columns)
            self._parts = Parts(
                columns, self.gazetteer, areas, words, self.clock, meant, self.policy, lately, self.tally, self._memory,
                self.finder,
            )  # fmt: skip
            self.held_since = None
            return self._parts

    def tidy(self) -> bool:
        """Go on with a new base when many edits lie on the old one; whether it did. Belongs in a thread.

        Where snapshots are kept the new base is one, which the processes of one machine share.
        """
        now = self._candidates.now()
        if now is None or not self._due(now[0]):
            return False
        if self.snapshots is None:
            self.go_on_with(*self._merged(*now))
            return True
        if self.snapshots.newest() > self._snapshot and self._go_on_with_newest():  # another process has made one
            return True
        with self.snapshots.alone() as alone:
            if alone:
                self.snapshots.save(self._merged(*now)[0])
        return alone and self._go_on_with_newest()

    def _due(self, columns: Columns) -> bool:
        return is_due(columns) or (self.snapshots is not None and self._snapshot < 0 and columns.count >= WORTH_KEEPING)

    def _merged(self, columns: Columns, mark: Mark) -> tuple[Taken, tuple[Laid, Rows] | None]:
        """The columns as a new base, and what they were moved from."""
        held = self.meanings.held(columns) if self.meanings else None
        base, order = merged(columns)
        if self.meanings is None or held is None:
            return Taken(base, mark), None
        laid = held.laid.moved(base.ground, order)
        return Taken(base, mark, laid, held.seq, self.meanings.files.name), (held.laid, order)

    def go_on_with(self, taken: Taken, before: tuple[Laid, Rows] | None = None) -> None:
        """Answer by other columns of the same directory; `before` is what they were moved from."""
        with self._lock:
            columns = self._candidates.put(taken.columns, taken.mark)
            if self.meanings is not None and taken.laid is not None:
                self.meanings.put(Held(taken.laid, taken.vectors), before)
            if self._parts is not None:
                self._parts = replace(self._parts, columns=columns, meant=self._meant(columns))

    def _go_on_with_newest(self) -> bool:
        """Map the newest snapshot; whether there is one that holds."""
        if self.snapshots is None:
            return False
        readers = self.meanings.readers() if self.meanings else None
        with Session(self.engine) as session:
            taken = self.snapshots.load(session, readers, self.meanings.files.name if self.meanings else "")
        if taken is None:
            return False
        self._snapshot = taken.mark.seq
        self.go_on_with(taken)
        return True

    @property
    def vocabulary(self) -> Vocabulary:
        """The words as last read; the listings are not read for them."""
        if self._parts is not None:
            return self._parts.vocabulary
        with Session(self.engine) as session:
            return self._terms.refresh(session)

    def _meant(self, columns: Columns) -> Meant | None:
        if self.meanings is None:
            return None
        known = self._parts
        if not self.meanings.refresh() and known and known.columns is columns and known.meant:
            return known.meant
        return self.meanings.meant(columns) if self.meanings.share_read(columns) >= ENOUGH_READ else None

    def make_vectors(self, progress: Progress | None = None, stop: Callable[[], bool] = bool) -> int:
        """Make the vectors that are missing; how many there were. Belongs in a thread, or on the command line."""
        if self.meanings is None or not (texts := self.meanings.missing(self.refresh().columns)):
            return 0
        self.meanings.make(texts, progress, stop)
        self.refresh()
        return len(texts)

    def read_chips(self) -> None:
        """Read what the pictures on the front page say, so that a press waits for no encoder."""
        if self.meanings is not None:
            parts = self.parts
            hopes = [MatchIn(hopes=term.label) for term in parts.vocabulary.chips(Scheme.HOPE)]
            gifts = [MatchIn(gifts=term.label) for term in parts.vocabulary.chips(Scheme.GIFT)]
            for body in (*hopes, *gifts):
                self.read(question(body, parts))

    def answer(
        self, body: MatchIn, gettext: Callable[[str], str], language: str, *, no_floor: bool = False
    ) -> MatchOut:
        """Ideas for one conversation, worded in `language`; raises geo.gazetteer.PlaceError."""
        parts = self.parts
        asked = question(body, parts, no_floor=no_floor)
        return self.reply(asked, self.read(asked), gettext, language)

    def reply(
        self, asked: Question, vectors: Mapping[str, Vector], gettext: Callable[[str], str], language: str
    ) -> MatchOut:
        """Ideas for a conversation that is understood already."""
        parts = self.parts
        return suggest(asked, vectors, parts, self.wording(parts, gettext, language, asked.of_somebody))

    def reply_as_json(
        self, asked: Question, vectors: Mapping[str, Vector], gettext: Callable[[str], str], language: str
    ) -> bytes:
        """The same as bytes, which take a tenth of the time."""
        parts = self.parts
        return suggest_as_json(asked, vectors, parts, self.wording(parts, gettext, language, asked.of_somebody))

    def ideas_for(self, bodies: Iterable[MatchIn]) -> list[int]:
        """How many ideas each conversation would bring; counts none as asked. Raises a PlaceError. For a thread."""
        asked = [question(body, self.parts) for body in bodies]
        return [ideas_for(one, self.read(one), self.parts) for one in asked]

    def wording(self, parts: Parts, gettext: Callable[[str], str], language: str, of_somebody: bool) -> Wording:
        """Kept by language as long as the words are the same: it remembers sentences that nobody's words stand in."""
        key = (gettext, language, of_somebody)
        known = self._wordings.get(key)
        if known is None or known.vocabulary is not parts.vocabulary:
            known = self._wordings[key] = Wording(gettext, parts.vocabulary, language, of_somebody)
        return known

    def at_once(self, asked: Question) -> bool:
        """Whether nothing in it has to be read by the encoder first, which takes milliseconds."""
        known = self.meanings is None or asked.heard.vectors is not None
        return known or self.meanings.knows(asked.understood.questions)  # type: ignore[union-attr]

    def read(self, asked: Question) -> Mapping[str, Vector]:
        """The vectors of what was asked; empty without an encoder."""
        heard = asked.heard
        if heard.vectors is None:
            heard.vectors = self.meanings.read(heard.understood.questions) if self.meanings else {}
        return heard.vectors
