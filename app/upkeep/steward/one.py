"""What a steward sees of one listing: what to say, what others said, who looks after it, every change."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access.rules import Deed, areas_of, may
from app.areas.gaps import SAFEGUARDING
from app.areas.rules import Contact
from app.db.engine import unit_of_work
from app.directory.read import pause_of
from app.directory.rules import Status, paused_on
from app.edge.caller import Caller
from app.kernel.clock import local_date
from app.upkeep import store
from app.upkeep.asked import Kith
from app.upkeep.changing import can_change
from app.upkeep.duplicates import Typed
from app.upkeep.keepers import store as keepers
from app.upkeep.photos.keep import taken_down
from app.upkeep.photos.store import photo_of
from app.upkeep.queue import codes_of, within
from app.upkeep.rules import PHOTO_KEPT, ConfirmBy, sayable
from app.upkeep.steward.acting import allowed
from app.upkeep.steward.changes import changes_shown
from app.upkeep.steward.in_words import change_words, in_words
from app.upkeep.store import Waiting
from app.upkeep.twins import around, find_twins
from geo.gazetteer import PlaceError


def about_one(kith: Kith, caller: Caller, listing_id: UUID, language: str) -> dict[str, Any]:
    """All about one, by the names of its page. Raises NotFound and Forbidden."""
    with unit_of_work(kith.engine) as session:
        one = allowed(session, kith, caller, Deed.SEE_QUEUE, listing_id)
        row = store.listing_row(session, listing_id)
        assert row is not None
        place, exact = store.exact_place(session, row)
        return {
            "one": one, "it": row, "place": place, "exact": exact,
            "organisation": store.organisation_name(session, row),
            "keepers": keepers.keepers_of(session, listing_id),
            "reports": store.open_reports(session, listing_id),
            "past": store.closed_reports(session, listing_id),
            "calls": store.calls_of(session, listing_id),
            "photo": photo_of(session, listing_id),
            "taken": taken_down(session, listing_id, kith.clock()),
            "changes": changes_shown(store.history_of(session, listing_id), change_words(kith, one, language)),
            "when": _when(kith, session, one, language),
            "leads": _leads(kith, one),
            "twins": _twins(session, kith, row, one) if may_merge(caller) else [],
            "may_merge": may_merge(caller), "ways": list(ConfirmBy), "photo_kept": PHOTO_KEPT,
            "sayable": sayable(row.capacity, paused_on(row.paused_until, local_date(kith.clock()))),
            "pause": pause_of(row, local_date(kith.clock())),
            "public": row.status == Status.PUBLIC, "changeable": can_change(row), "today": local_date(kith.clock()),
        }  # fmt: skip


def next_new(kith: Kith, caller: Caller) -> Waiting | None:
    """The new one that has waited longest for somebody, as the queue has it."""
    with unit_of_work(kith.engine) as session:
        waits = store.waiting_with(session, Status.WAITING)
        return next(iter(within(session, kith.areas, areas_of(caller, Deed.SEE_QUEUE), waits)), None)


def _leads(kith: Kith, one: Waiting) -> list[Contact]:
    """Whom to ring where something did not feel safe: the lead of the listing's areas and the deputy."""
    return [lead for lead in kith.areas.contacts(codes_of(kith.areas, one)) if lead.purpose in SAFEGUARDING]


def _when(kith: Kith, session: Session, one: Waiting, language: str) -> list[str]:
    """Each of its sessions in words."""
    return in_words(kith, one, store.sessions_of(session, one.id), language)


def _twins(session: Session, kith: Kith, row: Any, one: Waiting) -> list[Any]:
    words: frozenset[str] = frozenset()
    if one.sector:
        try:
            words = around(kith.gazetteer.locate(one.sector))
        except PlaceError:
            words = frozenset()
    typed = Typed(row.name, row.phone, row.email, row.url, place_words=words)
    found = find_twins(session, typed, one.sector, but=row.id)
    rows = store.waiting_of(session, [each.known.id for each in found])
    return [rows[each.known.id] for each in found if each.known.id in rows]


def may_merge(caller: Caller) -> bool:
    """Whether they see twins, and may make two one."""
    return may(caller, Deed.MERGE_LISTINGS)
