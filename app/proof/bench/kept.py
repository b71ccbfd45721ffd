"""What a start and an edit cost: columns saved and mapped again, edits laid on them, questions over those, a merge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.matching.candidates import MERGE_FROM
from app.matching.engine.index.columns import Columns
from app.matching.engine.index.files import load_columns, save_columns
from app.matching.engine.index.merge import merged
from app.matching.engine.index.patch import patched
from app.proof.bench.engine import Engine
from app.proof.bench.questions import ONE_LOOK, Asked
from app.proof.bench.timing import Timings, timed

EDITS = MERGE_FROM  # after so many a new base is made


@dataclass(frozen=True)
class Kept:
    """Files without vectors, which the system may still hold in memory since they were just written."""

    bytes_: float  # a listing, on the disk
    save_s: float
    map_s: float
    first: Timings  # the first question of all after that
    edit: Timings
    base: Timings  # the engine call, 5 km, over mapped columns
    over: Timings  # the same over all edits
    merge_s: float

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "bytes_on_disk_a_listing": round(self.bytes_, 1), "save_s": round(self.save_s, 2),
            "map_ms": round(self.map_s * 1000, 2), "first_question_ms": round(self.first.median_ms, 2),
            "edit_ms": self.edit.as_dict(), "mapped_ms": self.base.as_dict(), "over_edits_ms": self.over.as_dict(),
            "edits": len(self.edit.seconds), "merge_s": round(self.merge_s, 2),
        }  # fmt: skip


def measure_kept(engine: Engine, near: Sequence[Asked]) -> Kept:
    """Save, map, ask, edit, ask again and merge; what the engine holds stays as it is."""
    with TemporaryDirectory(prefix="kith-bench-") as name:
        folder = Path(name)
        _, save_s = timed(lambda: save_columns(engine.columns, folder))
        size = sum(path.stat().st_size for path in folder.iterdir())
        columns, map_s = timed(lambda: load_columns(folder))
        first = _asked(engine, columns, near[:1])
        _asked(engine, columns, near)  # pages are read where they are asked for the first time
        base, edit = _asked(engine, columns, near), Timings()
        columns = edited(columns, edit)
        _asked(engine, columns, near[:10])
        over = _asked(engine, columns, near)
        _, merge_s = timed(lambda: merged(columns))
    return Kept(size / max(engine.columns.size, 1), save_s, map_s, first, edit, base, over, merge_s)


def edited(columns: Columns, clock: Timings) -> Columns:
    """So many listings up and down the country say one word more, one after another; each edit is timed."""
    size = columns.size
    for n in range(min(EDITS, size)):
        one = columns.listings[n * size // EDITS if size > EDITS else n]
        fresh = replace(one, summary=f"{one.summary} again{n}")
        columns = clock.of(lambda was=columns, fresh=fresh: patched(was, (), (fresh,)))  # type: ignore[misc]
    return columns


def _asked(engine: Engine, columns: Columns, near: Sequence[Asked]) -> Timings:
    clock, over = Timings(), replace(engine, columns=columns)
    for one in near:
        over.call(one, clock, ONE_LOOK, meaning=False)
    return clock
