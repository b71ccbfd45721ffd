"""Snapshot files: the columns as they were after some change, so that a process starts without building them."""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import structlog
from sqlmodel import Session

from app.db.changes import Mark, stands
from app.matching.engine.index.columns import Columns
from app.matching.engine.index.files import Broken, about, load_columns, save_columns, seal
from app.matching.engine.laid import Laid, Readers, load_laid, save_laid

FOLDER = "snapshots"
KEPT = 2  # the newest, and the one before: another process may be about to map it
PARTS = ("app.matching", "app.directory", "app.kernel")  # what columns are made by
Said = Mapping[str, Any]
NAME = re.compile(r"(?P<stamp>[0-9a-f]{12})-(?P<seq>\d{12})$")


@dataclass(frozen=True)
class Taken:
    """What a snapshot holds: columns after a change, and what was read of them up to a vector's number."""

    columns: Columns
    mark: Mark
    laid: Laid | None = None
    vectors: int = 0
    model: str = ""


@cache
def stamp() -> str:
    """A digest of the programme and its vocabulary: columns that another version made are not ours."""
    seen = hashlib.sha256()
    for part in PARTS:
        root = Path(str(files(part)))
        for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            seen.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return seen.hexdigest()[:12]


@dataclass(frozen=True)
class Snapshots:
    """Those in one folder, which the processes of one machine share."""

    folder: Path

    @classmethod
    def beside(cls, var: Path) -> "Snapshots":
        """Those of a deployment."""
        return cls(var / FOLDER)

    def newest(self) -> int:
        """The last change that the newest usable one holds; -1 when there is none."""
        return max((seq for seq, _ in self._ours()), default=-1)

    def load(self, session: Session, readers: Readers | None, model: str) -> Taken | None:
        """The newest that is whole, and that this database has grown from; what is not is told in the log."""
        for _, folder in sorted(self._ours(), reverse=True):
            try:
                said = about(folder)
                mark = Mark(said["seq"], said["history"], said["under_way"])
                if stands(session, mark):
                    return self._load(folder, mark, said, readers, model)
                reason = "it is of another database, or of one that was put back"
            except (Broken, KeyError):
                reason = "it is broken"
            structlog.get_logger().warning("snapshot not used", reason=reason)
            shutil.rmtree(folder, ignore_errors=True)
        return None

    def _load(self, folder: Path, mark: Mark, said: Said, readers: Readers | None, model: str) -> Taken:
        columns = load_columns(folder)
        if readers is None or said["model"] != model:
            return Taken(columns, mark)
        return Taken(columns, mark, load_laid(columns.ground, folder, readers), said["vectors"], model)

    def save(self, taken: Taken) -> None:
        """Write one: whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=".", dir=self.folder))  # only its owner may read it
        try:
            save_columns(taken.columns, made)
            if taken.laid:
                save_laid(taken.laid, made)
            said = {"seq": taken.mark.seq, "history": taken.mark.history, "under_way": taken.mark.under_way}
            seal(made, said | {"vectors": taken.vectors, "model": taken.model if taken.laid else ""})
            target = self.folder / f"{stamp()}-{taken.mark.seq:012d}"
            shutil.rmtree(target, ignore_errors=True)
            os.rename(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        self._sweep()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that writes just now; it is until the end of the block, or its own end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _ours(self) -> list[tuple[int, Path]]:
        return [(seq, path) for seq, own, path in self._all() if own]

    def _all(self) -> list[tuple[int, bool, Path]]:
        if not self.folder.is_dir():
            return []
        named = [(NAME.match(path.name), path) for path in self.folder.iterdir()]
        return [(int(name["seq"]), name["stamp"] == stamp(), path) for name, path in named if name]

    def _sweep(self) -> None:
        """Drop older ones, those of other versions, and what was left half written. Files that are mapped live on."""
        kept = [path for _, path in sorted(self._ours(), reverse=True)[:KEPT]]
        for path in self.folder.iterdir():
            if path not in kept and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
