"""The steward's page of one listing: what to say, what others said, who looks after it, every change."""

from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.access.rules import Deed, may
from app.areas.gaps import SAFEGUARDING
from app.areas.rules import Contact
from app.db.engine import unit_of_work
from app.directory.rules import Status
from app.edge.caller import Caller, caller_of
from app.edge.languages import page_language
from app.edge.templating import page
from app.kernel.clock import local_date
from app.upkeep import store
from app.upkeep.asked import Kith
from app.upkeep.changing import can_change
from app.upkeep.duplicates import Typed
from app.upkeep.keepers import store as keepers
from app.upkeep.photos.keep import taken_down
from app.upkeep.photos.store import photo_of
from app.upkeep.queue import codes_of
from app.upkeep.rules import PHOTO_KEPT, ConfirmBy
from app.upkeep.said import when_words
from app.upkeep.steward.acting import allowed
from app.upkeep.steward.changes import changes_shown
from app.upkeep.store import Waiting
from app.upkeep.twins import around, find_twins
from geo.gazetteer import PlaceError

NOT_USABLE = 422


def listing_page(request: Request, listing_id: UUID, problem: str = "", told: str = "", entry: str = "") -> Response:
    """All about one, with a sentence on top when something could not be done."""
    caller, kith = caller_of(request), kith_of(request)
    with unit_of_work(kith.engine) as session:
        one = allowed(session, kith, caller, Deed.SEE_QUEUE, listing_id)
        row = store.listing_row(session, listing_id)
        assert row is not None
        place, exact = store.exact_place(session, row)
        values: dict[str, Any] = {
            "one": one, "it": row, "place": place, "exact": exact,
            "organisation": store.organisation_name(session, row),
            "keepers": keepers.keepers_of(session, listing_id),
            "reports": store.open_reports(session, listing_id),
            "past": store.closed_reports(session, listing_id),
            "calls": store.calls_of(session, listing_id),
            "photo": photo_of(session, listing_id),
            "taken": taken_down(session, listing_id, kith.clock()),
            "changes": changes_shown(store.history_of(session, listing_id)),
            "when": _when(request, session, one),
            "leads": _leads(kith, one),
            "twins": _twins(session, kith, row, one) if may_merge(caller) else [],
        }  # fmt: skip
    today, status = local_date(kith.clock()), NOT_USABLE if problem else 200
    return page(
        request, "upkeep/steward/listing.html", keep=False, status=status, today=today, problem=problem,
        judged=told == "verdict", told=told, entry=entry,
        may_merge=may_merge(caller), ways=list(ConfirmBy), photo_kept=PHOTO_KEPT,
        public=row.status == Status.PUBLIC, changeable=can_change(row), **values,
    )  # fmt: skip


def _leads(kith: Kith, one: Waiting) -> list[Contact]:
    """Whom to ring where something did not feel safe: the lead of the listing's areas and the deputy."""
    return [lead for lead in kith.areas.contacts(codes_of(kith.areas, one)) if lead.purpose in SAFEGUARDING]


def _when(request: Request, session: Session, one: Waiting) -> list[str]:
    """Each of its sessions in words."""
    kith = kith_of(request)
    terms = kith.areas.terms(codes_of(kith.areas, one))
    language = page_language(request)
    return [when_words([it], one.sector, terms, kith.clock(), language) for it in store.sessions_of(session, one.id)]


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


def kith_of(request: Request) -> Kith:
    """What the application is made of."""
    kith: Kith = request.app.state.kith
    return kith
