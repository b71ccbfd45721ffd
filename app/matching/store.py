"""Every query on vectors of meaning."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlmodel import Session

from app.db.statements import columns_of, insert_all
from app.kernel.batches import batched
from app.matching.model import MeaningVector

AT_ONCE = 500  # keys in one statement; SQLite allows 32,766


def vectors_since(session: Session, model: str, seq: int) -> tuple[dict[str, bytes], int]:
    """Vectors of `model` kept after `seq`, by key, and the last sequence number seen."""
    of = columns_of(MeaningVector)
    rows = session.execute(select(of.seq, of.key, of.vector).where(of.model == model, of.seq > seq)).all()
    return {key: bytes(vector) for _, key, vector in rows}, max((row.seq for row in rows), default=seq)


def vectors_of(session: Session, model: str, keys: Sequence[str]) -> dict[str, bytes]:
    """The vectors of `model` that are kept under these keys, by key."""
    of = columns_of(MeaningVector)
    found: dict[str, bytes] = {}
    for some in batched(keys, AT_ONCE):
        rows = session.execute(select(of.key, of.vector).where(of.model == model, of.key.in_(some))).all()
        found |= {key: bytes(vector) for key, vector in rows}
    return found


def keep_vectors(session: Session, model: str, made: Mapping[str, bytes]) -> None:
    """Keep new vectors; those that another process kept meanwhile stay as they are."""
    of, keys = columns_of(MeaningVector), list(made)
    there: set[str] = set()
    for part in batched(keys, AT_ONCE):
        there |= set(session.execute(select(of.key).where(of.model == model, of.key.in_(part))).scalars())
    rows = [{"model": model, "key": key, "vector": made[key]} for key in keys if key not in there]
    insert_all(session, MeaningVector, rows)


def sweep_vectors(session: Session, model: str, needed: Collection[str]) -> int:
    """Forget vectors of other models and of texts that are no more; how many."""
    of, wanted = columns_of(MeaningVector), set(needed)
    rows = session.execute(select(of.seq, of.model, of.key)).all()
    old = [row.seq for row in rows if row.model != model or row.key not in wanted]
    for some in batched(old, AT_ONCE):
        session.execute(delete(MeaningVector).where(of.seq.in_(some)))
    return len(old)
