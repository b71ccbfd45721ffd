"""The process that reads along with an import: see `read_along.py`."""

import gc
import os
import select
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

import orjson
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import last_change, mark_of
from app.db.engine import in_words, open_engine, roomy
from app.kernel.errors import KithError
from app.matching.candidates import read_candidates, read_changed
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.merge import joined
from app.matching.engine.index.packed import pack
from app.matching.engine.index.patch import patched
from app.matching.engine.types import Candidate
from app.matching.snapshots import Snapshots, Taken

FEWEST = 4_000  # changes that are read at once: fewer would make more parts
LOOK_S = 0.25  # between looks at the change log


class Reader:
    """What has been read, part by part."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._parts, self._known = engine, list[Columns](), set[UUID]()
        with self._session() as session:
            self._mark = mark_of(session)  # first: what is committed from here on is read again
            fresh = read_candidates(session)
        self._keep(set(), fresh)

    def read_on(self, fewest: int) -> bool:
        """Read what has changed since the last time; False when it is less than that."""
        with Session(self._engine) as session:
            if last_change(session) - self._mark.seq < fewest:
                return False
        with self._session() as session:
            mark = mark_of(session)
            changed, fresh = read_changed(session, self._mark)
        self._mark = mark
        self._keep(changed, fresh)
        return True

    def _keep(self, changed: set[UUID], fresh: Sequence[Candidate]) -> None:
        changed |= {one.id for one in fresh}
        if again := changed & self._known:  # what older parts say of them is no more
            self._parts = [patched(part, again, ()) for part in self._parts]
        self._known |= changed
        if fresh:
            self._parts.append(build_columns(fresh, pack))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._engine.connect() as connection, roomy(connection), Session(connection) as session:
            yield session

    def leave(self, snapshots: Snapshots) -> None:
        """Leave all of it for the next server, unless another process is leaving what it has."""
        with snapshots.alone() as alone:
            if alone and self._parts:
                snapshots.save(Taken(joined(self._parts), self._mark))


def main() -> None:
    """Read along as long as the import tells; why it cannot be done is said on one line."""
    gc.disable()  # what is made here has no circles, and lasts for one lot
    told = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)  # what waits is not hidden from `select`
    try:
        with in_words():
            read_along(told)
    except (KithError, OSError) as error:
        sys.exit(str(error))


def read_along(told: IO[bytes]) -> None:
    """Read until all is committed and leave a snapshot; none where the import ends without a word."""
    if begin := told.readline():
        where = orjson.loads(begin)
        reader = Reader(open_engine(where["url"]))
        if read_to_the_end(reader, told):
            reader.leave(Snapshots.beside(Path(where["var"])))


def read_to_the_end(reader: Reader, told: IO[bytes]) -> bool:
    """Whether it was said where the end is."""
    ended = False
    while True:
        if reader.read_on(1 if ended else FEWEST):
            gc.collect(0)
        elif ended:
            return True
        elif select.select([told], [], [], LOOK_S)[0]:
            if not told.readline():
                return False
            ended = True


if __name__ == "__main__":
    main()
