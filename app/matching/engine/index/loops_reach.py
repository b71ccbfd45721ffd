"""Loops that find rows: near a point, in a list, let through by the gates. Compiled by numba."""

import math
from typing import Any, NamedTuple

import numpy as np

from app.matching.engine.index.facts import METRES_A_DEGREE, SLACK, STRIPS, STRIPS_A_DEGREE
from app.matching.engine.index.jit import loop
from geo.distance import EARTH_RADIUS_M

ROUNDING = 1e-14  # of a chord between two points on the ball of radius 1: what is nearer to the rim is measured exactly


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
def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle metres by haversine, step by step as `geo.distance.metres_to_many` reckons them; of two points."""
    here, there = math.radians(lat), math.radians(other_lat)
    half_lat, half_lon = (there - here) / 2, math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(here) * math.cos(there) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


@loop
def first_from(facts: Any, starts: Any, ends: Any, limits: Any) -> Any:
    """Of each strip, which runs from west to east, the first row that does not lie west of its limit.

    All strips are halved at a time: one after the other each look would wait for memory.
    """
    left, right, searching = starts.copy(), ends.copy(), True
    while searching:
        searching = False
        for n in range(len(left)):
            middle = (left[n] + right[n]) // 2
            off = left[n] < right[n] and facts[min(middle, len(facts) - 1)].lon < limits[n]
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
def half_chords(lat: float, radius: float, first: int, last: int, least: bool) -> Any:
    """How far east and west a circle goes in each strip, in degrees: at most, or at least; below 0 not at all.

    From the haversine formula by the side of a strip that lies nearer or further, with a little to spare.
    """
    halves, here = np.empty(last + 1 - first, np.float64), math.radians(lat)
    spared = radius / SLACK if least else radius * SLACK
    round_it = math.sin(min(spared / (2 * EARTH_RADIUS_M), math.pi / 2)) ** 2
    for n in range(len(halves)):
        south = math.radians((first + n) / STRIPS_A_DEGREE - 90)
        north = math.radians((first + n + 1) / STRIPS_A_DEGREE - 90)
        if least:
            off, wide = max(abs(here - south), abs(here - north)), max(math.cos(south), math.cos(north))
        else:
            off, wide = max(0.0, south - here, here - north), min(math.cos(south), math.cos(north))
        left, of = round_it - math.sin(off / 2) ** 2, math.cos(here) * wide
        if left <= 0:
            halves[n] = -1.0
        else:
            halves[n] = 180.0 if left >= of else math.degrees(2 * math.asin(math.sqrt(left / of)))
    return halves


@loop
def reach(facts: Any, strips: Any, lat: float, lon: float, radius: float, inner: float) -> Any:
    """Rows within `radius` metres and not within `inner`, ascending; below 0 nothing is.

    Of each strip the rows are looked at that lie between the ends of its chord, but those surely within `inner`; all
    of it where the circle crosses 180. Then what has come since the strips were laid out.
    """
    west, east, first, last = cap(lat, lon, radius)
    rim, core, ring = rim_of(lat, lon, radius), rim_of(lat, lon, max(inner, 0.0)), inner >= 0
    base, size = strips[len(strips) - 1], np.int32(len(facts))
    starts, ends = strips[first : last + 1].copy(), strips[first + 1 : last + 2].copy()
    gap, resume = ends, ends  # where what surely lies within `inner` begins and ends
    if west >= -180 and east <= 180:
        outer = half_chords(lat, radius, first, last, False)
        starts = first_from(facts, starts, ends, lon - outer)
        gap = resume = ends = first_from(facts, starts, ends, np.nextafter(lon + outer, np.inf))
        if ring:
            within = half_chords(lat, inner, first, last, True)
            gap = first_from(facts, starts, ends, np.where(within < 0, np.inf, lon - within))
            resume = first_from(facts, gap, ends, np.where(within < 0, np.inf, lon + within))
    rows, found = np.empty((gap - starts).sum() + (ends - resume).sum() + size - base, np.int32), 0
    for n in range(2 * len(starts) + 1):
        strip = n // 2
        if n == 2 * len(starts):
            start, end = base, size
        else:
            start, end = (resume[strip], ends[strip]) if n % 2 else (starts[strip], gap[strip])
        for row in range(start, end):
            rows[found] = row  # without a jump
            found += inside(facts[row], rim) & (not ring or not inside(facts[row], core))
    return rows[:found]


@loop
def near(facts: Any, strips: Any, lat: float, lon: float, radius: float) -> Any:
    """Rows within `radius` metres, ascending, and their distances."""
    rows = reach(facts, strips, lat, lon, radius, -1.0)
    metres = np.empty(len(rows), np.float64)
    for n in range(len(rows)):
        metres[n] = metres_between(lat, lon, facts[rows[n]].lat, facts[rows[n]].lon)
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
def holds(kept: Any, row: int) -> bool:
    """Whether `kept`, which ascends, holds the row."""
    at = advance(kept, 0, len(kept), row)
    return at < len(kept) and kept[at] == row


@loop
def meet(rows: Any, kept: Any, start: int, end: int, everything: bool) -> Any:
    """Where `rows` and `kept[start:end]`, which both ascend, hold the same: the places in each."""
    if everything:  # then each row stands at its own number
        return kept[start:end], np.arange(start, end).astype(np.int32)
    most = min(len(rows), end - start)
    ours, theirs, found = np.empty(most, np.int32), np.empty(most, np.int32), 0
    at = 0
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
