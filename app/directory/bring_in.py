"""Brings a file, a feed or the demo into the directory: every refusal named, nothing lost, whole or lot by lot."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, history_of, record_changes
from app.db.engine import roomy
from app.directory.local_edits import BY_SHEET, BY_SOURCE, Entry, edited_here, merged, says_the_same
from app.directory.making import Batch, Made, Maker, Origin
from app.directory.placing import LookUp, Placed
from app.directory.rows import Row, Rows
from app.directory.shapes import NO_POINT, TWICE, Draft, ImportReport, ListingIn, Refusal
from app.directory.store import hashes, insert_rows, keep_hash, replace_rows, snapshots
from app.kernel.clock import Clock
from app.kernel.unswept import unswept
from geo.gazetteer import Gazetteer

BATCH = 2_000  # more are no quicker, and fewer leave statements half full
AHEAD = 1  # batches that are made while one is written
SWEPT_AFTER = 8  # batches: a sweep of Python's looks through all that waits, and finds nothing
Progress = Callable[[int, int | None], None]
Bars = Callable[[ListingIn, Placed | None], str]  # why a listing may not stand here, or ""


@dataclass
class _Run:
    """What stays the same while one file is brought in."""

    session: Session
    origin: Origin
    clock: Clock
    dry_run: bool
    bars: Bars | None
    who: str
    end_lot: Callable[[], None] | None
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
    by_hand: bool = False,
    end_lot: Callable[[], None] | None = None,
) -> ImportReport:
    """Store what can be used and report on the rest; a second run of the same file finds all unchanged.

    What a person changed here since stays as they left it, unless the file was gone over `by_hand` itself or it is
    their own change (`who` is then kept in the history; "import:" and the source by default). `dry_run` reads and
    compares, and writes nothing. `look_up` is asked for postcodes that are not loaded here. `bars` says what may not
    stand here. The caller commits; `end_lot` may do so after each batch, and others write before the next.
    """
    who = who or f"{BY_SHEET if by_hand else BY_SOURCE}{source}"
    run = _Run(session, Origin(source, gazetteer, look_up), clock, dry_run, bars, who, end_lot)
    for _ in _one_behind(run, _batches(drafts)):
        if progress:
            progress(run.report.read, None)
    return run.report


def _one_behind(run: _Run, batches: Iterator[Sequence[Draft | Refusal]]) -> Iterator[None]:
    """Bring in one batch after another: while one is written, the rows of the next are made.

    The session is only ever in one hand: a batch is fetched, which may ask the database too, while nothing is written.
    """
    with Maker(run.origin) as maker, ExitStack() as wide, ExitStack() as held:
        waiting: deque[Future[Batch]] = deque()
        for number, drafts in enumerate(batches):
            if number % SWEPT_AFTER == 0:
                held.close()
                held.enter_context(unswept())
            if number == 1 and not run.end_lot:
                wide.enter_context(roomy(run.session.connection()))
            waiting.append(maker.begin(drafts, run.clock()))
            if len(waiting) > AHEAD:
                _bring_in_lot(run, waiting.popleft())
                yield
        while waiting:
            _bring_in_lot(run, waiting.popleft())
            yield


def _bring_in_lot(run: _Run, made: Future[Batch]) -> None:
    _bring_in_batch(run, made.result())  # waited for before anything is locked
    if run.end_lot and not run.dry_run:
        run.end_lot()


def _batches(drafts: Iterable[Draft | Refusal]) -> Iterator[Sequence[Draft | Refusal]]:
    rest = iter(drafts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _bring_in_batch(run: _Run, batch: Batch) -> None:
    made = []
    for item in batch.items:
        run.report.read += 1
        if isinstance(item, Refusal):
            _refuse(run, item)
        elif _may_stand(run, item):
            run.report.repaired += bool(item.draft.repairs)
            made.append(item)
    _keep(run, batch, made)


def _keep(run: _Run, batch: Batch, made: Sequence[Made]) -> None:
    known = hashes(run.session, [item.id for item in made])
    new = [item.rows for item in made if item.id not in known]
    changed = [item.rows for item in made if known.get(item.id, item.content_hash) != item.content_hash]
    run.report.created += len(new)
    run.report.unchanged += len(made) - len(new) - len(changed)
    if not run.dry_run:
        insert_rows(run.session, new)
    changes = [_as_new(run, rows) for rows in new] + _update(run, changed)
    if not run.dry_run:
        record_changes(run.session, changes, who=run.who, at=batch.now)


def _as_new(run: _Run, rows: Rows) -> Change:
    """What a source brings is not written down twice (`Past`); of what a person put here feeds ask how it came."""
    by_source = run.who.startswith((BY_SOURCE, BY_SHEET))
    return Change(rows.listing["id"], None, None if by_source else rows.snapshot())


def _update(run: _Run, changed: Sequence[Rows]) -> list[Change]:
    """Bring known listings to what the file says; what of them is another now."""
    before = snapshots(run.session, [rows.listing["id"] for rows in changed])
    _keep_what_stays(run, changed, before)
    after = {rows.listing["id"]: merged(rows.snapshot(), before[rows.listing["id"]], rows.keep) for rows in changed}
    same = {key for key in after if says_the_same(before[key], after[key])}
    updated = [rows for rows in changed if rows.listing["id"] not in same]
    run.report.updated += len(updated)
    run.report.unchanged += len(same)
    if run.dry_run:
        return []
    for rows in (rows for rows in changed if rows.listing["id"] in same):
        keep_hash(run.session, rows.listing["id"], rows.listing["content_hash"])
    replace_rows(run.session, updated)
    return [Change(key, before[key], after[key]) for key in (rows.listing["id"] for rows in updated)]


def _keep_what_stays(run: _Run, changed: Sequence[Rows], before: Mapping[UUID, Row]) -> None:
    """Name in each of `changed` the fields that a known listing keeps."""
    past: dict[UUID, list[Entry]] = defaultdict(list)
    if run.who.startswith(BY_SOURCE):
        for key, who, was, became in history_of(run.session, list(before)):
            past[key].append(Entry(who, was, became))
    for rows in changed:
        held = before[rows.listing["id"]]
        rows.keep |= edited_here(past[rows.listing["id"]])
        by_file = run.who.startswith((BY_SOURCE, BY_SHEET))
        if by_file and (held["listing"].get("checked_on") or "") > str(rows.listing["checked_on"] or ""):
            rows.keep |= {"checked_on", "checked_by"}  # somebody looked here since the source did
        if "exact" in rows.keep and not _same_sector(rows.place, held["place"]):
            rows.keep -= {"exact"}


def _same_sector(fresh: Row | None, held: Row | None) -> bool:
    return bool(fresh and held and held["private"] and fresh["sector"] == held["sector"])


def _refuse(run: _Run, refusal: Refusal) -> None:
    run.report.refused += 1
    run.report.problems.append(refusal)


def _may_stand(run: _Run, made: Made) -> bool:
    """Whether it may come in; what is wrong with it is reported."""
    draft, placed = made.draft, made.placed
    if placed and placed.problem and draft.listing.place:  # kept: it still has words and a number
        value = draft.listing.place.postcode[:40]
        problem = NO_POINT % {"why": placed.problem}
        run.report.problems.append(Refusal(row=draft.row, field="postcode", problem=problem, value=value))
    if run.bars and (why := run.bars(draft.listing, placed)):
        _refuse(run, Refusal(row=draft.row, field="name", problem=why, value=draft.listing.name[:80]))
        return False
    first = run.seen.setdefault(made.id, draft.row)
    if first != draft.row:
        _refuse(run, Refusal(row=draft.row, field="id", problem=TWICE % {"row": first}, value=draft.key[:80]))
        return False
    return True
