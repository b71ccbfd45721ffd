"""The vocabulary as it is now: what ships with Kith, merged with the stewards' own terms, true to the last commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.db.changes import kept_value
from app.directory.own_terms import NotATerm, as_values, name_of, settle
from app.directory.store import TERMS_CHANGED, kept_terms
from app.directory.vocabulary import Vocabulary


@dataclass
class LiveTerms:
    """One a process. Read anew only when somebody has changed a term since."""

    shipped: Vocabulary
    _version: str = ""
    _now: Vocabulary | None = None

    def refresh(self, session: Session) -> Vocabulary:
        """The vocabulary as last committed; the very same value as long as nothing was changed."""
        version = kept_value(session, TERMS_CHANGED) or ""
        if self._now is None or version != self._version:
            self._now = merged_with_own(session, self.shipped) if version else self.shipped
            self._version = version
        return self._now


def merged_with_own(session: Session, shipped: Vocabulary) -> Vocabulary:
    """What ships with the own terms that still fit it: a new release may say a steward's phrase in another sense."""
    own = kept_terms(session)
    left_out = settle(shipped, (), own)
    return shipped.merged(term for term in own if name_of(term) not in left_out)


def left_out(session: Session, shipped: Vocabulary) -> list[NotATerm]:
    """Why own terms are not in use that no longer fit what ships."""
    return list(settle(shipped, (), kept_terms(session)).values())


def list_terms(session: Session, shipped: Vocabulary, *, own_only: bool = False) -> Sequence[dict[str, Any]]:
    """Every term in use as plain values, in the order of the data; `own` tells those that a steward wrote."""
    own = {name_of(term) for term in kept_terms(session)}
    return [
        as_values(term) | {"own": name_of(term) in own}
        for term in merged_with_own(session, shipped).terms
        if not own_only or name_of(term) in own
    ]
