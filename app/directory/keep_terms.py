"""Keeps a steward's own terms, and takes one away again: every bad row named, history written, processes told."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from app.db.changes import Change, keep_history, note_revision
from app.directory.own_terms import NotATerm, TermRow, as_values, name_of, settle, term_of
from app.directory.shapes import ImportReport, Refusal
from app.directory.store import TERMS_CHANGED, kept_terms, remove_own_term, write_own_terms
from app.directory.tag_waiting import note_waiting
from app.directory.vocabulary import Scheme, Term, Vocabulary, load_vocabulary
from app.kernel.clock import Clock
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import imported_id

ENTITY = "own_term"
VALUE_SHOWN = 80


def keep_terms(
    session: Session, rows: Iterable[TermRow], *, shipped: Vocabulary, clock: Clock, who: str, dry_run: bool = False
) -> ImportReport:
    """Add or change the terms that can be used; those of other rows stay. `dry_run` writes nothing; the caller commits.

    A row that names a term again, or whose phrase stands for another one, is refused in a sentence. Listings that say
    a term's phrases carry its code when `tag_waiting` has been at them.
    """
    report = ImportReport()
    read = _read(rows, shipped, report)
    kept = {name_of(term): term for term in kept_terms(session)}
    for name, problem in settle(shipped, kept.values(), [term for _, term in read.values()]).items():
        number, _ = read.pop(name)
        _refuse(report, number, problem)
    report.problems.sort(key=lambda refusal: refusal.row)
    changed = [term for name, (_, term) in read.items() if kept.get(name) != term]
    report.created = sum(name_of(term) not in kept for term in changed)
    report.updated = len(changed) - report.created
    report.unchanged = len(read) - len(changed)
    if changed and not dry_run:
        write_own_terms(session, changed)
        changes = [Change(_id(term), _as_history(kept.get(name_of(term))), _as_history(term)) for term in changed]
        _tell(session, changes, who, clock)
        note_waiting(session, map(name_of, changed))
    return report


def remove_term(session: Session, scheme: Scheme, code: str, *, clock: Clock, who: str) -> None:
    """Take a steward's own term out of use; history keeps it. Raises NotFound, or Refused when others lean on it."""
    kept = kept_terms(session)
    term = next((term for term in kept if name_of(term) == (scheme, code)), None)
    if term is None:
        raise NotFound(f"There is no own term {scheme} {code} here. What ships with Kith cannot be removed.")
    leaning = [other.code for other in kept if other.scheme is scheme and code in dict(other.related)]
    if leaning:
        raise Refused(f"{', '.join(leaning)} is related to {code}. Change that first.")
    remove_own_term(session, scheme, code)
    _tell(session, [Change(_id(term), _as_history(term), None)], who, clock)
    if load_vocabulary().get(scheme, code) is None:  # what ships goes on without what was added to it
        note_waiting(session, [(scheme, code)])


def _read(rows: Iterable[TermRow], shipped: Vocabulary, report: ImportReport) -> dict[Any, tuple[int, Term]]:
    read: dict[Any, tuple[int, Term]] = {}
    for row in rows:
        report.read += 1
        try:
            term = term_of(row, shipped)
            if name_of(term) in read:
                first = read[name_of(term)][0]
                raise NotATerm("code", f"This term stands already in row {first}.", term.code)
            read[name_of(term)] = row.number, term
        except NotATerm as problem:
            _refuse(report, row.number, problem)
    return read


def _refuse(report: ImportReport, number: int, problem: NotATerm) -> None:
    report.refused += 1
    value = problem.value[:VALUE_SHOWN]
    report.problems.append(Refusal(row=number, field=problem.field, problem=str(problem), value=value))


def _tell(session: Session, changes: list[Change], who: str, clock: Clock) -> None:
    keep_history(session, changes, entity=ENTITY, who=who, at=clock())
    note_revision(session, TERMS_CHANGED)


def _id(term: Term) -> Any:
    return imported_id(ENTITY, f"{term.scheme}:{term.code}")


def _as_history(term: Term | None) -> dict[str, Any] | None:
    return None if term is None else as_values(term)
