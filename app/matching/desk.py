"""Where questions are answered: the directory in memory, brought up to the last commit before each answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlmodel import Session

from app.areas.store import read_book
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import Clock
from app.matching.candidates import Candidates, Watch
from app.matching.shapes import MatchIn, MatchOut
from app.matching.suggest import Parts, suggest
from app.matching.words import Wording
from geo.gazetteer import Gazetteer


@dataclass
class Desk:
    """One a process. `changed()` costs microseconds; `refresh()` reads the database and belongs in a thread."""

    engine: Engine
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    clock: Clock
    _parts: Parts | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._watch = Watch(self.engine)
        self._candidates = Candidates(self.engine)

    @property
    def parts(self) -> Parts:
        """What is known now; read first when nothing is."""
        return self._parts or self.refresh()

    @property
    def ready(self) -> bool:
        """Whether the directory has been read at least once."""
        return self._parts is not None

    def changed(self) -> bool:
        """Whether somebody wrote since the last look."""
        return self._watch.changed() or self._parts is None

    def refresh(self) -> Parts:
        """Read what is new: listings, then areas."""
        with self._lock:
            columns = self._candidates.refresh()
            with Session(self.engine) as session:
                areas = read_book(session, self._parts.areas if self._parts else None)
            areas.warm()  # here, in a thread, and not at the first question
            self._parts = Parts(columns, self.gazetteer, areas, self.vocabulary, self.clock)
            return self._parts

    def answer(
        self, body: MatchIn, gettext: Callable[[str], str], language: str, *, no_floor: bool = False
    ) -> MatchOut:
        """Ideas for one conversation, worded in `language`; raises geo.gazetteer.PlaceError."""
        return suggest(body, self.parts, Wording(gettext, self.vocabulary, language), no_floor=no_floor)
