"""What sentences mean, for one process: vectors of ours are made once and kept, those of questions only remembered."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.matching.engine.index.columns import Columns, Rows
from app.matching.engine.laid import Laid, Readers
from app.matching.engine.meaning.encoder import Encoder, Vector
from app.matching.engine.meaning.judge import load_judge
from app.matching.engine.meaning.model import ModelFiles
from app.matching.engine.meaning.reader import load_reader
from app.matching.engine.meaning.vectors import pack
from app.matching.engine.types import Meant
from app.matching.store import keep_vectors, sweep_vectors, vectors_of, vectors_since

AT_ONCE = 64  # texts read between two commits: what is done is kept when somebody stops it
REMEMBERED = 4096  # questions of the last hours, in memory only (rule 5)
Progress = Callable[[int, int | None], None]


def key_of(text: str) -> str:
    """The key of one of our own texts."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Held(NamedTuple):
    """What is laid, and the number of the last vector that was read for it."""

    laid: Laid
    seq: int


@dataclass
class Meanings:
    """The encoder with everything it has read."""

    engine: Engine
    files: ModelFiles
    _laid: Laid | None = None
    _fresh: dict[str, bytes] = field(default_factory=dict)  # kept since, and not laid yet
    _laying: threading.Lock = field(default_factory=threading.Lock)
    _seq: int = 0
    _laid_seq: int = 0  # of what is laid: behind the other while vectors wait to be laid
    _asked: "OrderedDict[str, Vector]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self.files)

    def refresh(self) -> bool:
        """Read the vectors that were kept since the last time; whether there may be any."""
        if self._laid is None:  # then all are read, when somebody asks for them
            return True
        with Session(self.engine) as session:
            fresh, self._seq = vectors_since(session, self.files.name, self._seq)
        self._fresh |= fresh
        return bool(fresh)

    def meant(self, columns: Columns) -> Meant:
        """The vectors of these listings, as far as they are made."""
        with self._laying:
            return self._lay(columns).meant

    def share_read(self, columns: Columns) -> float:
        """How much of what listings say is read, 0 to 1; 1 where nothing is."""
        with self._laying:
            return 1 - len(self._lay(columns).unread(columns)) / max(columns.count, 1)

    def _lay(self, columns: Columns) -> Laid:
        laid = self._laid
        if laid is None or laid.ground is not columns.ground:
            self._laid = self._lay_all(columns)
            return self._laid
        keys = [key_of(columns.listings[row].text) for row in range(laid.size, columns.size)]
        if keys or self._fresh:
            laid.lay(columns, keys, self._known(keys) | self._fresh)
        self._fresh, self._laid_seq = {}, self._seq
        return laid

    def _known(self, keys: Sequence[str]) -> dict[str, bytes]:
        if not keys:
            return {}
        with Session(self.engine) as session:
            return vectors_of(session, self.files.name, keys)

    def _lay_all(self, columns: Columns) -> Laid:
        with Session(self.engine) as session:
            packed, self._seq = vectors_since(session, self.files.name, 0)
        self._fresh, self._laid_seq = {}, self._seq
        return Laid.of(columns, [key_of(listing.text) for listing in columns.listings], packed, self.readers())

    def readers(self) -> Readers:
        """Who reads what was asked, and who judges; None where they learned on the vectors of another model."""
        reader = load_reader(self.files.name)
        return reader, load_judge(reader.model, reader.heard) if reader else None

    def held(self, columns: Columns) -> Held:
        """What is laid beside these columns, and up to which vector."""
        with self._laying:
            return Held(self._lay(columns), self._laid_seq)

    def put(self, held: Held, before: tuple[Laid, Rows] | None = None) -> None:
        """Go on with what was laid beside another base; `before` is what it was moved from, and in which order."""
        with self._laying:
            if before is not None and before[0] is self._laid:
                held.laid.caught_up(*before)
                self._laid = held.laid
            elif before is None:
                self._laid, self._seq, self._laid_seq = held.laid, held.seq, held.seq
            else:  # somebody laid all anew meanwhile
                self._laid = None

    def missing(self, columns: Columns) -> list[str]:
        """What listings say and nobody read yet."""
        with self._laying:
            unread = self._lay(columns).unread(columns)
        return list(dict.fromkeys(columns.listings[row].text for row in unread.tolist()))

    def make(self, texts: list[str], progress: Progress | None = None, stop: Callable[[], bool] = bool) -> None:
        """Read our own texts and keep their vectors, a little at a time; can be stopped and taken up again."""
        for start in range(0, len(texts), AT_ONCE):
            if stop():
                return
            part = texts[start : start + AT_ONCE]
            vectors = self._encoder.encode(part)
            made = {key_of(text): pack(vector) for text, vector in zip(part, vectors, strict=True)}
            with unit_of_work(self.engine, writes=True) as session:
                keep_vectors(session, self.files.name, made)
            if progress:
                progress(start + len(part), len(texts))

    def sweep(self, columns: Columns) -> int:
        """Forget the vectors of texts that are no more; how many."""
        needed = [key_of(item.text) for item in columns.living]
        with unit_of_work(self.engine, writes=True) as session:
            return sweep_vectors(session, self.files.name, needed)

    def knows(self, questions: Iterable[str]) -> bool:
        """Whether all these were read before; else `read` belongs in a thread."""
        return all(question in self._asked for question in questions)

    def read(self, questions: Iterable[str]) -> Mapping[str, Vector]:
        """The vector of each question; some milliseconds for each that is new."""
        wanted = list(dict.fromkeys(questions))
        with self._lock:
            found = {text: self._asked[text] for text in wanted if text in self._asked}
        fresh = [text for text in wanted if text not in found]
        if fresh:
            found |= dict(zip(fresh, self._encoder.encode(fresh), strict=True))
        with self._lock:
            for text in wanted:
                self._asked[text] = found[text]
                self._asked.move_to_end(text)
            while len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
        return found
