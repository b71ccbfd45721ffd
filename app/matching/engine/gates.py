"""What leaves a listing out altogether, whatever its score: one function a gate, all in one list."""

from collections.abc import Callable

import numpy as np

from app.directory.rules import Ease, Kind
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import EASES, KINDS, Mask, Rows
from app.matching.engine.index.postings import NO_ROWS, held

Gate = Callable[[Ask, Rows], Mask | None]
ADULT = 18


def answered_for(ask: Ask, rows: Rows) -> Mask:
    """No person without an organisation that answers for them today (rule 11)."""
    columns = ask.columns
    return (columns.kind[rows] != KINDS[Kind.PERSON]) | (columns.answered_until[rows] >= ask.today.toordinal())


def not_paused(ask: Ask, rows: Rows) -> Mask:
    """A keeper's pause holds to its last day (rule 9)."""
    return ask.columns.paused_until[rows] < ask.today.toordinal()


def safe_for_children(ask: Ask, rows: Rows) -> Mask | None:
    """Under 18: no person, companion or exchange, nothing for adults only (rule 4)."""
    if not ask.understood.under_18:
        return None
    columns = ask.columns
    strangers = np.isin(columns.kind[rows], (KINDS[Kind.PERSON], KINDS[Kind.EXCHANGE]))
    return ~strangers & (columns.min_age[rows] < ADULT)


def age_fits(ask: Ask, rows: Rows) -> Mask | None:
    """An age that was said must lie within a listing's own limits."""
    age = ask.conversation.age
    if age is None:
        return None
    return (ask.columns.min_age[rows] <= age) & (age <= ask.columns.max_age[rows])


def ease_not_refused(ask: Ask, rows: Rows) -> Mask | None:
    """What was asked for and is known not to be so; an unknown fact stays and is shown as unknown (rule 9)."""
    asked = [EASES[ease] for ease in ask.understood.ease if ease in ask.policy.gates]
    return np.all(ask.columns.ease[rows[:, None], asked] >= 0, axis=1) if asked else None


def company_asked_for(ask: Ask, rows: Rows) -> Mask | None:
    """Women only, when said: nothing that is for men only; and the other way round."""
    pairs = ((Ease.WOMEN_ONLY, Ease.MEN_ONLY), (Ease.MEN_ONLY, Ease.WOMEN_ONLY))
    others = [EASES[other] for said, other in pairs if said in ask.understood.ease]
    return np.all(ask.columns.ease[rows][:, others] <= 0, axis=1) if others else None


def time_fits(ask: Ask, rows: Rows) -> Mask | None:
    """Days and times that were said, where a listing's own are known."""
    if not ask.week:
        return None
    week = ask.columns.week[rows]
    return (week == 0) | ((week & np.uint32(ask.week)) > 0)


def not_unwanted(ask: Ask, rows: Rows) -> Mask | None:
    """ "Not church": nothing that offers it, and nothing whose own words speak of it."""
    refused = unwanted_rows(ask)
    return ~held(refused, rows, ask.columns.size) if len(refused) else None


def unwanted_rows(ask: Ask) -> Rows:
    """The rows that offer what is not wanted, or speak of it; ascending."""
    if not ask.understood.unwanted:
        return NO_ROWS
    columns = ask.columns
    refused = [columns.hopes.get(wish.code or "", NO_ROWS) for wish in ask.understood.unwanted]
    refused += [columns.words.holding(wish.tokens) for wish in ask.understood.unwanted]
    return np.unique(np.concatenate(refused))


def reachable_online(ask: Ask, rows: Rows) -> Mask | None:
    """Somebody who cannot go out: only what is online or comes to them."""
    if ask.conversation.travel.mode != "online":
        return None
    return ask.columns.online[rows] | (ask.columns.ease[rows, EASES[Ease.COMES_TO_YOU]] > 0)


def nothing_jolly(ask: Ask, rows: Rows) -> Mask | None:
    """No companion and no exchange beside urgent help (rule 3)."""
    if not ask.understood.urgent:
        return None
    return ~(ask.columns.companion[rows] | (ask.columns.kind[rows] == KINDS[Kind.EXCHANGE]))


def not_declined(ask: Ask, rows: Rows) -> Mask | None:
    """What somebody said is not for them does not come again in this conversation."""
    declined = declined_rows(ask)
    return ~held(declined, rows, ask.columns.size) if len(declined) else None


def declined_rows(ask: Ask) -> Rows:
    """The rows that were declined, ascending."""
    if not ask.conversation.declined:
        return NO_ROWS
    rows = [ask.columns.row_of(one) for one in ask.conversation.declined]
    return np.array(sorted(row for row in rows if row is not None), np.int32)


GATES: tuple[Gate, ...] = (
    answered_for,
    not_paused,
    safe_for_children,
    age_fits,
    ease_not_refused,
    company_asked_for,
    time_fits,
    not_unwanted,
    reachable_online,
    nothing_jolly,
    not_declined,
)


def let_through(ask: Ask, rows: Rows) -> Mask:
    """Which of `rows` pass every gate."""
    passed = np.ones(len(rows), np.bool_)
    for gate in GATES:
        if (mask := gate(ask, rows)) is not None:
            passed &= mask
    return passed
