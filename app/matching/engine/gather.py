"""Which listings are looked at: within reach, or serving the area where the person is; further only when too few."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import EASES, Mask, Rows
from app.matching.engine.index.postings import NO_ROWS
from geo.distance import METRES_A_DEGREE

Metres = npt.NDArray[np.float64]
SAME_M = 1.0  # two ways of reckoning one distance differ by less


def all_rows(ask: Ask) -> Rows:
    """Every listing: without a place the fit alone decides."""
    return ask.columns.without_gone(np.arange(ask.columns.size, dtype=np.int32))


def within(ask: Ask, metres: float) -> Rows:
    """Rows that can be suggested from the person's place, in row order.

    A listing is kept if an area it serves holds the place, or it lies within reach and no area excludes the place.
    What happens online and names no area is kept too when somebody asked for things online.
    """
    if ask.point is None or ask.conversation.spot is None:
        return all_rows(ask)
    near, _ = ask.columns.within(ask.point, metres)
    serve, refuse = serving(ask), left_out(ask)
    rows = np.unique(np.concatenate([near, *serve])) if serve else near  # which is in order already
    kept: Rows = rows[~np.isin(rows, np.concatenate(refuse))] if refuse else rows
    return kept


def reached(ask: Ask, rows: Rows) -> tuple[Rows, Metres]:
    """Those of `rows` that the furthest look would find, and how far each is: 0 where it serves the place.

    For a few rows of a country: most of them are told apart by their latitude, before anything else is reckoned.
    """
    assert ask.point is not None
    farthest, serve, refuse = max(steps(ask)), serving(ask), left_out(ask)
    here = np.isin(rows, np.concatenate(serve)) if serve else np.zeros(len(rows), np.bool_)
    degrees = np.abs(ask.columns.facts["lat"][rows] - ask.point.lat)
    kept = here | (degrees <= (farthest + SAME_M) / METRES_A_DEGREE)
    if refuse:
        kept &= ~np.isin(rows, np.concatenate(refuse))
    rows, here = rows[kept], here[kept]
    metres = np.where(here, 0.0, ask.columns.distances(ask.point, rows))
    near = metres <= farthest
    return rows[near], metres[near]


def serving(ask: Ask) -> list[Rows]:
    """Rows that are looked at however far they are: each list ascends."""
    columns, spot = ask.columns, ask.conversation.spot
    found = [columns.covers[code] for code in (spot.areas if spot else ()) if code in columns.covers]
    return [*found, columns.anywhere_online] if spot and ask.conversation.travel.mode == "online" else found


def left_out(ask: Ask) -> list[Rows]:
    """Rows that are not looked at wherever they stand: refused by an area, or no more. Each list ascends."""
    gone = ask.columns.gone
    return [*refusing(ask), gone] if len(gone) else refusing(ask)


def refusing(ask: Ask) -> list[Rows]:
    """Rows that an area around the place excludes: each list ascends."""
    columns, spot = ask.columns, ask.conversation.spot
    return [columns.excludes[code] for code in (spot.areas if spot else ()) if code in columns.excludes]


def nearer_than_m(ask: Ask) -> float | None:
    """Metres to the nearest idea that somebody said is too far; None when they said so of none that has a place."""
    if not ask.conversation.too_far:
        return None
    rows = (ask.columns.row_of(one) for one in ask.conversation.too_far)
    return min((far for row in rows if row is not None and (far := ask.metres_to(row)) is not None), default=None)


def too_far(ask: Ask) -> Rows:
    """Rows as far as an idea that is too far, or further, ascending; what comes to somebody is not far."""
    metres, columns = nearer_than_m(ask), ask.columns
    if metres is None:
        return NO_ROWS
    rows = within(ask, max(steps(ask)))
    comes = columns.online[rows] | (columns.ease[rows, EASES[Ease.COMES_TO_YOU]] > 0)
    return rows[(columns.distances(ask.point, rows) >= metres - SAME_M) & ~comes]


def widening(
    ask: Ask, passes: Callable[[Rows], Mask], enough: int, will_do: Callable[[Rows], bool] = lambda rows: True
) -> tuple[Rows, int | None]:
    """The rows that pass, looking further away step by step until there are enough and they will do.

    Returns them with the metres looked at when that was more than the first look, else None.
    """
    rows = NO_ROWS
    looked: int | None = None
    for metres in steps(ask):
        rows = within(ask, metres)
        rows = rows[passes(rows)]
        looked = round(metres) if metres > ask.first_look_m else None
        if ask.point is None or (len(rows) >= enough and will_do(rows)):
            break
    return rows, looked


def steps(ask: Ask) -> Iterator[float]:
    """Metres that are looked at, one after another."""
    for times in ask.policy.widen:
        metres = ask.first_look_m * times
        if metres >= ask.policy.widest_m:
            break
        yield metres
    yield max(ask.policy.widest_m, ask.reach_m)
