"""Loops that find rows: near a point, in a list, let through by the gates. Compiled by numba."""

import math
from typing import Any, NamedTuple

import numpy as np
from numba.np.numpy_support import carray

from app.matching.engine.index.facts import FACTS, MARKED, METRES_A_DEGREE, SLACK, STRIPS, STRIPS_A_DEGREE
from app.matching.engine.index.jit import loop, memory
from app.matching.engine.index.plan import Table
from geo.distance import EARTH_RADIUS_M

ROUNDING = 1e-14  # of a chord between two points on the ball of radius 1: what is nearer to the rim is measured exactly
ROUNDED = 2e-5  # degrees: more than what rounding to 32 bits takes from a mark
I4, I2, F4, U1 = np.int32, np.int16, np.float32, np.uint8


class Rim(NamedTuple):
    """A circle on the ball: its middle in degrees and as a point, its radius in metres and as a quarter of its chord's
    square, and how far from that rounding may lead.
    """

    lat: float
    lon: float
    radius: float
    x: float
    y: float
    z: float
    limit: float
    slack: float


@loop
def table_of(book: Any) -> Table:
    """The columns that a book tells of: `plan.book_of`. Nothing of them may be handed out of a loop."""
    return Table(
        carray(memory(book[0]), (book[1],), FACTS),
        carray(memory(book[2]), (book[3],), I4),
        carray(memory(book[4]), (book[5],), F4),
        carray(memory(book[6]), (book[7],), I4),
        carray(memory(book[8]), (book[9],), U1),
        carray(memory(book[10]), (book[11],), I4),
        carray(memory(book[12]), (book[13],), I4),
        carray(memory(book[14]), (book[15],), I2),
        carray(memory(book[16]), (book[17],), I4),
    )


@loop
def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle metres by haversine, step by step as `geo.distance.metres_to_many` reckons them; of two points."""
    here, there = math.radians(lat), math.radians(other_lat)
    half_lat, half_lon = (there - here) / 2, math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(here) * math.cos(there) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


@loop
def first_from(lons: Any, starts: Any, ends: Any, limits: Any) -> Any:
    """Of each part of a list, which runs from west to east, the first place that does not lie west of its limit.

    All parts are halved at a time: one after the other each look would wait for memory.
    """
    left, right, searching = starts.copy(), ends.copy(), True
    while searching:
        searching = False
        for n in range(len(left)):
            middle = (left[n] + right[n]) // 2
            off = left[n] < right[n] and lons[min(middle, len(lons) - 1)] < limits[n]
            left[n], right[n] = (middle + 1, right[n]) if off else (left[n], middle)
            searching |= left[n] < right[n]
    return left


@loop
def strip_of(lat: float) -> int:
    """`facts.strip_of`."""
    return min(STRIPS - 1, max(0, math.floor((lat + 90) * STRIPS_A_DEGREE)))


@loop
def cap(lat: float, lon: float, radius: float) -> Any:
    """West, east, first and last strip of what can lie within `radius`, with a little to spare."""
    half, wide = radius / METRES_A_DEGREE, 360.0
    sine, cosine = math.sin(min(radius * SLACK / EARTH_RADIUS_M, math.pi / 2)), math.cos(math.radians(lat))
    if sine < cosine:  # else a pole lies within
        wide = math.degrees(math.asin(sine / cosine))
    return lon - wide, lon + wide, strip_of(lat - half), strip_of(lat + half)


@loop
def rim_of(lat: float, lon: float, radius: float) -> Rim:
    """What `inside` asks of a circle, reckoned once."""
    z, x = math.sin(math.radians(lat)), math.cos(math.radians(lat)) * math.cos(math.radians(lon))
    y = math.cos(math.radians(lat)) * math.sin(math.radians(lon))
    limit = math.sin(min(radius / (2 * EARTH_RADIUS_M), math.pi / 2)) ** 2
    return Rim(lat, lon, radius, x, y, z, limit, ROUNDING * math.sqrt(limit) + ROUNDING * ROUNDING)


@loop
def inside(one: Any, rim: Rim) -> bool:
    """Whether a listing lies within a circle: by the chord through the ball, by haversine where that is too close."""
    off = ((one.x - rim.x) ** 2 + (one.y - rim.y) ** 2 + (one.z - rim.z) ** 2) / 4
    if abs(off - rim.limit) <= rim.slack:
        return metres_between(rim.lat, rim.lon, one.lat, one.lon) <= rim.radius
    return off < rim.limit


@loop
def surely_within(lat: float, radius: float, first: int, last: int) -> Any:
    """How far east and west a circle goes in each strip at least, in degrees; below 0 not at all.

    From the haversine formula by the side of a strip that lies further, with a little to spare.
    """
    halves, here = np.empty(last + 1 - first, np.float64), math.radians(lat)
    round_it = math.sin(min(radius / SLACK / (2 * EARTH_RADIUS_M), math.pi / 2)) ** 2
    for n in range(len(halves)):
        south = math.radians((first + n) / STRIPS_A_DEGREE - 90)
        north = math.radians((first + n + 1) / STRIPS_A_DEGREE - 90)
        off, wide = max(abs(here - south), abs(here - north)), max(math.cos(south), math.cos(north))
        left, of = round_it - math.sin(off / 2) ** 2, math.cos(here) * wide
        if left <= 0:
            halves[n] = -1.0
        else:
            halves[n] = 180.0 if left >= of else math.degrees(2 * math.asin(math.sqrt(left / of)))
    return halves


@loop
def at_most(off: float, around: float, wide: float) -> float:
    """Degrees that a circle goes east and west in a strip `off` degrees away, or somewhat more; below 0 not at all.

    The haversine formula with bounds for sine and arc sine, which would take longer than all that is found by them.
    `around` is half the circle's angle, `wide` the least product of cosines of its middle and of where it goes.
    """
    half = math.radians(off) / 2
    sine = half * (1 - half * half / 6)
    left = around * around - sine * sine
    if left <= 0:
        return -1.0
    return math.degrees(2 * math.sqrt(left / (wide - left))) if left < wide else 180.0


@loop
def stretches(table: Table, lat: float, lon: float, radius: float) -> Any:
    """Where rows begin and end that can lie within the circle: a stretch for each strip, then what came since.

    They are cut at rows that `marks` tell of, so that a few more are in them; all of each strip is where the circle
    crosses 180.
    """
    west, east, first, last = cap(lat, lon, radius)
    count, spared = last + 1 - first, radius * SLACK + 1
    starts, ends = np.empty(count + 1, np.int64), np.empty(count + 1, np.int64)
    starts[count], ends[count] = table.strips[len(table.strips) - 1], len(table.facts)
    starts[:count], ends[:count] = table.strips[first : last + 1], table.strips[first + 1 : last + 2]
    if west < -180 or east > 180:
        return starts, ends
    limits, left, right = np.empty(2 * count), np.empty(2 * count, np.int64), np.empty(2 * count, np.int64)
    farthest = math.radians(min(abs(lat) + spared / METRES_A_DEGREE, 90.0))
    wide, around = math.cos(math.radians(lat)) * math.cos(farthest), spared / (2 * EARTH_RADIUS_M)
    for n in range(count):
        south, side = (first + n) / STRIPS_A_DEGREE - 90, 2 * n
        half = at_most(max(0.0, south - lat, lat - south - 1 / STRIPS_A_DEGREE), around, wide)
        limits[side], limits[side + 1] = lon - half - ROUNDED, lon + half + ROUNDED
        left[side] = left[side + 1] = (starts[n] + MARKED - 1) // MARKED
        right[side] = right[side + 1] = (ends[n] + MARKED - 1) // MARKED
    found = first_from(table.marks, left, right, limits)
    for n in range(count):
        side = 2 * n
        if found[side + 1] < right[side]:
            ends[n] = MARKED * found[side + 1]
        if found[side] > left[side]:
            starts[n] = MARKED * (found[side] - 1)
        ends[n] = max(starts[n], ends[n])
    return starts, ends


@loop
def reach(table: Table, lat: float, lon: float, radius: float, inner: float) -> Any:
    """Rows within `radius` metres and not within `inner`, ascending; below 0 nothing is.

    Of each stretch the rows are looked at but those surely within `inner`.
    """
    facts, ring = table.facts, inner >= 0
    rim, core = rim_of(lat, lon, radius), rim_of(lat, lon, max(inner, 0.0))
    starts, ends = stretches(table, lat, lon, radius)
    gap, resume = ends, ends  # where what surely lies within `inner` begins and ends
    west, east, first, last = cap(lat, lon, radius)
    if ring and west >= -180 and east <= 180:
        within, strips = surely_within(lat, inner, first, last), len(starts) - 1
        gap, resume = ends.copy(), ends.copy()  # what came since runs from nowhere to nowhere, and stays whole
        gap[:strips] = first_from(
            facts["lon"], starts[:strips], ends[:strips], np.where(within < 0, np.inf, lon - within)
        )
        resume[:strips] = first_from(
            facts["lon"], gap[:strips], ends[:strips], np.where(within < 0, np.inf, lon + within)
        )
    rows, found = np.empty((gap - starts).sum() + (ends - resume).sum(), np.int32), 0
    for n in range(2 * len(starts)):
        of = n // 2
        start, end = (resume[of], ends[of]) if n % 2 else (starts[of], gap[of])
        for row in range(start, end):
            rows[found] = row  # without a jump
            found += inside(facts[row], rim) & (not ring or not inside(facts[row], core))
    return rows[:found]


@loop
def near(book: Any, lat: float, lon: float, radius: float) -> Any:
    """Rows within `radius` metres, ascending, and their distances."""
    table = table_of(book)
    rows = reach(table, lat, lon, radius, -1.0)
    metres = np.empty(len(rows), np.float64)
    for n in range(len(rows)):
        metres[n] = metres_between(lat, lon, table.facts[rows[n]].lat, table.facts[rows[n]].lon)
    return rows, metres


@loop
def advance(kept: Any, at: int, end: int, row: int) -> int:
    """The first place from `at` on where `kept`, which ascends, holds no less than `row`: by ever longer steps."""
    if at >= end or kept[at] >= row:
        return at
    step = 1
    while at + step < end and kept[at + step] < row:
        at += step
        step *= 2
    over = min(at + step, end)
    while at + 1 < over:
        middle = (at + over) // 2
        if kept[middle] < row:
            at = middle
        else:
            over = middle
    return over


@loop
def guess(start: int, end: int, row: int, size: int) -> int:
    """About where a list holds `row` of so many rows: lists are as even as the rows are."""
    return start + (end - start) * row // max(size, 1)


@loop
def seek(kept: Any, start: int, end: int, row: int, size: int) -> int:
    """The first place of `kept[start:end]` that holds no less than `row`, looked for from where it may well be."""
    at, step = max(start, min(guess(start, end, row, size), end - 1)), 1
    while at > start and kept[at] >= row:
        at, step = max(start, at - step), 2 * step
    return advance(kept, at, end, row)


@loop
def holds(kept: Any, row: int) -> bool:
    """Whether `kept`, which ascends, holds the row."""
    at = advance(kept, 0, len(kept), row)
    return at < len(kept) and kept[at] == row


@loop
def meet(rows: Any, kept: Any, start: int, end: int, size: int) -> Any:
    """Where `rows`, of so many, and `kept[start:end]`, which both ascend, hold the same: the places in each."""
    if len(rows) == size:  # then each row stands at its own number
        return kept[start:end], np.arange(start, end).astype(np.int32)
    most = min(len(rows), end - start)
    ours, theirs, found = np.empty(most, np.int32), np.empty(most, np.int32), 0
    at = 0
    if len(rows):
        start = seek(kept, start, end, rows[0], size)
    while at < len(rows) and start < end:
        start = advance(kept, start, end, rows[at])
        if start < end and kept[start] == rows[at]:
            ours[found], theirs[found] = at, start
            found += 1
            at += 1
            start += 1
        elif start < end:
            at = advance(rows, at, len(rows), kept[start])
    return ours[:found], theirs[:found]


@loop
def joined(rows: Any, more: Any) -> Any:
    """Two ascending lists as one, each row once."""
    both, found, a, b = np.empty(len(rows) + len(more), np.int32), 0, 0, 0
    while a < len(rows) or b < len(more):
        if b == len(more) or (a < len(rows) and rows[a] <= more[b]):
            row = rows[a]
            b += b < len(more) and more[b] == row
            a += 1
        else:
            row = more[b]
            b += 1
        both[found] = row
        found += 1
    return both[:found]


@loop
def without(rows: Any, refused: Any) -> Any:
    """The rows that another list does not hold; both ascend."""
    left, found, at = np.empty(len(rows), np.int32), 0, 0
    for row in rows:
        at = advance(refused, at, len(refused), row)
        if at == len(refused) or refused[at] != row:
            left[found] = row
            found += 1
    return left[:found]


@loop
def impact(often: int, idf: Any, length: Any, plan: Any, rules: Any) -> Any:
    """What a word counts in a text: `WordIndex.impacts`."""
    times = np.float32(often)
    return idf * times * rules.once_more / (times + plan.rare + plan.long * length)


@loop
def let_through(one: Any, plan: Any, rules: Any) -> bool:
    """Whether one listing passes every gate of `gates.py` but `not_unwanted`, in their order."""
    passes = (one.kind != rules.person) | (one.answered_until >= plan.today)  # without a jump: none could be foreseen
    passes &= one.paused_until < plan.today
    passes &= ((one.no & plan.not_no) | (one.yes & plan.not_yes)) == 0
    passes &= (one.week == 0) | (plan.week == 0) | ((one.week & plan.week) != 0)
    if plan.under_18:
        passes &= one.kind != rules.person and one.kind != rules.exchange and one.min_age < rules.adult
    if plan.age >= 0:
        passes &= one.min_age <= plan.age <= one.max_age
    if plan.online:
        passes &= one.online or (one.yes & rules.comes_to_you) != 0
    if plan.urgent:
        passes &= not (one.companion or one.kind == rules.exchange)
    return passes
