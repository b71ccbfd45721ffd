"""What sentences mean, for one process: vectors of ours are made once and kept, those of questions only remembered."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.matching.engine.index.columns import Columns
from app.matching.engine.judging import place_of_listings
from app.matching.engine.meaning.encoder import Encoder, Vector
from app.matching.engine.meaning.judge import load_judge
from app.matching.engine.meaning.model import ModelFiles
from app.matching.engine.meaning.reader import load_reader
from app.matching.engine.meaning.vectors import pack, stack
from app.matching.engine.types import Meant
from app.matching.store import keep_vectors, sweep_vectors, vectors_since

AT_ONCE = 64  # texts read between two commits: what is done is kept when somebody stops it
REMEMBERED = 4096  # questions of the last hours, in memory only (rule 5)
Progress = Callable[[int, int | None], None]


def key_of(text: str) -> str:
    """The key of one of our own texts."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass
class Meanings:
    """The encoder with everything it has read."""

    engine: Engine
    files: ModelFiles
    _packed: dict[str, bytes] = field(default_factory=dict)
    _seq: int = 0
    _asked: "OrderedDict[str, Vector]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self.files)

    def refresh(self) -> bool:
        """Read the vectors that were kept since the last time; whether there were any."""
        with Session(self.engine) as session:
            fresh, self._seq = vectors_since(session, self.files.name, self._seq)
        self._packed |= fresh
        return bool(fresh)

    def meant(self, columns: Columns) -> Meant:
        """The vectors of these listings, as far as they are made."""
        listings = stack([key_of(listing.text) for listing in columns.listings], self._packed)
        reader = load_reader(self.files.name)
        judge = load_judge(reader.model, reader.heard) if reader else None
        return Meant(listings, {}, reader, judge, place_of_listings(judge, columns, listings) if judge else None)

    def missing(self, columns: Columns) -> list[str]:
        """What listings say and nobody read yet."""
        ours = dict.fromkeys(listing.text for listing in columns.listings)
        return [text for text in ours if key_of(text) not in self._packed]

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
        needed = [key_of(item.text) for item in columns.listings]
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
