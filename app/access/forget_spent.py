"""Forget what has served its time: links, tries, and browsers that were signed in."""

from datetime import datetime

from sqlmodel import Session

from app.access.limits import KEPT
from app.access.rules import LINK_LASTS, OWN_STAY
from app.access.store import delete_spent


def forget_spent(session: Session, now: datetime) -> int:
    """How many rows went."""
    return delete_spent(
        session, links_before=now - LINK_LASTS, tries_before=now - KEPT, seen_before=now - OWN_STAY.idle
    )
