"""What was said lately, as it was understood: in memory only, so many and no more, never of words of danger."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.areas.book import AreaBook
from app.directory.rules import Ease
from app.directory.vocabulary import Vocabulary
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.policy import Policy
from app.matching.engine.rereading import reread
from app.matching.engine.types import Conversation, Meant, Spot, Understood
from app.matching.engine.understand import understand
from app.matching.engine.worked import Worked
from geo.gazetteer import Gazetteer, Located

REMEMBERED = 1_024  # about 15 KB each, most of it vectors of sentences
Near = str | tuple[float, float]  # as it was typed; or degrees
Said = tuple[str, str, frozenset[Ease], int | None]  # all that is looked at to understand somebody


@dataclass(frozen=True)
class Again:
    """The second reading, by whom it was made, and what was worked out of it since."""

    meant: Meant | None
    policy: Policy
    understood: Understood
    worked: Worked


@dataclass
class Heard:
    """One understanding, and what became of it."""

    understood: Understood
    vectors: Mapping[str, Vector] | None = None  # of its sentences; None: not read yet
    _again: Again | None = None

    def again(self, meant: Meant | None, policy: Policy) -> Again:
        """Read a second time, with sentence vectors: see `engine/rereading.py`."""
        known = self._again
        if known is None or known.policy is not policy or not _alike(known.meant, meant):
            known = self._again = Again(meant, policy, reread(self.understood, meant, policy), Worked())
        return known


def _alike(one: Meant | None, other: Meant | None) -> bool:
    """Whether both read the same vectors by the same reader."""
    if one is None or other is None:
        return one is other
    return one.questions is other.questions and one.reader is other.reader and one.judge is other.judge


@dataclass
class Memory:
    """One a process. The words themselves are the keys (rule 5: nothing of it is written down or told)."""

    _kept: "OrderedDict[Said, Heard]" = field(default_factory=OrderedDict)
    _words: Vocabulary | None = None
    _places: "OrderedDict[Near, tuple[Located, Spot]]" = field(default_factory=OrderedDict)
    _of: tuple[Gazetteer, AreaBook] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self, near: Near, gazetteer: Gazetteer, areas: AreaBook) -> tuple[Located, Spot]:
        """Where that is, and which areas lie around it. Raises geo.gazetteer.PlaceError, and keeps none of these."""
        with self._lock:
            if self._of is None or self._of[0] is not gazetteer or self._of[1] is not areas:
                self._of = gazetteer, areas
                self._places.clear()
            if (known := self._places.get(near)) is not None:
                self._places.move_to_end(near)
                return known
        located = gazetteer.locate(near) if isinstance(near, str) else gazetteer.locate_point(*near)
        found = located, _spot(located, areas)
        with self._lock:
            if self._of[0] is gazetteer and self._of[1] is areas:
                self._places[near] = found
            while len(self._places) > REMEMBERED:
                self._places.popitem(last=False)
        return found

    def hear(self, conversation: Conversation, vocabulary: Vocabulary) -> Heard:
        """The conversation, understood by these words."""
        said = (conversation.hopes, conversation.gifts, conversation.ease, conversation.age)
        with self._lock:
            if self._words is not vocabulary:
                self._words = vocabulary
                self._kept.clear()
            if (known := self._kept.get(said)) is not None:
                self._kept.move_to_end(said)
                return known
        heard = Heard(understand(conversation, vocabulary))
        if not heard.understood.urgent:
            self._keep(said, heard, vocabulary)
        return heard

    def _keep(self, said: Said, heard: Heard, vocabulary: Vocabulary) -> None:
        with self._lock:
            if self._words is vocabulary:
                self._kept[said] = heard
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


def _spot(located: Located, areas: AreaBook) -> Spot:
    codes = tuple(areas.covering(located.point, located.sector))
    return Spot(located.point.lat, located.point.lon, located.sector, codes, tuple(areas.terms(codes)))
