"""The engine and its peers, asked the same questions in turn in one run; a peer that finds other rows fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.matching.engine import finding
from app.matching.engine.ask import Ask
from app.proof.bench.engine import ROUNDS, Engine
from app.proof.bench.peer import Looked, Peer, PeerMissing, WholePeer, engine_fits, looked_of, rows_of
from app.proof.bench.peer_fts5 import Fts5
from app.proof.bench.peer_postgis import PostGis
from app.proof.bench.peer_tantivy import Tantivy
from app.proof.bench.questions import ONE_LOOK, Asked
from app.proof.bench.timing import Timings, timed

PEERS: dict[str, Callable[..., Peer]] = {"postgis": PostGis, "fts5": Fts5, "tantivy": Tantivy}


class NotTheSame(AssertionError):
    """A peer was asked something else, so its times mean nothing."""


@dataclass(frozen=True)
class Compared:
    """One peer beside the engine; `skipped` says why it took no part."""

    name: str
    told: str = ""
    skipped: str = ""
    build_s: float = 0.0
    fits: int = 0  # rows found over all questions, the same on both sides
    peer: Timings | None = None
    directory: Timings | None = None  # the engine asked the same
    engine: Timings | None = None  # the engine call, which does far more

    @property
    def times(self) -> float | None:
        """How many times the directory query's median goes into the peer's."""
        return self.peer.median_ms / self.directory.median_ms if self.peer and self.directory else None

    @property
    def times_call(self) -> float | None:
        """How many times the engine call's median goes into the peer's."""
        return self.peer.median_ms / self.engine.median_ms if self.peer and self.engine else None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        if self.skipped or not self.peer or not self.engine or not self.directory:
            return {"name": self.name, "skipped": self.skipped}
        return {
            "name": self.name, "told": self.told, "build_s": round(self.build_s, 2), "fits": self.fits,
            "peer_ms": self.peer.as_dict(), "directory_ms": self.directory.as_dict(),
            "engine_ms": self.engine.as_dict(), "times": round(self.times or 0, 2),
            "times_call": round(self.times_call or 0, 2),
        }  # fmt: skip


def compare(name: str, engine: Engine, near: Sequence[Asked]) -> Compared:
    """Fill the peer, count, and ask both in turn. Raises NotTheSame."""
    try:
        peer, seconds = timed(lambda: PEERS[name](rows_of(engine.columns, engine.vocabulary)))
    except PeerMissing as missing:
        return Compared(name, skipped=str(missing))
    try:
        both = [(one, looked_of(one.before(engine.columns, engine.vocabulary, ONE_LOOK))) for one in near]
        fits = sum(_same(peer, engine, one, looked) for one, looked in both)
        times = _in_turn(peer, engine, both)
        return Compared(name, peer.told, "", seconds, fits, *times)
    finally:
        peer.close()


def _same(peer: Peer, engine: Engine, one: Asked, looked: Looked) -> int:
    """How many rows fit; both sides must find the very same, and the peer's best must be among them."""
    ours = engine_fits(one.before(engine.columns, engine.vocabulary, ONE_LOOK), looked)
    theirs, shown, best = peer.every(looked), peer.best(looked), engine.look_up(one, looked)
    most = min(looked.limit, len(ours))
    if ours != theirs or not len(shown) == len(best) == most or not ours.issuperset([*shown, *best]):
        raise NotTheSame(f"{peer.name} finds {len(theirs)} rows and shows {len(shown)}, the engine finds {len(ours)}")
    if isinstance(peer, WholePeer):
        _same_apart(peer, one.before(engine.columns, engine.vocabulary, ONE_LOOK), looked)
    return len(ours)


def _same_apart(peer: WholePeer, ask: Ask, looked: Looked) -> None:
    """Formal services and who to ask: the same rows too, and the same one asked first."""
    formal = peer.formal(replace(looked, metres=ask.policy.formal_reach_m))
    to_ask = peer.to_ask(replace(looked, metres=ask.policy.widest_m / 2))
    ours = finding.rows_to_ask(ask).tolist()
    if set(formal) != {*finding.formal_rows(ask).tolist()} or set(to_ask) != {*ours} or to_ask[:1] != ours[:1]:
        raise NotTheSame(f"{peer.name} finds other formal services or others to ask")


def _in_turn(peer: Peer, engine: Engine, both: Sequence[tuple[Asked, Looked]]) -> tuple[Timings, Timings, Timings]:
    theirs, directory, ours = Timings(), Timings(), Timings()
    for _ in range(ROUNDS):
        for one, looked in both:
            engine.call(one, ours, ONE_LOOK, meaning=False)
            directory.of(lambda one=one, looked=looked: engine.look_up(one, looked))  # type: ignore[misc]
            theirs.of(lambda looked=looked: peer.best(looked))  # type: ignore[misc]
    return theirs, directory, ours
