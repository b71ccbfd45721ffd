"""Brings a file, a feed or the demo into the directory: one transaction, every refusal named, nothing lost."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, record_changes
from app.directory.placing import LookUp, Placed, place_it
from app.directory.rows import Rows, make_rows
from app.directory.shapes import Draft, ImportReport, ListingIn, Refusal
from app.directory.store import hashes, insert_rows, replace_rows, snapshots
from app.kernel.clock import Clock
from geo.gazetteer import Gazetteer

BATCH = 500
Progress = Callable[[int, int | None], None]
Bars = Callable[[ListingIn, Placed | None], str]  # why a listing may not stand here, or ""


@dataclass
class _Run:
    """What stays the same while one file is brought in."""

    session: Session
    gazetteer: Gazetteer
    source: str
    clock: Clock
    dry_run: bool
    look_up: LookUp | None
    bars: Bars | None
    who: str
    report: ImportReport = field(default_factory=ImportReport)
    seen: dict[UUID, int] = field(default_factory=dict)  # listing id -> the record it came from


def bring_in(
    session: Session,
    drafts: Iterable[Draft | Refusal],
    *,
    source: str,
    gazetteer: Gazetteer,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress | None = None,
    look_up: LookUp | None = None,
    bars: Bars | None = None,
    who: str = "",
) -> ImportReport:
    """Store what can be used and report on the rest; a second run of the same file finds all unchanged.

    `dry_run` reads and compares, and writes nothing. `look_up` is asked for postcodes that are not loaded here. `bars`
    says what may not stand here. `who` is kept in the history ("import:" and the source by default). The caller
    commits.
    """
    run = _Run(session, gazetteer, source, clock, dry_run, look_up, bars, who or f"import:{source}")
    for batch in _batches(drafts):
        _bring_in_batch(run, batch)
        if progress:
            progress(run.report.read, None)
    return run.report


def _batches(drafts: Iterable[Draft | Refusal]) -> Iterator[Sequence[Draft | Refusal]]:
    rest = iter(drafts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _bring_in_batch(run: _Run, batch: Sequence[Draft | Refusal]) -> None:
    made: list[Rows] = []
    for item in batch:
        run.report.read += 1
        if isinstance(item, Refusal):
            _refuse(run, item)
        elif (rows := _rows_of(run, item)) is not None:
            run.report.repaired += bool(item.repairs)
            made.append(rows)
    known = hashes(run.session, [rows.listing["id"] for rows in made])
    new = [rows for rows in made if rows.listing["id"] not in known]
    changed = [
        rows
        for rows in made
        if known.get(rows.listing["id"], rows.listing["content_hash"]) != rows.listing["content_hash"]
    ]
    run.report.created += len(new)
    run.report.updated += len(changed)
    run.report.unchanged += len(made) - len(new) - len(changed)
    if not run.dry_run:
        _write(run, new, changed)


def _refuse(run: _Run, refusal: Refusal) -> None:
    run.report.refused += 1
    run.report.problems.append(refusal)


def _rows_of(run: _Run, draft: Draft) -> Rows | None:
    placed = _place(run, draft)
    if run.bars and (why := run.bars(draft.listing, placed)):
        _refuse(run, Refusal(row=draft.row, field="name", problem=why, value=draft.listing.name[:80]))
        return None
    rows = make_rows(draft.listing, placed, source=run.source, key=draft.key, now=run.clock())
    first = run.seen.setdefault(rows.listing["id"], draft.row)
    if first != draft.row:
        _refuse(
            run, Refusal(row=draft.row, field="id", problem=f"stands already in record {first}", value=draft.key[:80])
        )
        return None
    return rows


def _place(run: _Run, draft: Draft) -> Placed | None:
    if draft.listing.place is None:
        return None
    placed = place_it(draft.listing.place, draft.listing.kind, run.gazetteer, run.look_up)
    if placed.problem:  # kept all the same: a listing without a point still has words and a number
        value = draft.listing.place.postcode[:40]
        problem = f"kept without a point on the map: {placed.problem}"
        run.report.problems.append(Refusal(row=draft.row, field="postcode", problem=problem, value=value))
    return placed


def _write(run: _Run, new: Sequence[Rows], changed: Sequence[Rows]) -> None:
    before = snapshots(run.session, [rows.listing["id"] for rows in changed])
    insert_rows(run.session, new)
    replace_rows(run.session, changed)
    changes = [Change(rows.listing["id"], None, rows.snapshot()) for rows in new]
    changes += [Change(rows.listing["id"], before.get(rows.listing["id"]), rows.snapshot()) for rows in changed]
    record_changes(run.session, changes, who=run.who, at=run.clock())
