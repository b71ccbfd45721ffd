"""Dice that always fall the same way for the same name."""

from collections.abc import Mapping, Sequence
from math import cos, pi, radians, sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")

METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of 6371.0088 km


def dice(slug: str, purpose: str = "") -> Random:
    """A generator of its own for each listing and purpose: what one listing draws never moves another."""
    return Random(f"kith demo|{slug}|{purpose}")


def pick(rng: Random, things: Sequence[T]) -> T:
    """One of them."""
    return things[int(rng.random() * len(things))]


def weighed(rng: Random, weights: Mapping[str, float]) -> str:
    """One of the keys, as likely as its weight."""
    at = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        at -= weight
        if at < 0:
            return key
    return list(weights)[-1]


def jittered(rng: Random, lat: float, lon: float, metres: float) -> tuple[float, float]:
    """A point at most `metres` away, evenly spread over the disc."""
    reach, turn = metres * sqrt(rng.random()), 2 * pi * rng.random()
    north, east = reach * cos(turn), reach * cos(turn - pi / 2)
    wide = METRES_A_DEGREE * cos(radians(lat))
    return round(lat + north / METRES_A_DEGREE, 6), round(lon + east / wide, 6)
