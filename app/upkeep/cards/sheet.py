"""Makes a sheet of cards or texts that ask keepers without e-mail whether their group is still right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.directory.model import Listing
from app.directory.rules import FRESHNESS_LIMITS, Kind
from app.kernel.clock import local_date
from app.kernel.ids import new_id
from app.upkeep.cards import store
from app.upkeep.cards.rules import CARD_LASTS, MOST_AT_ONCE, Way, is_mobile, may_ask, new_code
from app.upkeep.model import Keeper, ReplyCard
from app.upkeep.rules import check_due
from app.upkeep.store import Waiting, waiting_of

Mine = Callable[[list[Waiting]], list[Waiting]]
TRIES = 20


@dataclass(frozen=True)
class ToAsk:
    """Somebody without e-mail who is due to be asked, and what about."""

    keeper: Keeper
    listing: Listing

    @property
    def phone(self) -> str:
        """The number at which they are reached."""
        return self.keeper.phone or self.listing.phone


def to_ask(session: Session, way: Way, mine: Mine, now: datetime) -> list[ToAsk]:
    """Whom to ask in a way, the longest unchecked first; `mine` leaves the listings that somebody looks after."""
    today, soonest = local_date(now), min(limits.sink_days for limits in FRESHNESS_LIMITS.values())
    old = store.keepers_without_mail(session, today - timedelta(days=soonest))
    own = {one.id for one in mine(list(waiting_of(session, {listing.id for _, listing in old}).values()))}
    due = [
        ToAsk(keeper, listing)
        for keeper, listing in old
        if listing.id in own
        and check_due(Kind(listing.kind), listing.checked_on, today, listing.paused_until)
        and may_ask(keeper.asked_at, now)
    ]
    return [one for one in due if way is Way.CARD or is_mobile(one.phone)]


def make_sheet(
    session: Session, way: Way, mine: Mine, place_name: Callable[[str], str], *, who: str, at: datetime
) -> UUID | None:
    """A sheet for everybody who is to be asked in a way, at most `MOST_AT_ONCE`; None when nobody is."""
    asked = to_ask(session, way, mine, at)[:MOST_AT_ONCE]
    if not asked:
        return None
    sheet, sectors = new_id(), store.sectors_of(session, [one.listing for one in asked])
    for one in asked:
        sector = sectors.get(one.listing.id, "")
        card = ReplyCard(
            id=new_id(), sheet=sheet, code=_fresh(session, place_name(sector)), way=way.value,
            keeper_id=one.keeper.id, listing_id=one.listing.id, made_by=who, made_at=at, ends_at=at + CARD_LASTS,
        )  # fmt: skip
        store.add_card(session, card)
        one.keeper.asked_at = at  # a letter and a card in one week would be one too many
        session.add(one.keeper)
    return sheet


def _fresh(session: Session, place: str) -> str:
    """A code that no card has had."""
    for _ in range(TRIES):
        code = new_code(place)
        if store.find_card(session, code) is None:
            return code
    raise RuntimeError("No code is free: so many cards were never meant.")
