"""One run of the measurement: for each size the engine, then each peer beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.directory.vocabulary import load_vocabulary
from app.matching.engine import warm
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.judging import place_of_listings
from app.matching.engine.meaning.judge import load_judge
from app.matching.engine.meaning.kernels import prepare
from app.matching.engine.meaning.model import ModelError, find_model
from app.matching.engine.meaning.reader import Reader, load_reader
from app.matching.engine.meaning.vectors import Vectors
from app.proof.bench.engine import Engine, bytes_a_listing, measure
from app.proof.bench.http import Served, measure_http
from app.proof.bench.kept import Kept, measure_kept
from app.proof.bench.listings import Theme, Words, make_country, make_vectors
from app.proof.bench.machine import Machine, most_memory_gb, this_machine
from app.proof.bench.questions import Meaning, asked, conversations
from app.proof.bench.side_by_side import Compared, compare
from app.proof.bench.timing import Timings, timed

ANYWHERE = 24  # questions without a place: each looks at every listing, and a few tell enough
Say = Callable[[str], None]


@dataclass(frozen=True)
class AtSize:
    """What was measured with so many listings."""

    listings: int
    make_s: float
    build_s: float
    bytes_: dict[str, float]
    phases: dict[str, Timings]
    kept: Kept
    peers: tuple[Compared, ...]
    memory_gb: float  # the most that this process has held so far, peers inside it among them
    served: Served | None = None  # over HTTP, when that was asked for

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "listings": self.listings,
            "make_s": round(self.make_s, 2),
            "build_s": round(self.build_s, 2),
            "memory_gb": self.memory_gb,
            "bytes_a_listing": self.bytes_,
            "phases_ms": {name: times.as_dict() for name, times in self.phases.items()},
            "kept": self.kept.as_dict(),
            "peers": [peer.as_dict() for peer in self.peers],
            "http": self.served.as_dict() if self.served else None,
        }


@dataclass(frozen=True)
class Measured:
    """A whole run, with the machine it was made on."""

    machine: Machine
    sizes: tuple[AtSize, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"machine": self.machine.as_dict(), "sizes": [size.as_dict() for size in self.sizes]}


def run(
    sizes: Sequence[int], peers: Sequence[str], themes: Sequence[Theme], words: Words, say: Say, http_s: int = 0
) -> Measured:
    """Measure at each size, over HTTP too when each run of that may last `http_s` seconds.

    Raises side_by_side.NotTheSame when a peer finds other rows than the engine, http.NoLoad without wrk.
    """
    machine = this_machine(compiled=prepare() and warm.prepare())
    return Measured(machine, tuple(_at_size(size, peers, themes, words, say, http_s) for size in sizes))


def _at_size(size: int, peers: Sequence[str], themes: Sequence[Theme], words: Words, say: Say, http_s: int) -> AtSize:
    say(f"{size:,} listings: making them")
    country, make_s = timed(lambda: make_country(size, themes, words))
    say(f"{size:,} listings: building the columns")
    columns, build_s = timed(lambda: build_columns(country.listings))
    say(f"{size:,} listings: making vectors")
    vectors = make_vectors([country.themes[listing.id] for listing in columns.listings])
    engine = Engine(columns, load_vocabulary(), _meaning(columns, vectors))
    near = [asked(said, engine.vocabulary, len(themes)) for said in conversations()]
    anywhere = [asked(said, engine.vocabulary, len(themes)) for said in conversations(placed=False)[:ANYWHERE]]
    say(f"{size:,} listings: the engine")
    phases = measure(engine, near, anywhere)
    say(f"{size:,} listings: a snapshot, edits and a merge")
    kept = measure_kept(engine, near)
    compared = []
    for name in peers:
        say(f"{size:,} listings: {name}")
        compared.append(compare(name, engine, near))
    vector_bytes = (vectors.bytes_.nbytes + vectors.scales.nbytes) / max(size, 1)
    sizes = bytes_a_listing(columns) | {"vectors": round(vector_bytes, 1)}
    served = None
    if http_s:
        say(f"{size:,} listings: over HTTP")
        asking = [one.name for one in compared if not one.skipped and one.name != "tantivy"]
        served = measure_http(columns, vectors, [one.conversation for one in near], asking, http_s)
    return AtSize(size, make_s, build_s, sizes, phases, kept, tuple(compared), most_memory_gb(), served)


def _meaning(columns: Columns, vectors: Vectors) -> Meaning:
    reader = _reader()
    judge = load_judge(reader.model, reader.heard) if reader else None
    return Meaning(vectors, reader, judge, place_of_listings(judge, columns, vectors) if judge else None)


def _reader() -> Reader | None:
    try:
        return load_reader(find_model().name)
    except ModelError:  # then what a sentence may mean is not read, and the figures say a little less
        return None
