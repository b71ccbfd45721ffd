"""A steward's own word is found on listings that stood here before it: those that say its phrases carry its code."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, history_of, record_changes
from app.directory.local_edits import BY_SOURCE, Entry, edited_here
from app.directory.own_terms import Name
from app.directory.rows import Row
from app.directory.rules import Kind, TermRole
from app.directory.store import add_terms, carrying, drop_term, said_by, saying, snapshots
from app.directory.tagging import Said, carried
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.kernel.clock import Clock

# No person's hand: what a source says of its listings later is not held back by it.
WHO = f"{BY_SOURCE}own terms"
ROLE_OF = {Scheme.HOPE: TermRole.HOPE, Scheme.BASIC: TermRole.BASIC, Scheme.LABEL: TermRole.LABEL}
LEAST_LETTERS = 4  # of a word are asked for in the database, so that its endings do not matter


def listings_saying(session: Session, terms: Iterable[Term]) -> list[UUID]:
    """Listings that may say a phrase of these terms: they hold the beginning of one of its words."""
    stems = {_stem(phrase) for term in terms if term.scheme in ROLE_OF for phrase in term.phrases}
    return saying(session, sorted(stems)) if stems else []


def retag(session: Session, ids: Sequence[UUID], names: Iterable[Name], vocabulary: Vocabulary, clock: Clock) -> int:
    """Give these listings the codes among `names` whose phrases they say, as `vocabulary` finds them; how many.

    One whose terms a person chose stays as it is. Nothing is taken away. The caller commits.
    """
    wanted = frozenset(name for name in names if name[0] in ROLE_OF)
    rows = _gained(session, ids, wanted, vocabulary)
    chosen = _chosen_by_people(session, list(rows))
    return _keep(session, {key: codes for key, codes in rows.items() if key not in chosen}, clock)


def listings_carrying(session: Session, name: Name) -> list[UUID]:
    """Listings that carry the code of a term."""
    role = ROLE_OF.get(name[0])
    return carrying(session, role, name[1]) if role else []


def untag(session: Session, ids: Sequence[UUID], name: Name, clock: Clock) -> int:
    """Take the code of a term that is no more off these listings; how many. The caller commits."""
    before = snapshots(session, ids)
    drop_term(session, ROLE_OF[name[0]], name[1], ids)
    _record(session, ids, before, clock)
    return len(ids)


def _stem(phrase: str) -> str:
    longest = max(phrase.lower().split() or [""], key=len)
    return longest[:LEAST_LETTERS]


def _gained(
    session: Session, ids: Sequence[UUID], wanted: frozenset[Name], vocabulary: Vocabulary
) -> dict[UUID, list[tuple[TermRole, str]]]:
    """The codes among `wanted` that each listing says and does not carry."""
    found: dict[UUID, list[tuple[TermRole, str]]] = {}
    for one in said_by(session, ids):
        told = carried(vocabulary, Kind(one.kind), Said(one.name, text=one.summary), wanted)
        new = [(ROLE_OF[scheme], code) for scheme, code in told if (ROLE_OF[scheme], code) not in one.terms]
        if new:
            found[one.id] = new
    return found


def _chosen_by_people(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    past: dict[UUID, list[Entry]] = {key: [] for key in ids}
    for key, who, was, became in history_of(session, list(ids)) if ids else []:
        if was is not None:  # the form on which it was put here knew the words of that day
            past[key].append(Entry(who, was, became))
    return {key for key, entries in past.items() if "terms" in edited_here(entries)}


def _keep(session: Session, rows: dict[UUID, list[tuple[TermRole, str]]], clock: Clock) -> int:
    if rows:
        before = snapshots(session, list(rows))
        add_terms(session, rows)
        _record(session, list(rows), before, clock)
    return len(rows)


def _record(session: Session, ids: Sequence[UUID], before: dict[UUID, Row], clock: Clock) -> None:
    after = snapshots(session, ids)
    record_changes(session, [Change(key, before[key], after[key]) for key in ids], who=WHO, at=clock())
