"""The engine alone: how long each phase takes, and how many bytes a listing."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from app.directory.vocabulary import Vocabulary
from app.matching.engine.answer import answer_to, explained
from app.matching.engine.finding import best
from app.matching.engine.index.columns import Columns
from app.matching.engine.index.words import WordIndex
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.rereading import reread
from app.matching.engine.speaking import Narrowed, best_by_words
from app.matching.engine.understand import understand
from app.proof.bench.peer import Looked, looked_of
from app.proof.bench.questions import ONE_LOOK, Asked, Meaning, told_at_length
from app.proof.bench.timing import Timings

ROUNDS = 3  # how often each question is asked; the first round of all only warms up
INFORMAL = Narrowed(informal=True)


@dataclass(frozen=True)
class Engine:
    """A directory ready to be asked."""

    columns: Columns
    vocabulary: Vocabulary
    meaning: Meaning | None

    def call(self, asked: Asked, clock: Timings, policy: Policy = POLICY, *, meaning: bool) -> None:
        """Gather, gate, score and rank to the numbers of the rows that are shown."""
        ask = asked.before(self.columns, self.vocabulary, policy, self.meaning if meaning else None)
        clock.of(lambda: best(ask))

    def look_up(self, asked: Asked, looked: Looked) -> list[int]:
        """The directory query, which is what the peers are asked: near, let through, any of the words, best first."""
        ask = asked.before(self.columns, self.vocabulary, ONE_LOOK)
        return best_by_words(ask, looked.words, looked.metres, INFORMAL, looked.limit)


def measure(engine: Engine, near: Sequence[Asked], anywhere: Sequence[Asked]) -> dict[str, Timings]:
    """Times of each phase by its name, after one round that warms up."""
    _once(engine, near[:50], anywhere[:10], {})
    found: dict[str, Timings] = {}
    for _ in range(ROUNDS):
        _once(engine, near, anywhere, found)
    return found


def _once(engine: Engine, near: Sequence[Asked], anywhere: Sequence[Asked], found: dict[str, Timings]) -> None:
    def clock(name: str) -> Timings:
        return found.setdefault(name, Timings())

    for one in near:
        looked = looked_of(one.before(engine.columns, engine.vocabulary, ONE_LOOK))
        clock("directory query, 5 km").of(lambda one=one, looked=looked: engine.look_up(one, looked))  # type: ignore[misc]
    for meaning, also in ((False, ""), (True, " with meaning")):
        for one in near:
            engine.call(one, clock(f"engine call, 5 km{also}"), ONE_LOOK, meaning=meaning)
            engine.call(one, clock(f"engine call, as served{also}"), meaning=meaning)
        for one in anywhere:
            engine.call(one, clock(f"engine call, no place{also}"), meaning=meaning)
        for one in near:
            _the_rest(engine, one, also, found, meaning=meaning)
    for said in told_at_length():
        clock("understand, told at length").of(lambda said=said: understand(said, engine.vocabulary))  # type: ignore[misc]


def _the_rest(engine: Engine, one: Asked, also: str, found: dict[str, Timings], *, meaning: bool) -> None:
    """Understanding, explaining, and the whole answer. Where no idea was found there is nothing to explain."""
    given = engine.meaning if meaning else None
    ask = one.from_a_new_place().before(engine.columns, engine.vocabulary, meaning=given)
    order, _ = best(ask)
    if order:
        whole, each = (found.setdefault(f"explain{what}{also}", Timings()) for what in ("", ", an idea"))
        whole.of(lambda: explained(ask, order))
        each.seconds.append(whole.seconds[-1] / len(order))
    # With meaning it is read a second time; a sentence's vector comes from the encoder, which is not measured here.
    meant = given.of(one.vectors) if given else None
    found.setdefault(f"understand{also}", Timings()).of(
        lambda: reread(understand(one.conversation, engine.vocabulary), meant, POLICY)
    )
    fresh = one.from_a_new_place().before(engine.columns, engine.vocabulary, meaning=given)
    found.setdefault(f"whole answer{also}", Timings()).of(lambda: answer_to(fresh))


def bytes_a_listing(columns: Columns) -> dict[str, float]:
    """Bytes of the arrays for each listing: its facts, its terms, and the index of its words."""
    sizes = {"facts": 0, "terms": 0, "words": 0}
    for name in (field.name for field in fields(columns)):
        value = getattr(columns, name)
        if name in ("facts", "strips", "ease"):  # all other facts are views of the first
            sizes["facts"] += value.nbytes
        elif name in ("terms", "held_from", "held"):
            sizes["terms"] += value.nbytes
        elif name == "ground":  # which row each listing stands in, by its id
            sizes["facts"] += value.marks.nbytes + value.ids.ordered.nbytes + value.ids.rows.nbytes
        elif isinstance(value, WordIndex):
            sizes["words"] += value.rows.nbytes + value.often.nbytes
    return {name: round(size / max(columns.size, 1), 1) for name, size in sizes.items()}
