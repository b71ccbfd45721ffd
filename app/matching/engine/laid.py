"""The vectors of rows and where the judge lays each, kept beside columns as they grow; pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.columns import Columns, Rows
from app.matching.engine.index.files import Broken, load_room, save_room
from app.matching.engine.index.ground import Ground
from app.matching.engine.index.room import Room
from app.matching.engine.judging import place_of_listings, place_of_rows
from app.matching.engine.meaning.judge import Judge
from app.matching.engine.meaning.reader import Reader
from app.matching.engine.meaning.vectors import Vectors, stack, unpack
from app.matching.engine.types import Meant

Scales = npt.NDArray[np.float32]
Readers = tuple[Reader | None, Judge | None]


@dataclass
class Grown:
    """Vectors that grow. A row is filled in before its scale tells that it is there, so older views stay true."""

    numbers: Room
    scales: Scales

    @classmethod
    def of(cls, vectors: Vectors) -> "Grown":
        return cls(Room.around(vectors.bytes_), vectors.scales)

    @property
    def view(self) -> Vectors:
        return Vectors(self.numbers.view, self.scales)

    def fill(self, rows: Rows, vectors: Vectors) -> None:
        """Put vectors into rows that had none, or that are new."""
        if missing := max(0, int(rows.max(initial=-1)) + 1 - len(self.scales)):
            self.numbers.claim(missing)
            self.scales = np.append(self.scales, np.zeros(missing, np.float32))
        if not self.numbers.array.shape[1] and vectors.bytes_.shape[1]:  # the first vector of all
            size = self.numbers.size
            self.numbers = Room.around(np.zeros((size, vectors.bytes_.shape[1]), np.int8))
        if vectors.bytes_.shape[1]:
            self.numbers.array[rows] = vectors.bytes_
        scales = self.scales.copy()
        scales[rows] = vectors.scales
        self.scales = scales

    def moved(self, order: Rows) -> "Grown":
        """The same in another order. Scales first: what is being filled in meanwhile is not known yet then."""
        scales = self.scales[order]
        return Grown(Room.around(self.numbers.view.take(order, axis=0)), scales)


@dataclass
class Laid:
    """What is known of the rows of columns that came of one another."""

    ground: Ground
    reader: Reader | None
    judge: Judge | None
    told: Grown
    placed: Grown | None
    waiting: dict[str, list[int]]  # rows whose text is not read yet, by its key

    @classmethod
    def of(cls, columns: Columns, keys: Sequence[str], packed: Mapping[str, bytes], readers: Readers) -> "Laid":
        """Of all rows, whose texts go by `keys`."""
        vectors, waiting = stack(keys, packed), defaultdict(list)
        placed = Grown.of(place_of_listings(readers[1], columns, vectors)) if readers[1] else None
        for row, key in enumerate(keys):
            if key not in packed:
                waiting[key].append(row)
        return cls(columns.ground, *readers, Grown.of(vectors), placed, waiting)

    @property
    def size(self) -> int:
        return len(self.told.scales)

    @property
    def meant(self) -> Meant:
        """As it stands now; without questions."""
        return Meant(self.told.view, {}, self.reader, self.judge, self.placed.view if self.placed else None)

    def unread(self, columns: Columns) -> Rows:
        """The rows of listings whose text is not read yet."""
        found: Rows = np.nonzero((self.told.scales[: columns.size] == 0) & columns.alive)[0].astype(np.int32)
        return found

    def lay(self, columns: Columns, keys: Sequence[str], known: Mapping[str, bytes]) -> None:
        """Lay the newest rows, whose texts go by `keys`, and older ones that were waiting for what is known now."""
        found = {row: known[key] for key in known.keys() & self.waiting.keys() for row in self.waiting.pop(key)}
        newest = range(self.size, columns.size)
        for row, key in zip(newest, keys, strict=True):
            if key in known:
                found[row] = known[key]
            else:
                self.waiting.setdefault(key, []).append(row)
        rows = sorted({*found, *newest})
        if rows:
            self._fill(columns, np.array(rows, np.int32), [found.get(row) for row in rows])

    def _fill(self, columns: Columns, rows: Rows, packed: Sequence[bytes | None]) -> None:
        known = {str(n): one for n, one in enumerate(packed) if one is not None}
        wide = self.told.numbers.array.shape[1] or max((len(unpack(one)[1]) for one in known.values()), default=0)
        vectors = stack([str(n) for n in range(len(packed))], known)
        if vectors.bytes_.shape[1] != wide:
            vectors = Vectors(np.zeros((len(rows), wide), np.int8), vectors.scales)
        self.told.fill(rows, vectors)
        if self.placed and self.judge:
            self.placed.fill(rows, place_of_rows(self.judge, columns, self.told.view, rows))

    def moved(self, ground: Ground, order: Rows) -> "Laid":
        """The same beside a new base, of which each row was row `order`."""
        told, placed = self.told.moved(order), self.placed.moved(order) if self.placed else None
        where = np.full(self.size, -1, np.int32)
        where[order] = np.arange(len(order))
        moved = ((key, [int(where[row]) for row in rows if where[row] >= 0]) for key, rows in [*self.waiting.items()])
        return Laid(ground, self.reader, self.judge, told, placed, {key: rows for key, rows in moved if rows})

    def caught_up(self, before: "Laid", order: Rows) -> None:
        """Take over what came to `before` while it was being moved."""
        known = before.waiting.keys()
        self.waiting = {key: rows for key, rows in self.waiting.items() if key in known}
        rows = np.nonzero(before.told.scales[order] != self.told.scales)[0].astype(np.int32)
        for mine, theirs in ((self.told, before.told), (self.placed, before.placed)):
            if mine and theirs and len(rows):
                mine.fill(rows, Vectors(theirs.numbers.view[order[rows]], theirs.scales[order[rows]]))


def save_laid(laid: Laid, folder: Path) -> None:
    """Write what is laid beside a base."""
    for name, grown in (("told", laid.told), ("placed", laid.placed)):
        if grown:
            save_room(folder / f"{name}.npy", grown.numbers.view)
            np.save(folder / f"{name}_scales.npy", grown.scales)
    pairs = [(key, row) for key, rows in laid.waiting.items() for row in rows]
    np.save(folder / "waiting_keys.npy", np.array([key for key, _ in pairs], "S32"))
    np.save(folder / "waiting_rows.npy", np.array([row for _, row in pairs], np.int32))


def load_laid(ground: Ground, folder: Path, readers: Readers) -> Laid:
    """What was laid beside a base, mapped. Raises files.Broken."""
    try:
        told = _grown(folder, "told")
        placed = _grown(folder, "placed") if readers[1] else None
        keys, rows = (np.load(folder / f"waiting_{name}.npy").tolist() for name in ("keys", "rows"))
    except (OSError, ValueError, EOFError) as error:
        raise Broken from error
    waiting: dict[str, list[int]] = {}
    for key, row in zip(keys, rows, strict=True):
        waiting.setdefault(key.decode(), []).append(row)
    return Laid(ground, *readers, told, placed, waiting)


def _grown(folder: Path, name: str) -> Grown:
    scales = np.asarray(np.load(folder / f"{name}_scales.npy", mmap_mode="c"))
    return Grown(load_room(folder / f"{name}.npy", len(scales)), scales)
