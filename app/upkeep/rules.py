"""How a listing is kept true: steps of registering, states, when somebody is rung or written to, what waits; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.directory.rules import FRESHNESS_LIMITS, PAUSED_OPENLY, Capacity, Kind, Status, paused_on

DRAFT_KEPT = timedelta(days=30)
MOST_DRAFT_BYTES = 60_000
CHECK_MAIL_EVERY = timedelta(days=7)  # at most one a week to a keeper, however many listings they look after
ASKED_FOR_EVERY = timedelta(days=1)  # who asks for their links gets them once a day
CHECK_LINK_LASTS = timedelta(days=30)
MERGE_UNDO = timedelta(days=30)
PHOTO_KEPT = timedelta(days=30)  # after it was taken away
UNANSWERED_TO_HIDE = 2  # calls on different days; one missed call says nothing
CALLS_WITHIN = timedelta(days=60)  # an unanswered call longer ago is another story
QUEUE_SHOWN = 50


class Step(StrEnum):
    """The short pages of registering, in their order."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    GETTING_IN = "getting-in"
    CONTACT = "contact"
    CHECK = "check"


class Setting(StrEnum):
    """What sort of place it is. Outdoors and homes keep the exact place to themselves."""

    HALL = "hall"
    OUTDOORS = "outdoors"
    HOME = "home"
    ONLINE = "online"


PRIVATE_SETTINGS = frozenset((Setting.OUTDOORS, Setting.HOME))


class Repeats(StrEnum):
    """How often it is on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    SOMETIMES = "sometimes"


class Care(StrEnum):
    """Where somebody stands who looks after a listing, or asked to."""

    ASKED = "asked"  # waits for a person's yes
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"


class Via(StrEnum):
    """How somebody came to look after a listing."""

    REGISTERED = "registered"
    HELPED = "helped"  # somebody else typed it for them
    CLAIMED = "claimed"


class ConfirmBy(StrEnum):
    """How somebody for whom another typed says yes."""

    CALL = "call"
    CARD = "card"


class Wrong(StrEnum):
    """What may be wrong with a listing."""

    ENDED = "ended"
    TIMES = "times"
    PLACE = "place"
    CONTACT = "contact"
    UNSAFE = "unsafe"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of a call."""

    STILL_ON = "still_on"
    CHANGED = "changed"
    ENDED = "ended"
    NO_ANSWER = "no_answer"
    FULL = "full"
    ROOM = "room"
    PAUSE = "pause"
    BACK = "back"


_KEEPER = "keeper:"


def keeper_name(keeper_id: UUID) -> str:
    """How history names somebody who looks after a listing and did something themselves."""
    return f"{_KEEPER}{keeper_id}"


def is_keeper(who: str) -> bool:
    """Whether that is how history names one of those."""
    return who.startswith(_KEEPER)


class Reply(StrEnum):
    """What a keeper can say to a check mail."""

    STILL = "still"
    CHANGE = "change"
    ENDED = "ended"


class Room(StrEnum):
    """Whether somebody new can come just now, and whether anybody can: what a group says of itself with one press."""

    FULL = "full"
    ROOM = "room"
    PAUSE = "pause"  # they do not meet for now
    BACK = "back"


def sayable(capacity: str, paused: bool) -> tuple[Room, ...]:
    """What a group may want to say beside what stands there: the other way round of each."""
    room = tuple(one for one, held in ((Room.FULL, Capacity.FULL), (Room.ROOM, Capacity.OPEN)) if capacity != held)
    return (Room.BACK,) if paused else (*room, Room.PAUSE)


class Verdict(StrEnum):
    """What a steward says to a new listing."""

    PUBLISH = "publish"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Call:
    """One call as it was kept."""

    day: date
    outcome: Outcome


def hides_after(calls: Iterable[Call], today: date) -> bool:
    """Whether the latest calls, today's too, were not answered on as many different days as it takes (rule 8)."""
    days: set[date] = set()
    for call in sorted(calls, key=lambda one: one.day, reverse=True):
        if call.outcome is not Outcome.NO_ANSWER:
            break
        if today - call.day <= CALLS_WITHIN:
            days.add(call.day)
    return len(days) >= UNANSWERED_TO_HIDE


def check_due(kind: Kind, checked_on: date | None, today: date, paused_until: date | None = None) -> bool:
    """Whether a listing has begun to sink, so that its keeper is asked. During a break of known length nobody is."""
    if paused_until not in (None, PAUSED_OPENLY) and paused_on(paused_until, today):
        return False
    return checked_on is None or (today - checked_on).days > FRESHNESS_LIMITS[kind].sink_days


def may_write(last: datetime | None, now: datetime) -> bool:
    """Whether a keeper may be written to again."""
    return last is None or now - last >= CHECK_MAIL_EVERY


def weight(views: int, checked_on: date | None, today: date) -> int:
    """The place in the queue: views times days since somebody checked. What nobody looks at weighs a little too."""
    days = (today - checked_on).days if checked_on else NEVER_CHECKED_DAYS
    return (views + 1) * max(0, days)


NEVER_CHECKED_DAYS = 730

# From which states a verdict or a call leads where; what is not here is refused.
AFTER_VERDICT = {Verdict.PUBLISH: Status.PUBLIC, Verdict.REFUSE: Status.REFUSED}
CHANGEABLE = frozenset((Status.PUBLIC, Status.HIDDEN, Status.WAITING))
RESTS = frozenset((Status.ENDED, Status.HIDDEN, Status.REFUSED, Status.MERGED))


def may_publish(status: Status, helped: bool, confirmed: bool) -> bool:
    """A new one is published once; what somebody typed for another waits until that one has said yes."""
    return status is Status.WAITING and (confirmed or not helped)


def may_undo_merge(merged_at: datetime, now: datetime) -> bool:
    """Whether two that were made one can still be parted."""
    return now - merged_at <= MERGE_UNDO
