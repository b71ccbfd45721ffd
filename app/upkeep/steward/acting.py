"""A steward who acts on a listing: who they are, and whether they may where it lies."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access.require import require
from app.access.rules import Deed
from app.edge.caller import Caller
from app.kernel.errors import NotFound
from app.upkeep import store
from app.upkeep.asked import Kith
from app.upkeep.letters import Post
from app.upkeep.queue import areas_of_listing
from app.upkeep.store import Waiting


@dataclass(frozen=True)
class Acting:
    """A steward's deed in one transaction: who does it, to which listing."""

    session: Session
    one: Waiting
    caller: Caller
    post: Post
    who: str
    at: Any


class NeedsWords(ValueError):
    """A sentence for the steward that stands on the page again."""


def allowed(session: Session, kith: Kith, caller: Caller, deed: Deed, listing_id: UUID) -> Waiting:
    """The listing, when `caller` may do `deed` where it lies. Who may do it nowhere learns of no listing."""
    require(caller, deed)
    one = store.waiting_of(session, [listing_id]).get(listing_id)
    if one is None:
        raise NotFound("There is no such listing here.")
    require(caller, deed, areas_of_listing(session, kith.areas, one))
    return one
