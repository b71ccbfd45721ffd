"""What a server of the measurement is filled with: the columns of a country, and perhaps a peer that finds the rows."""

import os
from pathlib import Path
from queue import Queue
from typing import Any

from app.db.changes import mark_of
from app.db.engine import unit_of_work
from app.directory.vocabulary import load_vocabulary
from app.main import Kith
from app.matching.engine import warm
from app.matching.engine.index.files import load_columns
from app.matching.engine.laid import load_laid
from app.matching.shapes import MatchIn
from app.matching.snapshots import Taken
from app.matching.suggest import ask_of, question
from app.proof.bench.peer import Looked, Peer, looked_of, rows_of
from app.proof.bench.side_by_side import PEERS

FOLDER, PEER = "KITH_BENCH_FOLDER", "KITH_BENCH_PEER"
TRIVIAL = "trivial.json"
LINES = 4  # to a peer in a server of its own, so that a request does not wait for another's


def folder_told() -> Path:
    """Where the columns are."""
    return Path(os.environ[FOLDER])


class Filled:
    """Puts the columns of a country in the place of an empty directory, before the first request."""

    def __init__(self, kith: Kith, folder: Path) -> None:
        self.kith, self.folder = kith, folder
        self.lines: Queue[Peer] = Queue()

    def start(self) -> None:
        """Fill it; whoever asks waits."""
        warm.prepare()
        self.kith.desk.snapshots = None  # these columns are of no database
        columns, meanings = load_columns(self.folder), self.kith.desk.meanings
        laid = load_laid(columns.ground, self.folder, meanings.readers()) if meanings else None
        with unit_of_work(self.kith.engine) as session:
            mark = mark_of(session)
        self.kith.desk.go_on_with(Taken(columns, mark, laid))
        if name := os.environ.get(PEER):
            first: Any = PEERS[name](rows_of(columns, load_vocabulary()))
            for line in [first, *(first.beside() for _ in range(LINES - 1) if hasattr(first, "beside"))]:
                self.lines.put(line)

    def stop(self) -> None:
        """Let the peer go."""
        while not self.lines.empty():
            self.lines.get().close()

    def by_peer(self, body: MatchIn) -> bytes:
        """The same application when another finds the rows: placed and understood alike, what is found as JSON that
        was made before. It explains nothing, and it is not asked to."""
        parts = self.kith.desk.parts
        ask = ask_of(question(body, parts), {}, parts)
        return b"[" + b",".join(map(self._ready, self._best(looked_of(ask)))) + b"]"

    def _best(self, looked: Looked) -> Any:
        line = self.lines.get()
        try:
            return line.best(looked)
        finally:
            self.lines.put(line)

    def _ready(self, row: int) -> bytes:
        texts: Any = self.kith.desk.parts.columns.ground.base
        return bytes(texts.texts[texts.places[row] : texts.places[row + 1]])
