"""Which listings are looked at: within reach, or serving the area where the person is; further only when too few."""

from collections.abc import Callable, Iterator

import numpy as np

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Mask, Rows


def all_rows(ask: Ask) -> Rows:
    """Every listing: without a place the fit alone decides."""
    return np.arange(ask.columns.size, dtype=np.int32)


def within(ask: Ask, metres: float) -> Rows:
    """Rows that can be suggested from the person's place, in row order.

    A listing is kept if an area it serves holds the place, or it lies within reach and no area excludes the place.
    What happens online and names no area is kept too when somebody asked for things online.
    """
    if ask.point is None or ask.conversation.spot is None:
        return all_rows(ask)
    columns, spot = ask.columns, ask.conversation.spot
    near, _ = columns.within(ask.point, metres)
    serving = [columns.covers[code] for code in spot.areas if code in columns.covers]
    if ask.conversation.travel.mode == "online":
        serving.append(np.nonzero(columns.online & ~columns.has_area)[0].astype(np.int32))
    rows = np.unique(np.concatenate([near, *serving])) if serving else near  # which is in order already
    refusing = [columns.excludes[code] for code in spot.areas if code in columns.excludes]
    kept: Rows = rows[~np.isin(rows, np.concatenate(refusing))] if refusing else rows
    return kept


def widening(
    ask: Ask, passes: Callable[[Rows], Mask], enough: int, will_do: Callable[[Rows], bool] = lambda rows: True
) -> tuple[Rows, int | None]:
    """The rows that pass, looking further away step by step until there are enough and they will do.

    Returns them with the metres looked at when that was more than the first look, else None.
    """
    rows: Rows = np.empty(0, np.int32)
    looked: int | None = None
    for metres in _steps(ask):
        rows = within(ask, metres)
        rows = rows[passes(rows)]
        looked = round(metres) if metres > ask.first_look_m else None
        if ask.point is None or (len(rows) >= enough and will_do(rows)):
            break
    return rows, looked


def _steps(ask: Ask) -> Iterator[float]:
    for times in ask.policy.widen:
        metres = ask.first_look_m * times
        if metres >= ask.policy.widest_m:
            break
        yield metres
    yield max(ask.policy.widest_m, ask.reach_m)
