"""Brings a file, a feed or the demo into the directory: one transaction, every refusal named, nothing lost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, history_of, record_changes
from app.directory.local_edits import BY_SHEET, BY_SOURCE, Entry, edited_here, merged, says_the_same
from app.directory.placing import LookUp, Placed, place_it
from app.directory.rows import Row, Rows, make_rows
from app.directory.shapes import NO_POINT, TWICE, Draft, ImportReport, ListingIn, Refusal
from app.directory.store import hashes, insert_rows, keep_hash, replace_rows, snapshots
from app.kernel.clock import Clock
from app.kernel.unswept import unswept
from geo.gazetteer import Gazetteer

BATCH = 2_000  # more are no quicker, and fewer leave statements half full
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


@dataclass(frozen=True)
class _Made:
    """A draft with its place and its rows."""

    draft: Draft
    placed: Placed | None
    rows: Rows


@dataclass(frozen=True)
class _Batch:
    """Some records of the file, and the moment their rows bear."""

    now: datetime
    items: Sequence[_Made | Refusal]


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
) -> ImportReport:
    """Store what can be used and report on the rest; a second run of the same file finds all unchanged.

    What a person changed here since stays as they left it, unless the file was gone over `by_hand` itself or it is
    their own change (`who` is then kept in the history; "import:" and the source by default). `dry_run` reads and
    compares, and writes nothing. `look_up` is asked for postcodes that are not loaded here. `bars` says what may not
    stand here. The caller commits.
    """
    who = who or f"{BY_SHEET if by_hand else BY_SOURCE}{source}"
    run = _Run(session, gazetteer, source, clock, dry_run, look_up, bars, who)
    for _ in _one_behind(run, _batches(drafts)):
        if progress:
            progress(run.report.read, None)
    return run.report


def _one_behind(run: _Run, batches: Iterator[Sequence[Draft | Refusal]]) -> Iterator[None]:
    """Bring in one batch after another: while one is written, the rows of the next are made.

    The session is only ever in one hand: a batch is fetched, which may ask the database too, while nothing is written.
    """
    run.session.connection()  # some databases in memory give each thread one of its own
    with ThreadPoolExecutor(1, "bring-in") as aside:
        made = _made(run, next(batches, ()))
        for batch in batches:
            writing = aside.submit(copy_context().run, _bring_in_batch, run, made)
            made = _made(run, batch)
            writing.result()
            yield
        _bring_in_batch(run, made)
        yield


def _made(run: _Run, batch: Sequence[Draft | Refusal]) -> _Batch:
    """Everything about a batch that asks no database."""
    now = run.clock()
    with unswept():
        return _Batch(now, [item if isinstance(item, Refusal) else _one_made(run, item, now) for item in batch])


def _one_made(run: _Run, draft: Draft, now: datetime) -> _Made:
    place, kind = draft.listing.place, draft.listing.kind
    placed = place_it(place, kind, run.gazetteer, run.look_up) if place else None
    rows = make_rows(draft.listing, placed, source=draft.source or run.source, key=draft.key, now=now)
    rows.keep = draft.silent
    return _Made(draft, placed, rows)


def _batches(drafts: Iterable[Draft | Refusal]) -> Iterator[Sequence[Draft | Refusal]]:
    rest = iter(drafts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _bring_in_batch(run: _Run, batch: _Batch) -> None:
    with unswept():
        made = []
        for item in batch.items:
            run.report.read += 1
            if isinstance(item, Refusal):
                _refuse(run, item)
            elif _may_stand(run, item):
                run.report.repaired += bool(item.draft.repairs)
                made.append(item.rows)
        _keep(run, made, batch.now)


def _keep(run: _Run, made: Sequence[Rows], now: datetime) -> None:
    known = hashes(run.session, [rows.listing["id"] for rows in made])
    new = [rows for rows in made if rows.listing["id"] not in known]
    changed = [
        rows
        for rows in made
        if known.get(rows.listing["id"], rows.listing["content_hash"]) != rows.listing["content_hash"]
    ]
    before = snapshots(run.session, [rows.listing["id"] for rows in changed])
    _keep_what_stays(run, changed, before)
    after = {rows.listing["id"]: merged(rows.snapshot(), before[rows.listing["id"]], rows.keep) for rows in changed}
    same = {key for key in after if says_the_same(before[key], after[key])}
    updated = [rows for rows in changed if rows.listing["id"] not in same]
    run.report.created += len(new)
    run.report.updated += len(updated)
    run.report.unchanged += len(made) - len(new) - len(updated)
    if run.dry_run:
        return
    for rows in (rows for rows in changed if rows.listing["id"] in same):
        keep_hash(run.session, rows.listing["id"], rows.listing["content_hash"])
    insert_rows(run.session, new)
    replace_rows(run.session, updated)
    changes = [Change(rows.listing["id"], None, rows.told()) for rows in new]
    changes += [Change(key, before[key], after[key]) for key in (rows.listing["id"] for rows in updated)]
    record_changes(run.session, changes, who=run.who, at=now)


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


def _may_stand(run: _Run, made: _Made) -> bool:
    """Whether it may come in; what is wrong with it is reported."""
    draft, placed = made.draft, made.placed
    if placed and placed.problem and draft.listing.place:  # kept: it still has words and a number
        value = draft.listing.place.postcode[:40]
        problem = NO_POINT % {"why": placed.problem}
        run.report.problems.append(Refusal(row=draft.row, field="postcode", problem=problem, value=value))
    if run.bars and (why := run.bars(draft.listing, placed)):
        _refuse(run, Refusal(row=draft.row, field="name", problem=why, value=draft.listing.name[:80]))
        return False
    first = run.seen.setdefault(made.rows.listing["id"], draft.row)
    if first != draft.row:
        _refuse(run, Refusal(row=draft.row, field="id", problem=TWICE % {"row": first}, value=draft.key[:80]))
        return False
    return True
