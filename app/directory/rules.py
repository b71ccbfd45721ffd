"""What a listing is: kinds, rungs, ways in, freshness. Written once, read by everybody; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What the directory can suggest. The rung follows from it and is never stored."""

    PERSON = "person"
    GROUP = "group"
    NETWORK = "network"
    EXCHANGE = "exchange"
    PLACE = "place"
    UNIVERSAL = "universal"
    PRACTICAL = "practical"
    FORMAL = "formal"


RUNG = {
    Kind.PERSON: 1,
    Kind.GROUP: 2,
    Kind.NETWORK: 2,
    Kind.EXCHANGE: 2,
    Kind.PLACE: 3,
    Kind.UNIVERSAL: 3,
    Kind.PRACTICAL: 3,
    Kind.FORMAL: 5,  # 4 is "start something", which is no listing
}


class Role(StrEnum):
    """What a `person` listing does for others."""

    CONNECTOR = "connector"
    COMPANION = "companion"
    SHARER = "sharer"


class WayIn(StrEnum):
    """How somebody gets in; needing a voucher or a call does not make a listing formal."""

    WALK_IN = "walk_in"
    RING = "ring"
    BOOK = "book"
    VOUCHER = "voucher"
    REFERRAL = "referral"


class Ease(StrEnum):
    """What would make it easy. Each is a fact on a listing: yes, no or unknown, with a checked-on date."""

    STEP_FREE = "step_free"
    TOILET = "toilet"
    ACCESSIBLE_TOILET = "accessible_toilet"
    HEARING_LOOP = "hearing_loop"
    BSL = "bsl"
    QUIET = "quiet"
    DAYTIME = "daytime"
    EVENING = "evening"
    WEEKEND = "weekend"
    COMPANION = "companion"
    NEAR_BUS = "near_bus"
    COMES_TO_YOU = "comes_to_you"
    FREE = "free"
    BRING_A_CHILD = "bring_a_child"
    WOMEN_ONLY = "women_only"
    MEN_ONLY = "men_only"
    SEATED = "seated"
    EASY_WORDS = "easy_words"
    DEMENTIA_FRIENDLY = "dementia_friendly"
    SITTER = "sitter"


class Answer(StrEnum):
    """An access fact as known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where a listing stands; nothing is deleted."""

    WAITING = "waiting"  # registered, not yet checked by a person
    PUBLIC = "public"
    HIDDEN = "hidden"  # two calls on different days without an answer
    ENDED = "ended"
    WITHDRAWN = "withdrawn"  # gone from the feed it came from
    REFUSED = "refused"  # registered, and a person said no
    MERGED = "merged"  # it stands here twice; the other one stays


class Capacity(StrEnum):
    """Room for one more, as the keeper last said."""

    OPEN = "open"
    NEARLY_FULL = "nearly_full"
    FULL = "full"


PAUSED_OPENLY = date.max  # the last day of a pause of which nobody knows how long it lasts


def paused_on(paused_until: date | None, day: date) -> bool:
    """Whether a listing is having a break on a day that is not over yet; the last day of a break belongs to it."""
    return paused_until is not None and day <= paused_until


def back_on(paused_until: date) -> date | None:
    """The first day after a break; None while nobody knows it."""
    return None if paused_until == PAUSED_OPENLY else paused_until + timedelta(days=1)


def basics_of(kind: Kind, basics: Iterable[str]) -> tuple[str, ...]:
    """The basics a listing may be said to help with: bodies help with basics, neighbours do not advise (rule 2)."""
    return () if kind in (Kind.PERSON, Kind.EXCHANGE) else tuple(basics)


def reached_by(
    kind: Kind, own: tuple[str, str], organisation: tuple[str | None, str | None], *, shown: bool = True
) -> tuple[str, str]:
    """The number and e-mail by which a listing is reached; empty for none, or none that it agreed to show.

    Of a person always the organisation's, never their own (rule 11): what they agreed to show is about their own, which
    nobody is ever shown. Somebody's hours stand under the number that was given for them.
    """
    if kind is Kind.PERSON:
        return organisation[0] or "", organisation[1] or ""
    return own if shown else ("", "")


class TermRole(StrEnum):
    """In what sense a vocabulary term stands on a listing."""

    HOPE = "hope"  # what it offers
    GIFT = "gift"  # what it welcomes
    BASIC = "basic"  # which basic it helps with
    LABEL = "label"  # whom it is for


class Freshness(StrEnum):
    """How far to trust a listing by its age (rule 8)."""

    CHECKED = "checked"
    SINKING = "sinking"
    RING_FIRST = "ring_first"
    NEVER_CHECKED = "never_checked"


@dataclass(frozen=True)
class Limits:
    """Days since the last check after which a listing sinks, and after which we say "Ring first"."""

    sink_days: int
    ring_first_days: int


# Sessions and people move; buildings do not (product rule 8).
_MOVING = Limits(90, 180)
_STANDING = Limits(365, 548)
FRESHNESS_LIMITS = {kind: _MOVING if kind in (Kind.PERSON, Kind.GROUP, Kind.EXCHANGE) else _STANDING for kind in Kind}


def freshness(kind: Kind, checked_on: date | None, today: date) -> Freshness:
    """How far to trust a listing. Never hides one: only a person does (rule 8)."""
    if checked_on is None:
        return Freshness.NEVER_CHECKED
    age, limits = (today - checked_on).days, FRESHNESS_LIMITS[kind]
    if age > limits.ring_first_days:
        return Freshness.RING_FIRST
    return Freshness.SINKING if age > limits.sink_days else Freshness.CHECKED


DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Answering:
    """An organisation answers for a person: everything rule 11 asks for, with the dates it holds to."""

    organisation: str
    role: Role
    references_on: date | None
    supervised_by: str
    insured_until: date | None
    lone_working_plan: bool
    safeguarding_lead: str
    check: str  # the check this role allows, in the organisation's words ("basic DBS", "none needed")
    check_on: date | None
    check_months: int = 36


def answered_until(answering: Answering | None) -> date | None:
    """The last day on which a `person` may be suggested: all of rule 11 holds until then; None when it does not."""
    if answering is None:
        return None
    named = (answering.organisation, answering.supervised_by, answering.safeguarding_lead, answering.check)
    if not all(named) or answering.references_on is None or not answering.lone_working_plan:
        return None
    if answering.insured_until is None or answering.check_on is None:
        return None
    return min(answering.insured_until, check_ends(answering.check_on, answering.check_months))


class Lacking(StrEnum):
    """What rule 11 asks for and is not there, or is over."""

    ORGANISATION = "organisation"
    REFERENCES = "references"
    SUPERVISION = "supervision"
    INSURANCE = "insurance"
    INSURANCE_OVER = "insurance_over"
    LONE_WORKING = "lone_working"
    SAFEGUARDING = "safeguarding"
    CHECK = "check"
    CHECK_OVER = "check_over"


RUNS_OUT_SOON_DAYS = 30  # a check by the state takes weeks


def check_ends(check_on: date, months: int) -> date:
    """The last day on which a check of that day counts."""
    return check_on + timedelta(days=round(months * DAYS_A_MONTH))


def lacking(answering: Answering | None, today: date) -> tuple[Lacking, ...]:
    """Why a `person` is not suggested today; empty when they may be (rule 11)."""
    if answering is None:
        return tuple(one for one in Lacking if one not in (Lacking.INSURANCE_OVER, Lacking.CHECK_OVER))
    insured, checked = answering.insured_until, answering.check_on
    found = {
        Lacking.ORGANISATION: not answering.organisation,
        Lacking.REFERENCES: answering.references_on is None,
        Lacking.SUPERVISION: not answering.supervised_by,
        Lacking.INSURANCE: insured is None,
        Lacking.INSURANCE_OVER: insured is not None and insured < today,
        Lacking.LONE_WORKING: not answering.lone_working_plan,
        Lacking.SAFEGUARDING: not answering.safeguarding_lead,
        Lacking.CHECK: checked is None or not answering.check,
        Lacking.CHECK_OVER: checked is not None and check_ends(checked, answering.check_months) < today,
    }
    return tuple(one for one, is_so in found.items() if is_so)


def answered_for(answering: Answering | None, today: date) -> bool:
    """Whether a `person` may be suggested today (rule 11)."""
    until = answered_until(answering)
    return until is not None and today <= until
