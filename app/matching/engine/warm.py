"""Makes the compiled loops ready: each is called once on one listing, so that no request waits for a compiler."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np

from app.directory.rules import Kind
from app.directory.vocabulary import Vocabulary
from app.matching.engine import apart, quick, unanswered
from app.matching.engine.ask import Ask
from app.matching.engine.index import compiled
from app.matching.engine.index.columns import build_columns
from app.matching.engine.meaning import weighing
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY
from app.matching.engine.speaking import Narrowed, best_by_loops, by_loops
from app.matching.engine.types import Candidate, Conversation, Meant, Spot, Understood, Wish
from geo.points import Point

SAID = "garden"
LISTING = Candidate(UUID(int=1), Kind.GROUP, SAID, lat=53.8, lon=-1.5, hopes=(SAID,))
SPOT = Spot(53.8, -1.5)


def prepare() -> bool:
    """Compile the loops, or read what was compiled before, and answer by them from now on; whether there are any.

    Takes half a minute the first time and a second afterwards: call it in a thread. Until it returns numpy answers.
    """
    weighing.prepare()
    if compiled.loops() is not None:
        return True
    loops = compiled.load()
    if loops is None:
        return False
    try:
        _call_each(loops)
    except Exception:  # numba is there and cannot compile here: numpy answers
        return False
    compiled.use(loops)
    return True


def _call_each(loops: Any) -> None:
    columns = build_columns([LISTING])
    columns.nearby(loops, Point(SPOT.lat, SPOT.lon), 1_000.0)
    wish = Wish(SAID, SAID, (SAID,), SAID)
    meant = Meant(Vectors(np.ones((1, 1), np.int8), np.ones(1, np.float32)), {SAID: np.ones(1, np.float32)})
    talk = Conversation(datetime(2026, 1, 1, tzinfo=UTC), SPOT, no_floor=True)
    ask = Ask(talk, Understood(hopes=(wish,), story=wish), columns, Vocabulary.of_terms(()), POLICY, meant)
    quick.by_loops(loops, ask, ())
    by_loops(loops, ask, (SAID,), 1_000.0, Narrowed())
    best_by_loops(loops, ask, (SAID,), 1_000.0, Narrowed(), 1)
    apart.by_loops(loops, ask, (1_000.0, 1_000.0))
    unanswered.by_loops(loops, ask, np.zeros(1, np.int32))
