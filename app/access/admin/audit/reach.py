"""Whose lines of the audit somebody may read: all, or those of people who hold or held a role in their areas."""

from uuid import UUID

from sqlmodel import Session

from app.access.admin.store import accounts_of_areas
from app.access.rules import Deed, areas_of
from app.kernel.callers import Caller


def among(session: Session, caller: Caller) -> frozenset[str] | None:
    """The accounts whose lines `caller` may read, as the audit writes them; None is everybody's."""
    areas: frozenset[UUID] | None = areas_of(caller, Deed.SEE_AUDIT)
    if areas is None:
        return None
    return frozenset(str(account_id) for account_id in accounts_of_areas(session, areas))
